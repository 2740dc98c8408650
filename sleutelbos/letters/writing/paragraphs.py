"""The paragraphs of a part, read exactly as the reader reads them, with the place of every character."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from sleutelbos.letters.readability import Block
from sleutelbos.letters.reading import docx
from sleutelbos.letters.reading.refusals import RefusedLetter
from sleutelbos.letters.writing.package import STRICT_W, Package, W, local
from sleutelbos.ui.archives import Archive

_ASIDE: Final = frozenset({"Fallback", "del", "moveFrom"})
_SIGNS: Final = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(slots=True)
class Piece:
    """Some characters of a paragraph: the element that holds them and where they begin in the paragraph's text."""

    element: etree._Element
    start: int
    text: str

    @property
    def end(self) -> int:
        """Just after the last character."""
        return self.start + len(self.text)

    @property
    def run(self) -> etree._Element | None:
        """The run (w:r) around it; None for a tab stop in a style, a formula or text of a drawing."""
        above = self.element.getparent()
        word = above is not None and local(above) == "r" and etree.QName(above).namespace in {W, STRICT_W}
        return above if word else None


@dataclass(slots=True)
class Paragraph:
    """One paragraph with the characters the reader sees."""

    element: etree._Element
    in_box: bool
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All its characters, as written in the file."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands: its paragraph, and for each character of the block its place in the paragraph's text."""

    part: str
    paragraph: Paragraph
    characters: tuple[int, ...]


def places_of(package: Package) -> list[tuple[Block, list[Place]]]:
    """The blocks of the letter as the reader gives them, each with every place where it stands."""
    found, _ = docx.read_places(Archive(package.data, package.limits, RefusedLetter), package.limits)
    parts = {where.part for _, places in found for where in places}
    paragraphs = {part: list(paragraphs_of(package.tree(part))) for part in parts}
    return [(block, [_place(where, paragraphs[where.part]) for where in places]) for block, places in found]


def _place(where: docx.Where, paragraphs: list[Paragraph]) -> Place:
    paragraph = paragraphs[where.paragraph]
    return Place(where.part, paragraph, _characters(paragraph.text[where.begin : where.end], where.begin))


def _characters(line: str, begin: int) -> tuple[int, ...]:
    """For each character of the tidy text its index in the paragraph."""
    found: list[int] = []
    space: int | None = None
    for number, sign in enumerate(line):
        if sign == "\u00ad":
            continue
        if sign.isspace():
            space = number if space is None else space
            continue
        if space is not None and found:
            found.append(begin + space)
        space = None
        found.append(begin + number)
    return tuple(found)


def paragraphs_of(root: etree._Element) -> Iterator[Paragraph]:
    """Paragraphs in the order in which they end: a text box comes before the paragraph it hangs on."""
    open_: list[Paragraph] = []
    aside = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element)
        if event == "start":
            if aside or name in _ASIDE:
                aside += 1
            elif name == "p":
                open_.append(Paragraph(element, in_box=_within(element, "txbxContent")))
            elif open_ and (name in _SIGNS or name == "t"):
                sign = _SIGNS.get(name, element.text or "")
                open_[-1].pieces.append(Piece(element, len(open_[-1].text), sign))
        elif aside:
            aside -= 1
        elif name == "p" and open_:
            yield open_.pop()


def _within(element: etree._Element, name: str) -> bool:
    return any(local(above) == name for above in element.iterancestors())
