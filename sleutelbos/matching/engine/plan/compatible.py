"""Which rows of a pool can stand beside rows that stay as they are."""

import numpy as np

from sleutelbos.matching.engine.columns import Bools, Ints
from sleutelbos.matching.engine.plan.conflicts import clashes
from sleutelbos.matching.engine.plan.groups import Groups


def compatible(groups: Groups, rows: Ints, kept: Ints) -> Ints:
    """Those of ``rows`` that break nothing with ``kept``, each by itself."""
    if not len(kept):
        return rows
    pool = groups.pool
    question = pool.question[rows]
    good: Bools = np.ones(len(rows), dtype=bool)
    done = np.bincount(pool.question[kept], minlength=len(pool.questions))
    good &= done[question] < pool.wanted[question]
    begun = np.full(len(pool.questions), -1, dtype=np.int64)
    begun[pool.question[kept]] = pool.start[kept]
    good &= (begun[question] < 0) | (begun[question] == pool.start[rows])
    spent = groups.spent(kept)
    minutes = pool.duration[rows]
    week, month, person = groups.by_week[rows], groups.by_month[rows], pool.person[rows]
    good &= spent.visits[week] + 1 <= groups.visits_left[week]
    good &= spent.minutes[week] + minutes <= groups.minutes_left[week]
    good &= spent.month[month] + minutes <= groups.month_left[month]
    good &= spent.asks[person] + 1 <= groups.asks_left[person]
    good[_clashing(groups, rows, kept)] = False
    good[_elsewhere(groups, rows, kept)] = False
    return rows[good]


def _clashing(groups: Groups, rows: Ints, kept: Ints) -> Ints:
    """Positions of rows that are too close to a kept one of the same person."""
    pool = groups.pool
    ordered = kept[np.argsort(pool.person[kept], kind="stable")]
    first = pool.person[ordered].searchsorted(pool.person[rows])
    count = pool.person[ordered].searchsorted(pool.person[rows], side="right") - first
    at = np.repeat(np.arange(len(rows)), count)
    other = ordered[np.repeat(first - np.cumsum(count) + count, count) + np.arange(int(count.sum()))]
    return at[clashes(pool, rows[at], other)]


def _elsewhere(groups: Groups, rows: Ints, kept: Ints) -> Ints:
    """Positions of rows at which the newcomer is already in another visit."""
    pool = groups.pool
    party = groups.per_face * pool.world.size * max(len(groups.weeks), 1)
    mine, theirs = groups.faces(kept)
    order = np.argsort(theirs // party, kind="stable")
    mine, theirs = kept[mine[order]], theirs[order] // party
    if not len(mine):
        return np.zeros(0, dtype=np.int64)
    at, parties = groups.faces(rows)
    parties //= party
    first = theirs.searchsorted(parties)
    count = theirs.searchsorted(parties, side="right") - first
    one = at[np.repeat(np.arange(len(at)), count)]
    two = mine[np.repeat(first - np.cumsum(count) + count, count) + np.arange(int(count.sum()))]
    row = rows[one]
    meets = (pool.start[two] < pool.end[row]) & (pool.start[row] < pool.end[two])
    found: Ints = one[meets & (pool.question[row] != pool.question[two])]
    return found
