"""Owns: the outbox: messages, their templates, calendar invitations and delivery.

Does not own: when a message is due.
May be used by: every app above it.
"""
