"""One snapshot as column arrays: built once, read by every question asked about it."""

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from sleutelbos.matching.engine.columns import (
    ASK_WINDOW,
    FOREVER,
    MODES,
    NO_SPANS,
    Bits,
    Bools,
    Crowd,
    Floats,
    Ints,
    LanguageRows,
    Points,
    Scope,
    Spans,
    fair_order,
    grown_extras,
    optional,
    points,
    tie_key,
    union_of_week,
    until,
)
from sleutelbos.matching.engine.moments import DAY, WEEK, month_of
from sleutelbos.matching.engine.types import (
    Booking,
    Person,
    Snapshot,
)

NO_QUESTION = -1


class World:
    """The people of a snapshot as columns, in the order of the snapshot.

    Raises ValueError for a person, or a variety of one person, that is listed twice, and for hours outside
    a week.
    """

    _kept: dict[tuple[str | int, ...], Bools]
    _weeks: dict[int, tuple[Ints, Ints]]
    _months: dict[int, Ints]

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
        bookings, rows = self.bookings.narrowed(people, slot)
        return Crowd(
            len(people),
            people,
            self.weekly.narrowed(people, slot)[0],
            self.extra.narrowed(people, slot)[0],
            self.away.narrowed(people, slot)[0],
            rows,
            bookings.person,
        )

    @cached_property
    def homes_by_mode(self) -> tuple[tuple[int, Ints, Floats], ...]:
        """For each means somebody has: its index, who has it, and their homes."""
        found = [(index, np.flatnonzero(self.modes[index])) for index in range(len(MODES))]
        return tuple((index, rows, self.home.xyz[:, rows]) for index, rows in found if len(rows))

    def who(self, ids: Iterable[int]) -> Bools:
        """A mask of the people with these ids; ids that are not in the snapshot are left out."""
        mask = np.zeros(self.size, dtype=bool)
        mask[[self.position[person] for person in ids if person in self.position]] = True
        return mask

    @property
    def has_company_wishes(self) -> bool:
        """Whether anybody has a wish about going with somebody."""
        return bool(len(self.likes)) or bool(self.goes_along.any())

    def company(self, one: Ints, other: Ints) -> tuple[Bools, Bools]:
        """For each two people (positions): whether one likes to go with the other, and whether one goes along."""
        likes: Bools = np.isin(one * self.size + other, self.likes)
        return likes, self.goes_along[one] != self.goes_along[other]

    def liked(self) -> Ints:
        """Each two people of whom one likes to go with the other, as a number in both directions."""
        pairs = [
            (self.position[person], self.position[other])
            for person, others in self.goes_with.items()
            for other in others
            if other in self.position
        ]
        found = {key for one, other in pairs for key in (one * self.size + other, other * self.size + one)}
        return np.array(sorted(found), dtype=np.int64)

    def fairly(self, question: int, people: Ints) -> Ints:
        """These people (positions) in the fair order of a question."""
        return people[np.argsort(fair_order(question, self.tie[people]))]

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
        return {key: np.sort(np.array(where, dtype=np.int64)) for key, where in found.items()}

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
        self.goes_along: Bools = np.array([p.goes_along for p in people], dtype=bool)
        self.goes_with = {person.id: person.goes_with for person in people if person.goes_with}
        self.likes = self.liked()
        self.tie: Bits = np.array([tie_key(p.id) for p in people], dtype=np.uint64)
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
        self.serves = (
            Scope.of([work.municipalities for _at, work in order]),
            Scope.of([work.payers for _at, work in order]),
        )
        self._kept = {}

    def forget_answers(self) -> None:
        """Let go of what was reckoned on the way, for a world that has just changed or grew too large."""
        self._kept, self._weeks, self._months = {}, {}, {}
        for name in ("everybody", "homes_by_mode", "_month_of_booking"):
            self.__dict__.pop(name, None)
        self._week_of_booking = self.bookings.first // WEEK

    @property
    def answers_kept(self) -> int:
        """How many columns were reckoned on the way and are kept."""
        return len(self._kept) + 2 * len(self._weeks) + len(self._months)

    def engaged(self, municipality: str, payer: str, day: int) -> Bools:
        """Who has an engagement on a day that may serve this municipality and this payer; kept."""
        key = ("engaged", municipality, payer, day)
        if key not in self._kept:
            work, rows = self.engagements, self._working(day)
            for scope, code in zip(self.serves, (municipality, payer), strict=True):
                if code:
                    rows = rows & scope.covers(code)
            self._kept[key] = self.mask_of(work.person[rows])
        return self._kept[key]

    def _working(self, day: int) -> Bools:
        key = ("working", day)
        if key not in self._kept:
            self._kept[key] = (self.engagements.first <= day) & (self.engagements.last >= day)
        return self._kept[key]

    def ready(self, item: str, day: int) -> Bools:
        """Who has an item of the checklist on a day; kept."""
        key = ("ready", item, day)
        if key not in self._kept:
            self._kept[key] = self.mask_of(self.readiness.get(item, NO_SPANS).on(day))
        return self._kept[key]

    def paused(self, day: int) -> Bools:
        """Who has a pause on a day; kept."""
        key = ("paused", day)
        if key not in self._kept:
            self._kept[key] = self.mask_of(self.pauses.on(day))
        return self._kept[key]

    def mask_of(self, positions: Ints) -> Bools:
        """A mask of the people at these positions."""
        mask = np.zeros(self.size, dtype=bool)
        mask[positions] = True
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
            np.where(online, self.home.xyz[:, person], there.xyz),
            np.where(online, self.home.known[person], there.known),
        )
        self.booking_online = online
        self.booking_heavy = heavy = np.array([b.heavy for b in bookings], dtype=bool)
        self.heavy = Spans(person[heavy], start[heavy], end[heavy], longest)
        self.booked_on: dict[int, list[int]] = {}
        for booking in bookings:
            if booking.question is not None:
                self.booked_on.setdefault(booking.question, []).append(booking.person)
        self.booking_question: Ints = np.array(
            [NO_QUESTION if b.question is None else b.question for b in bookings], dtype=np.int64
        )
        self._weeks = {}
        self._months = {}
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

    def under_week_cap(self, number: int, duration: int) -> Bools:
        """Who stays within the own weekly caps with one visit of this duration more; kept."""
        key = ("under_week", number, duration)
        if key not in self._kept:
            visits, minutes = self.week(number)
            self._kept[key] = (visits < self.max_visits) & (minutes + duration <= self.max_minutes)
        return self._kept[key]

    def under_month_cap(self, number: int, duration: int) -> Bools:
        """Who stays within the own monthly cap with one visit of this duration more; kept."""
        key = ("under_month", number, duration)
        if key not in self._kept:
            self._kept[key] = self.month(number) + duration <= self.max_month
        return self._kept[key]

    def month(self, number: int) -> Ints:
        """Minutes each person has in one calendar month, by the start of the visit."""
        if number not in self._months:
            rows = self._month_of_booking == number
            person, length = self.bookings.person[rows], (self.bookings.last - self.bookings.first)[rows]
            self._months[number] = np.bincount(person, weights=length, minlength=self.size).astype(np.int64)
        return self._months[number]

    def beside(self, question: int) -> Ints:
        """Who (positions) goes for a question already: booked for it, or said yes."""
        asked = self.asked.get(question, ())
        ids = {*self.booked_on.get(question, ()), *(person for person, state in asked if state == "accepted")}
        return np.array(sorted(self.position[person] for person in ids), dtype=np.int64)

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
