"""Settings: one base, small files on top."""
