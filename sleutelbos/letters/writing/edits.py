"""Accepted sentences in the file they came from: as tracked changes with remarks, or taken in.

A change is written inside the runs that hold its characters: a run is cut where the change begins and ends, every part
keeps its own formatting, and what is not changed is not touched. Rejecting gives the letter back as it was.
"""

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Final

from lxml import etree

from sleutelbos.letters.readability import Block
from sleutelbos.letters.writing import comments, taking_in
from sleutelbos.letters.writing.fresh import plain
from sleutelbos.letters.writing.package import XML_SPACE, Package, local
from sleutelbos.letters.writing.paragraphs import Paragraph, Piece, Place, places_of

__all__ = ["Edit", "Remark", "Written", "clean", "plain", "tracked"]

_TOKENS: Final = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Edit:
    """`blocks[block].text[start:end]` becomes `text`; an empty text takes the words out, with the space beside them."""

    block: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment beside `blocks[block].text[start:end]`, by `author`."""

    block: int
    start: int
    end: int
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class Written:
    """A .docx, and the numbers of the edits and remarks that have no place in it (a formula, a drawing, a header)."""

    data: bytes
    unplaced_edits: tuple[int, ...] = ()
    unplaced_remarks: tuple[int, ...] = ()


def tracked(
    data: bytes, edits: Sequence[Edit], remarks: Sequence[Remark] = (), *, author: str, moment: datetime
) -> Written:
    """The letter with every edit as a tracked change by `author` at `moment`, and the remarks as comments.

    Blocks are numbered as `letters.reading.open_letter` gives them. Changes that stood in the file before stay.
    Raises ValueError for an edit outside its block or over another one, RefusedLetter for a file that is not safe.
    """
    package = Package(data)
    places = places_of(package)
    _check(places, edits)
    mark = _Mark(package, author, moment)
    # Anchors first: a comment stands around the words as they are now.
    unplaced_remarks = comments.add(package, places, remarks, moment)
    unplaced = _write(places, edits, mark)
    return Written(package.content(), unplaced, unplaced_remarks)


def clean(data: bytes, edits: Sequence[Edit]) -> Written:
    """The letter with every edit taken in, and with the tracked changes and comments it had before taken in as well.

    Raises as `tracked` does.
    """
    package = Package(data)
    places = places_of(package)
    _check(places, edits)
    unplaced = _write(places, edits, None)
    taking_in.accept(package)
    return Written(package.content(), unplaced)


class _Mark:
    """Makes the elements of a tracked change, each with a number of its own."""

    def __init__(self, package: Package, author: str, moment: datetime) -> None:
        self._next = 1 + max(
            (
                int(value)
                for name in package.names
                if name.startswith("word/") and name.endswith(".xml")
                for element in package.look(name).iter()
                for key, value in element.attrib.items()
                if etree.QName(key).localname == "id" and value.isdigit() and len(value) < 10
            ),
            default=0,
        )
        self._author = author
        self._moment = moment

    def element(self, name: str, beside: etree._Element) -> etree._Element:
        """An empty w:ins or w:del in the namespace of the run beside it."""
        space = etree.QName(beside).namespace
        made = etree.Element(f"{{{space}}}{name}")
        made.set(f"{{{space}}}id", str(self._next))
        made.set(f"{{{space}}}author", self._author)
        made.set(f"{{{space}}}date", self._moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
        self._next += 1
        return made


def _check(places: Sequence[tuple[Block, list[Place]]], edits: Sequence[Edit]) -> None:
    taken: dict[int, list[tuple[int, int]]] = {}
    for edit in edits:
        if not (0 <= edit.block < len(places) and 0 <= edit.start <= edit.end <= len(places[edit.block][0].text)):
            raise ValueError(f"{edit} lies outside its block")
        if any(start < edit.end and edit.start < end for start, end in taken.get(edit.block, ())):
            raise ValueError(f"{edit} lies over another edit")
        taken.setdefault(edit.block, []).append((edit.start, edit.end))


def _write(places: Sequence[tuple[Block, list[Place]]], edits: Sequence[Edit], mark: _Mark | None) -> tuple[int, ...]:
    steps: dict[int, tuple[Paragraph, list[tuple[int, int, str]]]] = {}
    unplaced = []
    for number, edit in enumerate(edits):
        block, stands = places[edit.block]
        pieces = [_steps(block.text, edit, place) for place in stands]
        if not all(_can(place.paragraph, found) for place, found in zip(stands, pieces, strict=True)):
            unplaced.append(number)
            continue
        for place, found in zip(stands, pieces, strict=True):
            steps.setdefault(id(place.paragraph), (place.paragraph, []))[1].extend(found)
    for paragraph, todo in steps.values():
        _cut(paragraph, {edge for begin, end, _ in todo for edge in (begin, end)})
        for begin, end, text in sorted(todo, reverse=True):
            _step(paragraph, begin, end, text, mark)
    return tuple(unplaced)


def _steps(old: str, edit: Edit, place: Place) -> list[tuple[int, int, str]]:
    """The smallest changes of whole words, as places in the paragraph."""
    start, end = edit.start, edit.end
    if not edit.text and start < end and " " not in {old[start], old[end - 1]}:
        if start and old[start - 1] == " ":
            start -= 1
        elif end < len(old) and old[end] == " ":
            end += 1
    found = []
    for begin, stop, text in changes(old[start:end], edit.text):
        begin, stop = begin + start, stop + start
        if begin < stop:
            found.append((place.characters[begin], place.characters[stop - 1] + 1, text))
        else:
            at = place.characters[begin - 1] + 1 if begin else place.characters[0]
            found.append((at, at, text))
    return found


def changes(old: str, new: str) -> list[tuple[int, int, str]]:
    """Which characters of `old` become what, whole words at a time; a lone space between two changes joins them."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    at = [0]
    for token in before:
        at.append(at[-1] + len(token))
    found: list[list[int]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if found and a - found[-1][1] <= 1 and "".join(before[found[-1][1] : a]).isspace():
            found[-1][1], found[-1][3] = b, d
        else:
            found.append([a, b, c, d])
    return [(at[a], at[b], "".join(after[c:d])) for a, b, c, d in found]


def _can(paragraph: Paragraph, steps: Sequence[tuple[int, int, str]]) -> bool:
    """Whether every character that changes stands in a run of text."""
    return all(
        any(piece.run is not None and piece.start <= begin <= piece.end for piece in paragraph.pieces)
        and all(piece.run is not None for piece in paragraph.pieces if piece.start < end and begin < piece.end)
        for begin, end, _ in steps
    )


def _cut(paragraph: Paragraph, edges: set[int]) -> None:
    """Give every part between two edges a run of its own, and every piece of a run that is touched as well."""
    runs: dict[etree._Element, list[Piece]] = {}
    for piece in paragraph.pieces:
        if piece.run is not None:
            runs.setdefault(piece.run, []).append(piece)
    for run, pieces in runs.items():
        if any(pieces[0].start <= edge <= pieces[-1].end for edge in edges):
            _apart(paragraph, run, pieces, edges)


def _apart(paragraph: Paragraph, run: etree._Element, pieces: list[Piece], edges: set[int]) -> None:
    look = next((child for child in run if local(child) == "rPr"), None)
    by_element = {piece.element: piece for piece in pieces}
    parent = run.getparent()
    assert parent is not None
    at = parent.index(run)
    parent.remove(run)
    for content in [child for child in run if child is not look]:
        piece = by_element.get(content)
        for part in [content] if piece is None else _parts(paragraph, piece, edges):
            alone = _like(run)
            if look is not None:
                alone.append(copy.deepcopy(look))
            alone.append(part)
            parent.insert(at, alone)
            at += 1


def _parts(paragraph: Paragraph, piece: Piece, edges: set[int]) -> list[etree._Element]:
    inside = sorted(edge for edge in edges if piece.start < edge < piece.end)
    if not inside:
        return [piece.element]
    number = paragraph.pieces.index(piece)
    made = []
    for begin, end in zip([piece.start, *inside], [*inside, piece.end], strict=True):
        element = etree.Element(piece.element.tag)
        _say(element, piece.text[begin - piece.start : end - piece.start])
        made.append(Piece(element, begin, element.text or ""))
    paragraph.pieces[number : number + 1] = made
    return [part.element for part in made]


def _like(element: etree._Element) -> etree._Element:
    """An empty element of the same name with the same attributes."""
    made = etree.Element(element.tag)
    for key, value in element.attrib.items():
        made.set(key, value)
    return made


def _say(element: etree._Element, text: str) -> None:
    element.text = text
    if text != text.strip():
        element.set(XML_SPACE, "preserve")


def _step(paragraph: Paragraph, begin: int, end: int, text: str, mark: _Mark | None) -> None:
    gone = [piece for piece in paragraph.pieces if piece.text and begin <= piece.start and piece.end <= end]
    if text:
        beside, after = _beside(paragraph, begin, gone)
        # New words look like the first of the old ones.
        like = gone[0].run if gone else None
        _insert(beside, after, beside if like is None else like, text, mark)
    for piece in gone:
        run = piece.run
        assert run is not None
        parent = run.getparent()
        assert parent is not None
        if mark is None:
            parent.remove(run)
            continue
        if local(piece.element) == "t":
            space = etree.QName(run).namespace
            piece.element.tag = f"{{{space}}}delText"
            piece.element.set(XML_SPACE, "preserve")
        wrapped = mark.element("del", run)
        parent.replace(run, wrapped)
        wrapped.append(run)


def _beside(paragraph: Paragraph, begin: int, gone: list[Piece]) -> tuple[etree._Element, bool]:
    """The run new words stand next to, and whether they come after it."""
    if gone:
        run = gone[-1].run
        assert run is not None
        return run, True
    before = [piece.run for piece in paragraph.pieces if piece.text and piece.end == begin and piece.run is not None]
    if before:
        return before[-1], True
    after = [piece.run for piece in paragraph.pieces if piece.text and piece.start == begin and piece.run is not None]
    return after[0], False


def _insert(beside: etree._Element, after: bool, like: etree._Element, text: str, mark: _Mark | None) -> None:
    space = etree.QName(beside).namespace
    run = etree.Element(beside.tag)
    look = next((child for child in like if local(child) == "rPr"), None)
    if look is not None:
        own = copy.deepcopy(look)
        for change in [child for child in own if local(child) == "rPrChange"]:
            own.remove(change)
        run.append(own)
    for number, line in enumerate(text.split("\n")):
        if number:
            etree.SubElement(run, f"{{{space}}}br")
        if line:
            _say(etree.SubElement(run, f"{{{space}}}t"), line)
    new = run
    if mark is not None:
        new = mark.element("ins", beside)
        new.append(run)
    around = beside.getparent()
    assert around is not None
    if mark is not None and local(around) in {"ins", "moveTo"}:
        beside, after = _between(around, beside, after)
    if after:
        beside.addnext(new)
    else:
        beside.addprevious(new)


def _between(around: etree._Element, beside: etree._Element, after: bool) -> tuple[etree._Element, bool]:
    """Open an insertion that stood in the file before, so that a new one stands beside it and not inside."""
    edge = around.index(beside) + (1 if after else 0)
    rest = list(around)[edge:]
    if not rest:
        return around, True
    if edge == 0:
        return around, False
    second = _like(around)
    second.extend(rest)
    around.addnext(second)
    return around, True
