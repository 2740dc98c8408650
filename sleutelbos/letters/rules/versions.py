"""Sentences with names that last, and a new version out of an old one and what was decided about its sentences."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from sleutelbos.letters.readability import Block, Kind, sentences_of
from sleutelbos.letters.readability.words import tokens_of

# Readers see these on paper; nobody is asked about them.
NOT_ASKED: Final = frozenset({Kind.ADDRESS, Kind.MARGIN})
MOST_CARDS: Final = 80


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence: `block` is the key of its block, `came_from` the key of the sentence it was made of."""

    block: int
    start: int
    end: int
    text: str
    key: str
    came_from: str = ""


def pieces_of(blocks: Sequence[tuple[int, Block]]) -> list[Piece]:
    """The sentences of these (key, block) in reading order; address lines, headers and footers have none."""
    asked = [(key, block) for key, block in blocks if block.kind not in NOT_ASKED]
    found: list[Piece] = []
    order: Counter[int] = Counter()
    for one in sentences_of([block for _, block in asked]):
        block = asked[one.block][0]
        name = hashlib.sha256(one.text.encode()).hexdigest()[:10]
        found.append(Piece(block, one.start, one.end, one.text, f"{block}.{order[block]}.{name}"))
        order[block] += 1
    return found


def rewritten(
    blocks: Sequence[tuple[int, Block]], pieces: Sequence[Piece], changed: Mapping[str, str]
) -> tuple[list[tuple[int, Block]], list[Piece]]:
    """Blocks and sentences with the sentences in `changed` (key -> new text) replaced; what stood between stays.

    Every new sentence says from which old one it came: a sentence that was cut in two gives two.
    """
    new_blocks: list[tuple[int, Block]] = []
    spans: dict[int, list[tuple[int, int, str]]] = {}
    for key, block in blocks:
        text, at = "", 0
        spans[key] = []
        for piece in (one for one in pieces if one.block == key):
            text += block.text[at : piece.start]
            start = len(text)
            text += _tidy(changed.get(piece.key, piece.text))
            spans[key].append((start, len(text), piece.key))
            at = piece.end
        new_blocks.append((key, Block(block.kind, text + block.text[at:])))
    found = []
    for piece in pieces_of(new_blocks):
        overlaps = [(min(end, piece.end) - max(start, piece.start), old) for start, end, old in spans[piece.block]]
        shared, old = max(overlaps, default=(0, ""))
        found.append(Piece(piece.block, piece.start, piece.end, piece.text, piece.key, old if shared > 0 else ""))
    return new_blocks, found


def replaced_words(before: str, after: str) -> list[tuple[str, str]]:
    """Words that went and what came in their place: at most three for at most four, no names and no numbers."""
    old = [token.text for token in tokens_of(before)]
    new = [token.text for token in tokens_of(after)]
    matcher = SequenceMatcher(None, [word.lower() for word in old], [word.lower() for word in new], autojunk=False)
    found = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        gone, came = old[start:end], new[new_start:new_end]
        if tag != "replace" or len(gone) > 3 or len(came) > 4:
            continue
        if any(any(sign.isdigit() for sign in word) for word in gone + came):
            continue
        if any(word[:1].isupper() and start + at > 0 for at, word in enumerate(gone)):
            continue
        if max(map(len, gone)) >= 4:
            found.append((" ".join(gone).lower(), " ".join(came).lower()))
    return found


def words_of(text: str) -> list[str]:
    """The words a reader can tap, numbered from 0."""
    return [word for word in text.split() if any(sign.isalnum() for sign in word)]


def minutes_for(sentences: int, words: int, questions: int) -> int:
    """Paid minutes to read a letter twice, answer and tap, in steps of five; a person may change it."""
    seconds = words / 100 * 60 + sentences * 12 + questions * 40 + 120
    return max(10, int(-(-seconds // 300) * 5))


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
