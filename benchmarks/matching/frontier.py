"""What a repair could keep at all: for each illness the most lost appointments that so many moves can save, proven.

    python -m benchmarks.matching.frontier --size M --seed 1 --events 12

Hard rules alone, no wishes and no points, so no repair by whatever weights can keep more. Nobody else loses an
appointment; a move is any other appointment that does not stay with the same person at the same time. Each event and
number of moves is one program for CP-SAT (one worker), which shares no code with the planner. The last table shares the
moves of all events out in the best way, as a price on moves would: the most that can be kept at an average of so many.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from scipy.sparse import csr_array

from benchmarks.matching.checker import Judge
from benchmarks.matching.exact import hard_rules
from benchmarks.matching.generator import SIZES, VARIANTS, Instance, make
from benchmarks.matching.objective import Visit
from benchmarks.matching.repairs import Trouble, start, troubles
from benchmarks.matching.week import NO_CAP, Week
from sleutelbos.matching.engine import load_weights

MOVES = (0, 1, 2, 3, 4, 6)
AVERAGES = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
ANY = FAR = 1_000_000


@dataclass(frozen=True)
class Most:
    """The best found for one number of moves, and what nothing can pass."""

    kept: int
    moves: int
    bound: int
    visits: tuple[Visit, ...] = ()


class Event:
    """One illness as a program over everybody."""

    def __init__(self, instance: Instance, visits: Sequence[Visit], trouble: Trouble) -> None:
        self.visits = visits
        gone = set(trouble.lost(visits))
        self.lost = {visit.question for visit in gone}
        self.stands = {visit for visit in visits if visit.question not in self.lost}
        had = {visit.question for visit in visits}
        questions = [question for question in instance.questions if question.id in had]
        self.snapshot = trouble.after(instance.snapshot)
        self.week = Week(self.snapshot, questions, load_weights())
        model, by_start = hard_rules(self.week)
        self.columns = len(model.worth)
        terms: list[list[tuple[int, int]]] = [[] for _row in model.low]
        for at, column, value in model.entries:
            terms[at].append((column, int(value)))
        self.rows = [
            (each, round(max(least, -FAR)), round(min(most, FAR)))
            for each, least, most in zip(terms, model.low, model.high, strict=True)
        ]
        self.served: dict[int, list[int]] = {}
        for (at, _start), here in by_start.items():
            self.served.setdefault(at, []).extend(column for column, _one in here)
        self.plan = [self.week.visit(row) for row in range(len(self.week.pairs))]

        self.blockers, self.in_the_way = self._ways()

    def most(self, moves: int, seconds: float, *, drop: bool = False) -> Most:
        """The most lost appointments that can be kept; with ``drop`` others may go, in favour of these."""
        lost = np.array([question.id in self.lost for question in self.week.questions])
        low, high = self._bounds(moves, lost)
        program = cp_model.CpModel()
        column = [
            int(least) if least == most else program.new_bool_var("") for least, most in zip(low, high, strict=True)
        ]
        for terms, least, most in self.rows:
            program.add_linear_constraint(sum(value * column[at] for at, value in terms), least, most)
        stay = [row for row, visit in enumerate(self.plan) if visit in self.stands]
        if len(stay) != len(self.stands):
            raise AssertionError("the plan has visits that are not feasible")
        program.add(sum(column[row] for row in stay) >= len(stay) - moves)
        for at, members in self.served.items():
            if not lost[at] and not drop:
                program.add(sum(column[member] for member in members) >= 1)
        for at, each in enumerate(column):
            if isinstance(each, cp_model.IntVar):
                program.add_hint(each, at < len(self.plan) and self.plan[at] in self.stands)
        program.maximize(sum(column[member] for at, members in self.served.items() if lost[at] for member in members))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.max_time_in_seconds = seconds
        status = solver.solve(program)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Most(0, 0, len(self.lost))
        after = tuple(visit for visit, each in zip(self.plan, column, strict=False) if solver.value(each))
        kept = len(self.lost & {visit.question for visit in after})
        return Most(kept, len(self.stands - set(after)), int(solver.best_objective_bound + 0.001), after)

    def _bounds(self, moves: int, lost: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """What so few moves cannot reach stays as it is, and rows for which more must move are left out.

        A visit that moves made room for a lost appointment or for another that moves, so it is at most as many steps
        away from one as there are moves.
        """
        pairs = self.week.pairs
        low, high = np.zeros(self.columns, dtype=np.int64), np.ones(self.columns, dtype=np.int64)
        if moves >= ANY:
            return low, high
        question, stays = pairs.question, np.array([visit in self.stands for visit in self.plan])
        high[: len(pairs)][~stays & (self.blockers.sum(axis=1) + ~lost[question] > moves)] = 0
        near = lost.copy()
        for _step in range(moves):
            rows = np.flatnonzero(near[question] & (high[: len(pairs)] > 0))
            near[question[self.in_the_way[rows].sum(axis=0) > 0]] = True
        high[: len(pairs)][~stays & ~near[question]] = 0
        low[: len(pairs)][stays & ~near[question]] = 1
        return low, high

    def _ways(self) -> tuple[csr_array, csr_array]:
        """Per row what stands and clashes with it, and what stands and may have to make room, a cap counted too."""
        week, pairs = self.week, self.week.pairs
        stays = np.array([visit in self.stands for visit in self.plan])
        certain, possible = [], []
        for person in np.unique(pairs.person).tolist():
            rows = np.flatnonzero(pairs.person == person)
            there = rows[stays[rows]]
            other = pairs.question[rows][:, None] != pairs.question[there][None, :]
            clash = week.clashes(person, rows)[:, stays[rows]] & other
            certain += list(zip(rows[np.nonzero(clash)[0]], there[np.nonzero(clash)[1]], strict=True))
            capped = min(week.hard_cap[person], week.month_cap[person]) < NO_CAP
            hit = other if capped else clash
            possible += list(zip(rows[np.nonzero(hit)[0]], there[np.nonzero(hit)[1]], strict=True))
        of_newcomer: dict[str, list[int]] = {}
        for row in np.flatnonzero(stays).tolist():
            of_newcomer.setdefault(week.newcomer[pairs.question[row]], []).append(row)
        for row, question in enumerate(pairs.question.tolist()):
            if week.newcomer[question]:
                mine = of_newcomer.get(week.newcomer[question], ())
                possible += [(row, other) for other in mine if pairs.question[other] != question]
        return self._matrix(certain), self._matrix(possible)

    def _matrix(self, entries: list[tuple[int, int]]) -> csr_array:
        at, other = np.array(entries, dtype=np.int64).reshape(-1, 2).T
        size = len(self.plan)
        return csr_array((np.ones(len(at)), (at, other)), shape=(size, size))


def shared_out(events: Sequence[Sequence[tuple[int, int]]], budget: int) -> int:
    """The most that can be kept in all when ``budget`` moves are shared out; per event pairs of moves and kept."""
    best = [0] * (budget + 1)
    for choices in events:
        best = [
            max(best[left - moves] + kept for moves, kept in choices if moves <= left) for left in range(budget + 1)
        ]
    return best[budget]


def ceilings(found: dict[int, Most]) -> list[tuple[int, int]]:
    """Moves from none to as many as help, each with what nothing can pass: the bound of the next number asked."""
    numbers = sorted(found)
    most = max(number for number in numbers if number < ANY)
    told = [(moves, min(found[number].bound for number in numbers if number >= moves)) for moves in range(most + 1)]
    return [*told, (most + 1, found[ANY].bound)]


def compare(instance: Instance, visits: Sequence[Visit], troubles: Sequence[Trouble], seconds: float) -> bool:
    """Prints the tables; False when a plan breaks a rule."""
    asked = [(f"{moves}", moves, False) for moves in MOVES]
    asked += [("any", ANY, False), ("any, and others may lose theirs", ANY, True)]
    found: dict[str, list[Most]] = {name: [] for name, _moves, _drop in asked}
    took: dict[str, float] = dict.fromkeys(found, 0.0)
    fine, lost = True, 0
    for number, trouble in enumerate(troubles):
        event = Event(instance, visits, trouble)
        judge = Judge(event.snapshot, event.week.questions, load_weights())
        lost += len(event.lost)
        for name, moves, drop in asked:
            began = time.process_time()
            most = event.most(moves, seconds, drop=drop)
            took[name] += time.process_time() - began
            found[name].append(most)
            if findings := judge.findings(most.visits):
                fine = False
                print(f"INVALID: event {number}, {name} moves: {findings[0]}")
    print(f"\n{len(troubles)} illnesses, {lost} appointments lost in all\n")
    print(
        "| others may move, each time | kept | kept % | no plan keeps more than | % | moves used | processor s each |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, each in found.items():
        kept, bound = sum(most.kept for most in each), sum(most.bound for most in each)
        print(
            f"| {name} | {kept} | {100 * kept / lost:.1f} | {bound} | {100 * bound / lost:.1f} |"
            f" {took[name] / len(each):.1f} |"
        )
    print("\nThe same moves shared out over the events in the best way:\n")
    print("| others moved, on average at most | kept % | no plan keeps more than % |")
    print("|---|---|---|")
    per_event = [{moves: found[name][at] for name, moves, drop in asked if not drop} for at in range(len(troubles))]
    for average in AVERAGES:
        budget = int(average * len(troubles))
        reached = shared_out([sorted((most.moves, most.kept) for most in each.values()) for each in per_event], budget)
        bound = shared_out([ceilings(each) for each in per_event], budget)
        print(f"| {average:g} | {100 * reached / lost:.1f} | {100 * bound / lost:.1f} |")
    return fine


def main() -> None:
    """Reads the options and runs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="M")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--variant", choices=VARIANTS, default="plain")
    parser.add_argument("--events", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=60.0, help="for each program")
    options = parser.parse_args()
    instance = make(options.size, options.seed, options.variant)
    first = start(instance, options.seed)
    visits = [Visit(item.question, item.person, item.start) for item in first.assignments]
    events = troubles(instance, visits, options.events)["illnesses"]
    raise SystemExit(0 if compare(instance, visits, events, options.seconds) else 1)


if __name__ == "__main__":
    main()
