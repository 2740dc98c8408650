"""Owns: figures, what can be published of them safely (`disclosure/` is pure), and the publication. Reads every app, changes none.

Does not own: what is counted; it never returns a person.
May be used by: config.
"""
