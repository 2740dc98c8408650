"""Pages of guidance: rules, role cards, guides, and writing them."""
