"""The shortlist: who fits, in which order and why, who is out and by which rule, and what a wish costs."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sleutelbos.matching.engine import codec
from sleutelbos.matching.engine.codes import (
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
from sleutelbos.matching.engine.rules import UNKNOWN, Bits, Case
from sleutelbos.matching.engine.score import Scores, reasons, score
from sleutelbos.matching.engine.travel import TravelModel, load_travel
from sleutelbos.matching.engine.types import Question, Snapshot
from sleutelbos.matching.engine.weights import Weights
from sleutelbos.matching.engine.wishes import TIME_WISHES, TOUCHES, applicable, relax_all
from sleutelbos.matching.engine.world import MODES, Bools, Ints, tie_key

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

    order = _ranked(case, np.flatnonzero(fits), _earliest(case, np.flatnonzero(fits)))
    out = np.flatnonzero(~fits)
    singles = what_if.singles()
    return Shortlist(
        question=question.id,
        candidates=tuple(_candidate(case, order, row) for row in range(min(limit, len(order.people)))),
        fitting=tuple(world.ids[order.people].tolist()),
        excluded=ExcludedPeople(world.ids[out], failed[out]),
        near_misses=_near_misses(case, failed, singles, near_limit),
        what_if=singles,
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
    fits = anywhere(case.together)
    for rule in STATIC_RULES:
        fits = fits & case.holds(rule)
    return fits


def anywhere(bits: Bits) -> Bools:
    """Who has any start left."""
    left: Bools = np.bitwise_or.reduce(bits, axis=0) != 0
    return left


def fair_order(question: int, people: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A number per person (given by tie keys) to break ties with: another order for every question, always
    the same.

    SplitMix64's finaliser over both keys, so that nobody is first by having an early id.
    """
    mixed = people ^ np.uint64(tie_key(question))
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _earliest(case: Case, people: Ints, bits: Bits | None = None) -> Ints:
    """The first start at which each of these people can, by default by every rule about time."""
    together = (case.together if bits is None else bits)[:, people]
    start = np.full(len(people), case.starts[0], dtype=np.int64)
    open_ = np.ones(len(people), dtype=bool)
    for word in range(case.words):
        here = open_ & (together[word] != 0)
        lowest = together[word][here] & (~together[word][here] + np.uint64(1))
        start[here] = case.starts[64 * word + np.log2(lowest.astype(np.float64)).astype(np.int64)]
        open_ &= ~here
    return start


def _ranked(case: Case, people: Ints, start: Ints) -> Scores:
    """The scores of these people, best first; ties in the fair order."""
    scores = score(case, people, start)
    order = np.lexsort((fair_order(case.question.id, case.world.tie[people]), -scores.total))
    return scores.take(order)


def _candidate(case: Case, order: Scores, row: int) -> Candidate:
    person = int(order.people[row])
    minutes, mode = int(case.trip[0][person]), int(case.trip[1][person])
    possible = int(np.bitwise_count(case.together[:, person]).sum())
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
    common = np.broadcast_to(case.full, (case.words, case.world.size)).copy()
    for bit, rule in enumerate(RULES):
        if rule is Rule.NO_COMMON_START:
            # Only the rules that could be met are asked to be met together.
            passes = anywhere(common)
        elif rule in START_RULES:
            bits = case.bits(rule)
            passes = anywhere(bits)
            common &= np.where(passes, bits, case.full)
        else:
            passes = case.holds(rule)
        failed |= np.where(passes, 0, 1 << bit)
    return failed


