"""Which sheets there are and where their parts are; each is read in its turn."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from sleutelbos.exchange.reading import refusals
from sleutelbos.exchange.reading.archives import Archive, local, plain
from sleutelbos.exchange.reading.cells import Sheet, Tally
from sleutelbos.exchange.reading.limits import Limits
from sleutelbos.exchange.reading.refusals import RefusedFile
from sleutelbos.exchange.reading.xlsx.grid import SheetCells
from sleutelbos.exchange.reading.xlsx.styles import TRUE, read_styles
from sleutelbos.exchange.reading.xlsx.texts import SharedStrings

_MACRO_PARTS: Final = re.compile(r"vbaproject|/macrosheets/|/dialogsheets/|/activex/", re.I)
_MACRO_TYPES: Final = re.compile(rb"macroEnabled|vbaProject|ms-excel\.sheet\.binary", re.I)


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
    styles = read_styles(archive, parts.by_type("styles"), limits)
    strings_part = parts.by_type("sharedStrings")
    strings: list[tuple[str, bool, bool]] = []
    if strings_part in archive.names:
        target = SharedStrings(limits)
        archive.parse(strings_part, target)
        strings = target.found
    tally = Tally()
    sheets = []
    for name, relation, hidden in book.sheets:
        part = parts.by_id.get(relation, "")
        if "worksheet" not in parts.types.get(relation, "") or part not in archive.names:
            continue  # charts and the like have a sheet of their own without cells
        reader = SheetCells(strings, styles, book.epoch, limits, tally)
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
        elif name == "workbookPr" and attributes.get("date1904", "").lower() in TRUE:
            self.epoch = CALENDAR_MAC_1904

    def end(self, tag: str) -> None: ...
    def data(self, text: str) -> None: ...
