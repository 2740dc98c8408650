"""Everything a plan can be made of: every feasible (question, person, start), as columns.

The rules are those of ``Case`` and the points those of ``score``; what depends on the rest of the plan (load, work
for who had none, who was not asked for long) is left out here and counted over the plan.
"""

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np

from sleutelbos.matching.engine.case import Case
from sleutelbos.matching.engine.codes import STATIC_RULES, Reason
from sleutelbos.matching.engine.columns import Bools, Ints
from sleutelbos.matching.engine.columns import points as places
from sleutelbos.matching.engine.language_fit import LanguageFit
from sleutelbos.matching.engine.languages import LanguageRules
from sleutelbos.matching.engine.moments import DAY, WEEK, month_of
from sleutelbos.matching.engine.score import Scores, score, week_caps
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


def _worth(scores: Scores) -> Ints:
    """The points of each row without what is counted over the plan."""
    points = scores.total
    for reason in OVER_THE_PLAN:
        points = points - scores.points[reason]
    return points


class Pool:
    """Rows of (question, person, start), sorted by question, start and person; questions and people are positions.

    ``points`` are those of the shortlist without what is counted over the plan. With ``exactly`` (ids and starts),
    these rows and no others, without looking whether they can be; but every row of the questions in ``asked`` (ids).
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
        self._fits: dict[tuple[object, ...], LanguageFit] = {}
        apart: dict[int, list[int]] = {}
        for question, person in forbidden:
            if person in world.position:
                apart.setdefault(question, []).append(world.position[person])
        # Per question, where the rows were given: what was found about them, to be told later.
        self.told: dict[int, tuple[Case, Scores]] = {}
        if exactly is None:
            parts = [self._rows(item, apart.get(item.id, [])) for item in self.questions]
        else:
            given: dict[int, list[tuple[int, int]]] = {}
            for question, person, start in exactly:
                given.setdefault(question, []).append((start, world.position[person]))
            parts = [
                self._rows(item, apart.get(item.id, []))
                if item.id in asked
                else self._given(at, sorted(given.get(item.id, [])))
                for at, item in enumerate(self.questions)
            ]
        self.question: Ints = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts]).astype(np.int64)
        self.person: Ints = _joined([part[0] for part in parts])
        self.start: Ints = _joined([part[1] for part in parts])
        self.points: Ints = _joined([part[2] for part in parts])
        self.ends: Ints = self.question.searchsorted(np.arange(len(self.questions) + 1))
        durations: Ints = np.array([question.duration for question in self.questions], dtype=np.int64)
        self.duration: Ints = durations[self.question]
        self.end: Ints = self.start + self.duration
        self.week: Ints = self.start // WEEK
        self.online: Bools = np.array([question.online for question in self.questions], dtype=bool)
        self.place = places([question.place for question in self.questions])

    def __len__(self) -> int:
        return len(self.question)

    def case(self, question: Question) -> Case:
        """A question held against everybody."""
        case = Case(self.world, question, self.weights, self.languages, self.travel)
        # Many questions ask for the same languages; nothing else decides who speaks them well enough.
        asked = (question.languages, question.also, question.fallback)
        if asked not in self._fits:
            self._fits[asked] = case.language
        case.language = self._fits[asked]
        return case

    def _rows(self, question: Question, apart: list[int]) -> tuple[Ints, Ints, Ints]:
        """Person, start and points of everybody who could serve a question."""
        nothing: Ints = np.zeros(0, dtype=np.int64)
        if not question.timed:
            return nothing, nothing, nothing
        case = self.case(question)
        fits: Bools = np.ones(self.world.size, dtype=bool)
        fits[apart] = False
        for rule in STATIC_RULES:
            fits &= case.holds(rule)
        people = np.flatnonzero(fits)
        if not len(people):
            return nothing, nothing, nothing
        # Hours are tested for those only who pass the rest.
        near = Case(self.world, question, self.weights, self.languages, self.travel, self.world.crowd(people))
        bits = near.possible
        if len(near.starts) == 1:
            person = people[np.flatnonzero(bits[0])]
            start = np.full(len(person), near.starts[0], dtype=np.int64)
        else:
            wide = np.unpackbits(bits.astype("<u8").T.copy().view(np.uint8), axis=1, bitorder="little")
            at, who = np.nonzero(wide[:, : len(near.starts)].T)
            person, start = people[who], near.starts[at]
        if not len(person):
            return nothing, nothing, nothing
        return person, start, _worth(score(case, person, start))

    def _given(self, at: int, rows: list[tuple[int, int]]) -> tuple[Ints, Ints, Ints]:
        """Start, person and points of rows that are known to be feasible."""
        start: Ints = np.array([row[0] for row in rows], dtype=np.int64)
        person: Ints = np.array([row[1] for row in rows], dtype=np.int64)
        if not rows:
            return person, start, start
        case = self.case(self.questions[at])
        scores = score(case, person, start)
        self.told[at] = (case, scores)
        return person, start, _worth(scores)

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
    def newcomers(self) -> tuple[tuple[str, ...], ...]:
        """Per question whose it is."""
        return tuple(newcomers_of(question) for question in self.questions)

    @cached_property
    def caps(self) -> Ints:
        """Per person the minutes a week that count as full, for the load."""
        return week_caps(self.world, self.weights, np.arange(self.world.size))
