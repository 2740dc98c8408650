"""Takes out of a book what may never be kept, before anything of it is stored."""

from dataclasses import replace

from sleutelbos.exchange.reading.cells import Cell, Workbook
from sleutelbos.exchange.reading.layout import SheetLayout
from sleutelbos.exchange.reading.layout.fields import REFUSED, SAID_ALOUD
from sleutelbos.exchange.reading.sources import allowed
from sleutelbos.exchange.reading.surroundings import Surroundings
from sleutelbos.exchange.reading.values.remarks import MASK, masked


def redact(book: Workbook, layouts: tuple[SheetLayout, ...], around: Surroundings) -> Workbook:
    """The same book without what may never be kept: fit to be stored until the import is finished.

    Forbidden numbers are masked in every cell of every sheet, and columns of a refused kind are emptied. In remarks
    and in columns nobody knows the meaning of, clauses about health, belief or flight are masked too. What was masked
    is in `Cell.masked`, so that it can be said.
    """
    by_sheet = {layout.sheet: layout for layout in layouts}
    memory: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
    sheets = []
    for number, sheet in enumerate(book.sheets):
        layout = by_sheet.get(number)
        fields = {guess.column: guess.field for guess in layout.columns} if layout else {}
        first_row = layout.first_row if layout else 0
        rows: dict[int, dict[int, Cell]] = {}
        for row_number, row in sheet.rows.items():
            kept: dict[int, Cell] = {}
            for column, cell in row.items():
                field = fields.get(column, "") if row_number >= first_row else "heading"
                if field.startswith(REFUSED):
                    reason = field.partition(":")[2]
                    if reason in SAID_ALOUD:
                        kept[column] = replace(cell, value=MASK, text=MASK, formula=False, masked=(reason,))
                    continue
                if (field, cell.text) not in memory:
                    memory[(field, cell.text)] = _cleaned(cell.text, field, around)
                text, kinds = memory[(field, cell.text)]
                kept[column] = replace(cell, value=text, text=text, masked=kinds) if kinds else cell
            if kept:
                rows[row_number] = kept
        sheets.append(replace(sheet, rows=rows))
    return replace(book, sheets=tuple(sheets))


def _cleaned(text: str, field: str, around: Surroundings) -> tuple[str, tuple[str, ...]]:
    text, kinds = allowed(text, field, around)
    if field in {"remarks", ""}:
        text, more = masked(text, around.find_sensitive)
        kinds = (*kinds, *more)
    return text, kinds
