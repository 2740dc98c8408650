"""The shapes that people, places and hours have as columns, and how they are made."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from sleutelbos.matching.engine.moments import DAY, WEEK, week_of
from sleutelbos.matching.engine.travel import on_sphere
from sleutelbos.matching.engine.types import Block, Place, TimeException, TravelMode

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Bits = NDArray[np.uint64]  # (words, people): one bit for each possible start

FOREVER = 1 << 40
# Below this many people their rows are gathered one by one, above it by looking through all rows.
FEW = 200
MODES: tuple[TravelMode, ...] = ("walk", "bike", "public", "car")
ASK_WINDOW = 14 * DAY


@dataclass(frozen=True)
class Spans:
    """Rows of (person position, first, last), sorted by first; what first and last mean is the owner's."""

    person: Ints
    first: Ints
    last: Ints
    longest: int

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int]]) -> "Spans":
        """The rows as columns; ``longest`` is the longest distance from first to last."""
        ordered = sorted(rows, key=lambda row: (row[1], row[0], row[2]))
        table = np.array(ordered, dtype=np.int64).reshape(-1, 3)
        longest = int((table[:, 2] - table[:, 1]).max()) if len(table) else 0
        return cls(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy(), longest)

    def narrowed(self, people: Ints, slot: Ints) -> tuple["Spans", Ints]:
        """Only the rows of these people, named by their slot, and which rows of these those are."""
        if len(people) < FEW:
            order, ends = self._by_person
            parts = [order[ends[who] : ends[who + 1]] for who in people.tolist() if who + 1 < len(ends)]
            rows = np.sort(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)
        else:
            rows = np.flatnonzero((slot >= 0)[self.person])
        return Spans(slot[self.person[rows]], self.first[rows], self.last[rows], self.longest), rows

    @cached_property
    def _by_person(self) -> tuple[Ints, list[int]]:
        """Row numbers in the order of their person, and where each person's end."""
        order = np.argsort(self.person, kind="stable")
        highest = int(self.person.max()) if len(self.person) else -1
        ends = np.bincount(self.person, minlength=highest + 1).cumsum()
        return order, [0, *ends.tolist()]

    def on(self, day: int) -> Ints:
        """The people of the rows that hold on a day, both ends counted."""
        return self.person[(self.first <= day) & (self.last >= day)]


NO_SPANS = Spans.of(())


@dataclass(frozen=True)
class Scope:
    """For which codes rows hold: for all of them where none is named."""

    unlimited: Bools
    rows: dict[str, Ints]

    @classmethod
    def of(cls, codes: Sequence[tuple[str, ...]]) -> "Scope":
        """The scope of rows that name these codes."""
        rows: dict[str, list[int]] = {}
        for at, named in enumerate(codes):
            for code in named:
                rows.setdefault(code, []).append(at)
        return cls(
            np.array([not named for named in codes], dtype=bool),
            {code: np.array(found, dtype=np.int64) for code, found in rows.items()},
        )

    def covers(self, code: str) -> Bools:
        """A mask over the rows that hold for a code."""
        mask = self.unlimited.copy()
        if code in self.rows:
            mask[self.rows[code]] = True
        return mask


@dataclass(frozen=True)
class Crowd:
    """Some people of a world and their hours; in every column a person is the place in this crowd.

    ``booking_rows`` are rows of the world's bookings, ``booking_person`` whose they are.
    """

    size: int
    people: Ints
    weekly: Spans
    extra: Spans
    away: Spans
    booking_rows: Ints
    booking_person: Ints


@dataclass(frozen=True)
class LanguageRows:
    """Everybody who lists one variety; ``levels`` is (3, rows) in the order of ``languages.USES``."""

    person: Ints
    levels: Ints
    scripts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Points:
    """Places on the sphere, ``(3, rows)``; ``known`` is False where there are no coordinates."""

    xyz: Floats
    known: Bools

    def of(self, rows: Ints) -> "Points":
        """These rows only."""
        return Points(self.xyz[:, rows], self.known[rows])


def points(places: Sequence[Place]) -> Points:
    """Places as points of the sphere; an unknown place stands at the pole and is marked."""
    xyz = np.array(
        [
            (0.0, 0.0, 1.0) if place.lat is None or place.lon is None else on_sphere(place.lat, place.lon)
            for place in places
        ],
        dtype=np.float64,
    ).reshape(-1, 3)
    xyz = np.ascontiguousarray(xyz.T)
    known = np.array([place.lat is not None and place.lon is not None for place in places], dtype=bool)
    return Points(xyz, known)


def optional(values: Sequence[int | None], missing: int = FOREVER) -> Ints:
    """A column in which None becomes a number no rule is ever stopped by."""
    return np.array([missing if value is None else value for value in values], dtype=np.int64)


def until(day: int | None) -> int:
    """A last day, far away when there is none."""
    return FOREVER if day is None else day


def union_of_week(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Hours of the week as the fewest spans; the last one may run past Sunday night into Monday."""
    merged: list[tuple[int, int]] = []
    for block in sorted(blocks, key=lambda b: (b.start, b.end)):
        if not 0 <= block.start < block.end <= WEEK:
            raise ValueError(f"hours {block.start}-{block.end} are not inside a week")
        if merged and block.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], block.end))
        else:
            merged.append((block.start, block.end))
    if len(merged) > 1 and merged[0][0] == 0 and merged[-1][1] == WEEK:
        first = merged.pop(0)
        merged[-1] = (merged[-1][0], WEEK + first[1])
    return merged


def grown_extras(exceptions: Sequence[TimeException], hours: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Extra hours, each grown with all hours it touches, so that no seam looks like a gap."""
    extras = [(e.start, e.end) for e in exceptions if e.available]
    grown = set()
    for start, end in extras:
        low, high = start, end
        while True:
            weeks = range(week_of(low) - 2, week_of(high) + 2)
            near = extras + [(a + WEEK * k, b + WEEK * k) for k in weeks for a, b in hours]
            touching = [(a, b) for a, b in near if a <= high and b >= low]
            new = (min([low, *(a for a, _b in touching)]), max([high, *(b for _a, b in touching)]))
            if new == (low, high):
                break
            low, high = new
        grown.add((low, high))
    return sorted(grown)


@lru_cache(maxsize=4096)
def tie_key(number: int) -> int:
    """A 64-bit number that says nothing about the id it comes from."""
    return int.from_bytes(hashlib.sha256(str(number).encode()).digest()[:8])


def fair_order(question: int, people: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A number per person (given by tie keys) to break ties with: another order for every question, always
    the same.

    SplitMix64's finaliser over both keys, so that nobody is first by having an early id.
    """
    mixed = people ^ np.uint64(tie_key(question))
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
