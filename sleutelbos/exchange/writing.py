"""Spreadsheets out: text stays text whatever somebody typed, and the report of an import."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from sleutelbos.ui.spreadsheet import safe_cell

from . import queries, wording
from .models import ImportBatch, ImportRow
from .reading import storing
from .reading.asking import Certainty
from .reading.rows import ReadRow

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


def report(batch: ImportBatch) -> bytes:
    """Every row of an import with its state, what is asked, and the cells that need a look marked and explained.

    Numbers that may not be kept are not in it: they were never stored.
    """
    return workbook(
        _report_sheet(batch, layout.sheet, layout.name) for layout in queries.layouts_of(batch) if layout.chosen
    )


def _report_sheet(batch: ImportBatch, sheet: int, name: str) -> tuple[str, list[str], Iterable[list[str | Marked]]]:
    columns = queries.columns_read(batch, sheet)
    headings = [_("Row"), _("Status"), _("What to do"), *(heading for _field, heading in columns)]
    rows = batch.rows.filter(sheet=sheet).order_by("number").iterator(chunk_size=500)
    fields = [field for field, _heading in columns]
    return name or _("List"), headings, (_report_row(row, fields) for row in rows)


def _report_row(row: ImportRow, fields: Sequence[str]) -> list[str | Marked]:
    to_do: list[str] = [wording.reason_text(row.reason)] if row.reason else []
    cells: list[str | Marked] = []
    if row.read:
        read = storing.row_from_json(row.read, sheet=row.sheet, number=row.number, kind=row.kind)
        to_do += [wording.question_text(question) for question in read.questions]
        to_do += [
            wording.problem_text(one.code, one.field, one.words) for one in read.problems if one.field not in fields
        ]
        cells = [_report_cell(read, name) for name in fields]
    state = str(ImportRow.State(row.state).label)
    return [str(row.number), state, Marked("\n".join(to_do), "asked" if to_do else ""), *cells]


def _report_cell(read: ReadRow, name: str) -> Marked:
    refused = [wording.problem_text(one.code, one.field, one.words) for one in read.problems if one.field == name]
    one = read.fields.get(name)
    raw = one.raw if one else ""
    if refused or (one and one.left_out):
        return Marked(raw, "refused", "\n".join(refused) or wording.left_out_text(one.left_out[0] if one else ""))
    if one and one.questions:
        return Marked(raw, "asked", "\n".join(wording.question_text(question) for question in one.questions))
    if one and one.certainty is Certainty.LIKELY:
        return Marked(raw, "likely", "")
    return Marked(raw)


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
