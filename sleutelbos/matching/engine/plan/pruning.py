"""Choosing which rows of a large pool a search works with: the best few of every question, at prices for busy people.

What is left out is still priced by the bound, and comes in when the prices say so; nothing is ever taken out again.
"""

import numpy as np

from sleutelbos.matching.engine.columns import Floats, Ints
from sleutelbos.matching.engine.plan.groups import Groups

PER_QUESTION = 10
STARTS = 3  # of one person for one question
ADDED = 6  # per question and round
DEAR = 200.0  # points for a person who is asked for twice the time there is, per round
ROUNDS = 3


def pruned(groups: Groups, rows: Ints, always: Ints, per_question: int = PER_QUESTION) -> Ints:
    """The best rows of every question, everybody the newcomer knows, and ``always``."""
    pool = groups.pool
    minutes = np.minimum(groups.minutes_left, groups.cap).reshape(pool.world.size, -1).sum(axis=1)
    room = np.maximum(minutes, 30).astype(np.float64)
    price = np.zeros(pool.world.size)
    for _round in range(ROUNDS):
        chosen = _best(groups, rows, pool.points[rows] - price[pool.person[rows]], 3, 1)
        asked = np.bincount(pool.person[chosen], weights=pool.duration[chosen] / 3, minlength=pool.world.size)
        price += DEAR * np.clip(asked / room - 1, 0, 3)
    chosen = _best(groups, rows, pool.points[rows] - price[pool.person[rows]], per_question, STARTS)
    where = np.minimum(rows.searchsorted(always), len(rows) - 1)
    return np.unique(np.concatenate([chosen, _known(groups, rows), always[rows[where] == always]]))


def added(groups: Groups, left_out: Ints, reduced: Floats) -> Ints:
    """The best left-out rows that would bring something at the prices of now."""
    good = reduced > 1.0
    return _best(groups, left_out[good], reduced[good], ADDED, 2)


def _best(groups: Groups, rows: Ints, value: Floats, count: int, starts: int) -> Ints:
    """Per question the best rows (of ascending ones), of one person not more than so many."""
    pool = groups.pool
    question = pool.question[rows]
    several = np.flatnonzero(pool.several[question])
    if len(several):
        # Only where there is a choice of starts can one person have more than one row.
        pair = question[several] * pool.world.size + pool.person[rows[several]]
        order = np.lexsort((-value[several], pair))
        many = several[order[_rank(pair[order]) >= starts]]
        left = np.ones(len(rows), dtype=bool)
        left[many] = False
        rows, value, question = rows[left], value[left], question[left]
    # One key for question and value: many times quicker than sorting by two columns.
    lowest = float(value.min(initial=0.0))
    width = float(value.max(initial=0.0)) - lowest + 1.0
    order = np.argsort(question * width - (value - lowest), kind="stable")
    ordered = question[order]
    chosen: Ints = rows[order[_rank(ordered) < count * np.maximum(pool.wanted[ordered], 1)]]
    return np.sort(chosen)


def _rank(ordered: Ints) -> Ints:
    """Which one of its kind each is, in a sorted column."""
    begins = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(ordered) else ordered
    rank: Ints = np.arange(len(ordered)) - np.repeat(begins, np.diff(np.append(begins, len(ordered))))
    return rank


def _known(groups: Groups, rows: Ints) -> Ints:
    """One row, the earliest, of everybody the newcomer knows."""
    pool = groups.pool
    world = pool.world
    pairs = [
        at * world.size + world.position[known.person]
        for at, question in enumerate(pool.questions)
        for known in question.known
        if known.person in world.position
    ]
    pair = pool.question[rows] * world.size + pool.person[rows]
    mine = np.flatnonzero(np.isin(pair, np.array(pairs, dtype=np.int64)))
    order = mine[np.lexsort((rows[mine], pair[mine]))]
    return rows[order[_rank(pair[order]) < 1]]
