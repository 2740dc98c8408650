"""The shape of what people type."""
