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
from dataclasses import dataclass
from typing import Any, Final

from ..disclosure import Cell, Dimension, Population, Release, Rule, Table, hide
from .together import ALL, PERIOD, Bench, Ledger

# The sets that divide what happened in a period, and which two dimensions make a table of them. What else is counted of
# the same (how a question ended) stands at its total here.
CROSSED: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "questions": (("municipality", "language"), ("municipality", "topic"), ("language", "topic")),
    "talks": (("municipality", "language"), ("municipality", "topic"), ("language", "topic")),
    "signals": (("municipality", "theme"),),
}


@dataclass(frozen=True)
class Counted:
    """What there is on one day, before anything is hidden: it adds up over no period, and no set to a total."""

    code: str
    dimensions: tuple[str, ...]
    day: str
    counts: Mapping[tuple[str, ...], int]


@dataclass(frozen=True)
class Made:
    """A set as it may be published, and the tables of it that may not."""

    content: dict[str, Any]
    withheld: list[str]


def made(ledger: Ledger, period: str, rule: Rule, said: Sequence[Release]) -> Made:
    """Hide what must be hidden; `said`: what everything public about the same year says of the same subject."""
    subject = ledger.subject
    bench = Bench(ledger, (period,), said)
    tables = [
        Table(f"{one}-{other}", {PERIOD: (period,), one: bench.positions(one), other: bench.positions(other)}, ALL)
        for one, other in CROSSED[subject.code]
    ]
    outcome = bench.judge(tables, rule)
    named = dict.fromkeys(name for pair in CROSSED[subject.code] for name in pair)
    at = [0, *(number for number, name in enumerate(subject.dimensions, 1) if name in named)]
    dimensions = [PERIOD, *(name for name in subject.dimensions if name in named)]
    content = {
        "code": subject.code,
        "dimensions": dimensions,
        "tables": [
            {"name": table.name, "axes": [name for name in dimensions if name in table.axes]}
            for table in tables
            if table.name not in outcome.withheld
        ],
        "cells": [[*(cell[number] for number in at), count] for cell, count in outcome.release.items()],
    }
    return Made(content, [f"{subject.code}: {name}" for name in outcome.withheld])


def made_on(counted: Counted, rule: Rule) -> Made:
    """The same for what there is on one day, which is published once."""
    dimensions = [Dimension(PERIOD, (counted.day,))]
    dimensions += [
        Dimension(name, tuple(dict.fromkeys(cell[number] for cell in sorted(counted.counts))))
        for number, name in enumerate(counted.dimensions)
    ]
    population = Population(tuple(dimensions), {(counted.day, *cell): count for cell, count in counted.counts.items()})
    name = "-".join(counted.dimensions) or "total"
    table = Table(name, {one.name: one.values for one in dimensions})
    outcome = hide(population, [table], rule)
    content = {
        "code": counted.code,
        "dimensions": [PERIOD, *counted.dimensions],
        "tables": [{"name": name, "axes": [PERIOD, *counted.dimensions]}],
        "cells": [[*cell, count] for cell, count in outcome.release.items()],
    }
    return Made(content, [f"{counted.code}: {one}" for one in outcome.withheld])


def cells_of_table(content: Mapping[str, Any], name: str) -> dict[Cell, int | None]:
    """The cells of one table of a set, totals included."""
    table = next(one for one in content["tables"] if one["name"] == name)
    fixed = [number for number, one in enumerate(content["dimensions"]) if one not in table["axes"]]
    return {tuple(row[:-1]): row[-1] for row in content["cells"] if all(row[number] == ALL for number in fixed)}
