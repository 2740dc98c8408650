"""Rules that need only values: personal data in a letter, a balanced panel, a new version, gains."""
