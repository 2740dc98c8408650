"""Blocks and sentences of a letter. Offsets are characters within the block's text, so that a finding can be shown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sleutelbos.letters.readability.words import listed


class Kind(StrEnum):
    """What a block is on paper."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # of a list
    CELL = "cell"  # of a table
    ADDRESS = "address"  # address lines, reference lines, salutation, signature
    MARGIN = "margin"  # header, footer


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or cell. Text has no line ends and no double spaces."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: `text == blocks[block].text[start:end]`."""

    block: int
    start: int
    end: int
    text: str
    kind: Kind


# Never the end of a sentence, whatever follows.
_TITLES: Final = listed(
    """
    dhr mevr mw mr mrs drs dr ir ing prof ds bc jhr art artt nr nrs blz pag p lid tel fax ca circa incl excl
    resp bijv bv bvb d.w.z dwz m.b.t mbt t.a.v tav i.v.m ivm m.i.v miv o.a oa o.g t.b.v tbv t/m tm max min ong
    evt nl vgl zgn a.u.b s.v.p n.a.v o.b.v i.p.v t.o.v m.u.v z.s.m ma di wo do vr za zo jan feb mrt apr jun jul
    aug sep sept okt nov dec str st no ref kenm par hfdst bijl e.d o.i.d b.g.g afd gem
    """
)
# Ends a sentence when a capital follows.
_ENDING: Final = listed("enz etc e.a e.v jl a.s")
_STOP: Final = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|(?<=\s)\|(?=\s)")
_WORD_BEFORE: Final = re.compile(r"[\w/.&-]+$")
_NEXT: Final = re.compile(r"\s*[\"'“‘(\[•–-]*\s*(\S)")
_ITEM: Final = re.compile(r"^\s*(?:[-*•●▪◦–·]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")
_MARKDOWN_HEADING: Final = re.compile(r"^\s{0,3}#{1,6}\s+")
_ADDRESS: Final = re.compile(
    r"^\s*(?:(?:datum|ons kenmerk|uw kenmerk|kenmerk|zaaknummer|telefoon(?:nummer)?|bijlagen?|behandeld door|"
    r"contactpersoon|onderwerp|betreft|e-mail|postadres|bezoekadres|postbus|behandelaar)\b.{0,60}"
    r"|(?:geachte|beste|hallo|met vriendelijke groet|hoogachtend|aan:?\s|t\.a\.v\.).{0,60}"
    r"|\d{4}\s?[A-Z]{2}\s+[A-Z'].{0,40}"
    r"|[A-Z][\w' .-]{2,40}\s\d{1,5}\s?[a-zA-Z]?)$",
    re.IGNORECASE,
)
_STREET: Final = re.compile(
    r"(?:straat|laan|weg|plein|kade|gracht|singel|dreef|hof|pad|dijk|steeg|markt|plantsoen)\b", re.I
)


def block_of(text: str, kind: Kind = Kind.PARAGRAPH) -> Block | None:
    """A tidy block, or None when there is no text; address lines and salutations are recognised."""
    tidy = re.sub(r"\s+", " ", text.replace("\u00ad", "")).strip()
    if not tidy:
        return None
    if kind is Kind.PARAGRAPH and _is_address(tidy):
        kind = Kind.ADDRESS
    return Block(kind, tidy)


def _is_address(text: str) -> bool:
    if len(text) > 90 or not _ADDRESS.match(text):
        return False
    if re.fullmatch(r"[A-Z][\w' .-]{2,40}\s\d{1,5}\s?[a-zA-Z]?", text):
        return bool(_STREET.search(text)) or text.lower().startswith("postbus")
    return not re.search(r"[.!?]$", text)


