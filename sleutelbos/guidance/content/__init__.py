"""Texts and rules that come with the product, one TOML file per subject; read by guidance.services."""
