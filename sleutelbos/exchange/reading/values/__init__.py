"""From one cell to a typed value: what was understood, how sure, and what has to be asked. One file per subject."""
