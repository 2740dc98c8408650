"""A spreadsheet file: every cell is text, whatever somebody typed."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from sleutelbos.ui.spreadsheet import safe_cell

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILLS: Final = {
    "asked": PatternFill("solid", fgColor="FFF2CC"),
    "refused": PatternFill("solid", fgColor="F8CBAD"),
    "likely": PatternFill("solid", fgColor="E2EFDA"),
}
_LONGEST: Final = 32_000  # a cell of a spreadsheet holds 32,767 characters


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell with a colour ("asked", "refused", "likely" or "") and a note."""

    text: str
    mark: str = ""
    note: str = ""


def workbook(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str | Marked]]]]) -> bytes:
    """An .xlsx file with sheets of (name, headings, rows); every cell is text, none is a formula."""
    book = Workbook(write_only=True)
    for name, headings, rows in sheets:
        sheet = book.create_sheet(_sheet_name(name))
        sheet.freeze_panes = "A2"
        for number in range(1, len(headings) + 1):
            sheet.column_dimensions[get_column_letter(number)].width = 24
        sheet.append([_cell(sheet, heading, bold=True) for heading in headings])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: str | Marked, *, bold: bool = False) -> Cell:
    marked = value if isinstance(value, Marked) else Marked(value)
    cell = WriteOnlyCell(sheet, value=_clean(safe_cell(marked.text))[:_LONGEST])
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    if marked.mark:
        cell.fill = _FILLS[marked.mark]
    if marked.note:
        cell.comment = Comment(_clean(marked.note)[:2_000], "Sleutelbos", width=320, height=140)
    return cell


def _clean(text: str) -> str:
    """Without control characters, which no spreadsheet may hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")


def _sheet_name(name: str) -> str:
    """A name a spreadsheet program accepts: 31 characters, none of []:*?/\\."""
    kept = "".join(letter for letter in _clean(name) if letter not in "[]:*?/\\").strip("' ")
    return kept[:31] or "1"
