"""Owns: figures, safe publication of them (`disclosure/` is pure), and editions. Reads every app, changes none.

Does not own: what is counted; it never returns a person.
May be used by: config.
"""
