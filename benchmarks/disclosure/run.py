"""An attacker reads everything that was published about made-up regions.

    python -m benchmarks.disclosure.run --regions 1000

Apart from the product's own search, on purpose: the attacker has a constraint solver (CP-SAT, whole numbers) over the
crossings, and knows every published cell of every table and release. Tried on the product's hiding, on naive hiding
(only the small cells), and on rounding to fives. Utility: the cells still shown and the people they are about.
"""

import argparse
import random
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from sleutelbos.insights.disclosure import Cell, Dimension, Population, Rule, Table, cells_of, hide, rounded

RULE = Rule(5, 5)
QUARTERS = ("Q1", "Q2")
PER_REGION = 12  # small counts attacked per region and method, drawn at random among all


@dataclass
class Tally:
    """What one method lost and kept."""

    attacked: int = 0
    exact: int = 0
    narrow: int = 0
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
    """Counts of two quarters over municipality, language and theme, and the tables of two releases."""

    population: Population
    releases: list[list[Table]] = field(default_factory=list)


def region(seed: int) -> Region:
    """A region of uneven size: few large municipalities and languages, many small ones."""
    chance = random.Random(seed)
    sizes = {"municipality": chance.randint(2, 5), "language": chance.randint(2, 5), "theme": chance.randint(2, 4)}
    dimensions = [Dimension("quarter", QUARTERS, {"year": QUARTERS})]
    weights = []
    for name, size in sizes.items():
        values = tuple(f"{name}-{number}" for number in range(size))
        dimensions.append(Dimension(name, values, {"*": values}))
        weights.append([chance.paretovariate(0.9) for _ in values])
    counts: dict[Cell, int] = {}
    for _ in range(chance.randint(20, 400)):
        cell = (
            chance.choice(QUARTERS),
            *(chance.choices(one.values, weight)[0] for one, weight in zip(dimensions[1:], weights, strict=True)),
        )
        counts[cell] = counts.get(cell, 0) + 1
    both = {one.name: (*one.values, "*") for one in dimensions[1:]}

    def tables(when: str) -> list[Table]:
        pairs = (("municipality", "language"), ("municipality", "theme"), ("language", "theme"))
        return [Table(f"{a} {b} {when}", {"quarter": (when,), a: both[a], b: both[b]}) for a, b in pairs]

    # The first quarter comes out alone; later the second, with the year beside it: subtraction is offered.
    return Region(Population(tuple(dimensions), counts), [tables("Q1"), [*tables("Q2"), *tables("year")]])


def publish(one: Region, method: str) -> tuple[dict[Cell, int], list[Cell]]:
    """Everything published in both releases by a method, and all cells that were asked for."""
    published: dict[Cell, int] = {}
    asked: list[Cell] = []
    for tables in one.releases:
        cells = cells_of(one.population, tables)
        asked += cells
        if method == "hiding":
            published.update(hide(one.population, tables, RULE, earlier=published).published)
        elif method == "naive":
            counts = {cell: one.population.count(cell) for cell in cells}
            published.update({cell: count for cell, count in counts.items() if not RULE.is_small(count)})
        else:
            published.update(rounded({cell: one.population.count(cell) for cell in cells}, 5))
    return published, list(dict.fromkeys(asked))


def interval(population: Population, published: Mapping[Cell, int], target: Cell, slack: int) -> tuple[int, int]:
    """The least and most a count can be; each published cell is within `slack` of what it says."""
    ends = []
    for sign in (1, -1):
        model = cp_model.CpModel()
        unknown = [model.new_int_var(0, 2000, "") for _ in range(population.grid.size)]
        for cell, count in published.items():
            total = sum(unknown[at] for at in population.inside(cell).tolist())
            if slack:
                # Rounding to fives, halves up: what says 5 was 3 to 7.
                model.add(total >= max(0, count - slack))
                model.add(total <= count + slack)
            else:
                model.add(total == count)
        aim = sum(unknown[at] for at in population.inside(target).tolist())
        model.minimize(sign * aim)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = 20
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            raise AssertionError("what was published contradicts itself")
        # An attacker without an answer in time keeps the bound that was proven.
        ends.append(round(sign * solver.best_objective_bound))
    return ends[0], ends[1]


def judge(seed: int) -> dict[str, Tally]:
    """All methods on one region."""
    one = region(seed)
    found = {}
    for method in ("hiding", "naive", "rounding"):
        tally = Tally()
        began = time.process_time()
        published, asked = publish(one, method)
        tally.seconds = time.process_time() - began
        tally.cells, tally.shown = len(asked), len(published)
        counts = {cell: one.population.count(cell) for cell in asked}
        tally.people, tally.people_shown = sum(counts.values()), sum(counts[cell] for cell in published)
        small = [
            cell
            for cell in dict.fromkeys([*asked, *one.population.counts])
            if RULE.is_small(one.population.count(cell))
        ]
        for cell in random.Random(seed).sample(small, min(PER_REGION, len(small))):
            least, most = interval(one.population, published, cell, 2 if method == "rounding" else 0)
            assert least <= one.population.count(cell) <= most
            tally.attacked += 1
            tally.exact += least == most
            tally.narrow += most - least < RULE.width
        tally.regions_broken = int(tally.narrow > 0)
        found[method] = tally
    return found


def main() -> None:
    """Attack and print; exit code 1 when the product's hiding let one small count be found."""
    options = argparse.ArgumentParser()
    options.add_argument("--regions", type=int, default=1000)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--processes", type=int, default=2)
    given = options.parse_args()
    total = {method: Tally() for method in ("hiding", "naive", "rounding")}
    with ProcessPoolExecutor(given.processes) as pool:
        for found in pool.map(judge, range(given.first, given.first + given.regions), chunksize=4):
            for method, tally in found.items():
                total[method].add(tally)
    print(f"{given.regions} regions, seeds from {given.first}; threshold {RULE.threshold}, width {RULE.width}\n")
    print(
        "| method | small counts attacked | found exactly | narrower than allowed | regions broken "
        "| cells shown | people in them | seconds a region |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for method, one in total.items():
        print(
            f"| {method} | {one.attacked} | {one.exact} | {one.narrow} | {one.regions_broken} "
            f"| {100 * one.shown / one.cells:.1f}% | {100 * one.people_shown / one.people:.1f}% "
            f"| {one.seconds / given.regions:.2f} |"
        )
    raise SystemExit(bool(total["hiding"].narrow))


if __name__ == "__main__":
    main()
