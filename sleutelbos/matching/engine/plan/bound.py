"""A number no plan can pass: any prices give one, good prices a tight one.

Every coupling row (two visits of one person, caps, load, a newcomer) gets a price; then each question chooses the best
it can at those prices, alone. Rows of the pool that the model leaves out are priced the same way, so the bound holds
for all of them, however the prices were found.
"""

from dataclasses import dataclass

import numpy as np

from sleutelbos.matching.engine.columns import Floats, Ints
from sleutelbos.matching.engine.plan.conflicts import clashes
from sleutelbos.matching.engine.plan.model import Model
from sleutelbos.matching.engine.plan.together import at_most, beside

FAR = 2_500.0  # tenths of a point below the best of a question: such rows need no exact price


@dataclass(frozen=True)
class Bound:
    """``tenths``: the bound, in tenths of a point, whole ``kept`` included. ``reduced``: what each position of the
    model, and each row of ``left_out``, brings at these prices."""

    tenths: float
    reduced: Floats
    left_out: Ints
    reduced_left_out: Floats


def bound(model: Model, prices: Floats, open_rows: Ints) -> Bound:
    """The bound at prices; ``open_rows`` are the rows of the pool that are compatible with what is kept."""
    reduced = model.cost - model.coupling.T @ prices
    left_out = np.setdiff1d(open_rows, model.rows, assume_unique=True)
    priced = price(model, prices, reduced, left_out)
    total = model.constant + float(prices @ model.most)
    helpers = model.size + len(model.slots)
    total += float((np.maximum(reduced[helpers:], 0.0) * model.upper[helpers:]).sum())
    total += _questions(model, reduced, left_out, priced)
    return Bound(total, reduced[: model.size], left_out, priced)


def price(model: Model, prices: Floats, reduced: Floats, rows: Ints) -> Floats:
    """What rows of the pool that are not in the model bring at these prices."""
    pool, groups = model.pool, model.groups
    if not len(rows):
        return np.zeros(0)
    question = pool.question[rows]
    serve = np.where(pool.wanted[question] > 1, 0, pool.serve[question])
    worth: Floats = (10 * (pool.points[rows] + serve)).astype(np.float64)
    # Missing rest beside other rows is left out, company they may be is counted in full: the bound holds.
    worth += 10 * (beside(pool, rows, model.kept) + at_most(pool, rows, np.concatenate([model.rows, rows])))
    week, month, person = groups.by_week[rows], groups.by_month[rows], pool.person[rows]
    minutes = pool.duration[rows]

    def at(numbers: Ints) -> Floats:
        found: Floats = np.zeros(len(rows))
        known = numbers >= 0
        found[known] = prices[numbers[known]]
        return found

    worth -= minutes * at(model.load_row[week])
    worth += at(model.asked_row[person])
    worth += np.where(groups.idle[week], at(model.woken_row[person]), 0.0)
    keys = (week, week, month, person)
    ones = np.ones(len(rows), dtype=np.int64)
    for (first, tight), key, weight in zip(model.cap_rows, keys, (ones, minutes, minutes, ones), strict=True):
        if len(tight):
            number = np.minimum(tight.searchsorted(key), len(tight) - 1)
            worth -= weight * np.where(tight[number] == key, prices[first + number], 0.0)
    best = np.zeros(len(pool.questions))
    np.maximum.at(best, model.question, reduced[: model.size])
    # Of a question that wants several people every row counts; of others what is not far below the best.
    need = np.where(pool.wanted[question] > 1, worth, worth - best[question])
    useful = np.flatnonzero(need > -FAR)
    few = rows[useful]
    paid = _cliques(model, prices, few, worth[useful])
    need = np.maximum(need[useful] - paid, 0.0)
    worth[useful] -= paid + model.faces.price(prices, reduced, few, need)
    return worth


def _cliques(model: Model, prices: Floats, rows: Ints, worth: Floats) -> Floats:
    """The prices of the cliques a row could join, looked at only where that can change anything."""
    paid = np.zeros(len(rows))
    priced = [number for number, row in enumerate(model.clique_rows) if prices[row] > 1e-9]
    if not priced:
        return paid
    pool = model.pool
    by_person: dict[int, list[int]] = {}
    for number in priced:
        by_person.setdefault(int(pool.person[model.rows[model.cliques[number][0]]]), []).append(number)
    useful = np.flatnonzero(worth > 0)
    useful = useful[np.argsort(pool.person[rows[useful]], kind="stable")]
    ends = pool.person[rows[useful]].searchsorted(np.arange(pool.world.size + 1))
    for person, numbers in by_person.items():
        mine = useful[ends[person] : ends[person + 1]]
        if not len(mine):
            continue
        members = model.rows[sorted({at for number in numbers for at in model.cliques[number]})]
        place = {int(row): at for at, row in enumerate(members.tolist())}
        one, other = np.repeat(rows[mine], len(members)), np.tile(members, len(mine))
        hit = clashes(pool, one, other).reshape(len(mine), len(members))
        for number in numbers:
            columns = [place[int(model.rows[at])] for at in model.cliques[number]]
            paid[mine] += prices[model.clique_rows[number]] * hit[:, columns].all(axis=1)
    return paid


def _questions(model: Model, reduced: Floats, left_out: Ints, priced: Floats) -> float:
    """What all questions together bring when each chooses alone."""
    pool = model.pool
    question = np.concatenate([model.question, pool.question[left_out]])
    value = np.concatenate([reduced[: model.size], priced])
    single = pool.wanted[question] == 1
    best = np.zeros(len(pool.questions))
    np.maximum.at(best, question[single], value[single])
    total = float(best.sum())
    wide = np.flatnonzero(~single)
    if not len(wide):
        return total
    rows = np.concatenate([model.rows, left_out])
    done = np.bincount(pool.question[model.kept], minlength=len(pool.questions))
    by_start: dict[tuple[int, int], list[float]] = {}
    for at in wide.tolist():
        by_start.setdefault((int(question[at]), int(pool.start[rows[at]])), []).append(float(value[at]))
    most: dict[int, float] = {}
    for (number, start), values in by_start.items():
        missing = int(pool.wanted[number] - done[number])
        if len(values) >= missing:
            slot = model.slot.get((number, start))
            serve = float(reduced[slot]) if slot is not None else 10.0 * pool.serve[number]
            most[number] = max(most.get(number, 0.0), serve + sum(sorted(values)[-missing:]))
    return total + sum(most.values())
