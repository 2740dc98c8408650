"""The reading core: bytes in, understood values and questions out; no Django, no clock, no sentences."""
