"""A balanced panel: many languages, men and women, and everybody's turn. People see the reasons and decide."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be asked. `languages` beside Dutch, best first; `last_asked`: the last time in a panel."""

    key_person: int
    languages: tuple[str, ...]
    gender: str
    topics: frozenset[str] = field(default_factory=frozenset)
    last_asked: date | None = None
    times_this_year: int = 0


@dataclass(frozen=True, slots=True)
class Seat:
    """One proposed reader, with codes of why: (code, value)."""

    key_person: int
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """What a panel looks like."""

    languages: dict[str, int]
    women: int
    men: int
    other: int


def suggested(candidates: Sequence[Candidate], wanted: int, languages: Iterable[str] = ()) -> list[Seat]:
    """Up to `wanted` seats. First the languages of the receivers, then new languages, men and women even, and who was
    asked longest ago; the same candidates always give the same panel."""
    asked_for = tuple(dict.fromkeys(languages))
    left = sorted(candidates, key=lambda one: one.key_person)
    seats: list[Seat] = []
    spoken: Counter[str] = Counter()
    genders: Counter[str] = Counter()
    while left and len(seats) < wanted:
        best = min(left, key=lambda one: _worth(one, asked_for, spoken, genders))
        seats.append(Seat(best.key_person, tuple(_why(best, asked_for, spoken, genders))))
        spoken.update(best.languages)
        genders[best.gender] += 1
        left.remove(best)
    return seats


def balance_of(candidates: Iterable[Candidate]) -> Balance:
    """Languages with how many speak them, and men and women."""
    spoken: Counter[str] = Counter()
    genders: Counter[str] = Counter()
    for one in candidates:
        spoken.update(one.languages)
        genders[one.gender] += 1
    women, men = genders["woman"], genders["man"]
    return Balance(dict(spoken.most_common()), women, men, genders.total() - women - men)


def _worth(
    one: Candidate, asked_for: tuple[str, ...], spoken: Counter[str], genders: Counter[str]
) -> tuple[int, int, int, int, date, int]:
    uncovered = [language for language in asked_for if not spoken[language]]
    meets = any(language in one.languages for language in uncovered)
    fewest = min((spoken[language] for language in one.languages), default=99)
    return (
        0 if meets or not uncovered else 1,
        fewest,
        max(0, genders[one.gender] - genders[_OTHER.get(one.gender, "")]),
        one.times_this_year,
        one.last_asked or date.min,
        one.key_person,
    )


_OTHER = {"woman": "man", "man": "woman"}


def _why(
    one: Candidate, asked_for: tuple[str, ...], spoken: Counter[str], genders: Counter[str]
) -> Iterable[tuple[str, str]]:
    for language in one.languages:
        if language in asked_for and not spoken[language]:
            yield "receivers", language
            break
    else:
        fresh = next((language for language in one.languages if not spoken[language]), None)
        if fresh:
            yield "new_language", fresh
    if one.gender in _OTHER and genders[one.gender] < genders[_OTHER[one.gender]]:
        yield "even", one.gender
    if one.last_asked is None:
        yield "never_asked", ""
    else:
        yield "last_asked", one.last_asked.isoformat()
