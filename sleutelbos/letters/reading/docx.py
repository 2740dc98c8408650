"""Blocks of a .docx: paragraphs, headings, list items, table cells, text boxes, headers and footers, in order."""

import re
from dataclasses import dataclass
from typing import Final

from sleutelbos.letters.readability import Block, Kind, block_of
from sleutelbos.letters.reading import refusals
from sleutelbos.letters.reading.limits import Limits
from sleutelbos.letters.reading.refusals import RefusedLetter
from sleutelbos.ui.archives import Archive, local, plain

_MACRO_PARTS: Final = re.compile(r"vbaproject|vbadata|/activex/|/macros/", re.IGNORECASE)
_MACRO_TYPES: Final = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_HEADING: Final = re.compile(r"^(?:heading|kop|title|titel|subtitle|ondertitel)\s*\d*$", re.IGNORECASE)
_MARGINS: Final = re.compile(r"^word/(?:header|footer)\d*\.xml$")
# Pulled in from elsewhere when the file opens. Ordinary links only lead somewhere when somebody clicks.
PULLED_IN: Final = frozenset({"attachedTemplate", "subDocument", "frame", "aFChunk", "oleObject", "image"})


def is_docx(archive: Archive) -> bool:
    """Whether the container says that it is a Word file."""
    types = archive.read("[Content_Types].xml", 1_000_000) if "[Content_Types].xml" in archive.names else b""
    return b"wordprocessingml.document" in types or b"ms-word.document" in types


@dataclass(frozen=True, slots=True)
class Where:
    """Where a block stands in the file: a part, its how-manieth paragraph to end, and the characters in it."""

    part: str
    paragraph: int
    begin: int
    end: int


def read(archive: Archive, most: Limits) -> tuple[list[Block], tuple[str, ...]]:
    """Blocks in reading order (headers first, footers last) and notices about what was left aside."""
    placed, notices = read_places(archive, most)
    return [block for block, _ in placed], notices


def read_places(archive: Archive, most: Limits) -> tuple[list[tuple[Block, list[Where]]], tuple[str, ...]]:
    """As `read`, with every place of each block: a header repeated for the first page is one block in two places."""
    types = archive.read("[Content_Types].xml", 1_000_000) if "[Content_Types].xml" in archive.names else b""
    if any(_MACRO_PARTS.search(name) for name in archive.names) or _MACRO_TYPES.search(types):
        raise RefusedLetter(refusals.MACROS)
    if "word/document.xml" not in archive.names:
        raise RefusedLetter(refusals.DAMAGED)
    notices = []
    relations = _Relations()
    for name in sorted(archive.names):
        if name.startswith("word/") and name.endswith(".rels"):
            archive.parse(name, relations)
    if relations.outside & {"subDocument", "aFChunk"}:
        raise RefusedLetter(refusals.EXTERNAL)
    if relations.outside & PULLED_IN:
        notices.append("external-ignored")
    styles = _Styles()
    if "word/styles.xml" in archive.names:
        archive.parse("word/styles.xml", styles)
    body = _Body("word/document.xml", styles, most)
    archive.parse("word/document.xml", body)
    if body.changes:
        notices.append("tracked-changes-accepted")
    margins: dict[str, list[tuple[Block, list[Where]]]] = {"header": [], "footer": []}
    for name in sorted(archive.names):
        if _MARGINS.match(name):
            part = _Body(name, styles, most)
            archive.parse(name, part)
            known = margins[name[5:11]]
            earlier = {block.text: places for block, places in known}
            for block, places in part.blocks:
                # First page, even and other pages often say the same.
                if block.text in earlier:
                    earlier[block.text].extend(places)
                else:
                    known.append((Block(Kind.MARGIN, block.text), places))
    return [*margins["header"], *body.blocks, *margins["footer"]], tuple(notices)


