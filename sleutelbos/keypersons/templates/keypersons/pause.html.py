BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'Rest') BBBBBBBB
BBBBB BBBBBBB gettext(u'Rest')  gettext(u'Resting is fine. You do not have to say why. Appointments that are planned stay: call your coordinator if you cannot come.') BBBBBBBBB BBBBB BBBBBBBBBBBBBBBBB
BBBBB BBBBBBB gettext(u'Rest') BBBBBBBB BBBB BBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBB
