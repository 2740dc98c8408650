"""Template tags of signals."""
