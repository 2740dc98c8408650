"""The report of an import: every row, with the cells that need a look marked."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from .. import queries, wording
from ..models import ImportBatch, ImportRow
from ..reading import storing
from ..reading.asking import Certainty
from ..reading.rows import ReadRow
from .files import Marked, workbook


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
