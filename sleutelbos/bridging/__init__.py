"""Owns: one question: ask, triage, offer, agreement, visit, outcome; and the coordinator's desk.

Does not own: who fits best.
May be used by: matching and above.
"""
