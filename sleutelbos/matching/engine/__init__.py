"""The matching core: values in, values out; no Django, no clock, no text."""
