"""Figures of others as people read them: days as precise as the source says, charts, tables, marks of status."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from .. import charts
from ..charts import Chart, Kind, Series, draw
from ..external.layout import Compared, Drawing, Sheet, drawing
from ..external.values import Number
from ..models import Certainty, SourceEdition, Status

WIDTH = 520
# Changed numbers that are written out; the others are counted.
MOST_CHANGES = 20
MOST_NOTES = 12
TONES = {"final": "good", "corrected": "warn", "provisional": "info", "revised": "info", "unknown": "neutral"}
# Beside a number in a table, as statistical offices do; the words stand below the table.
MARKS = {"provisional": "*", "revised": "**", "corrected": "c"}
MARK_WORDS = {"*": _("provisional"), "**": _("provisional, revised once"), "c": _("corrected"), "?": _("not sure")}


def day_words(iso: str) -> str:
    """2024, 2025-09 or 2025-09-14 as a year, a month or a day in words; anything else as it is."""
    try:
        if len(iso) == 7:
            return formats.date_format(date.fromisoformat(f"{iso}-01"), "F Y")
        if len(iso) == 10:
            return formats.date_format(date.fromisoformat(iso), "j F Y")
    except ValueError:
        pass
    return iso


def number_words(value: Decimal | None, decimals: int) -> str:
    """A number with its decimals; what the source does not give is a dot, as in its own tables."""
    if value is None:
        return "."
    return charts.number_words(float(round(value, decimals)), decimals, get_language() or "nl")


def cell_words(cell: Number | None, decimals: int) -> dict[str, str]:
    """A number of a table: `text`, `mark` for its status, `note` for who reads on."""
    if cell is None:
        return {"text": "", "mark": "", "note": ""}
    mark = MARKS.get(cell.status, "") + ("?" if cell.certainty == "low" else "")
    return {"text": number_words(cell.value, decimals), "mark": mark, "note": cell.note}


def picture(sheet: Sheet, name: str) -> SafeString | None:
    """The chart of a sheet as SVG; None where there is nothing to draw. `name` begins its ids."""
    made = drawing(sheet)
    if made is None:
        return None
    # Our own drawing: labels are escaped in it. From the left: its words are those of a Dutch table.
    return mark_safe(draw(chart(sheet, made), width=WIDTH, language=get_language() or "nl", ids=name))


def chart(sheet: Sheet, made: Drawing) -> Chart:
    """What is drawn of a sheet."""
    kind: Kind = made.kind  # type: ignore[assignment]  # the layout knows the kinds of charts and no others
    return Chart(
        kind=kind,
        title=sheet.name,
        description=gettext("The same numbers stand in the table."),
        labels=made.labels,
        series=tuple(Series(label, values) for label, values in made.series),
        unit=sheet.unit,
        decimals=sheet.decimals,
    )


def sheet_page(sheet: Sheet, number: int) -> dict[str, Any]:
    """A sheet for the page: chart, table, the marks in it, notes, and where the numbers stand in the source."""
    shown = sheet.shortened()
    lines = [(label, [cell_words(cell, sheet.decimals) for cell in cells]) for label, cells in shown.lines()]
    marks = sorted({sign for _label, cells in lines for cell in cells for sign in _signs(cell["mark"])})
    cells = list(shown.cells.values())
    return {
        "code": sheet.code,
        "id": f"cijfer-{number}",
        "name": sheet.name,
        "unit": sheet.unit,
        "about": sheet.about,
        "picture": picture(sheet, f"cijfer-{number}"),
        "periods": [label for _code, label in shown.periods],
        "lines": lines,
        "marks": [(mark, MARK_WORDS[mark]) for mark in marks],
        "missing": any(cell.value is None for cell in cells),
        "notes": _notes(cells),
        "places": sorted({cell.place for cell in cells if cell.place}),
        "status": _one_status(cells),
        "certainty": _one_certainty(cells),
        "is_whole": sheet.is_whole,
    }


def label_of_cell(cell: Number) -> str:
    """What a number is about, in one line."""
    return ", ".join(part for part in (cell.group, cell.area, cell.period) if part)


def _signs(mark: str) -> list[str]:
    sure = mark.removesuffix("?")
    return [sign for sign in (sure, "?" if mark != sure else "") if sign]


def _notes(cells: list[Number]) -> list[str]:
    """What is said of single numbers; said once where it holds for all."""
    said = {cell.note for cell in cells}
    if len(said) == 1:
        return [note for note in said if note]
    return [f"{label_of_cell(cell)}: {cell.note}" for cell in cells if cell.note][:MOST_NOTES]


def _one_status(cells: list[Number]) -> str:
    found = {cell.status for cell in cells}
    return str(Status(found.pop()).label) if len(found) == 1 else gettext("Differs per number, see the table")


def _one_certainty(cells: list[Number]) -> str:
    found = {cell.certainty for cell in cells}
    least = next(one for one in ("low", "medium", "high") if one in found)
    return str(Certainty(least).label)


def changes(found: Compared, edition: SourceEdition) -> dict[str, Any]:
    """What an edition says differently from the one before: numbers with then and now, and how many came and went."""
    units = {one["code"]: one for one in edition.measures}
    rows = []
    for one in found.changed:
        measure = units[one.now.measure]
        decimals = int(measure.get("decimals", 0))
        rows.append(
            {
                "about": f"{measure['name']}: {label_of_cell(one.now)}",
                "unit": measure.get("unit", ""),
                "before": number_words(one.before.value, decimals),
                "before_status": Status(one.before.status).label,
                "now": number_words(one.now.value, decimals),
                "now_status": Status(one.now.status).label,
            }
        )
    return {
        "rows": rows[:MOST_CHANGES],
        "more": max(len(rows) - MOST_CHANGES, 0),
        "added": found.added,
        "gone": found.gone,
    }
