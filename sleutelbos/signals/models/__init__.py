"""Columns and constraints, one file per subject."""
