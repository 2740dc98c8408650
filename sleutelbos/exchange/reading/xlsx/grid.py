"""The cells of one worksheet, event by event."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from openpyxl.utils.datetime import from_excel

from sleutelbos.exchange.reading import refusals
from sleutelbos.exchange.reading.archives import local
from sleutelbos.exchange.reading.cells import Cell, Plain, Span, Tally, shown
from sleutelbos.exchange.reading.limits import Limits
from sleutelbos.exchange.reading.refusals import RefusedFile
from sleutelbos.exchange.reading.xlsx.styles import NO_STYLE, TRUE, Style, number
from sleutelbos.exchange.reading.xlsx.texts import RichText

_ADDRESS: Final = re.compile(r"^\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})$")
_MAX_SPANS: Final = 5_000


class SheetCells:
    """The cells of one worksheet. Raises RefusedFile as soon as there is too much."""

    def __init__(
        self,
        strings: list[tuple[str, bool, bool]],
        styles: list[Style],
        epoch: datetime,
        limits: Limits,
        tally: Tally,
    ) -> None:
        self.rows: dict[int, dict[int, Cell]] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[Span] = []
        self._strings, self._styles, self._epoch = strings, styles, epoch
        self._limits, self._tally = limits, tally
        self._row = self._column = 0
        self._in_cell = False
        self._kind = "n"
        self._style = Style()
        self._formula = False
        self._collecting = False
        self._value: list[str] = []
        self._inline: RichText | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._row = number(attributes.get("r")) or self._row + 1
            self._column = 0
            if attributes.get("hidden", "").lower() in TRUE and len(self.hidden_rows) < self._limits.rows:
                self.hidden_rows.add(self._row)
        elif self._in_cell:
            if name == "v":
                self._collecting = True
            elif name == "f":
                self._formula = True
            elif self._inline:
                self._inline.start(name, attributes)
        elif name == "mergeCell" and len(self.merged) < _MAX_SPANS:
            self._merge(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden", "").lower() in TRUE:
            first, last = number(attributes.get("min")), number(attributes.get("max"))
            self.hidden_columns.update(range(first, min(last, self._limits.columns) + 1))

    def data(self, text: str) -> None:
        if self._collecting:
            self._value.append(text)
        elif self._inline:
            self._inline.data(text)

    def end(self, tag: str) -> None:
        if not self._in_cell:
            return
        name = local(tag)
        if name == "c":
            self._in_cell = False
            self._finish_cell()
        elif name == "v":
            self._collecting = False
        elif self._inline:
            self._inline.end(name)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        address = _ADDRESS.match(attributes.get("r", ""))
        if address:
            self._column = _column_number(address[1])
            self._row = int(address[2])
        else:
            self._column += 1
        self._in_cell, self._formula, self._collecting = True, False, False
        self._kind = attributes.get("t", "n")
        style = number(attributes.get("s"))
        self._style = self._styles[style] if style < len(self._styles) else NO_STYLE
        self._value = []
        self._inline = RichText() if self._kind == "inlineStr" else None

    def _finish_cell(self) -> None:
        raw = "".join(self._value)
        struck, partly = self._style.struck, False
        value: Plain
        if self._kind == "s":
            index = number(raw)
            if not raw or index >= len(self._strings):
                value = None
            else:
                value, own, partly = self._strings[index]
                struck = struck or own
        elif self._inline:
            value, own, partly = self._inline.result()
            struck = struck or own
        elif self._kind == "str":
            value = raw
        elif self._kind == "b":
            value = raw.strip() in TRUE
        elif self._kind == "e":
            # "#N/A", "#VERW!": a broken formula, shown as text with the mark of a formula.
            value, self._formula = raw, True
        elif self._kind == "d":
            value = _iso(raw)
        else:
            value = self._numeric(raw)
        if (value is None or value == "" or (isinstance(value, str) and not value.strip())) and not self._formula:
            return
        self._keep(value, struck, partly)

    def _numeric(self, raw: str) -> Plain:
        if not raw.strip():
            return None
        try:
            number = float(raw)
        except ValueError:
            return raw
        if self._style.is_date or self._style.is_duration:
            try:
                moment: Plain = from_excel(number, self._epoch, self._style.is_duration)
            except (ValueError, OverflowError):
                return raw
            return moment if isinstance(moment, date | time | timedelta) else number
        if number.is_integer() and abs(number) < 1e15:
            return int(number)
        return number

    def _keep(self, value: Plain, struck: bool, partly: bool) -> None:
        limits, tally = self._limits, self._tally
        if self._column > limits.columns:
            raise RefusedFile(refusals.TOO_MANY_COLUMNS, most=limits.columns)
        tally.cells += 1
        if tally.cells > limits.cells:
            raise RefusedFile(refusals.TOO_MANY_CELLS, most=limits.cells)
        row = self.rows.setdefault(self._row, {})
        if len(self.rows) > limits.rows:
            raise RefusedFile(refusals.TOO_MANY_ROWS, most=limits.rows)
        cut = isinstance(value, str) and len(value) > limits.cell_characters
        if isinstance(value, str):
            value = value[: limits.cell_characters]
        row[self._column] = Cell(
            row=self._row,
            column=self._column,
            value=value,
            text=shown(value),
            formula=self._formula,
            struck=struck,
            partly_struck=partly,
            greyed=self._style.greyed,
            cut=cut,
        )

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = _ADDRESS.match(first), _ADDRESS.match(last or first)
        if start and end:
            span = Span(int(start[2]), _column_number(start[1]), int(end[2]), _column_number(end[1]))
            # Blocks of half a sheet are a formatting accident; filling them in would be invention.
            if span.bottom - span.top < 200:
                self.merged.append(span)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _iso(raw: str) -> Plain:
    try:
        moment = datetime.fromisoformat(raw.replace("Z", ""))
    except ValueError:
        return raw
    return moment
