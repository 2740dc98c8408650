"""Owns: base pages, components, template tags, design tokens, the guard on free text and the domain errors.

Does not own: any table.
May be used by: every app.
"""
