"""Sleutelbos: the open platform for a region's network of key persons."""
