"""Pages about signing in, roles, organisations, people and the trail."""
