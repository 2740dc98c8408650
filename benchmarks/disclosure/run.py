"""An attacker reads everything that was published about made-up regions.

    python -m benchmarks.disclosure.run --regions 1000

Apart from the product's own search, on purpose: the attacker has linear algebra (which hidden cells are a combination
of published ones, also once the cells that say zero are crossed out) for every cell that says too much, and a
constraint solver (CP-SAT, whole numbers) over the crossings for a sample of them; both know every published cell of
every table and publication, and attack every cell that can be named, whether a table lists it or not. Tried on the
product's hiding, on naive hiding (only the cells that say too much), and on rounding to fives. Four kinds of regions
in turn: counts of people; counts of which somebody can cause many; hours with a p%-rule; counts to which some come
late, after the first release and the first page.

Published are, one after the other: the open figures of a quarter; the page for a council about that quarter; the same
page once more, corrected; the open figures of the next quarter and of both together; pages for two councils about both.
Pages also say how much of a language nobody could do, which open figures do not divide by. A publication of the region
adds nothing to the product's: it shows what its open figures show; the other two methods let it show every total of a
quarter and a language.
"""

import argparse
import random
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from ortools.sat.python import cp_model

from sleutelbos.insights.disclosure import Cell, Dimension, Population, Release, Rule, Table, cells_of, rounded
from sleutelbos.insights.open_data.together import Bench, Ledger, Subject

QUARTERS = ("2026-Q1", "2026-Q2")
BOTH = "2026-Q1-Q2"
ENDED = ("rest", "unmet")
NAMES = ("municipality", "language", "theme", "ended")
# Cells attacked with the constraint solver per region, drawn at random.
PER_REGION = {"hiding": 12, "naive": 4, "rounding": 4}
KINDS = ("people", "repeated", "hours", "late")
METHODS = ("hiding", "naive", "rounding")


