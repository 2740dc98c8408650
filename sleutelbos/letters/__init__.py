"""Owns: reading along with letters; `readability/` (pure) checks a letter, `reading/` opens its file.

Does not own: files of other kinds, what key persons are paid.
May be used by: exchange, insights, privacy, config.
"""