class _Relations:
    """Kinds of parts that lie outside the file."""

    def __init__(self) -> None:
        self.outside: set[str] = set()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if attributes.get("TargetMode") == "External":
            self.outside.add(attributes.get("Type", "").rpartition("/")[2])

    def end(self, tag: str) -> None: ...
    def data(self, text: str) -> None: ...


class _Styles:
    """Which style ids are headings and which are lists."""

    def __init__(self) -> None:
        self.headings: set[str] = set()
        self.lists: set[str] = set()
        self._id = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        values = plain(attributes)
        if tag == "style":
            self._id = values.get("styleId", "")
        elif tag == "name" and self._id:
            name = values.get("val", "")
            if _HEADING.match(name):
                self.headings.add(self._id)
            if re.match(r"^(?:list|lijst)", name, re.IGNORECASE) and not name.lower().startswith("list paragraph"):
                self.lists.add(self._id)

    def end(self, tag: str) -> None:
        if local(tag) == "style":
            self._id = ""

    def data(self, text: str) -> None: ...


class _Body:
    """Paragraphs with their kind. A text box inside a paragraph becomes blocks of its own, before that paragraph."""

    def __init__(self, part: str, styles: _Styles, most: Limits) -> None:
        self.blocks: list[tuple[Block, list[Where]]] = []
        self.changes = False
        self._part = part
        self._paragraphs = 0
        self._headings = styles.headings
        self._lists = styles.lists
        self._most = most
        self._open: list[tuple[list[str], Kind]] = []
        self._skip = 0
        self._cells = 0
        self._depth = 0
        self._in_text = False
        self._characters = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        self._depth += 1
        if self._depth > self._most.depth:
            raise RefusedLetter(refusals.DAMAGED)
        if self._skip or tag in {"Fallback", "del", "moveFrom"}:
            # Fallback repeats a text box for old programs; deleted text is no text of the letter.
            self._skip += 1
            self.changes = self.changes or tag in {"del", "moveFrom"}
        elif tag == "altChunk":
            raise RefusedLetter(refusals.EXTERNAL)
        elif tag == "ins":
            self.changes = True
        elif tag == "tc":
            self._cells += 1
        elif tag == "p":
            self._open.append(([], Kind.CELL if self._cells else Kind.PARAGRAPH))
        elif self._open and tag in {"pStyle", "numPr"}:
            self._style(tag, plain(attributes).get("val", ""))
        elif self._open and tag in {"tab", "br", "cr"}:
            self._open[-1][0].append("\n" if tag != "tab" else " ")
        elif self._open and tag == "noBreakHyphen":
            self._open[-1][0].append("-")
        elif tag == "t":
            self._in_text = True

    def end(self, tag: str) -> None:
        tag = local(tag)
        self._depth -= 1
        if self._skip:
            self._skip -= 1
        elif tag == "t":
            self._in_text = False
        elif tag == "tc":
            self._cells -= 1
        elif tag == "p" and self._open:
            pieces, kind = self._open.pop()
            text = "".join(pieces)
            # Lines of an address are often one paragraph with breaks in it.
            lines = text.split("\n") if kind is Kind.PARAGRAPH and max(map(len, text.split("\n"))) < 60 else [text]
            begin = 0
            for line in lines:
                block = block_of(line, kind)
                if block is not None:
                    self.blocks.append((block, [Where(self._part, self._paragraphs, begin, begin + len(line))]))
                begin += len(line) + 1
            self._paragraphs += 1

    def data(self, text: str) -> None:
        if self._in_text and not self._skip and self._open:
            self._characters += len(text)
            if self._characters > self._most.characters:
                raise RefusedLetter(refusals.TOO_LONG, most_characters=self._most.characters)
            self._open[-1][0].append(text)

    def _style(self, tag: str, value: str) -> None:
        pieces, kind = self._open[-1]
        if kind is Kind.PARAGRAPH:
            if tag == "numPr" or value in self._lists:
                kind = Kind.ITEM
            elif value in self._headings or _HEADING.match(value):
                kind = Kind.HEADING
            self._open[-1] = (pieces, kind)
