"""What of a panel's marks may be data for everybody. Pure: rows in, rows out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

# Under this many readers nothing is told that sets some of them apart.
FEW: Final = 5
# Column: type and what it holds, for the description that goes along. In English: data travel.
COLUMNS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "sentences": {
        "version": ("integer", "Number of the version of the letter that the panel read, from 1"),
        "sentence": ("integer", "Number of the sentence in that version, from 1"),
        "text": ("string", "The sentence, in Dutch; personal data were replaced before anybody read it"),
        "decision": ("string", "What the writer did: accept (as a reader wrote it), adapt, keep, or empty"),
        "became": ("string", "The sentence after the decision; empty where it stayed as it was"),
    },
    "marks": {
        "version": ("integer", "Number of the version of the letter"),
        "sentence": ("integer", "Number of the sentence in that version"),
        "reader": ("string", f"Arbitrary number of a reader within this version; empty under {FEW} readers"),
        "verdict": ("string", "clear, doubt or unclear"),
        "words": ("string", "Words of the sentence that the reader tapped, parted by a bar"),
        "reasons": ("string", "Reasons the reader chose: word, long, what, angry, not_us; parted by a bar"),
        "language": ("string", f"Language of help the reader chose; empty where fewer than {FEW} readers share it"),
    },
}


@dataclass(frozen=True, slots=True)
class Said:
    """One mark of a reader who said yes. `reader` is any hashable thing; it never comes out."""

    version: int
    sentence: int
    reader: Any
    order: str
    verdict: str
    words: tuple[str, ...]
    reasons: tuple[str, ...]
    language: str


def rows_of(marks: Iterable[Said]) -> list[list[Any]]:
    """Rows of the table of marks: readers under arbitrary numbers, languages only of at least five readers.

    `order` is what numbers follow: something that nobody outside can reckon.
    """
    marks = list(marks)
    found: list[list[Any]] = []
    for version in sorted({mark.version for mark in marks}):
        found += _of_version([mark for mark in marks if mark.version == version])
    return found


def _of_version(marks: Sequence[Said]) -> list[list[Any]]:
    people = {mark.reader: mark for mark in marks}
    ranked = sorted(people, key=lambda reader: people[reader].order)
    numbers = {reader: str(at) for at, reader in enumerate(ranked, start=1)} if len(people) >= FEW else {}
    shared = Counter(mark.language for mark in people.values())
    rows = [
        [
            mark.version,
            mark.sentence,
            numbers.get(mark.reader, ""),
            mark.verdict,
            "|".join(mark.words),
            "|".join(mark.reasons),
            mark.language if shared[mark.language] >= FEW else "",
        ]
        for mark in marks
    ]
    # Not in the order in which people read.
    return sorted(rows, key=lambda row: (row[1], row[2].rjust(4), row[3:]))
