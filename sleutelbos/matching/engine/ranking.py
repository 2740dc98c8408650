"""The shortlist: who fits, in which order and why, who is out and by which rule, and what a wish costs."""

from collections.abc import Callable
from functools import partial

import numpy as np

from sleutelbos.matching.engine import codec
from sleutelbos.matching.engine.case import UNKNOWN, Case, anywhere
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
from sleutelbos.matching.engine.columns import MODES, Bits, Bools, Ints, fair_order
from sleutelbos.matching.engine.languages import LanguageRules, load_languages
from sleutelbos.matching.engine.results import (
    Candidate,
    ExcludedPeople,
    FunnelStep,
    NearMiss,
    Shortlist,
    UnclearLanguage,
)
from sleutelbos.matching.engine.score import Scores, reasons, score
from sleutelbos.matching.engine.travel import TravelModel, load_travel
from sleutelbos.matching.engine.types import Question, Snapshot
from sleutelbos.matching.engine.weights import Weights
from sleutelbos.matching.engine.what_if import WhatIfs
from sleutelbos.matching.engine.world import World

ENGINE_VERSION = "2026-2"


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
    return shortlist_in(
        snapshot.world,
        question,
        weights,
        limit=limit,
        near_limit=near_limit,
        languages=languages,
        travel=travel,
        hashed=partial(input_hash, snapshot, question, weights, languages, travel),
    )


