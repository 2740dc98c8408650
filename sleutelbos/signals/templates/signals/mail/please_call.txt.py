BBBB BBBB BBBBBBBBBBBBBBBBBBBBBB BBB gettext(u'Can you call?') 

 gettext(u'Somebody you help could not come. Can you call and ask what stood in the way?') 


BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