@dataclass
class Tally:
    """What one method lost and kept."""

    regions: int = 0
    sensitive: int = 0
    combined: int = 0
    attacked: int = 0
    exact: int = 0
    narrow: int = 0
    withheld: int = 0
    cells: int = 0
    shown: int = 0
    people: int = 0
    people_shown: int = 0
    regions_broken: int = 0
    seconds: float = 0.0

    def add(self, other: "Tally") -> None:
        """Add the counts of another region."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Region:
    """Counts of two quarters over municipality, language, theme and ending, and what is published of them in turn."""

    kind: str
    rule: Rule
    population: Population
    first: Population  # what is known when the first release and the first page are made
    # Of each publication: whether it is made of the first counts, the periods it is about, its tables.
    publications: list[tuple[bool, tuple[str, ...], list[Table]]] = field(default_factory=list)


def region(seed: int) -> Region:
    """A region of uneven size: few large municipalities and languages, many small ones."""
    chance = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    sizes = {"municipality": chance.randint(2, 5), "language": chance.randint(2, 5), "theme": chance.randint(2, 4)}
    dimensions = [Dimension("period", QUARTERS, {BOTH: QUARTERS})]
    weights = []
    for name, size in sizes.items():
        values = tuple(f"{name}-{number}" for number in range(size))
        dimensions.append(Dimension(name, values, {"*": values}))
        weights.append([chance.paretovariate(0.9) for _ in values])
    dimensions.append(Dimension("ended", ENDED, {"*": ENDED}))
    weights.append([4.0, 1.0])
    events = []
    for _ in range(chance.randint(20, 400)):
        cell = (
            chance.choice(QUARTERS),
            *(chance.choices(one.values, weight)[0] for one, weight in zip(dimensions[1:], weights, strict=True)),
        )
        events.append((cell, f"person-{int(chance.paretovariate(0.6))}", chance.randint(1, 12)))
    late = {number for number, (cell, _, _) in enumerate(events) if cell[0] == QUARTERS[0] and chance.random() < 0.02}

    def people(known: list[tuple[Cell, str, int]]) -> Population:
        counts: dict[Cell, int] = {}
        parts: dict[Cell, dict[str, int]] = {}
        for cell, name, hours in known:
            amount = hours if kind == "hours" else 1
            counts[cell] = counts.get(cell, 0) + amount
            part = parts.setdefault(cell, {})
            part[name] = part.get(name, 0) + amount
        return Population(tuple(dimensions), counts, parts if kind in {"repeated", "hours"} else None)

    known_first = [number for number, event in enumerate(events) if event[0][0] == QUARTERS[0]]
    early = [events[number] for number in known_first if kind != "late" or number not in late]
    both = {one.name: (*one.values, "*") for one in dimensions[1:]}

    def open_figures(when: str) -> list[Table]:
        pairs = (("municipality", "language"), ("municipality", "theme"), ("language", "theme"))
        return [Table(f"{a} {b} {when}", {"period": (when,), a: both[a], b: both[b]}) for a, b in pairs]

    def page(when: str, place: str) -> list[Table]:
        at = {"period": (when,), "municipality": (place,)}
        return [
            Table(f"{place} language {when}", {**at, "language": both["language"], "ended": ("*", "unmet")}),
            Table(f"{place} theme {when}", {**at, "theme": both["theme"]}),
        ]

    first, second, *_more = dimensions[1].values
    # A quarter comes out alone; later the next, with both together beside it: subtraction is offered, also by pages.
    publications = [
        (True, QUARTERS[:1], open_figures(QUARTERS[0])),
        (True, QUARTERS[:1], page(QUARTERS[0], first)),
        (False, QUARTERS[:1], page(QUARTERS[0], first)),
        (False, (QUARTERS[1], BOTH), [*open_figures(QUARTERS[1]), *open_figures(BOTH)]),
        (False, (BOTH,), page(BOTH, first)),
        (False, (BOTH,), page(BOTH, second)),
    ]
    return Region(kind, Rule(5, 5, 10 if kind == "hours" else 0), people(events), people(early), publications)


def says_too_much(population: Population, rule: Rule) -> dict[Cell, int]:
    """Every cell that can be named and is about too few or mostly about one, with the width its interval must have.

    Counted again here, event by event, and not with the code under attack.
    """
    totals: dict[Cell, int] = {}
    parts: dict[Cell, dict[str, int]] = {}
    for crossing, count in population.counts.items():
        above = [
            [one for one in dimension.positions() if value in dimension.members(one)]
            for dimension, value in zip(population.dimensions, crossing, strict=True)
        ]
        for cell in product(*above):
            totals[cell] = totals.get(cell, 0) + count
            for name, amount in (population.parts or {}).get(crossing, {}).items():
                part = parts.setdefault(cell, {})
                part[name] = part.get(name, 0) + amount
    found = {cell: rule.width for cell, count in totals.items() if 0 < count < rule.threshold}
    for cell, part in parts.items():
        shares = sorted(part.values(), reverse=True)
        if len(shares) < rule.threshold or 100 * sum(shares[2:]) < rule.share * shares[0]:
            found[cell] = max(rule.width, -(-rule.share * shares[0] // 100))
    return found


def publish(one: Region, method: str) -> tuple[dict[Cell, int], list[Cell], dict[Cell, int], int]:
    """What readers may still hold for true, all cells asked for, what to attack (and the width), tables withheld."""
    published: dict[Cell, int] = {}
    asked: list[Cell] = []
    earlier: list[Release] = []
    withheld = 0
    targets = says_too_much(one.population, one.rule)
    values = {dimension.name: dimension.values for dimension in one.population.dimensions[1:]}
    subject = Subject("attacked", NAMES, values, share=one.rule.share)
    for is_first, spans, tables in one.publications:
        # Rounded figures that were corrected contradict each other; to compare, rounding gets no late ones.
        population = one.first if is_first and method != "rounding" else one.population
        cells = cells_of(population, tables)
        asked += cells
        if method == "hiding":
            ledger = Ledger(subject, population.counts, population.parts or {})
            outcome = Bench(ledger, spans, tuple(earlier)).judge(tables, one.rule)
            earlier.append(outcome.release)
            withheld += len(outcome.withheld)
            now = outcome.published
        else:
            counts = {cell: population.count(cell) for cell in cells}
            hidden = says_too_much(population, one.rule) if method == "naive" else {}
            now = {cell: count for cell, count in counts.items() if cell not in hidden}
            now = rounded(now, 5) if method == "rounding" else now
        published.update(now)
    if method != "rounding":
        # A corrected figure is about other people; who came or went must not be found either.
        for cell, count in list(published.items()):
            if count != one.population.count(cell):
                del published[cell]
                if 0 < abs(count - one.population.count(cell)) < one.rule.threshold:
                    targets[cell] = max(targets.get(cell, 0), one.rule.width)
    return published, list(dict.fromkeys(asked)), targets, withheld


def combinations(population: Population, published: Mapping[Cell, int], targets: list[Cell]) -> int:
    """How many cells are a combination of published ones, with the crossings of cells that say zero crossed out."""
    zero = np.zeros(population.grid.size, dtype=bool)
    for cell, count in published.items():
        if not count:
            zero[population.inside(cell)] = True

    def row(cell: Cell) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        one = np.zeros(population.grid.size)
        one[population.inside(cell)] = 1
        return one[~zero]

    if not published or not targets:
        return 0
    _, size, right = np.linalg.svd(np.array([row(cell) for cell in published]), full_matrices=False)
    base = right[size > 1e-9]
    wanted = np.array([row(cell) for cell in targets])
    left = wanted - (wanted @ base.T) @ base
    return int((np.abs(left).max(axis=1, initial=0.0) < 1e-7).sum())


class Attacker:
    """Whole numbers of zero or more that fit everything published; each published cell is within `slack`."""

    def __init__(self, population: Population, published: Mapping[Cell, int], slack: int) -> None:
        self._population = population
        self._model = cp_model.CpModel()
        self._unknown = [self._model.new_int_var(0, 6000, "") for _ in range(population.grid.size)]
        for cell, count in published.items():
            total = self._sum(cell)
            if slack:
                # Rounding to fives, halves up: what says 5 was 3 to 7.
                self._model.add_linear_constraint(total, max(0, count - slack), count + slack)
            else:
                self._model.add(total == count)

    def _sum(self, cell: Cell) -> cp_model.LinearExpr:
        return cp_model.LinearExpr.sum([self._unknown[at] for at in self._population.inside(cell).tolist()])

    def interval(self, target: Cell) -> tuple[int, int]:
        """The least and most a count can be."""
        ends = []
        for sign in (1, -1):
            self._model.clear_objective()
            self._model.minimize(sign * self._sum(target))
            solver = cp_model.CpSolver()
            solver.parameters.num_workers = 1
            solver.parameters.max_time_in_seconds = 20
            if solver.solve(self._model) == cp_model.INFEASIBLE:
                raise AssertionError("what was published contradicts itself")
            # An attacker without an answer in time keeps the bound that was proven.
            ends.append(round(sign * solver.best_objective_bound))
        return ends[0], ends[1]


def judge(seed: int) -> tuple[str, dict[str, Tally]]:
    """All methods on one region."""
    one = region(seed)
    found = {}
    for method in METHODS:
        tally = Tally(regions=1)
        began = time.process_time()
        published, asked, targets, tally.withheld = publish(one, method)
        tally.seconds = time.process_time() - began
        tally.cells, tally.shown = len(asked), len(published)
        counts = {cell: one.population.count(cell) for cell in asked}
        tally.people, tally.people_shown = sum(counts.values()), sum(counts[cell] for cell in published)
        tally.sensitive = len(targets)
        if method != "rounding":
            tally.combined = combinations(one.population, published, sorted(targets))
        attacker = Attacker(one.population, published, 2 if method == "rounding" else 0)
        for cell in random.Random(seed).sample(sorted(targets), min(PER_REGION[method], len(targets))):
            least, most = attacker.interval(cell)
            if not least <= one.population.count(cell) <= most:
                raise AssertionError(f"region {seed}: {cell} is outside its interval")
            tally.attacked += 1
            tally.exact += least == most
            tally.narrow += most - least < targets[cell]
        tally.regions_broken = int(tally.narrow + tally.combined > 0)
        if method == "hiding" and tally.regions_broken:
            print(f"region {seed} ({one.kind}): found", flush=True)
        found[method] = tally
    return one.kind, found


def main() -> None:
    """Attack and print; exit code 1 when the product's hiding let one cell be found."""
    options = argparse.ArgumentParser()
    options.add_argument("--regions", type=int, default=1000)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--processes", type=int, default=2)
    given = options.parse_args()
    total = {(kind, method): Tally() for kind in ("all", *KINDS) for method in METHODS}
    slowest = 0.0
    with ProcessPoolExecutor(given.processes) as pool:
        for kind, found in pool.map(judge, range(given.first, given.first + given.regions), chunksize=4):
            slowest = max(slowest, found["hiding"].seconds)
            for method, tally in found.items():
                total["all", method].add(tally)
                total[kind, method].add(tally)
    print(f"{given.regions} regions, seeds from {given.first}; threshold 5, width 5, p 10 for hours\n")
    print(
        "| regions | method | cells that say too much | a combination of published ones | attacked with the solver "
        "| found exactly | narrower than allowed | regions broken | tables withheld | cells shown | events in them "
        "| processor seconds a region |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for (kind, method), one in total.items():
        if not one.regions:
            continue
        print(
            f"| {kind}, {one.regions} | {method} | {one.sensitive} | {one.combined if method != 'rounding' else ''} "
            f"| {one.attacked} | {one.exact} | {one.narrow} | {one.regions_broken} | {one.withheld} "
            f"| {100 * one.shown / one.cells:.1f}% | {100 * one.people_shown / one.people:.1f}% "
            f"| {one.seconds / one.regions:.2f} |"
        )
    print(f"\nSlowest region: {slowest:.1f} s of processor time for all it publishes.")
    raise SystemExit(bool(total["all", "hiding"].regions_broken))


if __name__ == "__main__":
    main()
