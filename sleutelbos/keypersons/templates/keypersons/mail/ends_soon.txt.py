BBBB BBBBBBBBBBBBBB BBB gettext(u'Something of yours ends soon') 

 gettext(u'Hello %(name)s,') SSSSS SSSSSSSSS

 gettext(u'This ends soon. It is part of your work with us:') 
BBB BBBB BB BBBBB
X BBBBBB

 gettext(u'Talk with your coordinator about what is needed. You do not have to do it alone.') BB BBBB

 gettext(u'Your own page:') 
BBBBB

XX 

BB BBBBBBBBBBBBBBBBBBBBBBBB BBB BBBBBBBBBBBBBBBBBBBBBBBB gettext(u'Rather talk to a person? Call %(phone)s or mail %(mail)s.') SSSSSS SSSS SS S SSSSSSS SSSS SSSSSSSSS SS SSSS SSSSSSSSSBBBB BBBBBBBBBBBBBBBBBBBBBBBB gettext(u'Rather talk to a person? Call %(phone)s.') SSSSSS SSSS SS S SSSSSSS SSSS SSSSSSSSSSBBBB BBBBBBBBBBBBBBBBBBBBBBBB gettext(u'Rather talk to a person? Mail %(mail)s.') SSSSSS SSSS SS S SSSSSSS SSSS SSSSSSSSSBBBBB
BBBBBBBBBBBBB
