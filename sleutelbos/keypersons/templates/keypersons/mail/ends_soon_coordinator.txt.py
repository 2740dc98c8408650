BBBB BBBBBBBBBBBBBB BBB ngettext(u'%(count)s paper or engagement ends soon', u'%(count)s papers or engagements end soon', count) SSSSSSSSS SSSSS SS SSSSSSSSSS SSSS SSSSPPPPPPPPP PPPPPP PP PPPPPPPPPPP PPP PPPP

 gettext(u'This ends soon. Who has an e-mail address got a message as well.') 
BBB BBBB BB BBBBB
X BB BBBBBBBBBBBB  gettext(u'No e-mail address: tell this person yourself.') BBBBB

BBBBBBBB BBBB
 ngettext(u'and %(count)s more', u'and %(count)s more', count) SSS SSSSSSSSS SSSSPPP PPPPPPPPP PPPP
BBBBB
 gettext(u'Everything that ends is on your desk:') 

BBBBBBBBBBBBB