def shortlist_in(
    world: World,
    question: Question,
    weights: Weights,
    *,
    hashed: Callable[[], str],
    limit: int = 10,
    near_limit: int = 20,
    languages: LanguageRules | None = None,
    travel: TravelModel | None = None,
) -> Shortlist:
    """The same for people who are columns already; ``hashed`` gives the name of the input when asked for it."""
    languages = languages or load_languages()
    travel = travel or load_travel()
    case = Case(world, question, weights, languages, travel)
    fits = fitting(case)
    failed = _failed(case)
    what_if = WhatIfs(case, fits)
    freed_by = {wish: world.mask_of(what_if.freed(wish)) for wish in what_if.wishes}

    people = np.flatnonzero(fits)
    near = _near_people(case, failed, list(freed_by.values()), near_limit)
    start = np.concatenate([case.starts[first_bit(case.possible[:, people])], _near_starts(case, failed, near)])
    scores = score(case, np.concatenate([people, near]), start)
    ties = fair_order(question.id, world.tie[scores.people])
    order = np.lexsort((ties[: len(people)], -scores.total[: len(people)]))
    out = np.flatnonzero(~fits)
    return Shortlist(
        question=question.id,
        candidates=tuple(_candidate(case, scores, row) for row in order[:limit].tolist()),
        fitting=tuple(world.ids[people[order]].tolist()),
        excluded=ExcludedPeople(world.ids[out], failed[out]),
        near_misses=_near_misses(case, failed, scores, ties, len(people), freed_by, near_limit),
        what_if=what_if.singles(),
        smallest=what_if.smallest(),
        funnel=_funnel(case),
        unclear=_unclear(question, languages),
        weights_version=weights.version,
        rules_version=rules_version(languages, travel),
        hashed=hashed,
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


def first_bit(bits: Bits) -> Ints:
    """Per person the lowest bit that is set, 0 where none is."""
    first = np.zeros(bits.shape[1], dtype=np.int64)
    for word in range(len(bits) - 1, -1, -1):
        here = np.flatnonzero(bits[word])
        lowest = bits[word, here] & (~bits[word, here] + np.uint64(1))
        first[here] = 64 * word + np.bitwise_count(lowest - np.uint64(1)).astype(np.int64)
    return first


def _candidate(case: Case, scores: Scores, row: int) -> Candidate:
    person = int(scores.people[row])
    minutes, mode = int(case.trip[0][person]), int(case.trip[1][person])
    possible = int(np.bitwise_count(case.possible[:, person]).sum())
    return Candidate(
        person=int(case.world.ids[person]),
        score=int(scores.total[row]),
        reasons=reasons(case, scores, row),
        start=int(scores.start[row]) if case.question.timed else None,
        starts=possible if case.question.timed else 0,
        travel_minutes=None if minutes == UNKNOWN else minutes,
        travel_mode="" if mode == UNKNOWN else MODES[mode],
        language=case.language.match(case.world, person),
    )


def _failed(case: Case) -> Ints:
    """Per person the rules that fail, as bits in the order of RULES."""
    failed = np.zeros(case.world.size, dtype=np.int64)
    for bit, rule in enumerate(RULES):
        passes = _common_start(case) if rule is Rule.NO_COMMON_START else case.passes(rule)
        failed += np.multiply(~passes, 1 << bit, dtype=np.int64)
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


NEAR_RULES = {1 << bit: rule for bit, rule in enumerate(RULES) if rule not in NEVER_NEAR}


def _near_people(case: Case, failed: Ints, freed_by: list[Bools], limit: int) -> Ints:
    """Who fails exactly one rule that may be told; only those whom a wish frees where they fill the list."""
    if limit <= 0:
        return np.zeros(0, dtype=np.int64)
    people = np.flatnonzero((failed & (failed - 1) == 0) & (failed & sum(NEAR_RULES) != 0))
    wished = np.zeros(len(people), dtype=bool)
    for freed in freed_by:
        wished |= freed[people]
    return people[wished] if np.count_nonzero(wished) >= limit else people


def _near_starts(case: Case, failed: Ints, people: Ints) -> Ints:
    """The first start of each of these people without the one rule they fail."""
    start = np.full(len(people), case.starts[0], dtype=np.int64)
    if len(case.starts) > 1:
        for mask in np.unique(failed[people]).tolist():
            rows = np.flatnonzero(failed[people] == mask)
            others = tuple(rule for rule in START_RULES if rule is not NEAR_RULES[mask])
            start[rows] = case.starts[first_bit(case.together(others, people[rows]))]
    return start


def _near_misses(
    case: Case,
    failed: Ints,
    scores: Scores,
    ties: Bits,
    fitting: int,
    freed_by: dict[Relaxation, Bools],
    limit: int,
) -> tuple[NearMiss, ...]:
    """The rows of the scores after those who fit: whom a wish frees first, then by the score it would be."""
    people, total = scores.people[fitting:], scores.total[fitting:]
    wished = np.zeros(len(people), dtype=bool)
    for freed in freed_by.values():
        wished |= freed[people]
    best = np.lexsort((ties[fitting:], -total, ~wished))[:limit]
    rows = zip(people[best].tolist(), total[best].tolist(), strict=True)
    return tuple(
        NearMiss(
            person=int(case.world.ids[person]),
            rule=NEAR_RULES[int(failed[person])],
            score=score,
            freed_by=tuple(wish for wish, freed in freed_by.items() if freed[person]),
        )
        for person, score in rows
    )


def _funnel(case: Case) -> tuple[FunnelStep, ...]:
    left = np.arange(case.world.size)
    starts = case.everywhere()
    steps = []
    for rule in RULES:
        if rule is Rule.NO_COMMON_START:
            continue
        passes = case.passes(rule)[left]
        if rule in START_RULES and len(case.starts) > 1:
            bits = case.bits(rule)[:, left] if rule in HOUR_RULES else case.spread(case.on_days(rule)[:, left])
            starts = starts & bits
            passes = anywhere(starts)
        left, starts = left[passes], starts[:, passes]
        steps.append(FunnelStep(rule, len(left)))
    return tuple(steps)


def _unclear(question: Question, languages: LanguageRules) -> tuple[UnclearLanguage, ...]:
    found = {}
    for need in question.languages + question.also:
        family = languages.family(need.variety)
        if family is not None:
            found[family.tag] = UnclearLanguage(family.tag, family.members, family.open)
    return tuple(found.values())
