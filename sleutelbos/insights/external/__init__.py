"""Figures of others as plain values: read from our own file or from StatLine, and laid out as tables and charts."""
