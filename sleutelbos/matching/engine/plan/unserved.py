"""Why a question is not in the plan, and which questions have the people who could."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from sleutelbos.matching.engine.codes import DAY_RULES, HOUR_RULES, RULES, START_RULES, STATIC_RULES, Rule
from sleutelbos.matching.engine.columns import Ints
from sleutelbos.matching.engine.plan.compatible import compatible
from sleutelbos.matching.engine.plan.conflicts import clashes
from sleutelbos.matching.engine.plan.groups import Groups
from sleutelbos.matching.engine.plan.pool import Pool
from sleutelbos.matching.engine.plan.types import Unserved, Why
from sleutelbos.matching.engine.types import Question

RIVALS = 10
NO_ROWS: Ints = np.zeros(0, dtype=np.int64)


def unserved(groups: Groups, chosen: Ints, among: Collection[int] | None = None) -> tuple[Unserved, ...]:
    """One entry for every question without a single planned person, in the order they were given.

    With ``among`` (ids) only for those.
    """
    pool = groups.pool
    served = set(pool.question[chosen].tolist())
    looked_at = np.ones(len(pool.questions), dtype=bool)
    looked_at[sorted(served)] = False
    if among is not None:
        looked_at &= np.array([question.id in among for question in pool.questions], dtype=bool)
    possible = np.zeros(len(pool), dtype=bool)
    possible[compatible(groups, np.flatnonzero(looked_at[pool.question]), chosen)] = True
    found: dict[int, Unserved] = {}
    taken = []
    for number, question in enumerate(pool.questions):
        if not looked_at[number]:
            continue
        rows = np.arange(pool.ends[number], pool.ends[number + 1])
        if not question.timed:
            found[number] = Unserved(question.id, Why.NO_TIME)
        elif not _enough(pool, rows, question.wanted):
            found[number] = Unserved(question.id, Why.NOBODY_FITS, _failing(pool, question))
        elif _enough(pool, rows[possible[rows]], question.wanted):
            found[number] = Unserved(question.id, Why.NOT_WORTH)
        else:
            found[number] = Unserved(question.id, Why.EVERYBODY_TAKEN)
            taken.append(number)
    for number, rivals in _rivals(groups, taken, chosen).items():
        found[number] = replace(found[number], rivals=rivals)
    return tuple(found.values())


def _enough(pool: Pool, rows: Ints, wanted: int) -> bool:
    """Whether at some start there are as many people as are wanted."""
    return bool(len(rows)) and int(np.unique(pool.start[rows], return_counts=True)[1].max()) >= wanted


def _failing(pool: Pool, question: Question) -> tuple[tuple[Rule, int], ...]:
    """Per hard rule how many people fail it, most first."""
    case, pairs = pool.pairs.case(question), pool.pairs
    static = [rule for rule in STATIC_RULES if rule is not Rule.TRAVEL]
    counts: dict[Rule, int] = {rule: pairs.failing(rule, question) for rule in static}
    counts[Rule.TRAVEL] = case.size - int(np.count_nonzero(case.holds(Rule.TRAVEL)))
    if len(case.starts) == 1:
        day = int(case.days[0])
        counts |= {rule: pairs.failing(rule, question, day) for rule in DAY_RULES}
        counts |= {rule: case.size - int(np.count_nonzero(case.bits(rule))) for rule in HOUR_RULES}
    else:
        counts |= {rule: case.size - int(np.count_nonzero(case.passes(rule))) for rule in START_RULES}
        each = np.ones(case.size, dtype=bool)
        for rule in START_RULES:
            each &= case.passes(rule)
        counts[Rule.NO_COMMON_START] = int(np.count_nonzero(each & ~np.any(case.possible != 0, axis=0)))
    order = sorted((rule for rule in counts if counts[rule]), key=lambda rule: (-counts[rule], RULES.index(rule)))
    return tuple((rule, counts[rule]) for rule in order)


def _rivals(groups: Groups, numbers: list[int], chosen: Ints) -> dict[int, tuple[int, ...]]:
    """Per question the questions in the plan whose visits stand in the way, those that block most first."""
    pool = groups.pool
    rows = np.concatenate([NO_ROWS, *(np.arange(pool.ends[number], pool.ends[number + 1]) for number in numbers)])
    ordered = chosen[np.argsort(pool.person[chosen], kind="stable")]
    first = pool.person[ordered].searchsorted(pool.person[rows])
    count = pool.person[ordered].searchsorted(pool.person[rows], side="right") - first
    at = np.repeat(np.arange(len(rows)), count)
    other = ordered[np.repeat(first - np.cumsum(count) + count, count) + np.arange(len(at))]
    hit = clashes(pool, rows[at], other)
    # Nothing too close: then a cap is full, and every visit of that person has its part in it.
    blocked = np.zeros(len(rows), dtype=bool)
    blocked[at[hit]] = True
    blocking = hit | ~blocked[at]
    at, question = at[blocking], pool.question[other[blocking]]
    # The same newcomer, somewhere else at that time.
    near, visits = groups.faces(rows)
    mine, theirs = groups.faces(chosen)
    party = groups.per_face * pool.world.size * max(len(groups.weeks), 1)
    order = np.argsort(theirs // party, kind="stable")
    mine, theirs = mine[order], theirs[order] // party
    first = theirs.searchsorted(visits // party)
    count = theirs.searchsorted(visits // party, side="right") - first
    one = near[np.repeat(np.arange(len(near)), count)]
    two = chosen[mine[np.repeat(first - np.cumsum(count) + count, count) + np.arange(int(count.sum()))]]
    meets = (pool.start[two] < pool.end[rows[one]]) & (pool.start[rows[one]] < pool.end[two])
    size = len(pool.questions)
    # Each row counts another question once.
    keys = np.unique(np.concatenate([at, one[meets]]) * size + np.concatenate([question, pool.question[two[meets]]]))
    pairs, times = np.unique(pool.question[rows[keys // size]] * size + keys % size, return_counts=True)
    order = np.lexsort((pairs % size, -times, pairs // size))
    found: dict[int, list[int]] = {}
    for pair in pairs[order].tolist():
        found.setdefault(pair // size, []).append(pool.questions[pair % size].id)
    return {number: tuple(others[:RIVALS]) for number, others in found.items()}
