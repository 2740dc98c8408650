BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'Evenings only for now') BBBBBBBB
BBBBB BBBBBBB gettext(u'Evenings only for now')  gettext(u'Your week stays as it is. After this time it counts again by itself.') BBBBBBBBB BBBBB BBBBBBBBBBBBBBBBB
BBBBB BBBBBBBBBBBBBBB BBBB BBBBBBBBBBB BBBBBBBBBBBBBBBBBBB
