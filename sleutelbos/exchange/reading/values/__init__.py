"""From one cell to a typed value: what was understood, how sure, what is asked. One file per subject."""
