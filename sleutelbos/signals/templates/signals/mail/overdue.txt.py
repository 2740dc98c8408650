BBBB BBBBBBBBBBBBBB BBB gettext(u'An answer to signals is late') 


 gettext(u'It should have been there on %(day)s.') SS SSSSSS SSSS SSSS SSSSS SS SSSSSSSS  gettext(u'Who sees to it: %(owner)s.') SSS SSSS SS SSS SSSSSSSSSS

BBBBBBBBBBBBB
