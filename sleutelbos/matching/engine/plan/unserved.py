"""Why a question is not in the plan, and which questions have the people who could."""

from collections.abc import Collection

import numpy as np

from sleutelbos.matching.engine.codes import RULES, START_RULES, STATIC_RULES, Rule
from sleutelbos.matching.engine.columns import Ints
from sleutelbos.matching.engine.plan.compatible import compatible
from sleutelbos.matching.engine.plan.conflicts import clashes
from sleutelbos.matching.engine.plan.groups import Groups
from sleutelbos.matching.engine.plan.pool import Pool
from sleutelbos.matching.engine.plan.types import Unserved, Why
from sleutelbos.matching.engine.types import Question

RIVALS = 10


def unserved(groups: Groups, chosen: Ints, among: Collection[int] | None = None) -> tuple[Unserved, ...]:
    """One entry for every question without a single planned person, in the order they were given.

    With ``among`` (ids) only for those.
    """
    pool = groups.pool
    served = set(pool.question[chosen].tolist())
    possible = np.zeros(len(pool), dtype=bool)
    possible[compatible(groups, np.arange(len(pool)), chosen)] = True
    found = []
    for number, question in enumerate(pool.questions):
        if number in served or (among is not None and question.id not in among):
            continue
        rows = np.arange(pool.ends[number], pool.ends[number + 1])
        if not question.timed:
            found.append(Unserved(question.id, Why.NO_TIME))
        elif not _enough(pool, rows, question.wanted):
            found.append(Unserved(question.id, Why.NOBODY_FITS, _failing(pool, question)))
        elif _enough(pool, rows[possible[rows]], question.wanted):
            found.append(Unserved(question.id, Why.NOT_WORTH))
        else:
            found.append(Unserved(question.id, Why.EVERYBODY_TAKEN, (), _rivals(groups, rows, chosen)))
    return tuple(found)


def _enough(pool: Pool, rows: Ints, wanted: int) -> bool:
    """Whether at some start there are as many people as are wanted."""
    return bool(len(rows)) and int(np.unique(pool.start[rows], return_counts=True)[1].max()) >= wanted


def _failing(pool: Pool, question: Question) -> tuple[tuple[Rule, int], ...]:
    """Per hard rule how many people fail it, most first."""
    case = pool.case(question)
    counts = {rule: case.size - int(np.count_nonzero(case.passes(rule))) for rule in (*STATIC_RULES, *START_RULES)}
    each = np.ones(case.size, dtype=bool)
    for rule in START_RULES:
        each &= case.passes(rule)
    counts[Rule.NO_COMMON_START] = int(np.count_nonzero(each & ~np.any(case.possible != 0, axis=0)))
    order = sorted((rule for rule in counts if counts[rule]), key=lambda rule: (-counts[rule], RULES.index(rule)))
    return tuple((rule, counts[rule]) for rule in order)


def _rivals(groups: Groups, rows: Ints, chosen: Ints) -> tuple[int, ...]:
    """The questions in the plan whose visits stand in the way, those that block most first."""
    pool = groups.pool
    count: dict[int, int] = {}
    for row in rows.tolist():
        mine = chosen[pool.person[chosen] == pool.person[row]]
        hit = mine[clashes(pool, np.full(len(mine), row), mine)] if len(mine) else mine
        # Nothing too close: then a cap is full, and every visit of that week has its part in it.
        blocking = hit if len(hit) else mine
        parties = groups.circle_of.get(int(pool.question[row]), ())
        others = {each for party in parties for each in groups.circles[party]}
        same = chosen[np.isin(pool.question[chosen], sorted(others))] if others else chosen[:0]
        same = same[(pool.start[same] < pool.end[row]) & (pool.start[row] < pool.end[same])]
        for other in {*pool.question[blocking].tolist(), *pool.question[same].tolist()}:
            count[other] = count.get(other, 0) + 1
    order = sorted(count, key=lambda other: (-count[other], other))[:RIVALS]
    return tuple(pool.questions[other].id for other in order)
