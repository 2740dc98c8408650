"""Rooms that keep themselves up to date: what changed is pushed to every open page of a room (server-sent events).

`channel` says that a room changed, in the transaction that changed it. `watch` hears it, once per server process.
`hub` holds the open pages of one process: when a room changes it reads what changed once, draws it once per language,
asks once who may still read, and hands each page what it has not had yet. `ticket` is what a request that was let in
by the ordinary pages (sign-in, role, region, room) leaves behind for its stream. See docs/adr/0011-live-rooms.md.
"""
