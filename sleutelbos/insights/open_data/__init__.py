"""Open figures of a period: counts in, what everybody may have out. Pure: no database, no clock, no sentences."""
