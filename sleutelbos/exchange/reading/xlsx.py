"""Excel workbooks (.xlsx), part by part: only cells, styles and names; never links, queries or pictures."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from sleutelbos.exchange.reading import refusals
from sleutelbos.exchange.reading.archives import Archive, local, plain
from sleutelbos.exchange.reading.cells import Cell, Plain, Sheet, Span, Tally, shown
from sleutelbos.exchange.reading.colours import is_grey
from sleutelbos.exchange.reading.limits import Limits
from sleutelbos.exchange.reading.refusals import RefusedFile

_MACRO_PARTS: Final = re.compile(r"vbaproject|/macrosheets/|/dialogsheets/|/activex/", re.I)
_MACRO_TYPES: Final = re.compile(rb"macroEnabled|vbaProject|ms-excel\.sheet\.binary", re.I)
_ADDRESS: Final = re.compile(r"^\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})$")
_TRUE: Final = frozenset({"1", "true", "on"})
_MAX_SPANS: Final = 5_000


@dataclass(frozen=True, slots=True)
class _Style:
    is_date: bool = False
    is_duration: bool = False
    struck: bool = False
    greyed: bool = False


_NO_STYLE: Final = _Style()


def read(archive: Archive, limits: Limits) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """All sheets with cells, and notices about what was left aside."""
    _refuse_macros(archive)
    notices = []
    if any(name.startswith("xl/externalLinks/") for name in archive.names):
        notices.append("external-links-ignored")
    if "xl/connections.xml" in archive.names or "xl/queryTables" in " ".join(archive.names):
        notices.append("data-connections-ignored")
    book_part = _main_part(archive)
    book = _BookTarget()
    archive.parse(book_part, book)
    if len(book.sheets) > limits.sheets:
        raise RefusedFile(refusals.TOO_MANY_SHEETS, found=len(book.sheets), most=limits.sheets)
    parts = _relations(archive, book_part)
    styles = _styles(archive, parts.by_type("styles"), limits)
    strings_part = parts.by_type("sharedStrings")
    strings: list[tuple[str, bool, bool]] = []
    if strings_part in archive.names:
        target = _StringsTarget(limits)
        archive.parse(strings_part, target)
        strings = target.found
    tally = Tally()
    sheets = []
    for name, relation, hidden in book.sheets:
        part = parts.by_id.get(relation, "")
        if "worksheet" not in parts.types.get(relation, "") or part not in archive.names:
            continue  # charts and the like have a sheet of their own without cells
        reader = _SheetTarget(strings, styles, book.epoch, limits, tally)
        archive.parse(part, reader)
        sheets.append(
            Sheet(
                name=name[:80],
                rows=reader.rows,
                hidden=hidden,
                hidden_rows=frozenset(reader.hidden_rows),
                hidden_columns=frozenset(reader.hidden_columns),
                merged=tuple(reader.merged),
            )
        )
    return tuple(sheets), tuple(notices)


def _refuse_macros(archive: Archive) -> None:
    if any(_MACRO_PARTS.search(name) for name in archive.names):
        raise RefusedFile(refusals.MACROS)
    types = archive.read("[Content_Types].xml", 1_000_000)
    if b"ms-excel.sheet.binary" in types or "xl/workbook.bin" in archive.names:
        raise RefusedFile(refusals.BINARY_XLSB)
    if _MACRO_TYPES.search(types):
        raise RefusedFile(refusals.MACROS)


@dataclass(slots=True)
class _Relations:
    by_id: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    def by_type(self, ending: str) -> str:
        for relation, kind in self.types.items():
            if kind.endswith("/" + ending):
                return self.by_id[relation]
        return ""


class _RelationsTarget:
    def __init__(self, folder: str) -> None:
        self.relations = _Relations()
        self._folder = folder

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if local(tag) != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        steps = ([] if target.startswith("/") else self._folder.split("/")) + target.split("/")
        path: list[str] = []
        for step in steps:
            if step == "..":
                path = path[:-1]
            elif step not in ("", "."):
                path.append(step)
        self.relations.by_id[attributes.get("Id", "")] = "/".join(path)
        self.relations.types[attributes.get("Id", "")] = attributes.get("Type", "")

    def end(self, tag: str) -> None: ...
    def data(self, text: str) -> None: ...


def _relations(archive: Archive, part: str) -> _Relations:
    folder, _, name = part.rpartition("/")
    relations_part = f"{folder}/_rels/{name}.rels".lstrip("/")
    target = _RelationsTarget(folder)
    if relations_part in archive.names:
        archive.parse(relations_part, target)
    return target.relations


def _main_part(archive: Archive) -> str:
    part = _relations(archive, "").by_type("officeDocument") or "xl/workbook.xml"
    if part not in archive.names:
        raise RefusedFile(refusals.DAMAGED)
    return part


class _BookTarget:
    """Sheet names in order: (name, relation id, hidden), and which year dates count from."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.epoch: datetime = CALENDAR_WINDOWS_1900

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "sheet":
            own = plain(attributes)
            self.sheets.append((own.get("name", ""), own.get("id", ""), own.get("state", "visible") != "visible"))
        elif name == "workbookPr" and attributes.get("date1904", "").lower() in _TRUE:
            self.epoch = CALENDAR_MAC_1904

    def end(self, tag: str) -> None: ...
    def data(self, text: str) -> None: ...


