"""The one judge of what is public: everything that was ever published about one kind of counts, and what comes next.

Open figures and pages for councils divide the same questions, appointments and signals in different ways. Whoever reads
one can read the other, so each is judged beside all of the other: releases and pages, replaced and taken back ones too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from ..disclosure import Cell, Dimension, Outcome, Population, Release, Rule, Table, hide
from .periods import quarters_of

ALL: Final = "*"
PERIOD: Final = "period"


@dataclass(frozen=True)
class Subject:
    """One kind of counts: its dimensions beside the quarter, and what is counted of the same things everywhere.

    `fixed`: dimensions whose values do not depend on what was counted. `groups`: sums of values that are shown beside
    the total. `share`: the p of the p%-rule, for sums.
    """

    code: str
    dimensions: tuple[str, ...]
    fixed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    share: int = 0


_UNMET: Final = ("unmet_language", "unmet_time", "unmet_other")
_ENDED: Final = ("rest", *_UNMET, "redirected")
SUBJECTS: Final[Mapping[str, Subject]] = {
    one.code: one
    for one in (
        Subject(
            "questions",
            ("municipality", "language", "topic", "ended"),
            {"ended": _ENDED},
            {"ended": {"unmet": _UNMET}},
        ),
        Subject("talks", ("municipality", "language", "topic")),
        Subject("missed", ("municipality",)),
        Subject("signals", ("municipality", "theme", "answered"), {"answered": ("yes", "no")}),
        Subject(
            "experience",
            ("municipality", "by", "helped"),
            {"by": ("professional", "newcomer"), "helped": ("1", "2", "3")},
        ),
        # Counted in the quarter in which somebody helped there for the first time: so it adds up over a year.
        Subject("helpers", ("municipality",)),
        Subject("cents", ("municipality", "ledger"), {"ledger": ("fee", "costs")}, share=10),
        Subject("minutes", ("municipality",), share=10),
    )
}


@dataclass(frozen=True)
class Ledger:
    """The true counts of a subject: a cell begins with its quarter.

    `parts`: how much of a count is of the same person, under meaningless names. `expected`: values that are there also
    when nothing was counted.
    """

    subject: Subject
    counts: Mapping[Cell, int]
    parts: Mapping[Cell, Mapping[str, int]] = field(default_factory=dict)
    expected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def lifted(subject: Subject, said: Mapping[str, Any]) -> Release:
    """What one publication said, over all dimensions of the subject; one it does not divide by is all together.

    `said`: {"dimensions": ["period", ...], "cells": [[position, ..., count or None], ...]}.
    """
    at = {name: number for number, name in enumerate(said["dimensions"])}
    places = [at.get(name) for name in (PERIOD, *subject.dimensions)]
    return {tuple(ALL if one is None else row[one] for one in places): row[-1] for row in said["cells"]}


@dataclass(frozen=True)
class Bench:
    """The counts of the quarters that hang together through what is or will be public, and what was said of them.

    `spans`: the periods about which something is to be published. Other quarters tell nothing about these as long as no
    sum with them is public.
    """

    ledger: Ledger
    spans: tuple[str, ...]
    said: Sequence[Release] = ()

    @cached_property
    def quarters(self) -> tuple[str, ...]:
        """The quarters that hang together."""
        found = {quarter for span in self.spans for quarter in quarters_of(span)}
        sums = [set(quarters_of(cell[0])) for one in self.said for cell, count in one.items() if count is not None]
        while True:
            more = found.union(*(one for one in sums if one & found))
            if more == found:
                return tuple(sorted(found))
            found = more

    @cached_property
    def known(self) -> list[Release]:
        """What was said of these quarters."""
        here = set(self.quarters)
        return [{cell: n for cell, n in one.items() if set(quarters_of(cell[0])) <= here} for one in self.said]

    @cached_property
    def population(self) -> Population:
        """The counts with everything that was ever listed, so that a language nobody asked for any more is a zero."""
        here = set(self.quarters)
        subject = self.ledger.subject
        named = set(self.spans) | {cell[0] for one in self.known for cell in one}
        sums = {span: quarters_of(span) for span in sorted(named) if span not in here}
        dimensions = [Dimension(PERIOD, self.quarters, sums)]
        counts = {cell: count for cell, count in self.ledger.counts.items() if cell[0] in here}
        for number, name in enumerate(subject.dimensions, 1):
            groups = subject.groups.get(name, {})
            values = dict.fromkeys([*subject.fixed.get(name, ()), *self.ledger.expected.get(name, ())])
            values |= dict.fromkeys(sorted({cell[number] for cell in counts}))
            values |= dict.fromkeys(sorted({cell[number] for one in self.known for cell in one} - {ALL, *groups}))
            kept = tuple(values)
            dimensions.append(Dimension(name, kept, {ALL: kept, **groups}))
        parts = {cell: part for cell, part in self.ledger.parts.items() if cell[0] in here}
        return Population(tuple(dimensions), counts, parts or None)

    def positions(self, name: str) -> tuple[str, ...]:
        """Everything a table may say for a dimension, the total too."""
        return next(one.positions() for one in self.population.dimensions if one.name == name)

    def judge(self, tables: Sequence[Table], rule: Rule) -> Outcome:
        """Which cells of the tables may be shown beside everything that was said."""
        own = Rule(rule.threshold, rule.width, self.ledger.subject.share)
        return hide(self.population, tables, own, earlier=self.known)


def strictest(rules: Iterable[tuple[int, int]]) -> Rule:
    """The rule that keeps every promise: the highest threshold and width of all that is public, five at least."""
    found = [(5, 5), *rules]
    return Rule(max(threshold for threshold, _width in found), max(width for _threshold, width in found))
