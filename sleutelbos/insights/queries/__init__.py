"""Questions to the database, one file per subject."""
