"""What letting go of wishes would bring: exact, and without asking the whole question again.

A rule that a wish does not touch keeps its answer, so only the touched rules are tested again; rules about the time
only for the people who could pass the rest.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import combinations

import numpy as np

from sleutelbos.matching.engine.case import Case, anywhere
from sleutelbos.matching.engine.codes import START_RULES, STATIC_RULES, Relaxation, Rule
from sleutelbos.matching.engine.columns import Bits, Bools, Crowd, Ints
from sleutelbos.matching.engine.results import WhatIf
from sleutelbos.matching.engine.wishes import TIME_WISHES, TOUCHES, relax_all, relaxations

Wishes = frozenset[Relaxation]

SMALLEST_SHOWN = 5
AT_MOST_TOGETHER = 3


class WhatIfs:
    """The people whom letting go of wishes frees, for one case; ``fits`` are those who need no freeing."""

    def __init__(self, case: Case, fits: Bools) -> None:
        self.case = case
        self.missing = case.question.wanted - int(np.count_nonzero(fits))
        self.wider = relaxations(case.question, case.weights, case.world.at)
        self.wishes = tuple(self.wider)
        self._cases: dict[Wishes, Case] = {}
        self._freed: dict[Relaxation, Ints] = {}
        self._can_start: dict[Wishes, Bools] = {}
        touched = {rule: frozenset(w for w in self.wishes if rule in TOUCHES[w]) for rule in STATIC_RULES}
        self._touched = {rule: wishes for rule, wishes in touched.items() if wishes}
        self._about_starts = frozenset(w for w in self.wishes if not TOUCHES[w].isdisjoint(START_RULES))
        # Whoever fails a rule that no wish touches is freed by nothing.
        self._fixed = ~fits
        for rule in STATIC_RULES:
            if rule not in self._touched:
                self._fixed &= case.holds(rule)

    def freed(self, wish: Relaxation) -> Ints:
        """Who (positions) would fit without this one wish and does not fit with it."""
        if wish not in self._freed:
            wishes = frozenset({wish})
            about_time = wish in TIME_WISHES
            hours = self._hours_only if about_time else Hours(self, np.flatnonzero(self._static(wishes)))
            self._freed[wish] = hours.people[anywhere(hours.starts(wishes & self._about_starts))]
        return self._freed[wish]

    def singles(self) -> tuple[WhatIf, ...]:
        """One entry per wish of the question."""
        return tuple(self._entry((wish,), self.freed(wish)) for wish in self.wishes)

    def smallest(self) -> tuple[WhatIf, ...]:
        """When fewer fit than are wanted: the smallest sets of wishes that bring enough, else anybody."""
        anybody: list[tuple[tuple[Relaxation, ...], Ints]] = []
        if self.missing <= 0:
            return ()
        for size in range(1, AT_MOST_TOGETHER + 1):
            found = [(wishes, freed) for wishes, freed in self._sets(size) if len(freed)]
            enough = [(wishes, freed) for wishes, freed in found if len(freed) >= self.missing]
            if enough:
                return self._best(enough)
            anybody = anybody or found
        return self._best(anybody)

    def variant(self, wishes: Wishes, crowd: Crowd | None = None) -> Case:
        """The case of the question without these wishes."""
        base = self.case
        if len(wishes) == 1:
            question = self.wider[next(iter(wishes))]
        else:
            question = relax_all(base.question, wishes, base.weights, base.world.at)
        return Case(base.world, question, base.weights, base.languages, base.travel, crowd)

    def _sets(self, size: int) -> Iterator[tuple[tuple[Relaxation, ...], Ints]]:
        """Every set of so many wishes, and whom it frees."""
        for wishes in combinations(self.wishes, size):
            if size == 1:
                yield wishes, self.freed(wishes[0])
            # A day is inside a week, and a week inside any time: never two of them.
            elif sum(wish in TIME_WISHES for wish in wishes) <= 1:
                yield wishes, self._freed_together(frozenset(wishes))

    def _freed_together(self, wishes: Wishes) -> Ints:
        starts = wishes & self._about_starts
        if starts not in self._can_start:
            mask = np.zeros(self.case.world.size, dtype=bool)
            mask[self._reachable.people] = anywhere(self._reachable.starts(starts))
            self._can_start[starts] = mask
        return np.flatnonzero(self._static(wishes) & self._can_start[starts])

    def _best(self, found: list[tuple[tuple[Relaxation, ...], Ints]]) -> tuple[WhatIf, ...]:
        """Those that free most, in the order of the wishes where they free as many."""
        found = sorted(found, key=lambda item: -len(item[1]))[:SMALLEST_SHOWN]
        return tuple(self._entry(wishes, freed) for wishes, freed in found)

    def _entry(self, wishes: tuple[Relaxation, ...], freed: Ints) -> WhatIf:
        world = self.case.world
        return WhatIf(wishes, tuple(world.ids[world.fairly(self.case.question.id, freed)].tolist()))

    def _static(self, wishes: Wishes) -> Bools:
        """Who of everybody passes the rules that do not depend on the time, without these wishes."""
        passes = self._fixed.copy()
        for rule, touching in self._touched.items():
            passes &= self._holds(rule, wishes & touching)
        return passes

    def _holds(self, rule: Rule, wishes: Wishes) -> Bools:
        if not wishes:
            return self.case.holds(rule)
        if wishes not in self._cases:
            self._cases[wishes] = self.variant(wishes)
        return self._cases[wishes].holds(rule)

    @cached_property
    def _hours_only(self) -> "Hours":
        """The people who fail nothing but rules about the time."""
        return Hours(self, np.flatnonzero(self._static(frozenset())))

    @cached_property
    def _reachable(self) -> "Hours":
        """The people whom some set of wishes could free, their hours aside."""
        passes = self._fixed.copy()
        for rule, touching in self._touched.items():
            ways = [self.case.holds(rule)]
            for size in range(1, len(touching) + 1):
                ways += [self._holds(rule, frozenset(some)) for some in combinations(sorted(touching), size)]
            passes &= np.logical_or.reduce(ways)
        return Hours(self, np.flatnonzero(passes))


class Hours:
    """When some people can, without one wish or another about time or place."""

    def __init__(self, what_if: WhatIfs, people: Ints) -> None:
        self.people = people
        self._what_if = what_if
        self._cases: dict[Wishes, Case] = {}

    def starts(self, wishes: Wishes) -> Bits:
        """The starts at which every rule about the time holds without these wishes."""
        if not wishes or not len(self.people):
            return self._what_if.case.possible[:, self.people]
        wider = self._what_if.wider
        if Relaxation.SAME_DAY in wishes and Relaxation.SAME_WEEK in wider:
            # The starts of the same day are among those of the same week, so one test does for both.
            week = self._case(wishes - {Relaxation.SAME_DAY} | {Relaxation.SAME_WEEK})
            return week.possible & week.only(wider[Relaxation.SAME_DAY].starts)
        return self._case(wishes).possible

    def _case(self, wishes: Wishes) -> Case:
        if wishes not in self._cases:
            self._cases[wishes] = self._what_if.variant(wishes, self._crowd)
        return self._cases[wishes]

    @cached_property
    def _crowd(self) -> Crowd:
        return self._what_if.case.world.crowd(self.people)
