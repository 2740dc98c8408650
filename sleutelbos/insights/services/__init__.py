"""What changes data, one file per subject."""
