"""OpenDocument spreadsheets (.ods), streamed: repeated rows and cells unfold only as far as the limits go."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

from sleutelbos.exchange.reading import refusals
from sleutelbos.exchange.reading.archives import Archive, local, plain
from sleutelbos.exchange.reading.cells import Cell, Plain, Sheet, Span, Tally, shown
from sleutelbos.exchange.reading.colours import is_grey
from sleutelbos.exchange.reading.limits import Limits
from sleutelbos.exchange.reading.refusals import RefusedFile

_DURATION: Final = re.compile(r"^-?P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$")
# LibreOffice writes these two for every file; what stands beside them is code of the document.
_HARMLESS_SCRIPTS: Final = re.compile(r"^(Basic/script-lc\.xml|Basic/[^/]+/script-lb\.xml|Basic/|Scripts/)$")


@dataclass(frozen=True, slots=True)
class _Style:
    struck: bool = False
    greyed: bool = False
    shown: bool = True


def read(archive: Archive, limits: Limits) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """All sheets with cells, and notices about what was left aside."""
    manifest = "META-INF/manifest.xml"
    if manifest in archive.names and b"encryption-data" in archive.read(manifest, 1_000_000):
        raise RefusedFile(refusals.ENCRYPTED)
    for name in archive.names:
        if name.startswith(("Basic/", "Scripts/")) and not _HARMLESS_SCRIPTS.match(name):
            raise RefusedFile(refusals.MACROS)
    if "content.xml" not in archive.names:
        raise RefusedFile(refusals.DAMAGED)
    styles: dict[str, _Style] = {}
    if "styles.xml" in archive.names:
        archive.parse("styles.xml", _StylesTarget(styles))
    target = _ContentTarget(styles, limits)
    archive.parse("content.xml", target)
    return tuple(target.sheets), ()


class _StylesTarget:
    """Fills a dict with what matters of each style: struck through, greyed, shown."""

    def __init__(self, styles: dict[str, _Style]) -> None:
        self._styles = styles
        self._name = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind, own = local(tag), plain(attributes)
        if kind == "style":
            self._name = own.get("name", "")
            self._styles[self._name] = self._styles.get(own.get("parent-style-name", ""), _Style())
        elif kind == "default-style":
            self._name = ""
        elif self._name and kind == "table-cell-properties":
            colour = own.get("background-color")
            if colour:
                grey = is_grey(colour if colour.startswith("#") else None)
                self._styles[self._name] = replace(self._styles[self._name], greyed=grey)
        elif self._name and kind == "text-properties":
            style = self._styles[self._name]
            line = own.get("text-line-through-style", own.get("text-line-through-type"))
            if line is not None:
                style = replace(style, struck=line != "none")
            if is_grey(own.get("color")):
                style = replace(style, greyed=True)
            self._styles[self._name] = style
        elif self._name and kind == "table-properties" and own.get("display") == "false":
            self._styles[self._name] = replace(self._styles[self._name], shown=False)

    def end(self, tag: str) -> None:
        if local(tag) == "style":
            self._name = ""

    def data(self, text: str) -> None: ...


class _ContentTarget(_StylesTarget):
    """Sheets, rows and cells of content.xml, after its own styles."""

    def __init__(self, styles: dict[str, _Style], limits: Limits) -> None:
        super().__init__(styles)
        self.sheets: list[Sheet] = []
        self._limits, self._tally = limits, Tally()
        self._tables = 0  # depth: a table inside a cell is not read
        self._skipping = 0  # depth inside notes and shapes
        self._in_body = False
        self._start_table({})

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = local(tag)
        if not self._in_body:
            if kind == "body":
                self._in_body = True
            else:
                super().start(tag, attributes)
            return
        if self._skipping or kind in ("annotation", "shapes", "tracked-changes", "dde-links", "frame"):
            self._skipping += 1
            return
        own = plain(attributes)
        if kind == "table":
            self._tables += 1
            if self._tables == 1:
                self._start_table(own)
        elif self._tables != 1:
            return
        elif kind == "table-column":
            self._start_column(own)
        elif kind == "table-row":
            self._start_row(own)
        elif kind in ("table-cell", "covered-table-cell"):
            self._start_cell(own)
        elif self._cell is not None:
            self._start_text(kind, own)

    def _start_text(self, kind: str, own: dict[str, str]) -> None:
        if kind == "p":
            self._paragraphs += 1
            if self._paragraphs > 1:
                self._text.append(("\n", False))
        elif kind == "s":
            self._text.append((" " * min(_count(own.get("c")), 200), False))
        elif kind in ("tab", "line-break"):
            self._text.append((" ", False))
        elif kind == "span":
            style = self._styles.get(own.get("style-name", ""), _Style())
            self._struck_spans.append(style.struck)

    def data(self, text: str) -> None:
        if self._cell is not None and self._paragraphs and not self._skipping and self._tables == 1:
            self._text.append((text, any(self._struck_spans)))

    def end(self, tag: str) -> None:
        if not self._in_body:
            super().end(tag)
            return
        if self._skipping:
            self._skipping -= 1
            return
        kind = local(tag)
        if kind == "table":
            self._tables -= 1
            if self._tables == 0:
                self._finish_table()
        elif self._tables != 1:
            return
        elif kind in ("table-cell", "covered-table-cell"):
            self._finish_cell()
        elif kind == "table-row":
            self._finish_row()
        elif kind == "span" and self._struck_spans:
            self._struck_spans.pop()

    def _start_table(self, own: dict[str, str]) -> None:
        self._name = ""
        self._table_name = own.get("name", "")[:80]
        self._table_shown = self._styles.get(own.get("style-name", ""), _Style()).shown
        self._rows: dict[int, dict[int, Cell]] = {}
        self._merged: list[Span] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._column_styles: list[tuple[int, str]] = []  # last column of a run, its style
        self._columns = 0
        self._row = 0
        self._row_repeat = 1
        self._row_style = ""
        self._column = 0
        self._filled: dict[int, Cell] = {}
        self._cell: dict[str, str] | None = None
        self._text: list[tuple[str, bool]] = []
        self._paragraphs = 0
        self._struck_spans: list[bool] = []

    def _finish_table(self) -> None:
        if len(self.sheets) >= self._limits.sheets:
            raise RefusedFile(refusals.TOO_MANY_SHEETS, most=self._limits.sheets)
        self.sheets.append(
            Sheet(
                name=self._table_name,
                rows=self._rows,
                hidden=not self._table_shown,
                hidden_rows=frozenset(self._hidden_rows),
                hidden_columns=frozenset(self._hidden_columns),
                merged=tuple(self._merged),
            )
        )

    def _start_column(self, own: dict[str, str]) -> None:
        repeat = _count(own.get("number-columns-repeated"))
        if own.get("visibility", "visible") != "visible":
            last = min(self._columns + repeat, self._limits.columns)
            self._hidden_columns.update(range(self._columns + 1, last + 1))
        self._columns += repeat
        self._column_styles.append((self._columns, own.get("default-cell-style-name", "")))

    def _start_row(self, own: dict[str, str]) -> None:
        self._row_repeat = _count(own.get("number-rows-repeated"))
        self._row_style = own.get("default-cell-style-name", "")
        self._column = 0
        self._filled = {}
        if own.get("visibility", "visible") != "visible":
            last = min(self._row + self._row_repeat, self._row + self._limits.rows)
            if len(self._hidden_rows) < self._limits.rows:
                self._hidden_rows.update(range(self._row + 1, last + 1))

    def _finish_row(self) -> None:
        first = self._row + 1
        self._row += self._row_repeat
        if not self._filled:
            return
        if len(self._rows) + self._row_repeat > self._limits.rows:
            raise RefusedFile(refusals.TOO_MANY_ROWS, most=self._limits.rows)
        self._tally.cells += len(self._filled) * self._row_repeat
        if self._tally.cells > self._limits.cells:
            raise RefusedFile(refusals.TOO_MANY_CELLS, most=self._limits.cells)
        for number in range(first, self._row + 1):
            self._rows[number] = {column: replace(cell, row=number) for column, cell in self._filled.items()}

    def _start_cell(self, own: dict[str, str]) -> None:
        self._cell = own
        self._text, self._paragraphs, self._struck_spans = [], 0, []

    def _finish_cell(self) -> None:
        own, self._cell = self._cell, None
        if own is None:
            return
        repeat = _count(own.get("number-columns-repeated"))
        first = self._column + 1
        self._column += repeat
        written = "".join(text for text, _ in self._text)
        value = _value(own, written)
        formula = "formula" in own
        if (value is None or (isinstance(value, str) and not value.strip())) and not formula:
            return
        if self._column > self._limits.columns:
            raise RefusedFile(refusals.TOO_MANY_COLUMNS, most=self._limits.columns)
        style = self._styles.get(own.get("style-name", "") or self._row_style or self._column_style(first), _Style())
        runs = [struck for text, struck in self._text if text.strip()]
        struck = style.struck or (bool(runs) and all(runs))
        cut = isinstance(value, str) and len(value) > self._limits.cell_characters
        if isinstance(value, str):
            value = value[: self._limits.cell_characters]
        for column in range(first, self._column + 1):
            self._filled[column] = Cell(
                row=self._row + 1,
                column=column,
                value=value,
                text=shown(value),
                formula=formula,
                struck=struck,
                partly_struck=any(runs) and not struck,
                greyed=style.greyed,
                cut=cut,
            )
        down = _count(own.get("number-rows-spanned"))
        aside = _count(own.get("number-columns-spanned"))
        if (down > 1 or aside > 1) and down < 200 and len(self._merged) < 5_000:
            self._merged.append(Span(self._row + 1, first, self._row + down, first + aside - 1))

    def _column_style(self, column: int) -> str:
        return next((style for last, style in self._column_styles if column <= last), "")


def _count(text: str | None) -> int:
    try:
        return max(int(text or 1), 1)
    except ValueError:
        return 1


def _value(own: dict[str, str], written: str) -> Plain:
    kind = own.get("value-type", "")
    try:
        if kind in ("float", "currency", "percentage"):
            number = float(own.get("value", ""))
            return int(number) if number.is_integer() and abs(number) < 1e15 else number
        if kind == "date":
            return datetime.fromisoformat(own.get("date-value", "")[:19])
        if kind == "time":
            return _time(own.get("time-value", ""))
        if kind == "boolean":
            return own.get("boolean-value") == "true"
    except (ValueError, OverflowError):
        return written or None
    return own.get("string-value", written) or None


def _time(text: str) -> Plain:
    match = _DURATION.match(text)
    if not match:
        raise ValueError(text)
    days, hours, minutes = (int(part or 0) for part in match.groups()[:3])
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=float(match[4] or 0))
    if length < timedelta(days=1):
        return time(length.seconds // 3600, length.seconds // 60 % 60)
    return length
