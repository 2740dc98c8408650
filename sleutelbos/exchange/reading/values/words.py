"""Comparing words the way people type them: capitals, accents, spaces and small mistakes do not matter."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_SPACE: Final = re.compile(r"\s+")
_NONE: Final = frozenset(
    {
        "-", "--", "---", "x", "xx", "?", "??", "nvt", "n.v.t.", "n.v.t", "nvt.", "n/a", "na",
        "geen", "niets", "none", "onbekend", "unknown", "leeg", "nog niet bekend", "weet niet", "#n/b", "#n/a", "null",
    }
)  # fmt: skip


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Lower case, no accents, straight quotes, single spaces: "’s-Heerenberg " becomes "'s-heerenberg"."""
    text = unicodedata.normalize("NFKD", text.translate(_QUOTES))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _SPACE.sub(" ", text).strip().casefold()


@lru_cache(maxsize=20_000)
def letters(text: str) -> str:
    """Only the letters and digits of `plain`, single spaces between words: for headings and names."""
    return _SPACE.sub(" ", re.sub(r"[^\w]+|_", " ", plain(text))).strip()


def says_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing: empty, "-", "n.v.t.", "onbekend"."""
    return not text.strip() or plain(text) in _NONE


@lru_cache(maxsize=20_000)
def likeness(one: str, other: str) -> float:
    """0 to 1: how alike two words are, in letters and their order."""
    if one == other:
        return 1.0
    longest = max(len(one), len(other))
    if not one or not other or longest > 60 or abs(len(one) - len(other)) > longest // 3:
        return 0.0
    # Letters they do not share cannot match; this spares most of the work of the real comparison.
    if len(set(one) & set(other)) < 0.6 * min(len(set(one)), len(set(other))):
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def nearest(word: str, known: Iterable[str], at_least: float = 0.82, most: int = 3) -> list[str]:
    """The known words most like this one, best first; none below `at_least`."""
    scored = [(likeness(word, other), other) for other in known]
    return [other for score, other in sorted(scored, reverse=True)[:most] if score >= at_least]


def title(text: str) -> str:
    """A name typed in capitals or without them, as it is usually written: "MUGABO" becomes "Mugabo"."""
    return re.sub(r"[^\W\d_]+", lambda match: match[0][:1].upper() + match[0][1:].lower(), text)


def split_outside_brackets(text: str, separators: str) -> list[tuple[str, str]]:
    """Pieces of a text and the separator before each ("" for the first); nothing inside ( ) or [ ] is split.

    `separators` is a regular expression that is tried at every place outside brackets.
    """
    pattern = re.compile(separators, re.I)
    pieces: list[tuple[str, str]] = []
    depth, start, before, at = 0, 0, "", 0
    while at < len(text):
        letter = text[at]
        if letter in "([":
            depth += 1
        elif letter in ")]":
            depth = max(depth - 1, 0)
        elif depth == 0:
            match = pattern.match(text, at)
            if match and match.end() > at:
                pieces.append((text[start:at], before))
                before, start, at = match[0], match.end(), match.end()
                continue
        at += 1
    pieces.append((text[start:], before))
    return [(piece.strip(), separator) for piece, separator in pieces if piece.strip()]
