"""Owns: key persons: profile, languages, availability, engagements, readiness, life cycle.

Does not own: what they are asked.
May be used by: every app above it.
"""
