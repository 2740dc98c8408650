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
    return np.unique(np.concatenate([chosen, _known(groups, rows), np.intersect1d(always, rows)]))


def added(groups: Groups, left_out: Ints, reduced: Floats) -> Ints:
    """The best left-out rows that would bring something at the prices of now."""
    good = reduced > 1.0
    return _best(groups, left_out[good], reduced[good], ADDED, 2)


def _best(groups: Groups, rows: Ints, value: Floats, count: int, starts: int) -> Ints:
    """Per question the best rows, of one person not more than so many."""
    pool = groups.pool
    question, person = pool.question[rows], pool.person[rows]
    pair = question * pool.world.size + person
    order = np.lexsort((rows, -value, pair))
    few = order[_rank(pair[order]) < starts]
    order = few[np.lexsort((rows[few], -value[few], question[few]))]
    chosen: Ints = rows[order[_rank(question[order]) < count * np.maximum(pool.wanted[question[order]], 1)]]
    return np.sort(chosen)


def _rank(ordered: Ints) -> Ints:
    """Which one of its kind each is, in a sorted column."""
    rank: Ints = np.arange(len(ordered)) - ordered.searchsorted(ordered)
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
