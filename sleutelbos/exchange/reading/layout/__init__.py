"""Where the list is in a sheet, and what its columns mean: by their headings and by what stands in them."""

from sleutelbos.exchange.reading.layout.columns import ColumnGuess
from sleutelbos.exchange.reading.layout.fields import (
    IGNORED,
    PEOPLE,
    REFUSED,
    REQUESTS,
    fields_of,
)
from sleutelbos.exchange.reading.layout.sheets import SheetLayout, lay_out, lay_out_book

__all__ = [
    "IGNORED",
    "PEOPLE",
    "REFUSED",
    "REQUESTS",
    "ColumnGuess",
    "SheetLayout",
    "fields_of",
    "lay_out",
    "lay_out_book",
]
