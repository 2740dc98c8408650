"""From the rows of an edition to what people read: content, page, paper, data. The same content, the same bytes."""
