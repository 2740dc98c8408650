"""A balanced panel: languages, men and women, learning routes, and everybody's turn. People see why and decide."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

# In a smaller panel a number says of whom it is.
FEWEST_TO_COUNT = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be asked. `languages` beside Dutch, best first; `last_asked`: the last time in a panel;
    `route`: the learning route, empty where it was not told."""

    key_person: int
    languages: tuple[str, ...]
    gender: str
    topics: frozenset[str] = field(default_factory=frozenset)
    last_asked: date | None = None
    times_this_year: int = 0
    route: str = ""


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
    routes: dict[str, int]  # "" is who did not tell

    @property
    def routes_shown(self) -> bool:
        """Whether the routes may be counted out loud: not where that would tell the route of one person or of all."""
        people = sum(self.routes.values())
        told = people - self.routes.get("", 0)
        return people >= FEWEST_TO_COUNT and told > 0 and max(self.routes.values()) < people


@dataclass(slots=True)
class _Counts:
    spoken: Counter[str] = field(default_factory=Counter)
    genders: Counter[str] = field(default_factory=Counter)
    routes: Counter[str] = field(default_factory=Counter)

    def add(self, one: Candidate) -> None:
        self.spoken.update(one.languages)
        self.genders[one.gender] += 1
        self.routes[one.route] += 1


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a panel is measured against: languages asked for, and the panel it should look like (may be empty)."""

    languages: tuple[str, ...]
    like: _Counts
    routes: tuple[str, ...]  # those that occur at all among who can be asked

    def missing(self, now: _Counts) -> list[str]:
        """Languages that still nobody speaks: the receivers' own first, then those of the panel before."""
        own = [language for language in self.languages if not now.spoken[language]]
        return own or [language for language, _count in self.like.spoken.most_common() if not now.spoken[language]]

    def too_many(self, one: Candidate, now: _Counts) -> float:
        """How much fuller this person's kinds are than the others; who did not tell a route stands in the middle."""
        excess = 0.0
        if opposite := _OTHER.get(one.gender):
            same, other = (now.genders[kind] - self.like.genders[kind] for kind in (one.gender, opposite))
            excess += max(0, same - other)
        if one.route:
            seated = {route: now.routes[route] - self.like.routes[route] for route in self.routes}
            excess += seated[one.route] - sum(seated.values()) / len(seated)
        return excess


def suggested(
    candidates: Sequence[Candidate], wanted: int, languages: Iterable[str] = (), like: Iterable[Candidate] = ()
) -> list[Seat]:
    """Up to `wanted` seats; the same candidates always give the same panel.

    First the languages of the receivers, then new languages, then men and women and learning routes even, and who was
    asked longest ago. `like`: the panel that read the version before, so that the next one looks like it. Nobody is
    left out or put first for not telling a route.
    """
    before = _Counts()
    for one in like:
        before.add(one)
    left = sorted(candidates, key=lambda one: one.key_person)
    aim = _Wanted(tuple(dict.fromkeys(languages)), before, tuple(sorted({one.route for one in left if one.route})))
    seats: list[Seat] = []
    now = _Counts()
    while left and len(seats) < wanted:
        best = min(left, key=lambda one: _worth(one, aim, now))
        seats.append(Seat(best.key_person, tuple(_why(best, aim, now))))
        now.add(best)
        left.remove(best)
    return seats


def balance_of(candidates: Iterable[Candidate]) -> Balance:
    """Languages with how many speak them, men and women, and learning routes."""
    now = _Counts()
    for one in candidates:
        now.add(one)
    women, men = now.genders["woman"], now.genders["man"]
    return Balance(
        dict(now.spoken.most_common()), women, men, now.genders.total() - women - men, dict(now.routes.most_common())
    )


def tells_a_difference(panel: Collection[int], counted: Iterable[Collection[int]]) -> bool:
    """Whether counts of a panel and of one that was counted before may tell, subtracted, what a few people have.

    Fewer than four people are in one of the two and not in the other: one more reader, or the same people again later.
    """
    return any(len(set(panel) ^ set(other)) < FEWEST_TO_COUNT for other in counted)


def _worth(one: Candidate, aim: _Wanted, now: _Counts) -> tuple[int, int, float, int, date, int]:
    uncovered = aim.missing(now)
    meets = any(language in one.languages for language in uncovered)
    fewest = min((now.spoken[language] for language in one.languages), default=99)
    return (
        0 if meets or not uncovered else 1,
        fewest,
        aim.too_many(one, now),
        one.times_this_year,
        one.last_asked or date.min,
        one.key_person,
    )


_OTHER = {"woman": "man", "man": "woman"}


def _why(one: Candidate, aim: _Wanted, now: _Counts) -> Iterable[tuple[str, str]]:
    for language in one.languages:
        if not now.spoken[language] and (language in aim.languages or aim.like.spoken[language]):
            yield "receivers" if language in aim.languages else "as_before", language
            break
    else:
        fresh = next((language for language in one.languages if not now.spoken[language]), None)
        if fresh:
            yield "new_language", fresh
    if one.gender in _OTHER and now.genders[one.gender] < now.genders[_OTHER[one.gender]]:
        yield "even", one.gender
    # The route is no reason that is told: beside a name it would say which one.
    if one.last_asked is None:
        yield "never_asked", ""
    else:
        yield "last_asked", one.last_asked.isoformat()
