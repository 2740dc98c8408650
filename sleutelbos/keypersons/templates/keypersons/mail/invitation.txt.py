BBBB BBBBBBBBBBBBBB BBB gettext(u'Your own page at Sleutelbos %(region)s') SSSS SSS SSSS SS SSSSSSSSSS SSSSSSSSSS

 gettext(u'Hello %(name)s,') SSSSS SSSSSSSSS

 gettext(u'Your coordinator in %(region)s made an account for you. There you see your questions and appointments, and you say when you can.') SSSS SSSSSSSSSSS SS SSSSSSSSSS SSSS SS SSSSSSS SSS SSSS SSSSS SSS SSS SSSS SSSSSSSSS SSS SSSSSSSSSSSSS SSS SSS SSS SSSS SSS SSSS

 gettext(u'Open this page and fill in your e-mail address. You get a code by e-mail. You do not need a password.') 


 gettext(u'You do not have to do this. You can always answer a question by the link in the message.') 
BBBBBBBBBBBBB
