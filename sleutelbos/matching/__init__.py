"""Owns: suggestions: who fits a question, why, and what would help when nobody does.

Does not own: the choice: a person makes it.
May be used by: exchange, insights, privacy.
"""
