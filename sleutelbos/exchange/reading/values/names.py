"""Names of people as lists have them: in one cell or two, with tussenvoegsels, in capitals."""

import re
from typing import Final

from sleutelbos.exchange.reading.asking import NOTHING, Asker, Certainty, Option, Understood, settle
from sleutelbos.exchange.reading.values.words import plain, says_nothing, title

# "el" and "al" are part of an Arabic family name, as "van der" is of a Dutch one: both stay before it.
_BETWEEN: Final = frozenset(
    {
        "van", "der", "den", "de", "het", "ten", "ter", "te", "in", "'t", "van't", "von", "zu", "du", "la",
        "le", "da", "dos", "do", "di", "del", "della", "bin", "bint", "ibn", "ould", "abu", "el", "al", "ul",
        "ait", "ben",
    }
)  # fmt: skip
_TITLES: Final = re.compile(r"^(?:dhr|mevr|mw|mevrouw|meneer|de heer|mr|mrs|ms|drs|dr|ing|ir|prof)\b\.?\s*", re.I)
_BRACKETS: Final = re.compile(r"[\(\[]([^)\]]*)[\)\]]?")
_NAME_LETTERS: Final = re.compile(r"^[^\W\d_]+(?:[ .'’‘`\-][^\W\d_]*)*\.?$")
_MAX = 120


def first_name(text: str, asker: Asker) -> Understood:
    """A given name."""
    return _one(text, "first_name", asker, keep_small=False)


def last_name(text: str, asker: Asker) -> Understood:
    """A family name, tussenvoegsels in front in small letters: "VAN DER BERG" becomes "van der Berg".

    "Berg, van der" is turned round.
    """
    head, comma, tail = text.partition(",")
    if comma and tail.strip() and all(plain(word) in _BETWEEN for word in tail.split()):
        text = f"{tail.strip()} {head.strip()}"
    return _one(text, "last_name", asker, keep_small=True)


def full_name(text: str, asker: Asker) -> Understood:
    """Given and family name in one cell; the value is {"first_name": ..., "last_name": ...}.

    A comma says that the family name comes first. Without one the first word is the given name: LIKELY, as
    families differ in how they order names.
    """
    raw = text.strip()
    cleaned, _ = _clean(raw, "full_name", asker)
    if not cleaned:
        return NOTHING if not asker.open else settle(None, raw, Certainty.UNSURE, asker)
    parts = [part.strip() for part in cleaned.split(",") if part.strip()]
    certainty = Certainty.LIKELY
    if len(parts) == 2:
        first, last = parts[1], parts[0]
        # "Berg van der, Jan" and "Jan, van der Berg" are both in use; the small words tell which is which.
        words = first.split()
        if len(words) > 1 and plain(words[0]) in _BETWEEN:
            first, last = parts[0], parts[1]
        certainty = Certainty.SURE
    elif len(parts) == 3 and all(plain(word) in _BETWEEN for word in parts[1].split()):
        first, last = parts[2], f"{parts[1]} {parts[0]}"
        certainty = Certainty.SURE
    elif len(parts) > 2:
        asker.note("name-unclear", "full_name:unclear", words=raw)
        return settle(None, raw, Certainty.UNSURE, asker)
    else:
        words = cleaned.split()
        first, last = words[0], " ".join(words[1:])
    first, last = _cased(first, keep_small=False), _cased(last, keep_small=True)
    tail = last.split()
    trailing = [word for word in tail if plain(word) in _BETWEEN]
    if trailing and tail[-len(trailing) :] == trailing and len(tail) > len(trailing):
        last = " ".join([*trailing, *tail[: -len(trailing)]])
    return settle({"first_name": first[:80], "last_name": last[:_MAX]}, raw, certainty, asker)


def infix(text: str) -> str:
    """A cell of its own for tussenvoegsels, as it goes in front of the family name."""
    words = plain(text).split()
    return " ".join(words) if words and all(word in _BETWEEN for word in words) else text.strip()


def _one(text: str, field: str, asker: Asker, *, keep_small: bool) -> Understood:
    raw = text.strip()
    cleaned, certainty = _clean(raw, field, asker)
    if not cleaned:
        return NOTHING if not asker.open else settle(None, raw, Certainty.UNSURE, asker)
    cased = _cased(cleaned, keep_small=keep_small)
    if cased != cleaned:
        certainty = Certainty.LIKELY
    return settle(cased[: 80 if field == "first_name" else _MAX], raw, certainty, asker)


def _clean(raw: str, field: str, asker: Asker) -> tuple[str, Certainty]:
    """The name without titles and without notes between brackets, which are asked about."""
    if says_nothing(raw):
        return "", Certainty.NOTHING
    text = _TITLES.sub("", raw)
    notes = [note.strip() for note in _BRACKETS.findall(text) if note.strip()]
    text = " ".join(_BRACKETS.sub(" ", text).split()).strip(" -")
    if notes:
        asker.note("note-with-name", f"{field}:note", words=", ".join(notes))
    if text and not _NAME_LETTERS.match(text.replace(",", " ").strip()):
        answer = asker.ask("odd-name", f"{field}:odd:{plain(text)}", [Option("keep")], words=text)
        if answer != "keep":
            return "", Certainty.UNSURE
    return text, Certainty.SURE


def _cased(text: str, *, keep_small: bool) -> str:
    """Names in only capitals or only small letters get theirs; mixed ones stay as somebody wrote them."""
    if len(text) < 2 or not (text.isupper() or text.islower()):
        return text
    words = title(text).split(" ")
    if keep_small:
        words = [word.lower() if plain(word) in _BETWEEN and len(words) > 1 else word for word in words]
    return " ".join(words)
