"""Template tags of key persons."""