def _near_misses(
    case: Case, failed: Ints, singles: tuple[WhatIf, ...], limit: int
) -> tuple[NearMiss, ...]:
    """Who fails exactly one rule; those whom a wish would free first, then by the score it would be."""
    rule_of = {1 << bit: rule for bit, rule in enumerate(RULES) if rule not in NEVER_NEAR}
    people = np.flatnonzero(np.isin(failed, list(rule_of)))
    if not len(people) or limit <= 0:
        return ()
    freed_by: dict[int, list[Relaxation]] = {}
    for item in singles:
        for person in item.freed:
            freed_by.setdefault(person, []).append(item.wishes[0])
    start = np.full(len(people), case.starts[0], dtype=np.int64)
    for mask, rule in rule_of.items():
        rows = np.flatnonzero(failed[people] == mask)
        if len(rows):
            without = case.together if rule not in START_RULES else _together_without(case, rule)
            start[rows] = _earliest(case, people[rows], without)
    scores = score(case, people, start)
    wished = np.isin(case.world.ids[people], list(freed_by))
    ties = fair_order(case.question.id, case.world.tie[people])
    order = np.lexsort((ties, -scores.total, ~wished))[:limit]
    total = scores.total
    return tuple(
        NearMiss(
            person=int(case.world.ids[people[row]]),
            rule=rule_of[int(failed[people[row]])],
            score=int(total[row]),
            freed_by=tuple(freed_by.get(int(case.world.ids[people[row]]), ())),
        )
        for row in order
    )


def _together_without(case: Case, lifted: Rule) -> Bits:
    together = np.broadcast_to(case.full, (case.words, case.world.size)).copy()
    for rule in START_RULES:
        if rule is not lifted:
            together &= case.bits(rule)
    return together


def _funnel(case: Case) -> tuple[FunnelStep, ...]:
    left = np.ones(case.world.size, dtype=bool)
    common = np.broadcast_to(case.full, (case.words, case.world.size)).copy()
    steps = []
    for rule in RULES:
        if rule is Rule.NO_COMMON_START:
            continue
        if rule in START_RULES:
            common &= case.bits(rule)
            left = left & anywhere(common)
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

    A rule that a wish does not touch keeps its answer, so only the touched rules are tested again, and each
    only once for every set of wishes that touches it.
    """

    def __init__(self, case: Case, fits: Bools) -> None:
        self.case = case
        self.fits = fits
        self.wishes = applicable(case.question, case.weights, case.world.at)
        touched = frozenset().union(*(TOUCHES[wish] for wish in self.wishes))
        fixed = np.ones(case.world.size, dtype=bool)
        for rule in STATIC_RULES:
            if rule not in touched:
                fixed = fixed & case.holds(rule)
        self.fixed = fixed
        self.touched_static = tuple(rule for rule in STATIC_RULES if rule in touched)
        self._cases: dict[frozenset[Relaxation], Case] = {frozenset(): case}
        self._start: dict[frozenset[Relaxation], Bools] = {}
        self.start_wishes = frozenset(
            wish for wish in self.wishes if any(rule in START_RULES for rule in TOUCHES[wish])
        )

    def freed(self, wishes: frozenset[Relaxation]) -> Bools:
        """Who would fit without these wishes and does not fit with them."""
        freed = self.fixed & ~self.fits & self._can_start(wishes & self.start_wishes)
        for rule in self.touched_static:
            concerned = frozenset(wish for wish in wishes if rule in TOUCHES[wish])
            freed = freed & self._case(concerned).holds(rule)
        return freed

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
        people = np.flatnonzero(freed)
        order = np.argsort(fair_order(self.case.question.id, world.tie[people]))
        return WhatIf(wishes, tuple(world.ids[people[order]].tolist()))

    def _case(self, wishes: frozenset[Relaxation]) -> Case:
        if wishes not in self._cases:
            base = self.case
            question = relax_all(base.question, wishes, base.weights, base.world.at)
            self._cases[wishes] = Case(base.world, question, base.weights, base.languages, base.travel)
        return self._cases[wishes]

    def _can_start(self, wishes: frozenset[Relaxation]) -> Bools:
        if wishes not in self._start:
            self._start[wishes] = anywhere(self._case(wishes).together)
        return self._start[wishes]


def _best(found: list[WhatIf]) -> tuple[WhatIf, ...]:
    """Those that free most, in the order of the wishes where they free as many."""
    return tuple(sorted(found, key=lambda item: -item.count)[:SMALLEST_SHOWN])
