BBBB BBBBBBBBBBBBBB BBB gettext(u'A signal came in. You see to it.') 


 gettext(u'Please give an answer before %(day)s. That something cannot change, and why, is an answer too.') SSSSSS SSSS SS SSSSSS SSSSSS SSSSSSSS SSSS SSSSSSSSS SSSSSS SSSSSSS SSS SSSS SS SS SSSSSS SSSS

BBBBBBBBBBBBB
