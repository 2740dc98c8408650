"""Where words of somebody stand in a text besides their own place: copied, with other commas, cut in pieces. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

# Fewer words than this are anybody's.
FEWEST: Final = 4
GONE: Final = "…"


def trace(words: str) -> re.Pattern[str] | None:
    """What finds these words again, whatever stands between them; None for words too few to be somebody's."""
    parts = re.findall(r"\w+", words)
    if len(parts) < FEWEST:
        return None
    return re.compile(r"\b" + r"\W+".join(re.escape(part) for part in parts) + r"\b[.!?]?", re.IGNORECASE)


def traces(texts: Iterable[str]) -> list[re.Pattern[str]]:
    """What finds each of these texts."""
    return [found for found in map(trace, texts) if found is not None]


def without(text: str, found: Iterable[re.Pattern[str]]) -> str:
    """The text with these words taken out."""
    for one in found:
        text = one.sub(GONE, text)
    return text


def stands_in(content: Any, found: Iterable[re.Pattern[str]]) -> bool:
    """Whether any of these words stand in a content, also over several of its pieces."""
    whole = " ".join(_strings(content))
    return any(one.search(whole) for one in found)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
