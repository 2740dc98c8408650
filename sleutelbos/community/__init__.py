"""Owns: the Group: rooms of a region, messages, questions to colleagues, announcements, reports.

Does not own: who somebody is and what they speak (keypersons), mail (notices).
May be used by: allowances, newcomers, bridging, signals, letters, groupwork, matching, exchange, insights, privacy.
"""
