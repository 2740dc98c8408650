"""Owns: the newcomer's wishes, consent and own page.

Does not own: the newcomer's name or file.
May be used by: bridging and above.
"""
