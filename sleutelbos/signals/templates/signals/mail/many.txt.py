BBBB BBBBBBBBBBBBBB BBB gettext(u'Many families meet the same') 


 gettext(u'So many families met this that you get this message. Look whether it needs more than an answer.') 

BBBBBBBBBBBBB