class _StringsTarget:
    """Shared strings as (text, struck through, partly struck through); phonetic guides are left out."""

    def __init__(self, limits: Limits) -> None:
        self.found: list[tuple[str, bool, bool]] = []
        self._limits = limits
        self._text = _RichText()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "si":
            self._text = _RichText()
        else:
            self._text.start(name, attributes)

    def data(self, text: str) -> None:
        self._text.data(text)

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "si":
            if len(self.found) >= self._limits.cells:
                raise RefusedFile(refusals.TOO_MANY_CELLS, most=self._limits.cells)
            self.found.append(self._text.result())
        else:
            self._text.end(name)


class _RichText:
    """Collects text with runs, of which some may be struck through."""

    def __init__(self) -> None:
        self._pieces: list[tuple[str, bool]] = []
        self._run_struck = False
        self._collecting = False
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t":
            self._collecting = not self._phonetic
        elif name == "rPh":
            self._phonetic = True
        elif name == "r":
            self._run_struck = False
        elif name == "strike":
            self._run_struck = attributes.get("val", "1").lower() in _TRUE

    def data(self, text: str) -> None:
        if self._collecting:
            self._pieces.append((text, self._run_struck))

    def end(self, name: str) -> None:
        if name == "t":
            self._collecting = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "r":
            self._run_struck = False

    def result(self) -> tuple[str, bool, bool]:
        text = "".join(piece for piece, _ in self._pieces)
        filled = [struck for piece, struck in self._pieces if piece.strip()]
        return text, bool(filled) and all(filled), any(filled) and not all(filled)


def _styles(archive: Archive, part: str, limits: Limits) -> list[_Style]:
    if part not in archive.names:
        return []
    try:
        root = fromstring(archive.read(part, limits.styles_bytes), forbid_dtd=True)
    except DefusedXmlException as error:
        raise RefusedFile(refusals.UNSAFE_XML) from error
    except (ParseError, ValueError, LookupError) as error:
        raise RefusedFile(refusals.DAMAGED) from error
    formats: dict[int, str] = dict(BUILTIN_FORMATS)
    fonts: list[tuple[bool, bool]] = []
    fills: list[bool] = []
    styles: list[_Style] = []
    for group in root:
        kind = _tag(group)
        if kind == "numFmts":
            for item in group:
                formats[_number(item.get("numFmtId"))] = item.get("formatCode", "")
        elif kind == "fonts":
            fonts = [_font(list(item)) for item in group]
        elif kind == "fills":
            fills = [any(_is_grey_fill(pattern) for pattern in item) for item in group]
        elif kind == "cellXfs":
            for item in group:
                code = formats.get(_number(item.get("numFmtId")), "General")
                font = _number(item.get("fontId"))
                fill = _number(item.get("fillId"))
                struck, grey_letters = fonts[font] if font < len(fonts) else (False, False)
                styles.append(
                    _Style(
                        is_date=bool(is_date_format(code)),
                        is_duration=bool(is_timedelta_format(code)),
                        struck=struck,
                        greyed=grey_letters or (fill < len(fills) and fills[fill]),
                    )
                )
    return styles


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _font(parts: list[Element]) -> tuple[bool, bool]:
    struck = grey = False
    for part in parts:
        tag = _tag(part)
        if tag == "strike":
            struck = part.get("val", "1").lower() in _TRUE
        elif tag == "color":
            grey = is_grey(part.get("rgb"), part.get("theme"), part.get("tint"))
    return struck, grey


def _is_grey_fill(pattern: Element) -> bool:
    if pattern.get("patternType") in (None, "none"):
        return False
    for colour in pattern:
        if _tag(colour) == "fgColor":
            return is_grey(colour.get("rgb"), colour.get("theme"), colour.get("tint"))
    return False


def _number(text: str | None) -> int:
    try:
        return max(int(text or 0), 0)
    except ValueError:
        return 0


class _SheetTarget:
    """The cells of one worksheet. Raises RefusedFile as soon as there is too much."""

    def __init__(
        self,
        strings: list[tuple[str, bool, bool]],
        styles: list[_Style],
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
        self._style = _Style()
        self._formula = False
        self._collecting = False
        self._value: list[str] = []
        self._inline: _RichText | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._row = _number(attributes.get("r")) or self._row + 1
            self._column = 0
            if attributes.get("hidden", "").lower() in _TRUE and len(self.hidden_rows) < self._limits.rows:
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
        elif name == "col" and attributes.get("hidden", "").lower() in _TRUE:
            first, last = _number(attributes.get("min")), _number(attributes.get("max"))
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
        style = _number(attributes.get("s"))
        self._style = self._styles[style] if style < len(self._styles) else _NO_STYLE
        self._value = []
        self._inline = _RichText() if self._kind == "inlineStr" else None

    def _finish_cell(self) -> None:
        raw = "".join(self._value)
        struck, partly = self._style.struck, False
        value: Plain
        if self._kind == "s":
            index = _number(raw)
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
            value = raw.strip() in _TRUE
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
