"""Blocks of an .odt: paragraphs, headings, list items, table cells and text boxes, in order."""

from typing import Final

from sleutelbos.letters.readability import Block, Kind, block_of
from sleutelbos.letters.reading import refusals
from sleutelbos.letters.reading.limits import Limits
from sleutelbos.letters.reading.refusals import RefusedLetter
from sleutelbos.ui.archives import Archive, local, plain

_TYPE: Final = b"application/vnd.oasis.opendocument.text"
# Deleted text of tracked changes, remarks beside the text, and what only programs read.
_LEFT_ASIDE: Final = frozenset({"tracked-changes", "annotation", "forms", "scripts", "desc", "title", "sequence-decls"})


def is_odt(archive: Archive) -> bool:
    """Whether the container says that it is a text document."""
    return "mimetype" in archive.names and archive.read("mimetype", 200).strip() == _TYPE


def read(archive: Archive, most: Limits) -> tuple[list[Block], tuple[str, ...]]:
    """Blocks in reading order and notices about what was left aside."""
    if "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.read(
        "META-INF/manifest.xml", 2_000_000
    ):
        raise RefusedLetter(refusals.ENCRYPTED)
    if any(name.startswith(("Basic/", "Scripts/")) for name in archive.names):
        raise RefusedLetter(refusals.MACROS)
    if "content.xml" not in archive.names:
        raise RefusedLetter(refusals.DAMAGED)
    body = _Body(most)
    archive.parse("content.xml", body)
    notices = [
        code for code, so in (("external-ignored", body.outside), ("tracked-changes-accepted", body.changes)) if so
    ]
    return body.blocks, tuple(notices)


class _Body:
    def __init__(self, most: Limits) -> None:
        self.blocks: list[Block] = []
        self.outside = False
        self.changes = False
        self._most = most
        self._open: list[tuple[list[str], Kind]] = []
        self._around: list[str] = []
        self._skip = 0
        self._characters = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        self._around.append(tag)
        if len(self._around) > self._most.depth:
            raise RefusedLetter(refusals.DAMAGED)
        values = plain(attributes)
        if tag in {"image", "object", "section-source"} and "://" in values.get("href", ""):
            self.outside = True
        if self._skip or tag in _LEFT_ASIDE:
            self._skip += 1
            self.changes = self.changes or tag == "tracked-changes"
        elif tag in {"p", "h"}:
            kind = Kind.PARAGRAPH
            if "table-cell" in self._around:
                kind = Kind.CELL
            elif tag == "h":
                kind = Kind.HEADING
            elif "list-item" in self._around:
                kind = Kind.ITEM
            self._open.append(([], kind))
        elif self._open and tag in {"s", "tab"}:
            self._open[-1][0].append(" ")
        elif self._open and tag == "line-break":
            self._open[-1][0].append("\n")

    def end(self, tag: str) -> None:
        tag = local(tag)
        self._around.pop()
        if self._skip:
            self._skip -= 1
        elif tag in {"p", "h"} and self._open:
            pieces, kind = self._open.pop()
            text = "".join(pieces)
            lines = text.split("\n") if kind is Kind.PARAGRAPH and max(map(len, text.split("\n"))) < 60 else [text]
            self.blocks.extend(block for line in lines if (block := block_of(line, kind)) is not None)

    def data(self, text: str) -> None:
        if self._open and not self._skip:
            self._characters += len(text)
            if self._characters > self._most.characters:
                raise RefusedLetter(refusals.TOO_LONG, most_characters=self._most.characters)
            self._open[-1][0].append(text)