def blocks_of(text: str, *, markdown: bool = False) -> list[Block]:
    """Blocks of plain text: empty lines part them, list marks begin one, and broken lines are joined again."""
    found: list[Block] = []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n")
    pending: list[str] = []
    kind = Kind.PARAGRAPH

    def close() -> None:
        nonlocal kind
        joined = _joined(pending)
        if kind is Kind.PARAGRAPH and len(pending) == 1 and _looks_like_heading(joined) and not _is_address(joined):
            kind = Kind.HEADING
        block = block_of(joined, kind)
        if block is not None:
            found.append(block)
        pending.clear()
        kind = Kind.PARAGRAPH

    longest = max((len(line) for line in lines), default=0)
    for line in lines:
        if markdown:
            line = _without_marks(line)
        if not line.strip():
            close()
        elif markdown and _MARKDOWN_HEADING.match(line):
            close()
            pending.append(_MARKDOWN_HEADING.sub("", line).rstrip("# "))
            kind = Kind.HEADING
            close()
        elif markdown and line.lstrip().startswith("|"):
            close()
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            found.extend(
                block for cell in cells if cell.strip(":- ") and (block := block_of(cell, Kind.CELL)) is not None
            )
        elif (mark := _ITEM.match(line)) and not _continues(pending, line):
            close()
            pending.append(line[mark.end() :])
            kind = Kind.ITEM
        else:
            alone = _is_address(line.strip())
            # A short line that ends a thought is the last of its paragraph: the next one begins anew.
            if pending and (alone or _ends_early(pending[-1], longest)):
                close()
            pending.append(line)
            if alone:
                close()
    close()
    return found


def sentences_of(blocks: Iterable[Block]) -> list[Sentence]:
    """All sentences in reading order."""
    found: list[Sentence] = []
    for number, block in enumerate(blocks):
        for start, end in _spans(block.text):
            found.append(Sentence(number, start, end, block.text[start:end], block.kind))
    return found


def _spans(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for stop in _STOP.finditer(text):
        mark = stop.group()
        if mark == "|":
            following = _NEXT.match(text, stop.end())
            if following and following.group(1).islower():
                continue  # a title over two lines
            end = stop.start()
        elif not _ends_here(text, stop):
            continue
        else:
            end = stop.end()
        yield from _trimmed(text, start, end)
        start = stop.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start and any(sign.isalnum() for sign in text[start:end]):
        yield start, end


def _ends_here(text: str, stop: re.Match[str]) -> bool:
    following = _NEXT.match(text, stop.end())
    if following is None:
        return True
    sign = following.group(1)
    if stop.group()[0] in "!?":
        return not sign.islower()
    word = _WORD_BEFORE.search(text, 0, stop.start())
    before = word.group().lower().strip(".") if word else ""
    if before in _TITLES or (len(before) == 1 and before.isalpha()):
        return False
    if before in _ENDING:
        return sign.isupper()
    if re.fullmatch(r"(?:[a-z]\.)+[a-z]", before):  # an abbreviation nobody listed
        return False
    if before.isdigit() and len(before) <= 2 and text[: stop.start()].strip() == before:
        return False  # "1. Wat moet u doen"
    return not sign.islower()


def _joined(lines: list[str]) -> str:
    text = ""
    for line in lines:
        piece = line.strip()
        if re.search(r"[a-zà-ÿ]-$", text) and re.match(r"[a-zà-ÿ]", piece) and not re.match(r"(?:en|of)\b", piece):
            text = text[:-1] + piece  # a word broken at the end of a line
        else:
            text = f"{text} {piece}" if text else piece
    return text


def _ends_early(line: str, longest: int) -> bool:
    return len(line.rstrip()) < 0.6 * longest and bool(re.search(r"[.!?:]$", line.rstrip()))


def _continues(pending: list[str], line: str) -> bool:
    """ "artikel\\n4. Het" is no list: the line before did not end and this one is a number."""
    return (
        bool(pending)
        and bool(re.match(r"^\s*\d", line))
        and bool(re.search(r"(?:artikel|lid|van|en|tot)$", pending[-1]))
    )


def _looks_like_heading(text: str) -> bool:
    return 0 < len(text) <= 70 and not re.search(r"[.:;,!…]$", text) and len(text.split()) <= 10


def _without_marks(line: str) -> str:
    line = re.sub(r"!?\[([^\]]*)\]\(([^)\s]*)[^)]*\)", r"\1 (\2)", line)
    return re.sub(r"(\*\*|__|`)(.+?)\1", r"\2", line)
