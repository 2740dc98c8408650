"""What people do today, and what one would write in an afternoon: rules that look at one question at a time."""

import random
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.matching.pairs import Ints
from benchmarks.matching.week import Booked, Week

Order = Callable[[Week], Sequence[int]]
# Gives the rows of a question in the order in which people are tried.
Choice = Callable[[Week, Booked, slice], Ints]


def one_by_one(week: Week, order: Order, choice: Choice, booked: Booked | None = None) -> list[int]:
    """The rows of a plan that takes the questions in an order and for each the first people who are free."""
    booked = booked or Booked(week)
    for question in order(week):
        rows = week.pairs.of(question)
        if rows.start == rows.stop:
            continue
        wanted = week.questions[question].wanted
        found: dict[int, list[int]] = {}
        for row in choice(week, booked, rows).tolist():
            together = found.setdefault(int(week.pairs.start[row]), [])
            if booked.fits(row):
                together.append(row)
            if len(together) == wanted:
                for each in together:
                    booked.add(each)
                break
    return booked.rows


def as_asked(week: Week) -> Sequence[int]:
    """In the order in which they were asked."""
    return range(len(week.questions))


def most_urgent(week: Week) -> Sequence[int]:
    """The most urgent first, and of those the earliest."""
    return sorted(as_asked(week), key=lambda at: (-week.questions[at].urgency, week.questions[at].starts[0], at))


def fewest_candidates(week: Week) -> Sequence[int]:
    """The question with the fewest possible people first."""
    return sorted(as_asked(week), key=lambda at: (int(week.pairs.candidates[at]), at))


def best_score(week: Week, booked: Booked, rows: slice) -> Ints:
    """The most points first, as things stand."""
    order: Ints = np.argsort(-booked.worth(rows), kind="stable") + rows.start
    return order


def known_else_nearest(week: Week, booked: Booked, rows: slice) -> Ints:
    """Whom the newcomer met before, else the nearest; the earliest start first."""
    pairs = week.pairs
    question = week.questions[int(pairs.question[rows.start])]
    visits = {known.person: known.visits for known in question.known}
    met = np.array([visits.get(week.people[person].id, 0) for person in pairs.person[rows].tolist()])
    order: Ints = np.lexsort((pairs.start[rows], pairs.trip[rows], -met)) + rows.start
    return order


def quickest_answer(seed: int) -> Choice:
    """Whoever answers first: everybody equally likely, which is assumed."""
    r = random.Random(f"answers {seed}")

    def choice(week: Week, booked: Booked, rows: slice) -> Ints:
        people = {person: r.random() for person in np.unique(week.pairs.person[rows]).tolist()}
        quick = np.array([people[person] for person in week.pairs.person[rows].tolist()])
        order: Ints = np.lexsort((week.pairs.start[rows], quick)) + rows.start
        return order

    return choice


def group_message(week: Week, seed: int) -> list[int]:
    """One message to everybody who could; the quickest answer wins."""
    return one_by_one(week, as_asked, quickest_answer(seed))


def first_come(week: Week) -> list[int]:
    """In the order of asking: somebody known, else the nearest."""
    return one_by_one(week, as_asked, known_else_nearest)


def urgent_first(week: Week) -> list[int]:
    """Most urgent first, best score."""
    return one_by_one(week, most_urgent, best_score)


def scarce_first(week: Week) -> list[int]:
    """Fewest candidates first, best score."""
    return one_by_one(week, fewest_candidates, best_score)
