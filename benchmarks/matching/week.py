"""One week held ready for planning methods: who could do what, what clashes, and what is still free."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching.objective import Visit, first_visit_points, load_tenths, newcomer, used_minutes, week_cap
from benchmarks.matching.pairs import Ints, Pairs, pairs_of
from sleutelbos.matching.engine import Question, Snapshot, Weights, load_travel
from sleutelbos.matching.engine.moments import WEEK, month_of
from sleutelbos.matching.engine.travel import on_sphere

Floats = NDArray[np.float64]
NO_CAP = 1 << 30


class Week:
    """The pairs of one week, and the numbers of its people by position."""

    def __init__(self, snapshot: Snapshot, questions: Sequence[Question], weights: Weights) -> None:
        self.snapshot, self.weights = snapshot, weights
        self.questions = tuple(questions)
        self.pairs: Pairs = pairs_of(snapshot, questions, weights)
        self.people = snapshot.people
        self.travel = load_travel()
        self.duration: Ints = np.array([question.duration for question in questions], dtype=np.int64)
        self.heavy = np.array([question.heavy for question in questions], dtype=bool)
        self.online = np.array([question.online for question in questions], dtype=bool)
        self.place: Floats = np.array([on_sphere(q.place.lat or 0.0, q.place.lon or 0.0) for q in questions])
        self.home: Floats = np.array([on_sphere(p.home.lat or 0.0, p.home.lon or 0.0) for p in self.people])
        self.cap = [week_cap(person, weights) for person in self.people]
        self.hard_cap = [_or_none(person.max_minutes_per_week) for person in self.people]
        self.month_cap = [_or_none(person.max_minutes_per_month) for person in self.people]
        position = {person.id: at for at, person in enumerate(self.people)}
        self.used = {(position[p], week): minutes for (p, week), minutes in used_minutes(snapshot).items()}
        self.used_month: dict[tuple[int, int], int] = {}
        self.worked: set[tuple[int, int]] = set()
        for booking in snapshot.bookings:
            key = (position[booking.person], month_of(booking.start))
            self.used_month[key] = self.used_month.get(key, 0) + booking.end - booking.start
            self.worked.add((position[booking.person], booking.start // WEEK))
        first = first_visit_points(snapshot, weights)
        self.first_visit = [first[person.id] for person in self.people]
        self.newcomer = [newcomer(question) for question in questions]

    def visit(self, row: int) -> Visit:
        """A row of the pairs as a visit."""
        pairs = self.pairs
        question, person = self.questions[int(pairs.question[row])], self.people[int(pairs.person[row])]
        return Visit(question.id, person.id, int(pairs.start[row]))

    def bonus(self, person: int, week: int) -> int:
        """What it is worth, once, to give somebody (a position) anything in a plan of one week."""
        idle = not any((person, week - back) in self.worked for back in range(self.weights.first_work_weeks + 1))
        return self.first_visit[person] + (self.weights.first_work if idle else 0)

    def tired(self, rows: Ints, after: Ints) -> NDArray[np.bool_]:
        """Which of ``after`` begin too soon after which of ``rows``, heavy ones; all of one person."""
        pairs = self.pairs
        heavy = self.heavy[pairs.question[rows]]
        wait = pairs.start[after][None, :] - (pairs.start[rows] + self.duration[pairs.question[rows]])[:, None]
        found: NDArray[np.bool_] = heavy[:, None] & (wait >= 0) & (wait < 60 * self.weights.rest_hours)
        return found

    def clashes(self, person: int, rows: Ints) -> NDArray[np.bool_]:
        """Which rows of one person (a position) cannot go together: time, travel and the fixed gap."""
        pairs = self.pairs
        question = pairs.question[rows]
        start, end = pairs.start[rows], pairs.start[rows] + self.duration[question]
        online = self.online[question]
        where = np.where(online[:, None], self.home[person], self.place[question]).T
        minutes = self._minutes(person, where[:, :, None], where[:, None, :])
        minutes[online[:, None] & online[None, :]] = 0
        gap = minutes + self.weights.gap_minutes
        clash: NDArray[np.bool_] = (start[:, None] < end[None, :] + gap) & (start[None, :] < end[:, None] + gap)
        np.fill_diagonal(clash, False)
        return clash

    def _minutes(self, person: int, origin: Floats, target: Floats) -> Ints:
        minutes: Ints = np.min(
            [self.travel.minutes(origin, target, mode) for mode in self.people[person].modes], axis=0
        )
        return minutes


def _or_none(minutes: int | None) -> int:
    return NO_CAP if minutes is None else minutes


class Booked:
    """A plan that grows visit by visit and stays valid."""

    def __init__(self, week: Week) -> None:
        self.week = week
        self.rows: list[int] = []
        self.of_person: dict[int, list[int]] = {}
        self.minutes = dict(week.used)
        self.month = dict(week.used_month)
        self.sees: dict[str, set[int]] = {}
        self.busy: dict[str, list[tuple[int, int, int]]] = {}

    def fits(self, row: int) -> bool:
        """Whether a row of the pairs still goes with everything in the plan."""
        week, pairs = self.week, self.week.pairs
        question, person = int(pairs.question[row]), int(pairs.person[row])
        start, length = int(pairs.start[row]), int(week.duration[question])
        if self.minutes.get((person, start // WEEK), 0) + length > week.hard_cap[person]:
            return False
        if self.month.get((person, month_of(start)), 0) + length > week.month_cap[person]:
            return False
        who = week.newcomer[question]
        if who and any(
            start < until and begin < start + length and week.questions[question].id != other
            for other, begin, until in self.busy.get(who, ())
        ):
            return False
        own = self.of_person.get(person)
        if not own:
            return True
        reach = week.travel.longest + week.weights.gap_minutes
        near = [
            other
            for other in own
            if start < int(pairs.start[other]) + int(week.duration[pairs.question[other]]) + reach
            and int(pairs.start[other]) < start + length + reach
        ]
        if not near:
            return True
        return not week.clashes(person, np.array([row, *near]))[0].any()

    def add(self, row: int) -> None:
        """Puts a row in the plan, whether it fits or not."""
        week, pairs = self.week, self.week.pairs
        person, start = int(pairs.person[row]), int(pairs.start[row])
        question = int(pairs.question[row])
        length = int(week.duration[question])
        self.rows.append(row)
        self.of_person.setdefault(person, []).append(row)
        for table, key in ((self.minutes, (person, start // WEEK)), (self.month, (person, month_of(start)))):
            table[key] = table.get(key, 0) + length
        number = week.questions[question].id
        self.meets(week.newcomer[question], number, week.people[person].id, start, start + length)

    def meets(self, who: str, question: int, person: int, start: int, end: int) -> None:
        """A newcomer is taken for so long, and sees somebody (ids)."""
        if who:
            self.sees.setdefault(who, set()).add(person)
            self.busy.setdefault(who, []).append((question, start, end))

    def worth(self, rows: slice) -> Ints:
        """The points of the rows of one question as things stand: with load, first work and switches."""
        week, pairs, weights = self.week, self.week.pairs, self.week.weights
        points = pairs.points[rows].copy()
        if not len(points):
            return points
        question = int(pairs.question[rows.start])
        length = int(week.duration[question])
        sees = self.sees.get(week.newcomer[question], set())
        person, start = pairs.person[rows], pairs.start[rows]
        kept: dict[tuple[int, int], int] = {}
        for at, (who, number) in enumerate(zip(person.tolist(), (start // WEEK).tolist(), strict=True)):
            key = (who, number)
            if key not in kept:
                used = self.minutes.get(key, 0)
                cap = week.cap[who]
                kept[key] = -(load_tenths(cap, used + length, weights) - load_tenths(cap, used, weights)) // 10
                if who not in self.of_person:
                    kept[key] += week.bonus(who, number)
                if sees and week.people[who].id not in sees:
                    kept[key] += weights.switch
            points[at] += kept[key]
            if who in self.of_person:
                own, this = np.array(self.of_person[who]), np.array([rows.start + at])
                points[at] += weights.rest * int(week.tired(own, this).sum() + week.tired(this, own).sum())
        return points
