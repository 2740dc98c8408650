"""What the visits of one plan share: caps per week and month, load, asks, and the newcomer.

Keys are ``person * weeks + week`` and ``person * months + month``; every value is of a plan's people at the outset.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sleutelbos.matching.engine.columns import FOREVER, Bools, Ints
from sleutelbos.matching.engine.moments import WEEK
from sleutelbos.matching.engine.plan.pool import Pool
from sleutelbos.matching.engine.plan.together import among
from sleutelbos.matching.engine.score import load_cost


class Groups:
    """Room and costs per person and week, per person and month, and per person."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        world, weights = pool.world, pool.weights
        self.weeks: Ints
        self.months: Ints
        self.weeks, at = np.unique(pool.week, return_inverse=True)
        self.months, of_month = np.unique(pool.month, return_inverse=True)
        # Per row of the pool.
        self.by_week: Ints = pool.person * len(self.weeks) + at
        self.by_month: Ints = pool.person * len(self.months) + of_month

        def wide(columns: list[Ints]) -> Ints:
            return np.array(columns, dtype=np.int64).reshape(len(columns), world.size).T.ravel()

        booked = [world.week(int(week)) for week in self.weeks]
        self.used = wide([minutes for _visits, minutes in booked])
        self.cap: Ints = np.repeat(pool.caps, len(self.weeks))
        self.visits_left = wide([world.max_visits - visits for visits, _minutes in booked])
        self.minutes_left = wide([world.max_minutes - minutes for _visits, minutes in booked])
        self.month_left = wide([world.max_month - world.month(int(month)) for month in self.months])
        idle = [world.idle(int(week), weights.first_work_weeks).astype(np.int64) for week in self.weeks]
        self.idle: Bools = wide(idle).astype(bool)
        asks = np.where(world.max_asks >= 0, world.max_asks, weights.asks_per_14_days) - world.asks_14
        waiting = np.where(world.max_open >= 0, world.max_open, weights.open_asks) - world.asks_open
        every = weights.every_visit_is_an_ask
        self.asks_left: Ints = np.minimum(asks, waiting) if every else np.full(world.size, FOREVER)
        weeks = np.minimum(np.maximum(world.at - world.last_asked, 0) // WEEK, weights.last_asked_weeks_at_most)
        self.long_ago: Ints = weights.last_asked_per_week * weeks

    def count_beside(self, visits: Mapping[int, int]) -> None:
        """Counts visits of this plan that are bookings here: per person (a position) so many asks less, no first."""
        people = np.array(sorted(visits), dtype=np.int64)
        every = self.pool.weights.every_visit_is_an_ask
        if every:
            self.asks_left[people] -= np.array([visits[person] for person in people.tolist()], dtype=np.int64)
        self.long_ago[people] = 0

    @cached_property
    def circles(self) -> dict[str, tuple[int, ...]]:
        """The questions of each newcomer who may see more than one person or be in two visits."""
        found: dict[str, list[int]] = {}
        for at, parties in enumerate(self.pool.newcomers):
            for party in parties:
                found.setdefault(party, []).append(at)
        wanted = self.pool.wanted
        return {party: tuple(rows) for party, rows in found.items() if len(rows) > 1 or wanted[rows[0]] > 1}

    @cached_property
    def circle_of(self) -> dict[int, tuple[str, ...]]:
        """Per question the newcomers among ``circles``."""
        found: dict[int, list[str]] = {}
        for party, rows in self.circles.items():
            for row in rows:
                found.setdefault(row, []).append(party)
        return {row: tuple(parties) for row, parties in found.items()}

    @property
    def circle_weeks(self) -> int:
        """How many weeks of newcomers there are: the keys of ``faces`` go that far."""
        return len(self.circles) * len(self.weeks)

    @property
    def per_face(self) -> int:
        """How many visits one face has in the keys of ``faces``."""
        return max(len(self.pool.questions), 1)

    @cached_property
    def _in_circles(self) -> tuple[Ints, Ints]:
        """Pairs of a question and the number of a newcomer of ``circles``, sorted."""
        pairs = sorted((row, number) for number, rows in enumerate(self.circles.values()) for row in rows)
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return table[:, 0].copy(), table[:, 1].copy()

    def faces(self, rows: Ints) -> tuple[Ints, Ints]:
        """For each newcomer of ``circles`` whom a row would see: the position among ``rows`` and a key.

        Keys are ((newcomer * weeks + week) * people + person) * questions + question, all as positions.
        """
        pool = self.pool
        question, party = self._in_circles
        first = question.searchsorted(pool.question[rows])
        count = question.searchsorted(pool.question[rows], side="right") - first
        at = np.repeat(np.arange(len(rows)), count)
        which = np.repeat(first - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
        week = self.by_week[rows] % max(len(self.weeks), 1)
        key = party[which] * len(self.weeks) + week[at]
        key = key * pool.world.size + pool.person[rows][at]
        return at, key * self.per_face + pool.question[rows][at]

    def value(self, rows: Ints) -> int:
        """What a set of rows is worth, in tenths of a point: complete questions serve, the load is subtracted."""
        pool, weights = self.pool, self.pool.weights
        count = np.bincount(pool.question[rows], minlength=len(pool.questions))
        points = int(pool.points[rows].sum()) + int(pool.serve[(count >= pool.wanted) & (count > 0)].sum())
        people = np.unique(pool.person[rows])
        points += int(self.long_ago[people].sum())
        idle = rows[self.idle[self.by_week[rows]]]
        points += weights.first_work * len(np.unique(pool.person[idle]))
        points += weights.switch * self.switches(rows) + among(pool, rows)
        return 10 * points - int(self.load(rows).sum())

    def load(self, rows: Ints) -> Ints:
        """What the load of these rows costs per person and week, in tenths of a point."""
        minutes = np.bincount(self.by_week[rows], weights=self.pool.duration[rows], minlength=len(self.used))
        after = self.used + minutes.astype(np.int64)
        weights = self.pool.weights
        return load_cost(weights, self.cap, after) - load_cost(weights, self.cap, self.used)

    def switches(self, rows: Ints) -> int:
        """How many people more than one each newcomer sees in a week."""
        faces = np.unique(self.faces(rows)[1] // self.per_face)
        return len(faces) - len(np.unique(faces // self.pool.world.size))

    def spent(self, rows: Ints) -> "Spent":
        """What these rows use of everybody's room."""
        pool = self.pool
        weeks, months = self.by_week[rows], self.by_month[rows]
        minutes = pool.duration[rows]

        def summed(keys: Ints, values: Ints | None, size: int) -> Ints:
            return np.bincount(keys, weights=values, minlength=size).astype(np.int64)

        idle = np.zeros(pool.world.size, dtype=bool)
        idle[pool.person[rows[self.idle[weeks]]]] = True
        return Spent(
            visits=summed(weeks, None, len(self.used)),
            minutes=summed(weeks, minutes, len(self.used)),
            month=summed(months, minutes, len(self.month_left)),
            asks=summed(pool.person[rows], None, pool.world.size),
            woken=idle,
        )


@dataclass(frozen=True)
class Spent:
    """Visits and minutes per person and week, minutes per month, visits per person, who got work at last."""

    visits: Ints
    minutes: Ints
    month: Ints
    asks: Ints
    woken: Bools
