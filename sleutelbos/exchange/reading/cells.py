"""Plain cells: what a spreadsheet program stored, without its file format."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

Plain = None | str | bool | int | float | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell. `row` and `column` count from 1, as the person sees them; `text` is how it reads."""

    row: int
    column: int
    value: Plain
    text: str
    formula: bool = False  # the value is what was last computed, or None; nothing is ever computed here
    struck: bool = False
    partly_struck: bool = False
    greyed: bool = False  # grey letters or a grey background
    copied: bool = False  # filled in from the first cell of a merged block
    cut: bool = False  # the text was longer than we keep
    masked: tuple[str, ...] = ()  # kinds of what was taken out of the text before it was stored


@dataclass(frozen=True, slots=True)
class Span:
    """A merged block, borders included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its filled rows by row number, each a dict of column number to cell."""

    name: str
    rows: dict[int, dict[int, Cell]]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Span, ...] = ()

    @property
    def width(self) -> int:
        """The number of the last column with something in it."""
        return max((max(row) for row in self.rows.values() if row), default=0)

    def cells(self) -> Iterator[Cell]:
        """All filled cells, row by row."""
        for row in self.rows.values():
            yield from row.values()

    def unmerged(self) -> "Sheet":
        """The same sheet with merged blocks below each other filled in, marked as copied.

        Only downwards: "Ulft" merged over three rows means Ulft three times. Sideways is for titles and
        headings, and the layout reads those from `merged`.
        """
        if not self.merged:
            return self
        rows = {number: dict(row) for number, row in self.rows.items()}
        for span in self.merged:
            first = rows.get(span.top, {}).get(span.left)
            if first is None or span.bottom == span.top or span.right != span.left:
                continue
            for number in range(span.top + 1, span.bottom + 1):
                if number in rows:  # a row without anything else stays empty
                    rows[number].setdefault(span.left, replace(first, row=number, copied=True))
        return replace(self, rows=rows)


@dataclass(frozen=True, slots=True)
class Workbook:
    """What was in the file. `digest` is the SHA-256 of the bytes; `notices` tell what was left aside."""

    kind: str  # "xlsx", "ods" or "csv"
    digest: str
    sheets: tuple[Sheet, ...]
    notices: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""


@dataclass(slots=True)
class Tally:
    """Counts filled cells over all sheets of a file while they are read."""

    cells: int = 0


def shown(value: Plain) -> str:
    """How a value reads to a Dutch eye: 612340000, 1,5, 29-12-2024, 13:00."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}".replace(".", ",")
    if isinstance(value, datetime):
        return f"{value:%d-%m-%Y}" if value.time() == time() else f"{value:%d-%m-%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return str(value)
