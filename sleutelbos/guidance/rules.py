"""Rules that need only values: which words stay as they are, and whether a translation follows its source."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

# A term is a whole word: "DUO" in "DUO's", not in "duo"; "MAP" is no "map".
_EDGE = r"(?<![^\W_]){}(?![^\W_])"


@cache
def _pattern(term: str) -> re.Pattern[str]:
    # Names in capitals are only themselves; a word as "brede intake" may begin a sentence.
    return re.compile(_EDGE.format(re.escape(term)), 0 if term.isupper() else re.IGNORECASE)


def has_term(text: str, term: str) -> bool:
    """Whether a text has this word, as a word of its own.

    A suffix may follow in another script ("DUOቲ"), or after an apostrophe; another letter of the same script may not.
    """
    return _pattern(term).search(_apart(text)) is not None


def _apart(text: str) -> str:
    # Arabic, Tigrinya and Persian write a small word against a Latin one without a space.
    return re.sub(r"(?<=[A-Za-z0-9])(?=[^\x00-\u024f])|(?<=[^\x00-\u024f])(?=[A-Za-z0-9])", " ", text)


def lost_terms(source: str, translation: str, terms: Iterable[str]) -> list[str]:
    """The words of `terms` that the source has and the translation has not."""
    return [term for term in terms if has_term(source, term) and not has_term(translation, term)]


def segments(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The texts of a guide in reading order, each with the name of its place: "title", "s1.heading", "s1.line2"."""
    found = [("title", str(content.get("title", ""))), ("summary", str(content.get("summary", "")))]
    for number, section in enumerate(content.get("sections", []), start=1):
        found.append((f"s{number}.heading", str(section.get("heading", ""))))
        found += [(f"s{number}.line{at}", str(line)) for at, line in enumerate(section.get("lines", []), start=1)]
    return found


def whole_text(content: Mapping[str, Any]) -> str:
    """Every text of a guide, a line each."""
    return "\n".join(text for _place, text in segments(content))


def same_shape(source: Mapping[str, Any], translation: Mapping[str, Any]) -> bool:
    """Whether a translation has the same places and the same groups as its source, and none of them empty."""
    if [place for place, _ in segments(source)] != [place for place, _ in segments(translation)]:
        return False
    groups = [[section.get("group", "") for section in one.get("sections", [])] for one in (source, translation)]
    return groups[0] == groups[1] and all(text.strip() for _, text in segments(translation))
