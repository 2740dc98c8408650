"""What a release holds, and how it is made of counts so that nobody can be found in it.

Content is plain values, so that it is kept as it was published:

    {"sets": [{"code": "questions", "dimensions": ["period", "municipality", "language", "topic"],
               "tables": [{"name": "municipality-language", "axes": ["period", "municipality", "language"]}],
               "cells": [["2026-Q3", "12", "ti", "*", 14], ["2026-Q3", "12", "prs", "*", null]]}],
     "names": {"municipality": {"12": "Doetinchem"}, "topic": {"school": {"nl": "School"}}, "theme": {}}}

A cell is a position per dimension and a count; null is "fewer than the threshold, or hidden to protect". "*" is all
of a dimension together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ..disclosure import Cell, Dimension, Population, Release, Rule, Table, hide
from .periods import is_year

ALL: Final = "*"
CROSSED: Final = ("municipality", "language", "topic")


@dataclass(frozen=True)
class Counted:
    """One set of counts, before anything is hidden: crossings without the period, per quarter, or of one day.

    `expected`: per dimension values that are there also when nothing was counted. `pairs`: which two dimensions make a
    table; without them the set is a list of its one dimension, without a total. `day`: what there is on one day, which
    adds up over no period.
    """

    code: str
    dimensions: tuple[str, ...]
    counts: Mapping[str, Mapping[tuple[str, ...], int]]
    parts: Mapping[str, Mapping[tuple[str, ...], Mapping[str, int]]] = field(default_factory=dict)
    expected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pairs: tuple[tuple[str, str], ...] = ()
    day: str = ""


@dataclass(frozen=True)
class Made:
    """A set as it may be published, and the tables of it that may not."""

    content: dict[str, Any]
    withheld: list[str]


def made(counted: Counted, period: str, rule: Rule, earlier: Sequence[Mapping[str, Any]]) -> Made:
    """Hide what must be hidden; `earlier`: the same set of every release that was published of the same year."""
    population = _population(counted, period, earlier)
    tables = _tables(counted, population, period)
    # Other quarters tell nothing about this one as long as no sum with them is published.
    positions = population.dimensions[0].positions()
    known = [{cell: count for cell, count in _release(one).items() if cell[0] in positions} for one in earlier]
    outcome = hide(population, tables, rule, earlier=known)
    content = {
        "code": counted.code,
        "dimensions": ["period", *counted.dimensions],
        "tables": [
            {"name": table.name, "axes": [name for name in ("period", *counted.dimensions) if name in table.axes]}
            for table in tables
            if table.name not in outcome.withheld
        ],
        "cells": [[*cell, count] for cell, count in outcome.release.items()],
    }
    return Made(content, [f"{counted.code}: {name}" for name in outcome.withheld])


def _release(content: Mapping[str, Any]) -> Release:
    return {tuple(row[:-1]): row[-1] for row in content["cells"]}


def _population(counted: Counted, period: str, earlier: Sequence[Mapping[str, Any]]) -> Population:
    """The counts with everything that was ever listed, so that a language nobody asked for any more is a zero."""
    when = list(counted.counts)
    groups = {period: tuple(when)} if is_year(period) and not counted.day else {}
    dimensions = [Dimension("period", tuple(when), groups)]
    for number, name in enumerate(counted.dimensions):
        values = dict.fromkeys(counted.expected.get(name, ()))
        values |= {cell[number]: None for cells in counted.counts.values() for cell in sorted(cells)}
        for one in earlier:
            values |= {row[number + 1]: None for row in one["cells"] if row[number + 1] != ALL}
        kept = tuple(values)
        dimensions.append(Dimension(name, kept, {ALL: kept} if counted.pairs else {}))
    return Population(
        tuple(dimensions),
        {(quarter, *cell): count for quarter, cells in counted.counts.items() for cell, count in cells.items()},
        {(quarter, *cell): part for quarter, cells in counted.parts.items() for cell, part in cells.items()} or None,
    )


def _tables(counted: Counted, population: Population, period: str) -> list[Table]:
    positions = {one.name: one.positions() for one in population.dimensions}
    when = (counted.day or period,)
    if not counted.pairs:
        axes = {name: positions[name] for name in counted.dimensions}
        return [Table("-".join(counted.dimensions) or "total", {"period": when, **axes})]
    return [
        Table(f"{one}-{other}", {"period": when, one: positions[one], other: positions[other]}, ALL)
        for one, other in counted.pairs
    ]


def cells_of_table(content: Mapping[str, Any], name: str) -> dict[Cell, int | None]:
    """The cells of one table of a set, totals included."""
    table = next(one for one in content["tables"] if one["name"] == name)
    fixed = [number for number, one in enumerate(content["dimensions"]) if one not in table["axes"]]
    return {tuple(row[:-1]): row[-1] for row in content["cells"] if all(row[number] == ALL for number in fixed)}
