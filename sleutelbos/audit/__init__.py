"""Owns: the append-only trail: who did or saw what of whom, and why.

Does not own: who may do it.
May be used by: every app above it.
"""
