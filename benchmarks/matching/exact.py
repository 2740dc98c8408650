"""The whole week as one model for a solver: HiGHS with a row per clique of clashes, and CP-SAT as one would write it.

Neither shares code with the planner. HiGHS is reached through SciPy.
"""

import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from benchmarks.matching.objective import serve_points
from benchmarks.matching.week import NO_CAP, Week
from sleutelbos.matching.engine.moments import WEEK, month_of


@dataclass(frozen=True)
class Answer:
    """The rows of a plan, and what the solver proved: no plan is worth more than ``bound``."""

    rows: list[int]
    bound: float | None


@dataclass
class Model:
    """Columns with a worth each, and rows between bounds, while they are being made."""

    worth: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def column(self, worth: float, upper: float = 1.0, whole: bool = True) -> int:
        self.worth.append(worth)
        self.upper.append(upper)
        self.whole.append(int(whole))
        return len(self.worth) - 1

    def row(self, terms: list[tuple[int, float]], low: float, high: float) -> None:
        at = len(self.low)
        self.entries += [(at, column, value) for column, value in terms]
        self.low.append(low)
        self.high.append(high)


def highs_on_cliques(week: Week, seconds: float) -> Answer:
    """One integer program; clashes as maximal cliques."""
    model, columns = _program(week)
    at, col, value = (np.array(part) for part in zip(*model.entries, strict=True))
    matrix = coo_array((value, (at, col)), shape=(len(model.low), len(model.worth))).tocsr()
    found = milp(
        -np.array(model.worth),
        integrality=np.array(model.whole),
        bounds=Bounds(0, np.array(model.upper)),
        constraints=LinearConstraint(matrix, np.array(model.low), np.array(model.high)),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    rows = [] if found.x is None else [row for row in range(columns) if found.x[row] > 0.5]
    bound = getattr(found, "mip_dual_bound", None)
    return Answer(rows, None if bound is None else -float(bound))


ByStart = dict[tuple[int, int], list[tuple[int, float]]]


def hard_rules(week: Week) -> tuple[Model, ByStart]:
    """What any plan must obey, and the terms that say a question (its position) is served at a start.

    The first columns are the rows of the pairs.
    """
    pairs, model = week.pairs, Model()
    for row in range(len(pairs)):
        model.column(float(pairs.points[row]))
    by_start = _questions(week, model)
    for person in np.unique(pairs.person).tolist():
        rows = np.flatnonzero(pairs.person == person)
        for clique in cliques(week.clashes(person, rows)):
            model.row([(int(rows[at]), 1.0) for at in clique], 0, 1)
        _caps(week, model, person, rows.tolist())
    _apart(week, model, by_start)
    return model, by_start


def _program(week: Week) -> tuple[Model, int]:
    model, _by_start = hard_rules(week)
    pairs = week.pairs
    for person in np.unique(pairs.person).tolist():
        rows = np.flatnonzero(pairs.person == person)
        for heavy, later in zip(*np.nonzero(week.tired(rows, rows)), strict=True):
            both = model.column(float(week.weights.rest), whole=False)
            model.row([(int(rows[heavy]), 1.0), (int(rows[later]), 1.0), (both, -1.0)], -np.inf, 1)
        _load(week, model, person, rows.tolist())
    _faces(week, model)
    return model, len(pairs)


def _questions(week: Week, model: Model) -> ByStart:
    """Each question once at most, with as many people as wanted; the terms that say it is served at a start."""
    pairs, by_start = week.pairs, ByStart()
    for at, question in enumerate(week.questions):
        worth = float(serve_points(question, week.snapshot.at, week.weights))
        rows = range(pairs.ends[at], pairs.ends[at + 1])
        starts: dict[int, list[int]] = {}
        for row in rows:
            starts.setdefault(int(pairs.start[row]), []).append(row)
        if question.wanted == 1:
            for row in rows:
                model.worth[row] += worth
            model.row([(row, 1.0) for row in rows], 0, 1)
            by_start.update({(at, start): [(row, 1.0) for row in here] for start, here in starts.items()})
        else:
            done = {start: model.column(worth) for start in starts}
            model.row([(column, 1.0) for column in done.values()], 0, 1)
            for start, here in starts.items():
                model.row([*((row, 1.0) for row in here), (done[start], -float(question.wanted))], 0, 0)
                by_start[at, start] = [(done[start], 1.0)]
    return by_start


def _load(week: Week, model: Model, person: int, rows: list[int]) -> None:
    """What the minutes of each week cost in bands, and the first visit; all questions are in one week."""
    pairs, weights = week.pairs, week.weights
    lengths = {row: float(week.duration[pairs.question[row]]) for row in rows}
    for number in sorted({int(pairs.start[row]) // WEEK for row in rows}):
        here = [row for row in rows if int(pairs.start[row]) // WEEK == number]
        used, cap = week.used.get((person, number), 0), week.cap[person]
        bands, low = [], 0
        for at, band in enumerate(weights.load):
            high = NO_CAP if at == len(weights.load) - 1 else cap * band.to_percent // 100
            room = max(0, high - max(low, used))
            bands.append((model.column(-band.points_per_10_minutes / 10, float(room), whole=False), -1.0))
            low = high
        model.row([*((row, lengths[row]) for row in here), *bands], 0, 0)
        if week.bonus(person, number):
            works = model.column(float(week.bonus(person, number)))
            model.row([*((row, -1.0) for row in here), (works, 1.0)], -np.inf, 0)


def _caps(week: Week, model: Model, person: int, rows: list[int]) -> None:
    """The minutes of a week and of a month that somebody has left."""
    pairs = week.pairs
    lengths = {row: float(week.duration[pairs.question[row]]) for row in rows}
    for number in sorted({int(pairs.start[row]) // WEEK for row in rows}):
        here = [row for row in rows if int(pairs.start[row]) // WEEK == number]
        room = week.hard_cap[person] - week.used.get((person, number), 0)
        model.row([(row, lengths[row]) for row in here], 0, max(0, room))
    for month in sorted({month_of(int(pairs.start[row])) for row in rows}):
        here = [row for row in rows if month_of(int(pairs.start[row])) == month]
        room = week.month_cap[person] - week.used_month.get((person, month), 0)
        model.row([(row, lengths[row]) for row in here], 0, max(0, room))


def _own(week: Week) -> list[list[int]]:
    """The questions (positions) of each newcomer, where those can be in each other's way."""
    questions: dict[str, list[int]] = {}
    for at, who in enumerate(week.newcomer):
        if who and week.pairs.of(at).start < week.pairs.of(at).stop:
            questions.setdefault(who, []).append(at)
    return [own for own in questions.values() if len(own) > 1 or week.questions[own[0]].wanted > 1]


def _apart(week: Week, model: Model, by_start: ByStart) -> None:
    """Nobody in two places at once."""
    moments: dict[int, list[int]] = {}
    for at, start in by_start:
        moments.setdefault(at, []).append(start)
    for own in _own(week):
        for at in own:
            for other in own:
                for start in moments[at]:
                    for begin in moments[other] if at < other else ():
                        if start < begin + week.duration[other] and begin < start + week.duration[at]:
                            model.row(by_start[at, start] + by_start[other, begin], 0, 1)


def _faces(week: Week, model: Model) -> None:
    """A price on every further person somebody sees."""
    for own in _own(week):
        rows = [row for at in own for row in range(week.pairs.of(at).start, week.pairs.of(at).stop)]
        people: dict[int, list[int]] = {}
        for row in rows:
            people.setdefault(int(week.pairs.person[row]), []).append(row)
        sees = {person: model.column(float(week.weights.switch)) for person in people}
        for person, here in people.items():
            for at in own:
                some = [(row, 1.0) for row in here if week.pairs.question[row] == at]
                if some:
                    model.row([*some, (sees[person], -1.0)], -np.inf, 0)
        somebody = model.column(-float(week.weights.switch))
        model.row([*((column, -1.0) for column in sees.values()), (somebody, 1.0)], -np.inf, 0)


def cliques(clash: NDArray[np.bool_]) -> list[list[int]]:
    """Maximal cliques that together hold every clash, found greedily."""
    size = len(clash)
    near = [sum(1 << int(other) for other in np.flatnonzero(clash[at])) for at in range(size)]
    left = list(near)
    found = []
    for at in range(size):
        while left[at]:
            first = (left[at] & -left[at]).bit_length() - 1
            members, common = [at, first], near[at] & near[first]
            while common:
                # One that still has uncovered clashes with the clique, else any.
                better = common & (left[at] | left[first])
                pick = ((better or common) & -(better or common)).bit_length() - 1
                members.append(pick)
                common &= near[pick]
            mask = sum(1 << member for member in members)
            for member in members:
                left[member] &= ~mask
            found.append(sorted(members))
    return found


def cp_sat(week: Week, seconds: float, workers: int = 8) -> Answer:
    """Optional intervals, NoOverlap per person, and a clause where only travel keeps two visits apart."""
    began = time.monotonic()
    pairs, model = week.pairs, cp_model.CpModel()
    take = [model.new_bool_var("") for _ in range(len(pairs))]
    worth: list[cp_model.LinearExprT] = []
    served: dict[tuple[int, int], cp_model.IntVar] = {}
    for at, question in enumerate(week.questions):
        rows = range(pairs.ends[at], pairs.ends[at + 1])
        starts: dict[int, list[int]] = {}
        for row in rows:
            starts.setdefault(int(pairs.start[row]), []).append(row)
        done = {start: model.new_bool_var("") for start in starts}
        model.add_at_most_one(done.values())
        for start, here in starts.items():
            model.add(sum(take[row] for row in here) == question.wanted * done[start])
            served[at, start] = done[start]
        worth += [serve_points(question, week.snapshot.at, week.weights) * done[start] for start in starts]
    worth += [int(pairs.points[row]) * take[row] for row in range(len(pairs))]
    for person in np.unique(pairs.person).tolist():
        worth += _cp_person(week, model, take, person, np.flatnonzero(pairs.person == person).tolist())
    worth += _cp_newcomers(week, model, take, served)
    model.maximize(sum(worth))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.max_time_in_seconds = max(1.0, seconds - (time.monotonic() - began))
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer([], None)
    taken = [row for row in range(len(pairs)) if solver.boolean_value(take[row])]
    return Answer(taken, solver.best_objective_bound)


def _cp_person(
    week: Week, model: cp_model.CpModel, take: list[cp_model.IntVar], person: int, rows: list[int]
) -> list[cp_model.LinearExprT]:
    pairs, weights, gap = week.pairs, week.weights, week.weights.gap_minutes
    where = np.array(rows)
    start, length = pairs.start[where], week.duration[pairs.question[where]]
    model.add_no_overlap(
        model.new_optional_fixed_size_interval_var(int(s), int(d) + gap, take[row], "")
        for row, s, d in zip(rows, start, length, strict=True)
    )
    clash = week.clashes(person, where)
    apart = (start[:, None] >= (start + length + gap)[None, :]) | (start[None, :] >= (start + length + gap)[:, None])
    for one, other in zip(*np.nonzero(np.triu(clash & apart)), strict=True):
        model.add_bool_or(~take[rows[one]], ~take[rows[other]])
    worth: list[cp_model.LinearExprT] = []
    for heavy, later in zip(*np.nonzero(week.tired(where, where)), strict=True):
        both = model.new_bool_var("")
        model.add_bool_or(~take[rows[heavy]], ~take[rows[later]], both)
        worth.append(weights.rest * both)
    for number in sorted(set((start // WEEK).tolist())):
        here = [(row, int(d)) for row, s, d in zip(rows, start, length, strict=True) if s // WEEK == number]
        used, cap = week.used.get((person, number), 0), week.cap[person]
        total = sum(d * take[row] for row, d in here)
        hard = min(week.hard_cap[person] - used, sum(d for _row, d in here))
        model.add(total <= max(0, hard))
        bands, low = [], 0
        for at, band in enumerate(weights.load):
            high = NO_CAP if at == len(weights.load) - 1 else cap * band.to_percent // 100
            room = min(max(0, high - max(low, used)), max(0, hard))
            bands.append(model.new_int_var(0, room, ""))
            worth.append(-band.points_per_10_minutes / 10 * bands[-1])
            low = high
        model.add(total == sum(bands))
        if week.bonus(person, number):
            works = model.new_bool_var("")
            model.add(sum(take[row] for row, _d in here) >= works)
            worth.append(week.bonus(person, number) * works)
    for month in sorted({month_of(int(s)) for s in start}):
        room = week.month_cap[person] - week.used_month.get((person, month), 0)
        if room < NO_CAP // 2:
            model.add(
                sum(
                    int(d) * take[row]
                    for row, s, d in zip(rows, start, length, strict=True)
                    if month_of(int(s)) == month
                )
                <= max(0, room)
            )
    return worth


def _cp_newcomers(
    week: Week,
    model: cp_model.CpModel,
    take: list[cp_model.IntVar],
    served: dict[tuple[int, int], cp_model.IntVar],
) -> list[cp_model.LinearExprT]:
    questions: dict[str, list[int]] = {}
    moments: dict[int, list[int]] = {}
    for at, start in served:
        moments.setdefault(at, []).append(start)
    for at in moments:
        if week.newcomer[at]:
            questions.setdefault(week.newcomer[at], []).append(at)
    worth: list[cp_model.LinearExprT] = []
    for own in questions.values():
        if len(own) == 1 and week.questions[own[0]].wanted == 1:
            continue
        if len(own) > 1:
            model.add_no_overlap(
                model.new_optional_fixed_size_interval_var(start, int(week.duration[at]), served[at, start], "")
                for at in own
                for start in moments[at]
            )
        people: dict[int, list[int]] = {}
        for at in own:
            for row in range(week.pairs.of(at).start, week.pairs.of(at).stop):
                people.setdefault(int(week.pairs.person[row]), []).append(row)
        sees = {person: model.new_bool_var("") for person in people}
        for person, here in people.items():
            for row in here:
                model.add_implication(take[row], sees[person])
            worth.append(week.weights.switch * sees[person])
        somebody = model.new_bool_var("")
        model.add(sum(sees.values()) >= somebody)
        worth.append(-week.weights.switch * somebody)
    return worth
