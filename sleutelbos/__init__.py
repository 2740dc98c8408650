"""Sleutelbos: the open platform for a region's network of key persons."""

__version__ = "0.1.0"
