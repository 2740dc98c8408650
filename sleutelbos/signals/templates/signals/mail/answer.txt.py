BBBB BBBBBBBBBBBBBB BBB gettext(u'There is an answer to your signal') 

X 

BB BBBBBBBBBBB  gettext(u'Expected:')  FFFFFFFFFFFFBBBBB



 gettext(u'You can read it again here:') 


 gettext(u'Thank you for telling it.') 
BBBBBBBBBBBBB
