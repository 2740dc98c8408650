"""Where the headings are, where the rows begin, and whether a sheet lists people or requests."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from sleutelbos.exchange.reading.cells import Cell, Sheet, Workbook
from sleutelbos.exchange.reading.layout.columns import ColumnGuess, guess_columns
from sleutelbos.exchange.reading.layout.fields import (
    IGNORED,
    PEOPLE,
    REFUSED,
    REQUESTS,
    SEVERAL,
    heading_scores,
    is_heading,
)
from sleutelbos.exchange.reading.surroundings import Surroundings
from sleutelbos.exchange.reading.values.words import letters

_LOOK_AT: Final = 30  # rows in which headings may be
_OLD: Final = re.compile(r"\b(?:oud|oude|archief|archive|gestopt|backup|kopie|copy|vorig|weggooien|blad\d+ \(\d\))\b")
_STAR: Final = re.compile(
    r"\*\s*[=:]?\s*(?:is\s+|betekent\s+)?(moedertaal|mother tongue|thuistaal|eerste taal|goed|vloeiend)"
)
# What only one kind of list has, and how much it says.
_TELLING: Final[dict[str, dict[str, float]]] = {
    PEOPLE: {"availability": 1.0, "vog": 1.0, "training": 0.8, "form": 0.8, "gender": 0.6, "first_name": 0.8,
             "last_name": 0.8, "full_name": 0.8, "topics": 0.6, "languages": 0.6, "phone": 0.3, "email": 0.3},
    REQUESTS: {"question": 1.2, "status": 0.7, "requester": 1.0, "received": 0.8, "asked_who": 0.8, "hours": 0.6,
               "travel": 0.5, "wish": 0.7, "when": 0.5, "language": 0.4, "contact": 0.3},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """How one sheet is read. `chosen`: it is read unless a person says otherwise.

    `doubts` are codes of what a person should look at: "no-headings", "kind-unclear", "few-columns", "old-sheet",
    "hidden-sheet", "no-rows". `legend` holds answers the sheet itself gives ("* = moedertaal").
    """

    sheet: int
    name: str
    kind: str
    header_rows: tuple[int, ...]
    first_row: int
    columns: tuple[ColumnGuess, ...]
    rows: int
    chosen: bool
    doubts: tuple[str, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()

    def with_fields(self, fields: Mapping[int, str]) -> "SheetLayout":
        """The same with some columns meaning what a person says; a single field taken by hand is freed elsewhere."""
        columns = []
        taken = {field for field in fields.values() if field}
        for guess in self.columns:
            if guess.column in fields:
                guess = replace(guess, field=fields[guess.column], basis="chosen", confidence=1.0)
            elif guess.field in taken and guess.basis != "chosen" and guess.field not in SEVERAL:
                guess = replace(guess, field=IGNORED, basis="none", confidence=0.0)
            columns.append(guess)
        return replace(self, columns=tuple(columns))

    def column_of(self, field: str) -> ColumnGuess | None:
        """The first column that is this field."""
        return next((guess for guess in self.columns if guess.field == field), None)


def lay_out_book(book: Workbook, around: Surroundings) -> tuple[SheetLayout, ...]:
    """A layout for every sheet with cells; those that clearly list people or requests are chosen."""
    layouts = [lay_out(sheet, number, around) for number, sheet in enumerate(book.sheets) if sheet.rows]
    if not any(layout.chosen for layout in layouts):
        # Better to show the likeliest one with its doubts than to say that there is nothing.
        best = max(layouts, key=lambda layout: (sum(bool(guess.field) for guess in layout.columns), layout.rows))
        layouts = [replace(layout, chosen=layout is best) for layout in layouts]
    return tuple(layouts)


def lay_out(sheet: Sheet, number: int, around: Surroundings, kind: str = "") -> SheetLayout:
    """The layout of one sheet; `kind` when a person said what it lists."""
    sheet = sheet.unmerged()
    tried = {one: _attempt(sheet, one, around) for one in ((kind,) if kind else (PEOPLE, REQUESTS))}
    weights = {one: _weight(one, columns) for one, (_, columns) in tried.items()}
    best = max(weights, key=lambda one: weights[one])
    other = max((weight for one, weight in weights.items() if one != best), default=0.0)
    header_rows, columns = tried[best]
    first_row = (header_rows[-1] + 1) if header_rows else min(sheet.rows)
    rows = sum(row >= first_row for row in sheet.rows)
    doubts = []
    if not header_rows:
        doubts.append("no-headings")
    if not kind and weights[best] - other < 0.8:
        doubts.append("kind-unclear")
    read = [guess for guess in columns if guess.field and not guess.field.startswith(REFUSED)]
    if len(read) < 3 or weights[best] < 1.5:
        doubts.append("few-columns")
    if rows == 0:
        doubts.append("no-rows")
    if sheet.hidden:
        doubts.append("hidden-sheet")
    if _OLD.search(letters(sheet.name)):
        doubts.append("old-sheet")
    serious = {"few-columns", "no-rows", "hidden-sheet", "old-sheet", "kind-unclear"}
    return SheetLayout(
        sheet=number,
        name=sheet.name,
        kind=best,
        header_rows=header_rows,
        first_row=first_row,
        columns=columns,
        rows=rows,
        chosen=not serious & set(doubts),
        doubts=tuple(doubts),
        legend=_legend(sheet),
    )


def _weight(kind: str, columns: tuple[ColumnGuess, ...]) -> float:
    telling = _TELLING[kind]
    return sum(telling.get(guess.field, 0.0) * guess.confidence for guess in columns)


def _attempt(sheet: Sheet, kind: str, around: Surroundings) -> tuple[tuple[int, ...], tuple[ColumnGuess, ...]]:
    header_rows = _header_rows(sheet, kind)
    headings = _headings(sheet, header_rows)
    after = header_rows[-1] if header_rows else 0
    columns: dict[int, list[Cell]] = {}
    for number, row in sheet.rows.items():
        if number > after and (len(row) > 1 or len(headings) < 2):
            for column, cell in row.items():
                columns.setdefault(column, []).append(cell)
    return header_rows, guess_columns(headings, columns, kind, around)


def _header_rows(sheet: Sheet, kind: str) -> tuple[int, ...]:
    """The row with headings, with the row under it when the headings are two high; () when there are none."""
    best, best_score = 0, 0.0
    for number in list(sheet.rows)[:_LOOK_AT]:
        score = _heading_row_score(sheet.rows[number], kind)
        if score > best_score + 0.01:
            best, best_score = number, score
    if best_score < 1.6:
        return ()
    rows = [best]
    for neighbour, order in ((best + 1, 1), (best - 1, -1)):
        row = sheet.rows.get(neighbour)
        if row is None:
            continue
        if _belongs(sheet, best, neighbour, kind):
            rows = [best, neighbour] if order == 1 else [neighbour, best]
            break
    return tuple(rows)


def _heading_row_score(row: dict[int, Cell], kind: str) -> float:
    texts = [cell for cell in row.values() if isinstance(cell.value, str)]
    if len(texts) < 2:
        return 0.0
    words = [cell.text for cell in texts if len(cell.text) <= 60 and not _is_data(cell.text)]
    scores = [max(heading_scores(text, kind).values(), default=0.0) for text in words]
    good = [score for score in scores if score >= 0.8]
    share = len(good) / len(row)
    data = any(_is_data(cell.text) for cell in texts)
    if len(good) < 2 or share < 0.2 or (share < 0.4 and data):
        return 0.0
    return sum(good) - 0.5 * (len(row) - len(texts))


def _is_data(text: str) -> bool:
    """Whether a text cannot be a heading: a mail address, a phone number, a date."""
    return "@" in text or sum(letter.isdigit() for letter in text) > 5


def _belongs(sheet: Sheet, best: int, neighbour: int, kind: str) -> bool:
    """Whether a neighbouring row is the other half of two-high headings."""
    row, other = sheet.rows[best], sheet.rows[neighbour]
    texts = [cell for cell in other.values() if isinstance(cell.value, str) and len(cell.text) <= 40]
    if len(texts) < len(other):
        return False
    spans = [
        span for span in sheet.merged if span.top <= min(best, neighbour) <= span.bottom and span.right > span.left
    ]
    upper, lower = (row, other) if best < neighbour else (other, row)
    if best < neighbour:
        # Below: day names or more headings, mostly where the upper row is empty or merged.
        named = [cell for cell in texts if is_heading(cell.text, kind)]
        under_gap = [
            cell
            for cell in named
            if cell.column not in upper or any(span.left <= cell.column <= span.right for span in spans)
        ]
        return len(named) >= 2 and len(named) >= 0.6 * len(texts) and bool(under_gap)
    # Above: a line of groups ("Persoon", "Beschikbaarheid") that spans several columns; a title spans them all.
    wide = [span for span in spans if span.top == neighbour and span.left in upper]
    return len(wide) >= 2 or (len(wide) == 1 and len(upper) >= 2 and len(upper) < len(lower))


def _headings(sheet: Sheet, header_rows: tuple[int, ...]) -> dict[int, str]:
    """The text over every column; two-high headings are put together unless the lower one says enough."""
    if not header_rows:
        return {}
    lowest = {column: cell.text for column, cell in sheet.rows[header_rows[-1]].items()}
    if len(header_rows) == 1:
        return lowest
    upper = {column: cell.text for column, cell in sheet.rows[header_rows[0]].items()}
    for span in sheet.merged:
        if span.top <= header_rows[0] <= span.bottom and span.left in upper:
            for column in range(span.left, span.right + 1):
                upper.setdefault(column, upper[span.left])
    merged: dict[int, str] = {}
    for column in sorted({*upper, *lowest}):
        low, high = lowest.get(column, ""), upper.get(column, "")
        alone = max((score for kind in (PEOPLE, REQUESTS) for score in heading_scores(low, kind).values()), default=0.0)
        merged[column] = low if low and (alone >= 0.8 or not high) else f"{high} {low}".strip()
    return merged


def _legend(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """Answers in the sheet itself: a line that says what a star means."""
    for row in sheet.rows.values():
        if len(row) > 2:
            continue
        for cell in row.values():
            match = _STAR.search(cell.text.lower())
            if match:
                return (("languages:star", "3" if match[1] in {"goed", "vloeiend"} else "4"),)
    return ()
