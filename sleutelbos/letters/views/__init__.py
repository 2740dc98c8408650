"""Pages of reading along: the writer, the coordinator, the reader, everybody."""
