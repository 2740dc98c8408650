"""Rules that need only values."""
