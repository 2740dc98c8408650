"""Shape of typed input, one file per subject."""
