"""What one column holds, judged by its heading and by a sample of its cells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Final

from sleutelbos.exchange.reading.asking import Asker, Certainty
from sleutelbos.exchange.reading.cells import Cell
from sleutelbos.exchange.reading.layout.fields import IGNORED, PEOPLE, REFUSED, REQUESTS, SEVERAL, heading_scores
from sleutelbos.exchange.reading.surroundings import Surroundings
from sleutelbos.exchange.reading.values import (
    amounts,
    availability,
    contacts,
    dates,
    engagements,
    genders,
    languages,
    moments,
    outcomes,
    places,
    questions,
    subjects,
    wishes,
)
from sleutelbos.exchange.reading.values.words import letters, says_nothing

_SAMPLE: Final = 60
_FIRST: Final = 5
_CONFIDENT: Final = 0.55


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a column is taken for. `field` is "" when nothing is read from it, "refused:..." when nothing may be.

    `basis` is "heading", "content", "both", "chosen" (by a person) or "none"; `alternatives` are other fields with
    their scores, best first; `filled` counts its cells.
    """

    column: int
    heading: str
    field: str
    confidence: float
    basis: str
    alternatives: tuple[tuple[str, float], ...] = ()
    filled: int = 0

    @property
    def sure(self) -> bool:
        """Whether nobody has to look at this choice."""
        return self.basis == "chosen" or self.confidence >= 0.75


Detector = Callable[[Cell, Surroundings], bool]


def _reads(parser: Callable[[str, Asker], object]) -> Detector:
    def detect(cell: Cell, around: Surroundings) -> bool:
        found = parser(cell.text, Asker())
        return getattr(found, "value", None) is not None

    return detect


def _is_date(cell: Cell, around: Surroundings) -> bool:
    written = dates.cell_date(cell)
    return written is not None and written.on.year >= 2000


def _is_readiness(cell: Cell, around: Surroundings) -> bool:
    found = dates.readiness(cell, Asker(), around.today, "x")
    return found.value is not None


def _is_when(cell: Cell, around: Surroundings) -> bool:
    found = moments.when(cell, Asker(), around.today)
    return found.value is not None or any(question.code == "weekday-differs" for question in found.questions)


def _is_hours(cell: Cell, around: Surroundings) -> bool:
    if isinstance(cell.value, time | timedelta):
        return True
    found = amounts.minutes(cell, Asker())
    return found.certainty is Certainty.SURE and not _is_date(cell, around)


def _is_travel(cell: Cell, around: Surroundings) -> bool:
    return any(sign in cell.text.lower() for sign in ("km", "€", "ov ")) and _reads_travel(cell)


def _reads_travel(cell: Cell) -> bool:
    return amounts.travel(cell, Asker()).value is not None


def _is_place(cell: Cell, around: Surroundings) -> bool:
    if len(cell.text) > 40 or len(cell.text.split()) > 5 or "@" in cell.text or ":" in cell.text:
        return False  # looking for names that are nearly the same is slow, and none is like this
    found = places.meeting_place(cell.text, Asker(), around.find_place)
    return found.value is not None


def _is_name_pair(cell: Cell, around: Surroundings) -> bool:
    head, comma, tail = cell.text.partition(",")
    return bool(comma) and all(
        0 < len(part.split()) <= 3 and part.replace(" ", "").replace("-", "").isalpha() for part in (head, tail)
    )


# Below what cells can say by themselves (0.8), above a heading that looks like it (0.76).
_VERY_WORD: Final = 0.79

_DETECTORS: Final[dict[str, dict[str, Detector]]] = {
    PEOPLE: {
        "phone": lambda cell, around: bool(contacts.numbers_in(cell.text)),
        "email": lambda cell, around: "@" in cell.text and _reads(contacts.email)(cell, around),
        "gender": lambda cell, around: len(cell.text) < 12 and _reads(genders.gender)(cell, around),
        "languages": lambda cell, around: languages.looks_like_languages(cell.text),
        "place": _is_place,
        "availability": lambda cell, around: availability.looks_like_hours(cell.text),
        "topics": lambda cell, around: subjects.looks_like_topics(cell.text, around.topics),
        "form": lambda cell, around: engagements.looks_like_form(cell.text),
        "vog": _is_readiness,
        "training": _is_readiness,
        "full_name": _is_name_pair,
    },
    REQUESTS: {
        "received": _is_date,
        "contact": lambda cell, around: bool(contacts.numbers_in(cell.text)) or "@" in cell.text,
        "question": lambda cell, around: questions.looks_like_question(cell.text),
        "language": lambda cell, around: languages.looks_like_languages(cell.text),
        "wish": lambda cell, around: wishes.looks_like_wish(cell.text),
        "place": _is_place,
        "when": _is_when,
        "status": lambda cell, around: outcomes.looks_like_status(cell.text),
        "hours": _is_hours,
        "travel": _is_travel,
    },
}
# What their content alone may decide: nothing else looks like these.
_TELLING: Final = frozenset(
    {"phone", "email", "languages", "language", "place", "availability", "gender", "topics", "form", "full_name",
     "question", "status", "travel", "wish", "contact"}
)  # fmt: skip


