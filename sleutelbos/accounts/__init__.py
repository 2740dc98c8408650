"""Owns: sign-in, regions, municipalities, organisations, memberships, places; makes the Viewer.

Does not own: key persons' profiles.
May be used by: every app above it.
"""
