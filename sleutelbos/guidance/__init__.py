"""Owns: topics, roles, role cards and the triage rules a coordinator can read.

Does not own: questions and their outcome.
May be used by: every app above it.
"""
