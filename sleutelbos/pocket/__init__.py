"""Owns: the installed app of a key person: manifest, service worker, which phones keep something, phones that are lost.

Does not own: the pages that are shown in it, nor what may be kept of them (sleutelbos/ui/pocket.py).
May be used by: config.
"""
