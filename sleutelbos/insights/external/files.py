"""An edition as a file: a row per number, with everything that belongs to it."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from .values import Number

COLUMNS = (
    "measure", "measure_name", "unit", "group_code", "group", "area_code", "area", "period_code", "period", "value",
    "status", "certainty", "note", "place",
)  # fmt: skip


def as_csv(measures: Iterable[dict[str, Any]], numbers: Iterable[Number]) -> str:
    """All numbers as CSV, RFC 4180; a number with a point, and nothing where the source gives none."""
    names = {one["code"]: one for one in measures}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in numbers:
        measure = names[one.measure]
        value = "" if one.value is None else f"{one.value.normalize():f}"
        row = (
            one.measure, measure["name"], measure.get("unit", ""), one.group_code, one.group, one.area_code, one.area,
            one.period_code, one.period, value, one.status, one.certainty, one.note, one.place,
        )  # fmt: skip
        writer.writerow([*(_harmless(part) for part in row[:9]), value, *(_harmless(part) for part in row[10:])])
    return out.getvalue()


def _harmless(text: str) -> str:
    # A spreadsheet takes what begins like this for a formula.
    return f"'{text}" if text[:1] and text[0] in "=+-@\t\r" else text
