"""Owns: spreadsheets in and out, and the calendars that programs read.

Does not own: what the imported things mean, nor the appointments.
May be used by: config.
"""