def guess_columns(
    headings: Mapping[int, str],
    columns: Mapping[int, Sequence[Cell]],
    kind: str,
    around: Surroundings,
) -> tuple[ColumnGuess, ...]:
    """One guess per column that has a heading or a cell; each field goes to the column that fits it best."""
    scored: dict[int, dict[str, tuple[float, str]]] = {}
    for column in sorted({*headings, *(number for number, cells in columns.items() if cells)}):
        scored[column] = _scores(headings.get(column, ""), columns.get(column, ()), kind, around)
    order = sorted(
        (
            (score, -column, field, basis)
            for column, fields in scored.items()
            for field, (score, basis) in fields.items()
        ),
        reverse=True,
    )
    given: dict[int, tuple[str, float, str]] = {}
    taken: set[str] = set()
    for score, minus_column, field, basis in order:
        if -minus_column in given or score < _CONFIDENT:
            continue
        if field in taken and field not in SEVERAL:
            continue
        given[-minus_column] = (field, score, basis)
        if not field.startswith(REFUSED):
            taken.add(field)
    given = _name_beside_first_name(given, headings, kind)
    guesses = []
    for column, fields in scored.items():
        field, score, basis = given.get(column, (IGNORED, 0.0, "none"))
        others = sorted(((s, f) for f, (s, _) in fields.items() if f != field and s >= 0.3), reverse=True)
        guesses.append(
            ColumnGuess(
                column=column,
                heading=headings.get(column, "").strip()[:80],
                field=field,
                confidence=round(min(score, 1.0), 2),
                basis=basis,
                alternatives=tuple((f, round(s, 2)) for s, f in others[:3]),
                filled=len(columns.get(column, ())),
            )
        )
    return tuple(guesses)


def _scores(heading: str, cells: Sequence[Cell], kind: str, around: Surroundings) -> dict[str, tuple[float, str]]:
    """Score and basis per field for one column."""
    named = heading_scores(heading, kind)
    refused = [field for field, score in named.items() if field.startswith(REFUSED) and score >= 0.9]
    if refused:
        return {refused[0]: (1.0, "heading")}
    step = max(len(cells) // _SAMPLE, 1)
    sample = [cell for cell in cells[::step] if not says_nothing(cell.text) and not cell.formula][:_SAMPLE]
    content: dict[str, float] = {}
    for field, detect in _DETECTORS[kind].items():
        if sample and (field in _TELLING or field in named):
            content[field] = _share(detect, sample, around)
    result: dict[str, tuple[float, str]] = {}
    for field in {*named, *content}:
        by_name, by_content = named.get(field, 0.0), content.get(field)
        if by_content is None:
            result[field] = (0.9 * by_name, "heading")
        elif by_name >= 0.6:
            agrees = by_content >= 0.5
            share = by_name * 0.6 + by_content * 0.4
            if by_name == 1.0:
                # The very word: no heading that only resembles it comes before, whatever stands in the first cells.
                share = max(share, _VERY_WORD)
            result[field] = (share if sample else 0.9 * by_name, "both" if agrees else "heading")
        elif by_content >= 0.7 and len(sample) >= 2:
            result[field] = (0.5 + 0.3 * by_content + 0.1 * by_name, "content")
        elif by_content >= 0.4 or by_name:
            result[field] = (max(0.4 * by_content, 0.8 * by_name), "content" if by_content else "heading")
    return result


def _share(detect: Detector, sample: Sequence[Cell], around: Surroundings) -> float:
    """The part of a sample that looks like something; a column whose first cells do not is not looked at further."""
    first = sum(detect(cell, around) for cell in sample[:_FIRST])
    if not first:
        return 0.0
    return (first + sum(detect(cell, around) for cell in sample[_FIRST:])) / len(sample)


def _name_beside_first_name(
    given: dict[int, tuple[str, float, str]], headings: Mapping[int, str], kind: str
) -> dict[int, tuple[str, float, str]]:
    """Make "Naam" next to "Voornaam" the family name."""
    fields = {field for field, _, _ in given.values()}
    if kind != PEOPLE or "first_name" not in fields or "last_name" in fields:
        return given
    return {
        column: ("last_name", score, basis)
        if field == "full_name" and letters(headings.get(column, "")) in {"naam", "name"}
        else (field, score, basis)
        for column, (field, score, basis) in given.items()
    }
