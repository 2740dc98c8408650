"""Improving a plan part by part: the people of one neighbourhood with all their visits are planned anew, exactly."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sleutelbos.matching.engine.columns import Floats, Ints
from sleutelbos.matching.engine.plan.compatible import compatible
from sleutelbos.matching.engine.plan.conflicts import Conflicts
from sleutelbos.matching.engine.plan.groups import Groups
from sleutelbos.matching.engine.plan.model import Model
from sleutelbos.matching.engine.plan.solvers import Program

GROUP = 60  # people
PER_QUESTION = 12  # rows of one question in one part


@dataclass(frozen=True)
class Part:
    """The rows a part has now, and those its exact answer is chosen from: positions of ``rows``."""

    changed: Ints
    rows: Ints
    program: Program


def split(groups: Groups, chance: random.Random, *, by_language: bool) -> list[Ints]:
    """Everybody who has rows, in groups of neighbours; with ``by_language`` first by mother tongue."""
    pool = groups.pool
    people = np.unique(pool.person)
    if by_language:
        tongue = np.full(pool.world.size, len(pool.world.languages), dtype=np.int64)
        most = np.zeros(pool.world.size, dtype=np.int64)
        for number, (_variety, rows) in enumerate(sorted(pool.world.languages.items())):
            better = rows.levels[0] > most[rows.person]
            tongue[rows.person[better]] = number
            most[rows.person[better]] = rows.levels[0][better]
        order = people[np.argsort(tongue[people], kind="stable")]
        shift = chance.randrange(len(order)) if len(order) else 0
        blocks = np.array_split(np.roll(order, shift), max(1, -(-len(order) // (4 * GROUP))))
    else:
        blocks = [people]
    return [group for block in blocks for group in _near(groups, block, chance)]


def _near(groups: Groups, people: Ints, chance: random.Random) -> Iterable[Ints]:
    """Halves of halves, each across where people live furthest apart, cut somewhere near the middle."""
    if len(people) <= GROUP:
        yield np.sort(people)
        return
    homes = groups.pool.world.home.xyz[:, people]
    angle = chance.random() * np.pi
    spread = homes - homes.mean(axis=1, keepdims=True)
    axes = np.argsort(-spread.std(axis=1), kind="stable")[:2]
    along = spread[axes[0]] * np.cos(angle) + spread[axes[1]] * np.sin(angle)
    order = people[np.argsort(along, kind="stable")]
    cut = int(len(order) * (0.4 + 0.2 * chance.random()))
    yield from _near(groups, order[:cut], chance)
    yield from _near(groups, order[cut:], chance)


def parts(
    groups: Groups, active: Ints, reduced: Floats, current: Ints, pinned: Ints, cuts: list[Ints]
) -> Iterable[Part]:
    """What each group could do anew: its own questions and open ones it prices best (``reduced``, per active row)."""
    pool = groups.pool
    group_of = np.full(pool.world.size, -1, dtype=np.int64)
    for number, people in enumerate(cuts):
        group_of[people] = number
    owner = _owners(groups, active, reduced, current, group_of, len(cuts))
    group = group_of[pool.person[active]]
    mine = (owner[pool.question[active]] == group) & (group >= 0)
    free = np.setdiff1d(current, pinned, assume_unique=True)
    for number in range(len(cuts)):
        here = np.flatnonzero(mine & (group == number))
        if not len(here):
            continue
        inside = group_of == number
        changed = free[inside[pool.person[free]] & (owner[pool.question[free]] == number)]
        kept = np.setdiff1d(current, changed, assume_unique=True)
        rows = np.union1d(active[_best(pool.question[active[here]], reduced[here], here)], changed)
        rows = compatible(groups, rows, kept)
        model = Model(groups, Conflicts(pool, rows), kept)
        yield Part(changed, rows, Program.of(model))


def _owners(groups: Groups, active: Ints, reduced: Floats, current: Ints, group_of: Ints, count: int) -> Ints:
    """The group that may plan each question: who has it now, for an open one who prices it best; -2 for nobody."""
    pool = groups.pool
    owner = np.full(len(pool.questions), -1, dtype=np.int64)
    for row in current.tolist():
        question, one = int(pool.question[row]), int(group_of[pool.person[row]])
        # Several people of several groups: stays as it is.
        owner[question] = one if owner[question] in (-1, one) else -2
    best = np.full((len(pool.questions), count), -np.inf)
    group = group_of[pool.person[active]]
    known = group >= 0
    np.maximum.at(best, (pool.question[active][known], group[known]), reduced[known])
    free = (owner == -1) & (best.max(axis=1) > -np.inf)
    owner[free] = best[free].argmax(axis=1)
    return owner


def _best(question: Ints, value: Floats, where: Ints) -> Ints:
    """The best few of each question."""
    order = np.lexsort((where, -value, question))
    ordered = question[order]
    first = ordered.searchsorted(ordered)
    chosen: Ints = where[order[np.arange(len(order)) - first < PER_QUESTION]]
    return chosen


def merged(groups: Groups, current: Ints, changed: Ints, answer: Ints) -> Ints:
    """The plan with one part's answer instead of ``changed``, or as it was when that would break or lose something."""
    kept = np.setdiff1d(current, changed, assume_unique=True)
    if len(compatible(groups, answer, kept)) < len(answer):
        return current
    new = np.sort(np.concatenate([kept, answer]))
    return new if groups.value(new) > groups.value(current) else current
