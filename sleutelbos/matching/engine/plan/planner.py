"""A week plan: many questions and many people at once."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

import numpy as np

from sleutelbos.matching.engine import codec
from sleutelbos.matching.engine.columns import Ints
from sleutelbos.matching.engine.languages import LanguageRules, load_languages
from sleutelbos.matching.engine.plan.advice import prices_of
from sleutelbos.matching.engine.plan.checker import check_plan
from sleutelbos.matching.engine.plan.evaluate import planned
from sleutelbos.matching.engine.plan.groups import Groups
from sleutelbos.matching.engine.plan.pool import Pool
from sleutelbos.matching.engine.plan.search import ENOUGH, SMALL, Clock, Search
from sleutelbos.matching.engine.plan.types import Assignment, Limits, Plan, PlanError, Progress
from sleutelbos.matching.engine.plan.unserved import unserved
from sleutelbos.matching.engine.plan.workers import Workers
from sleutelbos.matching.engine.ranking import rules_version
from sleutelbos.matching.engine.travel import TravelModel, load_travel
from sleutelbos.matching.engine.types import Question, Snapshot
from sleutelbos.matching.engine.weights import Weights, load_weights

PLAN_VERSION = "2026-1"


def plan(
    snapshot: Snapshot,
    questions: Sequence[Question],
    weights: Weights | None = None,
    *,
    fixed: Sequence[Assignment] = (),
    forbidden: Collection[tuple[int, int]] = (),
    limits: Limits | None = None,
    seed: int = 0,
    workers: int = 2,
    start_from: Sequence[Assignment] = (),
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    languages: LanguageRules | None = None,
    travel: TravelModel | None = None,
) -> Plan:
    """The best plan found within the limits, with reasons, and a bound no plan can pass.

    ``fixed`` was pinned by a person: kept as it is, even where a wish dislikes it; raises PlanError when a pin breaks a
    hard rule. ``forbidden``: (question, person) ids that a person took apart. A question that wants several people gets
    all of them at one start, or nobody. With ``Limits(seconds=None, work=...)`` the same input and seed give the same
    plan bit for bit, with one worker or two. Raises ValueError when the snapshot contradicts itself.
    """
    return solve_plan(
        snapshot,
        questions,
        weights or load_weights(),
        fixed=fixed,
        forbidden=forbidden,
        limits=limits or Limits(),
        seed=seed,
        workers=workers,
        start_from=start_from,
        on_progress=on_progress,
        cancelled=cancelled,
        languages=languages or load_languages(),
        travel=travel or load_travel(),
    )[0]


def solve_plan(
    snapshot: Snapshot,
    questions: Sequence[Question],
    weights: Weights,
    *,
    fixed: Sequence[Assignment],
    forbidden: Collection[tuple[int, int]],
    limits: Limits,
    seed: int,
    workers: int,
    start_from: Sequence[Assignment],
    on_progress: Callable[[Progress], None] | None,
    cancelled: Callable[[], bool] | None,
    languages: LanguageRules,
    travel: TravelModel,
    loyalty: dict[Assignment, int] | None = None,
    enough: int = ENOUGH,
) -> tuple[Plan, Search]:
    """As ``plan``, for a repair too: ``loyalty`` is what an assignment is worth beside its score, ``enough`` how many
    rows of the pool are looked at without pruning."""
    clock = Clock(limits, cancelled)
    base = without(snapshot, {(item.question, item.person) for item in (*fixed, *start_from)})
    _check_pins(base, questions, fixed, forbidden, weights, languages, travel)
    apart = set(forbidden)
    pool = Pool(base.world, questions, weights, languages, travel, apart)
    for item, points in (loyalty or {}).items():
        row = pool.find(item.question, item.person, item.start)
        if row >= 0:
            pool.points[row] += points
    groups = Groups(pool)
    pinned = _rows(pool, fixed)
    if len(pinned) < len(set(fixed)):
        raise PlanError("not_possible", next(item for item in fixed if not len(_rows(pool, [item]))))
    with Workers(workers) as crew:
        if len(pool) > SMALL:
            crew.warm()
        search = Search(groups, pinned, clock, seed, crew, on_progress, enough)
        search.run(_rows(pool, start_from))
    found = planned(groups, search.best)
    chosen = [item.assignment for item in found]
    broken = check_plan(base, questions, chosen, weights, fixed=set(fixed), languages=languages, travel=travel)
    if broken:
        raise RuntimeError(f"the plan breaks {broken[0].code}: {broken[0].assignments}")
    score = sum(item.score for item in found)
    bound = max(search.bound, float(score))
    return (
        Plan(
            planned=found,
            unserved=unserved(groups, search.best),
            score=score,
            bound=bound,
            gap=0.0 if bound <= score else (bound - score) / score if score > 0 else float("inf"),
            seed=seed,
            input_hash=codec.sha256(
                {
                    "snapshot": snapshot.digest,
                    "questions": [question.to_json() for question in questions],
                    "fixed": codec.to_plain(sorted(fixed)),
                    "forbidden": sorted(apart),
                    "weights": weights.digest,
                    "languages": languages.digest,
                    "travel": travel.digest,
                    "plan": PLAN_VERSION,
                }
            ),
            weights_version=weights.version,
            rules_version=rules_version(languages, travel),
            finished=search.finished,
            prices=prices_of(search),
        ),
        search,
    )


def without(snapshot: Snapshot, pairs: set[tuple[int, int]]) -> Snapshot:
    """The snapshot as if these (question, person) were not booked and not asked: they are what is planned."""
    if not pairs:
        return snapshot
    bookings = tuple(item for item in snapshot.bookings if (item.question, item.person) not in pairs)
    kept = ("open", "accepted")
    asks = tuple(item for item in snapshot.asks if item.state not in kept or (item.question, item.person) not in pairs)
    if len(bookings) == len(snapshot.bookings) and len(asks) == len(snapshot.asks):
        return snapshot
    return replace(snapshot, bookings=bookings, asks=asks)


def _rows(pool: Pool, assignments: Sequence[Assignment]) -> Ints:
    """The rows of assignments, those that are not feasible left out."""
    found = {pool.find(item.question, item.person, item.start) for item in assignments}
    return np.array(sorted(found - {-1}), dtype=np.int64)


def _check_pins(
    snapshot: Snapshot,
    questions: Sequence[Question],
    fixed: Sequence[Assignment],
    forbidden: Collection[tuple[int, int]],
    weights: Weights,
    languages: LanguageRules,
    travel: TravelModel,
) -> None:
    for item in fixed:
        if (item.question, item.person) in forbidden:
            raise PlanError("forbidden", item)
    broken = check_plan(snapshot, questions, fixed, weights, fixed=set(fixed), languages=languages, travel=travel)
    if broken:
        raise PlanError(str(broken[0].code), broken[0].assignments[-1])
