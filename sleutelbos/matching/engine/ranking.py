"""The shortlist: who fits, in which order and why, who is out and by which rule, and what a wish costs."""

from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sleutelbos.matching.engine import codec
from sleutelbos.matching.engine.codes import (
    DAY_RULES,
    HOUR_RULES,
    NEVER_NEAR,
    RULES,
    START_RULES,
    STATIC_RULES,
    Relaxation,
    Rule,
)
from sleutelbos.matching.engine.languages import LanguageRules, load_languages
from sleutelbos.matching.engine.results import (
    Candidate,
    ExcludedPeople,
    FunnelStep,
    NearMiss,
    Shortlist,
    UnclearLanguage,
    WhatIf,
)
from sleutelbos.matching.engine.rules import UNKNOWN, Bits, Case, anywhere
from sleutelbos.matching.engine.score import Scores, reasons, score
from sleutelbos.matching.engine.travel import TravelModel, load_travel
from sleutelbos.matching.engine.types import Question, Snapshot
from sleutelbos.matching.engine.weights import Weights
from sleutelbos.matching.engine.wishes import TIME_WISHES, TOUCHES, relax_all, relaxations
from sleutelbos.matching.engine.world import MODES, Bools, Crowd, Ints, tie_key

ENGINE_VERSION = "2026-1"
SMALLEST_SHOWN = 5
AT_MOST_TOGETHER = 3


def shortlist(
    snapshot: Snapshot,
    question: Question,
    weights: Weights,
    *,
    limit: int = 10,
    near_limit: int = 20,
    languages: LanguageRules | None = None,
    travel: TravelModel | None = None,
) -> Shortlist:
    """Who fits a question, best first, with reasons; who does not, with every rule that fails; and what if.

    ``limit`` and ``near_limit`` bound what is told in full (``candidates``, ``near_misses``), never the
    counts. Same snapshot, question, weights and rules give the same answer; ``input_hash`` names exactly
    that input. Raises ValueError when the snapshot contradicts itself (see ``World``).
    """
    languages = languages or load_languages()
    travel = travel or load_travel()
    world = snapshot.world
    case = Case(world, question, weights, languages, travel)
    fits = fitting(case)
    failed = _failed(case)
    what_if = WhatIfs(case, fits)

    people = np.flatnonzero(fits)
    order = _ranked(case, people, case.starts[first_bit(case.possible[:, people])])
    out = np.flatnonzero(~fits)
    return Shortlist(
        question=question.id,
        candidates=tuple(_candidate(case, order, row) for row in range(min(limit, len(order.people)))),
        fitting=tuple(world.ids[order.people].tolist()),
        excluded=ExcludedPeople(world.ids[out], failed[out]),
        near_misses=_near_misses(case, failed, what_if, near_limit),
        what_if=what_if.singles(),
        smallest=what_if.smallest(),
        funnel=_funnel(case),
        unclear=_unclear(question, languages),
        input_hash=input_hash(snapshot, question, weights, languages, travel),
        weights_version=weights.version,
        rules_version=rules_version(languages, travel),
    )


def rules_version(languages: LanguageRules, travel: TravelModel) -> str:
    """The versions of everything that decides who fits, in one line."""
    return f"engine {ENGINE_VERSION}, languages {languages.version}, travel {travel.version}"


def input_hash(
    snapshot: Snapshot,
    question: Question,
    weights: Weights,
    languages: LanguageRules,
    travel: TravelModel,
) -> str:
    """SHA-256 over the digests of the snapshot, the question, the weights and the rules."""
    return codec.sha256(
        {
            "snapshot": snapshot.digest,
            "question": question.to_json(),
            "weights": weights.digest,
            "languages": languages.digest,
            "travel": travel.digest,
            "engine": ENGINE_VERSION,
        }
    )


def fitting(case: Case) -> Bools:
    """Who passes every hard rule, at one and the same start."""
    fits = anywhere(case.possible)
    for rule in STATIC_RULES:
        fits = fits & case.holds(rule)
    return fits


