"""Request in, response out: the desk, the coordinator's pages, asking, answering."""
