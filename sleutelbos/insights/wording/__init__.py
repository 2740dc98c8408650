"""Codes of this app in plain words, one file per subject."""
