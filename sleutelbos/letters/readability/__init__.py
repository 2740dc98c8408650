"""What a letter asks of its reader, and where. Pure: values in, values and codes out."""
