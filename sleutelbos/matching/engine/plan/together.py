"""What two visits of a plan are worth by both being in it: rest after a heavy one, and going with somebody.

Both are sums over pairs of rows, so that a plan's worth does not depend on the order in which it was made.
"""

import numpy as np

from sleutelbos.matching.engine.columns import Ints
from sleutelbos.matching.engine.plan.pool import Pool

SPAN = 1 << 34  # more than any minute
NONE: Ints = np.zeros(0, dtype=np.int64)


def without_rest(pool: Pool, heavy: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Pairs of positions in ``heavy`` and ``rows``: a heavy visit, and one of the same person too shortly after it."""
    which = np.flatnonzero(pool.heavy[pool.question[heavy]]) if pool.weights.rest else NONE
    if not len(which) or not len(rows):
        return NONE, NONE
    key = pool.person[rows] * SPAN + pool.start[rows]
    order = np.argsort(key, kind="stable")
    ends = pool.person[heavy[which]] * SPAN + pool.end[heavy[which]]
    first = key.searchsorted(ends, sorter=order)
    count = key.searchsorted(ends + pool.weights.rest_hours * 60, sorter=order) - first
    later = order[np.repeat(first - np.cumsum(count) + count, count) + np.arange(int(count.sum()))]
    return np.repeat(which, count), later


def in_company(pool: Pool, one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """Pairs of positions in ``one`` and in ``other``: two people for one question at one start."""
    wide = np.flatnonzero(pool.wanted[pool.question[one]] > 1) if pool.world.has_company_wishes else NONE
    if not len(wide) or not len(other):
        return NONE, NONE
    key = pool.question[other] * SPAN + pool.start[other]
    order = np.argsort(key, kind="stable")
    wanted = pool.question[one[wide]] * SPAN + pool.start[one[wide]]
    first = key.searchsorted(wanted, sorter=order)
    count = key.searchsorted(wanted, side="right", sorter=order) - first
    here = np.repeat(wide, count)
    there = order[np.repeat(first - np.cumsum(count) + count, count) + np.arange(int(count.sum()))]
    apart = pool.person[one[here]] != pool.person[other[there]]
    return here[apart], there[apart]


def company_points(pool: Pool, one: Ints, other: Ints) -> Ints:
    """What each two rows bring by their people going together."""
    likes, along = pool.world.company(pool.person[one], pool.person[other])
    points: Ints = pool.weights.duo * likes + pool.weights.goes_along * along
    return points


def among(pool: Pool, rows: Ints) -> int:
    """The points of all pairs among some rows."""
    heavy, _later = without_rest(pool, rows, rows)
    one, other = in_company(pool, rows, rows)
    return pool.weights.rest * len(heavy) + int(company_points(pool, rows[one], rows[other]).sum()) // 2


def beside(pool: Pool, rows: Ints, kept: Ints) -> Ints:
    """Per row the points of its pairs with rows that are kept."""
    points = np.zeros(len(rows), dtype=np.int64)
    if not len(kept):
        return points
    for later in (without_rest(pool, kept, rows)[1], without_rest(pool, rows, kept)[0]):
        points += pool.weights.rest * np.bincount(later, minlength=len(rows))
    one, other = in_company(pool, rows, kept)
    np.add.at(points, one, company_points(pool, rows[one], kept[other]))
    return points


def at_most(pool: Pool, rows: Ints, all_rows: Ints) -> Ints:
    """Per row no less than its company can bring, whoever of ``all_rows`` goes too."""
    most = np.zeros(len(rows), dtype=np.int64)
    one, other = in_company(pool, rows, all_rows)
    np.add.at(most, one, company_points(pool, rows[one], all_rows[other]))
    return most
