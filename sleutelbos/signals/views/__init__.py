"""Pages, one file per who they are for."""
