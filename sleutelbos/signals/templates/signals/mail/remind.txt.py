BBBB BBBBBBBBBBBBBB BBB gettext(u'People wait for an answer') 


 ngettext(u'%(number)s signal waits.', u'%(number)s signals wait.', count) SSSSSSSSSS SSSSSS SSSSSSPPPPPPPPPP PPPPPPP PPPPP  gettext(u'Please give an answer before %(day)s. That something cannot change, and why, is an answer too.') SSSSSS SSSS SS SSSSSS SSSSSS SSSSSSSS SSSS SSSSSSSSS SSSSSS SSSSSSS SSS SSSS SS SS SSSSSS SSSS

BBBBBBBBBBBBB
