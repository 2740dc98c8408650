"""Every person who could serve every question at every start, as columns; the common source of the simple rules.

The rules and the points come from the engine's own shortlist code (``Case`` and ``score``), so that all methods plan
the same problem. The checker of this benchmark does not use any of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sleutelbos.matching.engine import Question, Snapshot, Weights, load_languages, load_travel
from sleutelbos.matching.engine.case import Case
from sleutelbos.matching.engine.codes import Reason
from sleutelbos.matching.engine.ranking import fitting
from sleutelbos.matching.engine.score import score

Ints = NDArray[np.int64]
# What depends on the rest of somebody's week is counted over the whole plan, not per pair.
OVER_THE_WEEK = (Reason.LOAD, Reason.FIRST_WORK, Reason.LAST_ASKED)


@dataclass(frozen=True)
class Pairs:
    """Rows of (question position, person position, start), sorted by question, start, person.

    ``points`` are those of the suggestion without what is counted over the whole plan; ``trip`` is one way
    from home in minutes, 0 for who works from home.
    """

    questions: tuple[Question, ...]
    question: Ints
    person: Ints
    start: Ints
    points: Ints
    trip: Ints

    def __len__(self) -> int:
        return len(self.question)

    @cached_property
    def ends(self) -> Ints:
        """Where the rows of each question end; one entry more than there are questions, beginning with 0."""
        return np.searchsorted(self.question, np.arange(len(self.questions) + 1))

    def of(self, question: int) -> slice:
        """The rows of one question (a position)."""
        return slice(int(self.ends[question]), int(self.ends[question + 1]))

    @cached_property
    def candidates(self) -> Ints:
        """Per question how many different people could serve it."""
        key = np.unique(self.question * (int(self.person.max(initial=0)) + 1) + self.person)
        return np.bincount(key // (int(self.person.max(initial=0)) + 1), minlength=len(self.questions))

    @property
    def servable(self) -> int:
        """How many questions somebody could serve, were nobody else asking."""
        wanted = np.array([question.wanted for question in self.questions], dtype=np.int64)
        return int((self.candidates >= wanted).sum())


def pairs_of(snapshot: Snapshot, questions: Sequence[Question], weights: Weights) -> Pairs:
    """All feasible rows, held against the bookings of the snapshot and not against each other."""
    languages, travel, world = load_languages(), load_travel(), snapshot.world
    columns: list[list[Ints]] = [[], [], [], [], []]
    for at, question in enumerate(questions):
        case = Case(world, question, weights, languages, travel)
        people = np.flatnonzero(fitting(case))
        if not question.timed or not len(people):
            continue
        bits = case.possible[:, people]
        who, when = [], []
        for index, start in enumerate(case.starts.tolist()):
            here = people[(bits[index // 64] >> np.uint64(index % 64)) & np.uint64(1) == 1]
            who.append(here)
            when.append(np.full(len(here), start, dtype=np.int64))
        person, start = np.concatenate(who), np.concatenate(when)
        scores = score(case, person, start)
        points = scores.total
        for reason in OVER_THE_WEEK:
            points = points - scores.points[reason]
        trip = np.maximum(scores.facts["minutes"], 0)
        for column, values in zip(columns, (np.full(len(person), at), person, start, points, trip), strict=True):
            column.append(values)
    joined = [np.concatenate(column) if column else np.zeros(0, dtype=np.int64) for column in columns]
    return Pairs(tuple(questions), joined[0], joined[1], joined[2], joined[3], joined[4])
