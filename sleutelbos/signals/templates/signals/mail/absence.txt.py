BBBB BBBB BBBBBBBBBBBBBBBBBBBBBB BBB gettext(u'Somebody could not come') 

 gettext(u'%(organisation)s tells that somebody did not come.') SSSSSSSSSSSSSSSS SSSSS SSSS SSSSSSSS SSS SSS SSSSS BB BBBBB gettext(u'The key person is asked to call. The newcomer wants that.') BBBB gettext(u'Please call soon and ask what stood in the way.') BBBBB


 gettext(u'This is help, no control. Do not use it for a fine or a measure.') 

BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