def fair_order(question: int, people: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A number per person (given by tie keys) to break ties with: another order for every question, always
    the same.

    SplitMix64's finaliser over both keys, so that nobody is first by having an early id.
    """
    mixed = people ^ np.uint64(tie_key(question))
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def first_bit(bits: Bits) -> Ints:
    """Per person the lowest bit that is set, 0 where none is."""
    first = np.zeros(bits.shape[1], dtype=np.int64)
    for word in range(len(bits) - 1, -1, -1):
        here = np.flatnonzero(bits[word])
        lowest = bits[word, here] & (~bits[word, here] + np.uint64(1))
        first[here] = 64 * word + np.bitwise_count(lowest - np.uint64(1)).astype(np.int64)
    return first


def _ranked(case: Case, people: Ints, start: Ints) -> Scores:
    """The scores of these people, best first; ties in the fair order."""
    scores = score(case, people, start)
    order = np.lexsort((fair_order(case.question.id, case.world.tie[people]), -scores.total))
    return scores.take(order)


def _candidate(case: Case, order: Scores, row: int) -> Candidate:
    person = int(order.people[row])
    minutes, mode = int(case.trip[0][person]), int(case.trip[1][person])
    possible = int(np.bitwise_count(case.possible[:, person]).sum())
    return Candidate(
        person=int(case.world.ids[person]),
        score=int(order.total[row]),
        reasons=reasons(case, order, row),
        start=int(order.start[row]) if case.question.timed else None,
        starts=possible if case.question.timed else 0,
        travel_minutes=None if minutes == UNKNOWN else minutes,
        travel_mode="" if mode == UNKNOWN else MODES[mode],
        language=case.language.match(case.world, person),
    )


def _failed(case: Case) -> Ints:
    """Per person the rules that fail, as bits in the order of RULES."""
    failed = np.zeros(case.world.size, dtype=np.int64)
    for bit, rule in enumerate(RULES):
        if rule is not Rule.NO_COMMON_START:
            failed |= np.where(case.passes(rule), 0, 1 << bit)
    failed |= np.where(_common_start(case), 0, 1 << RULES.index(Rule.NO_COMMON_START))
    return failed


def _common_start(case: Case) -> Bools:
    """Who has a start at which all rules about the time hold that hold at some start."""
    days = np.ones((len(case.days), case.size), dtype=bool)
    if len(case.starts) == 1:
        return np.ones(case.size, dtype=bool)
    for rule in DAY_RULES:
        days &= case.on_days(rule) | ~case.passes(rule)
    bits = case.spread(days)
    for rule in HOUR_RULES:
        bits &= np.where(case.passes(rule), case.bits(rule), case.full)
    return anywhere(bits)


def _near_misses(case: Case, failed: Ints, what_if: "WhatIfs", limit: int) -> tuple[NearMiss, ...]:
    """Who fails exactly one rule; those whom a wish would free first, then by the score it would be."""
    rule_of = {1 << bit: rule for bit, rule in enumerate(RULES) if rule not in NEVER_NEAR}
    # Exactly one bit is set, and it is one that may be told.
    people = np.flatnonzero((failed & (failed - 1) == 0) & (failed & sum(rule_of) != 0))
    freed_by = {wish: what_if.everywhere(frozenset({wish})) for wish in what_if.wishes}
    wished = np.logical_or.reduce([*freed_by.values(), np.zeros(case.world.size, dtype=bool)])
    if np.count_nonzero(wished[people]) >= limit:
        people = people[wished[people]]
    if not len(people) or limit <= 0:
        return ()
    start = np.full(len(people), case.starts[0], dtype=np.int64)
    if len(case.starts) > 1:
        for mask, rule in rule_of.items():
            rows = np.flatnonzero(failed[people] == mask)
            if len(rows):
                others = tuple(other for other in START_RULES if other is not rule)
                start[rows] = case.starts[first_bit(case.together(others, people[rows]))]
    scores = score(case, people, start)
    ties = fair_order(case.question.id, case.world.tie[people])
    best = np.lexsort((ties, -scores.total, ~wished[people]))[:limit]
    return tuple(
        NearMiss(
            person=int(case.world.ids[people[row]]),
            rule=rule_of[int(failed[people[row]])],
            score=int(scores.total[row]),
            freed_by=tuple(wish for wish, freed in freed_by.items() if freed[people[row]]),
        )
        for row in best
    )


def _funnel(case: Case) -> tuple[FunnelStep, ...]:
    left = np.ones(case.world.size, dtype=bool)
    starts = case.everywhere()
    steps = []
    for rule in RULES:
        if rule is Rule.NO_COMMON_START:
            continue
        if rule in START_RULES:
            if len(case.starts) > 1:
                starts = starts & (case.bits(rule) if rule in HOUR_RULES else case.spread(case.on_days(rule)))
                left = left & anywhere(starts)
            else:
                left = left & case.passes(rule)
        else:
            left = left & case.holds(rule)
        steps.append(FunnelStep(rule, int(np.count_nonzero(left))))
    return tuple(steps)


def _unclear(question: Question, languages: LanguageRules) -> tuple[UnclearLanguage, ...]:
    found = {}
    for need in question.languages + question.also:
        family = languages.family(need.variety)
        if family is not None:
            found[family.tag] = UnclearLanguage(family.tag, family.members, family.open)
    return tuple(found.values())


class WhatIfs:
    """Which people letting go of wishes would free: exact, and without asking the whole question again.

    A rule that a wish does not touch keeps its answer, so only the touched rules are tested again, each once for
    every set of wishes that touches it; rules about the time only for the people who could still pass the rest.
    """

    def __init__(self, case: Case, fits: Bools) -> None:
        self.case = case
        self.fits = fits
        self.wider = relaxations(case.question, case.weights, case.world.at)
        self.wishes = tuple(self.wider)
        self._cases: dict[tuple[frozenset[Relaxation], bool], Case] = {}
        self._freed: dict[frozenset[Relaxation], Bools] = {}
        self._start: dict[frozenset[Relaxation], Bools] = {}
        self._holds: dict[tuple[Rule, frozenset[Relaxation]], Bools] = {}
        touched = {rule: frozenset(wish for wish in self.wishes if rule in TOUCHES[wish]) for rule in STATIC_RULES}
        open_ = ~fits
        for rule in STATIC_RULES:
            if not touched[rule]:
                open_ = open_ & case.holds(rule)
        self.touched = {rule: wishes for rule, wishes in touched.items() if wishes}
        for rule, wishes in self.touched.items():
            # Whoever fails in every variant of a touched rule cannot be freed by anything.
            variants = [case.holds(rule)]
            for size in range(1, len(wishes) + 1):
                for some in combinations(sorted(wishes), size):
                    variants.append(self._everybody(rule, frozenset(some)))
            open_ = open_ & np.logical_or.reduce(variants)
        self.people = np.flatnonzero(open_)
        self.start_wishes = frozenset(
            wish for wish in self.wishes if any(rule in START_RULES for rule in TOUCHES[wish])
        )

    def freed(self, wishes: frozenset[Relaxation]) -> Bools:
        """Who of the crowd would fit without these wishes."""
        if wishes not in self._freed:
            freed = self._can_start(wishes & self.start_wishes)
            for rule, touching in self.touched.items():
                freed = freed & self._passes(rule, wishes & touching)
            self._freed[wishes] = freed
        return self._freed[wishes]

    def everywhere(self, wishes: frozenset[Relaxation]) -> Bools:
        """The same as a mask of everybody."""
        mask = np.zeros(self.case.world.size, dtype=bool)
        mask[self.people] = self.freed(wishes)
        return mask

    def singles(self) -> tuple[WhatIf, ...]:
        """One entry per wish of the question."""
        return tuple(self._entry((wish,), self.freed(frozenset({wish}))) for wish in self.wishes)

    def smallest(self) -> tuple[WhatIf, ...]:
        """When fewer fit than are wanted: the smallest sets of wishes that bring enough, else anybody."""
        case = self.case
        missing = case.question.wanted - int(np.count_nonzero(self.fits))
        anybody: list[WhatIf] = []
        if missing <= 0:
            return ()
        for size in range(1, AT_MOST_TOGETHER + 1):
            enough = []
            for wishes in combinations(self.wishes, size):
                if sum(wish in TIME_WISHES for wish in wishes) > 1:
                    continue
                freed = self.freed(frozenset(wishes))
                count = int(np.count_nonzero(freed))
                if count >= missing:
                    enough.append((wishes, freed))
                elif count and (not anybody or len(anybody[0].wishes) == size):
                    anybody.append(self._entry(wishes, freed))
            if enough:
                return _best([self._entry(wishes, freed) for wishes, freed in enough])
        return _best(anybody)

    def _entry(self, wishes: tuple[Relaxation, ...], freed: Bools) -> WhatIf:
        world = self.case.world
        people = self.people[freed]
        order = np.argsort(fair_order(self.case.question.id, world.tie[people]))
        return WhatIf(wishes, tuple(world.ids[people[order]].tolist()))

    @cached_property
    def _crowd(self) -> Crowd:
        return self.case.world.crowd(self.people)

    def _variant(self, wishes: frozenset[Relaxation], crowd: Crowd | None = None) -> Case:
        key = (wishes, crowd is None)
        if key not in self._cases:
            base = self.case
            if len(wishes) == 1:
                question = self.wider[next(iter(wishes))]
            else:
                question = relax_all(base.question, wishes, base.weights, base.world.at)
            self._cases[key] = Case(base.world, question, base.weights, base.languages, base.travel, crowd)
        return self._cases[key]

    def _everybody(self, rule: Rule, wishes: frozenset[Relaxation]) -> Bools:
        return self._variant(wishes).holds(rule) if wishes else self.case.holds(rule)

    def _passes(self, rule: Rule, wishes: frozenset[Relaxation]) -> Bools:
        key = (rule, wishes)
        if key not in self._holds:
            self._holds[key] = self._everybody(rule, wishes)[self.people]
        return self._holds[key]

    def _can_start(self, wishes: frozenset[Relaxation]) -> Bools:
        if wishes not in self._start:
            if not wishes:
                bits = self.case.possible[:, self.people]
            elif Relaxation.SAME_DAY in wishes and Relaxation.SAME_WEEK in self.wider:
                # The starts of the same day are among those of the same week, so one test does for both.
                week = self._variant(wishes - {Relaxation.SAME_DAY} | {Relaxation.SAME_WEEK}, self._crowd)
                bits = week.possible & week.only(self.wider[Relaxation.SAME_DAY].starts)
            else:
                bits = self._variant(wishes, self._crowd).possible
            self._start[wishes] = anywhere(bits)
        return self._start[wishes]


def _best(found: list[WhatIf]) -> tuple[WhatIf, ...]:
    """Those that free most, in the order of the wishes where they free as many."""
    return tuple(sorted(found, key=lambda item: -item.count)[:SMALLEST_SHOWN])
