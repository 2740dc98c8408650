"""The small markup of a chapter: paragraphs, lists, subheads, bold, and the place of a quote or a figure. Pure.

    ## A subhead
    A paragraph with **bold** words. An empty line begins the next paragraph.
    - an item of a list
    1. an item of a numbered list
    {quote 3}
    {figure 1}

Everything else is text: there is no way to write HTML, a link or a picture in it.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

Block = dict[str, Any]
_PLACE: Final = re.compile(r"^\{(quote|figure) (\d{1,3})\}$")
_ITEM: Final = re.compile(r"^(?:[-*•] |(\d{1,2})[.)] )(.+)$")
_BOLD: Final = re.compile(r"\*\*(.+?)\*\*")
# Words between quotation marks that are long enough to be somebody's.
_SAID: Final = re.compile(r"[“„”\"]([^“”„\"]{3,600})[”\"“]|‘([^‘’]{3,600})’")
LONG_WORDS: Final = 5


def spans(text: str) -> list[list[Any]]:
    """The text in pieces: [words, is bold]."""
    pieces: list[list[Any]] = []
    at = 0
    for found in _BOLD.finditer(text):
        if found.start() > at:
            pieces.append([text[at : found.start()], False])
        pieces.append([found[1], True])
        at = found.end()
    if at < len(text):
        pieces.append([text[at:], False])
    return pieces


def blocks(text: str) -> list[Block]:
    """The blocks of a chapter in order.

    {"kind": "paragraph" | "heading", "spans": ...}, {"kind": "list" | "numbers", "items": [spans, ...]},
    {"kind": "quote" | "figure", "number": n}.
    """
    return list(_joined(text))


def _joined(text: str) -> Iterator[Block]:
    open_list: Block | None = None
    lines: list[str] = []

    def paragraph() -> Iterator[Block]:
        if lines:
            yield {"kind": "paragraph", "spans": spans(" ".join(lines))}
            lines.clear()

    for raw in text.split("\n"):
        line = raw.strip()
        place, item = _PLACE.match(line), _ITEM.match(line)
        if item is not None:
            yield from paragraph()
            kind = "numbers" if item[1] else "list"
            if open_list is None or open_list["kind"] != kind:
                if open_list is not None:
                    yield open_list
                open_list = {"kind": kind, "items": []}
            open_list["items"].append(spans(item[2]))
            continue
        if open_list is not None:
            yield open_list
            open_list = None
        if not line:
            yield from paragraph()
        elif line.startswith("## "):
            yield from paragraph()
            yield {"kind": "heading", "spans": spans(line[3:].strip())}
        elif place is not None:
            yield from paragraph()
            yield {"kind": place[1], "number": int(place[2])}
        else:
            lines.append(line)
    if open_list is not None:
        yield open_list
    yield from paragraph()


def said(text: str) -> list[str]:
    """Words between quotation marks, five or more: somebody's words that stand in the text without anybody's yes."""
    found = ((match[1] or match[2]).strip() for match in _SAID.finditer(text))
    return [words for words in found if len(words.split()) >= LONG_WORDS]
