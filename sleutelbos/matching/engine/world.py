"""One snapshot as column arrays: built once, read by every question asked about it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from sleutelbos.matching.engine.moments import DAY, WEEK, month_of, week_of
from sleutelbos.matching.engine.travel import on_sphere
from sleutelbos.matching.engine.types import (
    Block,
    Booking,
    Person,
    Place,
    Snapshot,
    TimeException,
    TravelMode,
)

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

FOREVER = 1 << 40
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

    def narrowed(self, slot: Ints) -> "Spans":
        """Only the rows of people who have a slot, named by it."""
        who = slot[self.person]
        rows = np.flatnonzero(who >= 0)
        return Spans(who[rows], self.first[rows], self.last[rows], self.longest)

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
    """Places on the sphere; ``known`` is False where there are no coordinates."""

    xyz: Floats
    known: Bools


class World:
    """The people of a snapshot as columns, in the order of the snapshot.

    Raises ValueError for a person, or a variety of one person, that is listed twice, and for hours outside
    a week.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        people = snapshot.people
        self.at = snapshot.at
        self.size = len(people)
        self.ids: Ints = np.array([person.id for person in people], dtype=np.int64)
        self.position = {person.id: at for at, person in enumerate(people)}
        if len(self.position) != self.size:
            raise ValueError("a person is in the snapshot twice")
        self._people_columns(people)
        self._time_columns(people)
        self._papers(people)
        bookings = [booking for booking in snapshot.bookings if booking.person in self.position]
        self._booking_columns(sorted(bookings, key=lambda b: (b.start, b.end, b.person)))
        self._ask_columns(snapshot)
        self.exclusions = self._index((item.party, item.person) for item in snapshot.exclusions)

    @cached_property
    def everybody(self) -> Crowd:
        """All people as a crowd."""
        rows = np.arange(len(self.bookings.person))
        return Crowd(
            self.size,
            np.arange(self.size),
            self.weekly,
            self.extra,
            self.away,
            rows,
            self.bookings.person,
        )

    def crowd(self, people: Ints) -> Crowd:
        """These people (positions) as a crowd."""
        slot = np.full(self.size, -1, dtype=np.int64)
        slot[people] = np.arange(len(people))
        owner = slot[self.bookings.person]
        rows = np.flatnonzero(owner >= 0)
        return Crowd(
            len(people),
            people,
            self.weekly.narrowed(slot),
            self.extra.narrowed(slot),
            self.away.narrowed(slot),
            rows,
            owner[rows],
        )

    def who(self, ids: Iterable[int]) -> Bools:
        """A mask of the people with these ids; ids that are not in the snapshot are left out."""
        mask = np.zeros(self.size, dtype=bool)
        mask[[self.position[person] for person in ids if person in self.position]] = True
        return mask

    def mask(self, index: dict[str, Ints], keys: Iterable[str]) -> Bools:
        """A mask of everybody listed under any of the keys."""
        mask = np.zeros(self.size, dtype=bool)
        for key in keys:
            if key in index:
                mask[index[key]] = True
        return mask

    def _index(self, pairs: Iterable[tuple[str, int]]) -> dict[str, Ints]:
        found: dict[str, list[int]] = {}
        for key, person in pairs:
            if person in self.position:
                found.setdefault(key, []).append(self.position[person])
        return {key: np.array(where, dtype=np.int64) for key, where in found.items()}

    def _people_columns(self, people: Sequence[Person]) -> None:
        self.deployable: Bools = np.array([p.deployable for p in people], dtype=bool)
        self.online: Bools = np.array([p.online for p in people], dtype=bool)
        self.flexible: Bools = np.array([p.flexible for p in people], dtype=bool)
        self.not_in_own_place: Bools = np.array([p.not_in_own_place for p in people], dtype=bool)
        self.gender = self._index((p.gender, p.id) for p in people)
        self.place = self._index((p.home.code, p.id) for p in people)
        self.refused = self._index((tag, p.id) for p in people for tag in p.refused)
        self.topics = self._index((topic, p.id) for p in people for topic in p.topics)
        self.roles = self._index((role, p.id) for p in people for role in p.roles)
        self.home = points([p.home for p in people])
        self.modes: Bools = np.array([[mode in p.modes for p in people] for mode in MODES], dtype=bool).reshape(
            len(MODES), self.size
        )
        self.max_travel = optional([p.max_travel_minutes for p in people])
        self.max_visits = optional([p.max_visits_per_week for p in people])
        self.max_minutes = optional([p.max_minutes_per_week for p in people])
        self.max_month = optional([p.max_minutes_per_month for p in people])
        self.max_asks = optional([p.max_asks_per_14_days for p in people], missing=-1)
        self.max_open = optional([p.max_open_asks for p in people], missing=-1)
        self.ask_again_on = optional([p.ask_again_on for p in people], missing=-FOREVER)
        self.tie: NDArray[np.uint64] = np.array([tie_key(p.id) for p in people], dtype=np.uint64)
        rows: dict[str, list[tuple[int, tuple[int, int, int], tuple[str, ...]]]] = {}
        for at, person in enumerate(people):
            if len({language.variety for language in person.languages}) != len(person.languages):
                raise ValueError(f"person {person.id} lists a variety twice")
            for item in person.languages:
                levels = (item.speaking, item.understanding, item.reading)
                rows.setdefault(item.variety, []).append((at, levels, item.scripts))
        self.languages = {
            variety: LanguageRows(
                np.array([row[0] for row in found], dtype=np.int64),
                np.array([row[1] for row in found], dtype=np.int64).T.copy(),
                tuple(row[2] for row in found),
            )
            for variety, found in rows.items()
        }

    def _time_columns(self, people: Sequence[Person]) -> None:
        always = np.zeros(self.size, dtype=bool)
        weekly: list[tuple[int, int, int]] = []
        extra: list[tuple[int, int, int]] = []
        away: list[tuple[int, int, int]] = []
        for at, person in enumerate(people):
            hours = union_of_week(person.blocks)
            if hours == [(0, WEEK)]:
                always[at] = True
                hours = []
            weekly += [(at, start, end) for start, end in hours]
            away += [(at, e.start, e.end) for e in person.exceptions if not e.available]
            extra += [(at, start, end) for start, end in grown_extras(person.exceptions, hours)]
        self.always = always
        self.weekly, self.extra, self.away = Spans.of(weekly), Spans.of(extra), Spans.of(away)
        self.pauses = Spans.of(
            (at, pause.first_day, until(pause.last_day)) for at, p in enumerate(people) for pause in p.pauses
        )

    def _papers(self, people: Sequence[Person]) -> None:
        items: dict[str, list[tuple[int, int, int]]] = {}
        for at, person in enumerate(people):
            for paper in person.readiness:
                items.setdefault(paper.item, []).append((at, paper.first_day, until(paper.last_day)))
        self.readiness = {item: Spans.of(rows) for item, rows in items.items()}
        order = [(at, work) for at, person in enumerate(people) for work in person.engagements]
        order.sort(key=lambda row: (row[1].first_day, row[0], until(row[1].last_day)))
        self.engagements = Spans(
            np.array([at for at, _work in order], dtype=np.int64),
            np.array([work.first_day for _at, work in order], dtype=np.int64),
            np.array([until(work.last_day) for _at, work in order], dtype=np.int64),
            0,
        )
        self._serves = (
            Scope.of([work.municipalities for _at, work in order]),
            Scope.of([work.payers for _at, work in order]),
        )
        self._kept: dict[tuple[str | int, ...], Bools] = {}

    def engaged(self, municipality: str, payer: str, day: int) -> Bools:
        """Who has an engagement on a day that may serve this municipality and this payer; kept."""
        key = ("engaged", municipality, payer, day)
        if key not in self._kept:
            rows = self.serving(municipality, payer)
            work = self.engagements
            rows = rows & (work.first <= day) & (work.last >= day)
            self._kept[key] = self._mask_of(work.person[rows])
        return self._kept[key]

    def ready(self, item: str, day: int) -> Bools:
        """Who has an item of the checklist on a day; kept."""
        key = ("ready", item, day)
        if key not in self._kept:
            self._kept[key] = self._mask_of(self.readiness.get(item, NO_SPANS).on(day))
        return self._kept[key]

    def paused(self, day: int) -> Bools:
        """Who has a pause on a day; kept."""
        key = ("paused", day)
        if key not in self._kept:
            self._kept[key] = self._mask_of(self.pauses.on(day))
        return self._kept[key]

    def _mask_of(self, positions: Ints) -> Bools:
        mask = np.zeros(self.size, dtype=bool)
        mask[positions] = True
        return mask

    def serving(self, municipality: str, payer: str) -> Bools:
        """A mask over the engagement rows that may serve this municipality and this payer."""
        mask = np.ones(len(self.engagements.person), dtype=bool)
        for scope, code in zip(self._serves, (municipality, payer), strict=True):
            if code:
                mask &= scope.covers(code)
        return mask

    def _booking_columns(self, bookings: Sequence[Booking]) -> None:
        person = np.array([self.position[b.person] for b in bookings], dtype=np.int64)
        start = np.array([b.start for b in bookings], dtype=np.int64)
        end = np.array([b.end for b in bookings], dtype=np.int64)
        longest = int((end - start).max()) if len(bookings) else 0
        self.bookings = Spans(person, start, end, longest)
        # An online booking is done from home, so that is where somebody travels from afterwards.
        there = points([b.place for b in bookings])
        online = np.array([b.online for b in bookings], dtype=bool)
        self.booking_place = Points(
            np.where(online[:, None], self.home.xyz[person], there.xyz),
            np.where(online, self.home.known[person], there.known),
        )
        self.booking_online = online
        heavy = np.array([b.heavy for b in bookings], dtype=bool)
        self.heavy = Spans(person[heavy], start[heavy], end[heavy], longest)
        self.booked_on: dict[int, list[int]] = {}
        for booking in bookings:
            if booking.question is not None:
                self.booked_on.setdefault(booking.question, []).append(booking.person)
        self._weeks: dict[int, tuple[Ints, Ints]] = {}
        self._months: dict[int, Ints] = {}
        self._week_of_booking = start // WEEK

    @cached_property
    def _month_of_booking(self) -> Ints:
        days, back = np.unique(self.bookings.first // DAY, return_inverse=True)
        months = np.array([month_of(int(day) * DAY) for day in days], dtype=np.int64)
        return months[back] if len(days) else np.zeros(0, dtype=np.int64)

    def week(self, number: int) -> tuple[Ints, Ints]:
        """Visits and minutes each person has in one week (Monday to Sunday), by the start of the visit."""
        if number not in self._weeks:
            rows = self._week_of_booking == number
            person, length = self.bookings.person[rows], (self.bookings.last - self.bookings.first)[rows]
            visits = np.bincount(person, minlength=self.size).astype(np.int64)
            minutes = np.bincount(person, weights=length, minlength=self.size).astype(np.int64)
            self._weeks[number] = (visits, minutes)
        return self._weeks[number]

    def idle(self, number: int, weeks: int) -> Bools:
        """Who has no visit in a week and the weeks before it; kept."""
        key = ("idle", number, weeks)
        if key not in self._kept:
            visits = np.zeros(self.size, dtype=np.int64)
            for back in range(weeks + 1):
                visits += self.week(number - back)[0]
            self._kept[key] = visits == 0
        return self._kept[key]

    def month(self, number: int) -> Ints:
        """Minutes each person has in one calendar month, by the start of the visit."""
        if number not in self._months:
            rows = self._month_of_booking == number
            person, length = self.bookings.person[rows], (self.bookings.last - self.bookings.first)[rows]
            self._months[number] = np.bincount(person, weights=length, minlength=self.size).astype(np.int64)
        return self._months[number]

    def _ask_columns(self, snapshot: Snapshot) -> None:
        self.asks_14: Ints = np.zeros(self.size, dtype=np.int64)
        self.asks_open: Ints = np.zeros(self.size, dtype=np.int64)
        self.last_asked: Ints = np.full(self.size, -FOREVER, dtype=np.int64)
        self.asked: dict[int, list[tuple[int, str]]] = {}
        for ask in snapshot.asks:
            at = self.position.get(ask.person)
            if at is None:
                continue
            self.asks_14[at] += snapshot.at - ASK_WINDOW < ask.at
            self.asks_open[at] += ask.state == "open"
            self.last_asked[at] = max(int(self.last_asked[at]), ask.at)
            self.asked.setdefault(ask.question, []).append((ask.person, ask.state))


def points(places: Sequence[Place]) -> Points:
    """Places as points of the sphere; an unknown place stands at the pole and is marked."""
    xyz = np.array(
        [
            (0.0, 0.0, 1.0) if place.lat is None or place.lon is None else on_sphere(place.lat, place.lon)
            for place in places
        ],
        dtype=np.float64,
    ).reshape(-1, 3)
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
