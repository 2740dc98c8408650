"""Owns: the outbox: messages, their templates, calendar invitations, delivery by mail, push and SMS, and how
somebody wants to be told.

Does not own: when a message is due, and who the people are: a reader is a name like "keyperson:12".
May be used by: every app above it.
"""
