"""Owns: spreadsheets in and out.

Does not own: what the imported things mean.
May be used by: config.
"""
