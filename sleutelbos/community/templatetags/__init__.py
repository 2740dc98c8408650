"""Words of the Group."""
