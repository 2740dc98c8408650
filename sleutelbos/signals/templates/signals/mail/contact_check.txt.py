BBBB BBBB BBBBBBBBBBBBBBBBBBBBBB BBB gettext(u'Is this still right?') 

 gettext(u'You are on the list of who to call in the network of %(region)s, for %(organisation)s.') SSS SSS SS SSS SSSS SS SSS SS SSSS SS SSS SSSSSSS SS SSSSSSSSSSS SSS SSSSSSSSSSSSSSSSS
X BB BBBBBBBBBBBBX BBBBB

 gettext(u'Please look once a year. One tap is enough:') 


BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
