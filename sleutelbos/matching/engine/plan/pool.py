"""Everything a plan can be made of: every feasible (question, person, start), as columns.

The rules and points are those of ``pairs``; what depends on the rest of the plan (load, work
for who had none, who was not asked for long) is left out here and counted over the plan.
"""

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np

from sleutelbos.matching.engine.codes import Reason
from sleutelbos.matching.engine.columns import Bools, Ints
from sleutelbos.matching.engine.columns import points as places
from sleutelbos.matching.engine.languages import LanguageRules
from sleutelbos.matching.engine.moments import DAY, WEEK, month_of
from sleutelbos.matching.engine.plan.pairs import Pairs, Rows
from sleutelbos.matching.engine.score import week_caps
from sleutelbos.matching.engine.travel import TravelModel
from sleutelbos.matching.engine.types import Question
from sleutelbos.matching.engine.weights import Weights
from sleutelbos.matching.engine.world import World

NEWCOMER = "newcomer:"
# Counted over the whole plan: the points of one visit depend on the others of that person.
OVER_THE_PLAN = (Reason.LOAD, Reason.FIRST_WORK, Reason.LAST_ASKED)


def newcomers_of(question: Question) -> tuple[str, ...]:
    """The parties of a question that are newcomers."""
    return tuple(sorted({party for party in question.parties if party.startswith(NEWCOMER)}))


def serve_parts(question: Question, weights: Weights, today: int) -> tuple[int, int, int, int]:
    """What serving a question brings: base, urgency, waiting, and the days it waits."""
    days = 0 if question.asked_on is None else max(0, today - question.asked_on)
    waiting = weights.serve_waiting_per_day * min(days, weights.serve_waiting_days_at_most)
    return weights.serve, weights.serve_per_urgency * question.urgency, waiting, days


def _joined(columns: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *columns])


def _from(rows: Rows, since: int, before: Collection[tuple[int, int, int]]) -> Bools:
    """The rows that start from a minute on, and those of ``before``."""
    good: Bools = rows.start >= since
    for at in np.flatnonzero(~good).tolist():
        good[at] = (int(rows.question[at]), int(rows.person[at]), int(rows.start[at])) in before
    return good


class Pool:
    """Rows of (question, person, start), sorted by question, start and person; questions and people are positions.

    ``points`` are those of the shortlist without what is counted over the plan. With ``exactly`` (ids and starts),
    these rows and no others, without looking whether they can be; but every row of the questions in ``asked`` (ids).
    With ``since`` nothing starts before that minute but ``even_so`` (ids and starts).
    """

    def __init__(
        self,
        world: World,
        questions: Sequence[Question],
        weights: Weights,
        languages: LanguageRules,
        travel: TravelModel,
        forbidden: Collection[tuple[int, int]] = (),
        exactly: Collection[tuple[int, int, int]] | None = None,
        asked: Collection[int] = (),
        since: int | None = None,
        even_so: Collection[tuple[int, int, int]] = (),
    ) -> None:
        self.world, self.weights, self.languages, self.travel = world, weights, languages, travel
        self.questions = tuple(questions)
        self.position = {question.id: at for at, question in enumerate(self.questions)}
        if len(self.position) != len(self.questions):
            raise ValueError("a question is planned twice")
        self.wanted: Ints = np.array([question.wanted for question in self.questions], dtype=np.int64)
        self.serve: Ints = np.array(
            [sum(serve_parts(question, weights, world.at // DAY)[:3]) for question in self.questions], dtype=np.int64
        )
        self.pairs = Pairs(world, self.questions, weights, languages, travel)
        apart: dict[int, list[int]] = {}
        for question, person in forbidden:
            if person in world.position and question in self.position:
                apart.setdefault(self.position[question], []).append(world.position[person])
        numbers = range(len(self.questions)) if exactly is None else sorted(self.position[number] for number in asked)
        question_of, person_of, start_of, points = [], [], [], []
        before = {
            (self.position[question], world.position[person], start)
            for question, person, start in even_so
            if question in self.position and person in world.position
        }
        for rows in self.pairs.rows(numbers, apart):
            if since is not None:
                rows = rows.only(_from(rows, since, before))
            question_of.append(rows.question)
            person_of.append(rows.person)
            start_of.append(rows.start)
            points.append(self.pairs.worth(rows))
        if exactly is not None:
            given = self._given(exactly, set(numbers))
            question_of.append(given.question)
            person_of.append(given.person)
            start_of.append(given.start)
            points.append(self.pairs.worth(given))
        self.question: Ints = _joined(question_of)
        self.person: Ints = _joined(person_of)
        self.start: Ints = _joined(start_of)
        self.points: Ints = _joined(points)
        if exactly is not None:
            order = np.lexsort((self.person, self.start, self.question))
            self.question, self.person = self.question[order], self.person[order]
            self.start, self.points = self.start[order], self.points[order]
        self.ends: Ints = self.question.searchsorted(np.arange(len(self.questions) + 1))
        durations: Ints = np.array([question.duration for question in self.questions], dtype=np.int64)
        self.duration: Ints = durations[self.question]
        self.end: Ints = self.start + self.duration
        self.week: Ints = self.start // WEEK
        self.online: Bools = np.array([question.online for question in self.questions], dtype=bool)
        self.heavy: Bools = np.array([question.heavy for question in questions], dtype=bool)
        self.place = places([question.place for question in self.questions])

    def __len__(self) -> int:
        return len(self.question)

    def _given(self, exactly: Collection[tuple[int, int, int]], besides: set[int]) -> Rows:
        """Rows that are known to be feasible, without those of the questions in ``besides``."""
        table = np.array(
            [
                (self.position[question], self.world.position[person], start)
                for question, person, start in sorted(exactly)
                if question in self.position and self.position[question] not in besides
            ],
            dtype=np.int64,
        ).reshape(-1, 3)
        question, person, start = (table[:, column].copy() for column in range(3))
        return Rows(question, person, start, *self.pairs.trip(question, person))

    def find(self, question: int, person: int, start: int) -> int:
        """The row of ids at a start, -1 when it is not feasible."""
        at, who = self.position.get(question, -1), self.world.position.get(person, -1)
        if at < 0 or who < 0:
            return -1
        low, high = int(self.ends[at]), int(self.ends[at + 1])
        rows = np.flatnonzero((self.person[low:high] == who) & (self.start[low:high] == start))
        return low + int(rows[0]) if len(rows) else -1

    @cached_property
    def month(self) -> Ints:
        """The calendar month of each row."""
        days, back = np.unique(self.start // DAY, return_inverse=True)
        months: Ints = np.array([month_of(int(day) * DAY) for day in days], dtype=np.int64)
        return months[back] if len(days) else np.zeros(0, dtype=np.int64)

    @cached_property
    def several(self) -> Bools:
        """Per question whether it has a choice of starts."""
        return np.array([question.timed and len(question.starts) > 1 for question in self.questions], dtype=bool)

    @cached_property
    def newcomers(self) -> tuple[tuple[str, ...], ...]:
        """Per question whose it is."""
        return tuple(newcomers_of(question) for question in self.questions)

    @cached_property
    def caps(self) -> Ints:
        """Per person the minutes a week that count as full, for the load."""
        return week_caps(self.world, self.weights, np.arange(self.world.size))
