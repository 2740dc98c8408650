"""What changes who may come in: links, memberships, organisations, sessions."""
