BBBB BBBBBBBBBBBBBB BBB gettext(u'Something that does not work was given to you') 


 gettext(u'Please give an answer before %(day)s. That something cannot change, and why, is an answer too.') SSSSSS SSSS SS SSSSSS SSSSSS SSSSSSSS SSSS SSSSSSSSS SSSSSS SSSSSSS SSS SSSS SS SS SSSSSS SSSS

BBBBBBBBBBBBB
