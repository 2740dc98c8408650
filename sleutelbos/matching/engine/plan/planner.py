"""A week plan: many questions and many people at once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sleutelbos.matching.engine import codec
from sleutelbos.matching.engine.columns import Ints
from sleutelbos.matching.engine.languages import LanguageRules, load_languages
from sleutelbos.matching.engine.plan.advice import prices_of
from sleutelbos.matching.engine.plan.checker import check_plan
from sleutelbos.matching.engine.plan.evaluate import planned
from sleutelbos.matching.engine.plan.groups import Groups
from sleutelbos.matching.engine.plan.pool import Pool
from sleutelbos.matching.engine.plan.pruning import PER_QUESTION
from sleutelbos.matching.engine.plan.search import ENOUGH, Clock, Search
from sleutelbos.matching.engine.plan.types import Assignment, Limits, Plan, PlanError, Progress, Violation
from sleutelbos.matching.engine.plan.unserved import unserved
from sleutelbos.matching.engine.plan.workers import Workers
from sleutelbos.matching.engine.ranking import rules_version
from sleutelbos.matching.engine.travel import TravelModel, load_travel
from sleutelbos.matching.engine.types import Question, Snapshot
from sleutelbos.matching.engine.weights import Weights, load_weights

PLAN_VERSION = "2026-3"
TELLING = 0.0003  # seconds for each question: reasons, who is not served and why, the check, and the hash


@dataclass(frozen=True)
class Setting:
    """What decides how people and questions are held against each other."""

    weights: Weights
    languages: LanguageRules
    travel: TravelModel

    @classmethod
    def of(cls, weights: Weights | None, languages: LanguageRules | None, travel: TravelModel | None) -> "Setting":
        """Those of the product where none are given."""
        return cls(weights or load_weights(), languages or load_languages(), travel or load_travel())

    def pool(
        self,
        snapshot: Snapshot,
        questions: Sequence[Question],
        forbidden: Collection[tuple[int, int]] = (),
        exactly: Collection[tuple[int, int, int]] | None = None,
        asked: Collection[int] = (),
        since: int | None = None,
        even_so: Collection[Assignment] = (),
    ) -> Pool:
        """The rows of these questions, see ``Pool``."""
        return Pool(
            snapshot.world,
            questions,
            self.weights,
            self.languages,
            self.travel,
            forbidden,
            exactly,
            asked,
            since,
            {(item.question, item.person, item.start) for item in even_so},
        )

    def check(
        self,
        snapshot: Snapshot,
        questions: Sequence[Question],
        items: Sequence[Assignment],
        fixed: Sequence[Assignment],
    ) -> tuple[Violation, ...]:
        """See ``check_plan``."""
        return check_plan(
            snapshot,
            questions,
            items,
            self.weights,
            fixed=set(fixed),
            languages=self.languages,
            travel=self.travel,
        )

    def input_hash(self, snapshot: Snapshot, questions: Sequence[Question], *more: object) -> str:
        """SHA-256 of everything an answer depends on but the seed and the limits."""
        return codec.sha256(
            {
                "snapshot": snapshot.digest,
                "questions": [question.to_json() for question in questions],
                "more": codec.to_plain(more),
                "weights": self.weights.digest,
                "languages": self.languages.digest,
                "travel": self.travel.digest,
                "plan": PLAN_VERSION,
            }
        )


@dataclass(frozen=True)
class Task:
    """What is asked of a search beside people and questions.

    ``loyalty``: points an assignment is worth beside its score. ``promised``: per question what it is worth beside it
    that it is served. ``since``: nothing but ``fixed`` starts before that minute. ``beside``: per id of a person,
    visits of the plan that the snapshot holds as bookings. ``enough``: so many rows are looked at without pruning,
    ``per_question``: so many of each question with it.
    """

    fixed: tuple[Assignment, ...] = ()
    forbidden: frozenset[tuple[int, int]] = frozenset()
    start_from: tuple[Assignment, ...] = ()
    loyalty: dict[Assignment, int] = field(default_factory=dict)
    promised: dict[int, int] = field(default_factory=dict)
    since: int | None = None
    beside: Mapping[int, int] = field(default_factory=dict)
    enough: int = ENOUGH
    per_question: int = PER_QUESTION
    on_progress: Callable[[Progress], None] | None = None
    cancelled: Callable[[], bool] | None = None


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
    setting = Setting.of(weights, languages, travel)
    task = Task(
        fixed=tuple(sorted(set(fixed))),
        forbidden=frozenset(forbidden),
        start_from=tuple(sorted(set(start_from))),
        on_progress=on_progress,
        cancelled=cancelled,
    )
    return solve_plan(snapshot, questions, setting, task, limits or Limits(), seed, workers)[0]


def searched(
    base: Snapshot,
    questions: Sequence[Question],
    setting: Setting,
    task: Task,
    clock: Clock,
    seed: int,
    workers: int,
) -> Search:
    """A finished search. Raises PlanError for a pin that is not feasible by itself."""
    pool = setting.pool(base, questions, task.forbidden, since=task.since, even_so=task.fixed)
    for number, points in task.promised.items():
        if number in pool.position:
            pool.serve[pool.position[number]] += points
    for item, points in task.loyalty.items():
        row = pool.find(item.question, item.person, item.start)
        if row >= 0:
            pool.points[row] += points
    pinned = _rows(pool, task.fixed)
    if len(pinned) < len(task.fixed):
        raise PlanError("not_possible", next(item for item in task.fixed if not len(_rows(pool, [item]))))
    with Workers(workers) as crew:
        groups = Groups(pool)
        groups.count_beside({pool.world.position[person]: visits for person, visits in task.beside.items()})
        search = Search(groups, pinned, clock, seed, crew, task.on_progress, task.enough, task.per_question)
        search.run(_rows(pool, task.start_from))
    return search


def solve_plan(
    snapshot: Snapshot,
    questions: Sequence[Question],
    setting: Setting,
    task: Task,
    limits: Limits,
    seed: int,
    workers: int,
) -> tuple[Plan, Search]:
    """The plan and the search it came from; the plan's bound counts ``loyalty`` too."""
    clock = Clock(limits, task.cancelled, kept_back=TELLING * len(questions))
    base = without(snapshot, {(item.question, item.person) for item in (*task.fixed, *task.start_from)})
    _check_pins(base, questions, task, setting)
    search = searched(base, questions, setting, task, clock, seed, workers)
    groups = search.groups
    found = planned(groups, search.best)
    broken = setting.check(base, questions, [item.assignment for item in found], task.fixed)
    if broken:
        raise RuntimeError(f"the plan breaks {broken[0].code}: {broken[0].assignments}")
    score = sum(item.score for item in found)
    bound = max(search.bound, float(score))
    plan = Plan(
        planned=found,
        unserved=unserved(groups, search.best),
        score=score,
        bound=bound,
        gap=_gap(score, bound),
        seed=seed,
        input_hash=setting.input_hash(snapshot, questions, task.fixed, sorted(task.forbidden)),
        weights_version=setting.weights.version,
        rules_version=rules_version(setting.languages, setting.travel),
        finished=search.finished,
        prices=prices_of(search),
    )
    return plan, search


def evaluated(
    snapshot: Snapshot,
    questions: Sequence[Question],
    assignments: Sequence[Assignment],
    setting: Setting,
    seed: int = 0,
    was: Sequence[Assignment] = (),
    asked: Collection[int] = (),
) -> Plan:
    """These assignments as a plan, without a search: reasons and score, why a question of ``asked`` is left out, and a
    bound that counts the most every question could ever bring. Raises PlanError when they break a hard rule.

    ``was`` is known to break none: people, newcomers and questions that have nothing new since are not tested again.
    """
    suspect = _touched(questions, assignments, set(assignments) - set(was))
    broken = setting.check(snapshot, questions, suspect, suspect)
    if broken:
        raise PlanError(str(broken[0].code), broken[0].assignments[-1])
    exactly = {(item.question, item.person, item.start) for item in assignments}
    left = set(asked) - {item.question for item in assignments}
    pool = setting.pool(snapshot, questions, exactly=exactly, asked=left)
    groups = Groups(pool)
    chosen = np.flatnonzero(~np.isin(pool.question, [pool.position[number] for number in left]))
    found = planned(groups, chosen)
    score = sum(item.score for item in found)
    ceiling = sum(
        int(serve) + setting.weights.most_per_visit(setting.travel.longest, question.wanted - 1) * question.wanted
        for serve, question in zip(pool.serve, questions, strict=True)
        if question.timed
    )
    return Plan(
        planned=found,
        unserved=unserved(groups, chosen, left),
        score=score,
        bound=float(max(score, ceiling)),
        gap=_gap(score, max(score, ceiling)),
        seed=seed,
        input_hash=setting.input_hash(snapshot, questions, sorted(assignments)),
        weights_version=setting.weights.version,
        rules_version=rules_version(setting.languages, setting.travel),
        finished=False,
    )


def _touched(
    questions: Sequence[Question], assignments: Sequence[Assignment], new: set[Assignment]
) -> list[Assignment]:
    """What shares a person, a newcomer or a question with something new: no rule reaches further."""
    known = {question.id: question for question in questions}
    people = {item.person for item in new}
    same = {item.question for item in new}
    parties = {party for number in same if number in known for party in known[number].parties}
    return [
        item
        for item in assignments
        if item.person in people
        or item.question in same
        or item.question not in known
        or not parties.isdisjoint(known[item.question].parties)
    ]


def _gap(score: int, bound: float) -> float:
    """How far a plan may be from the best, as a share of its score; of one point where it has none."""
    return max(0.0, bound - score) / max(score, 1)


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


def _check_pins(snapshot: Snapshot, questions: Sequence[Question], task: Task, setting: Setting) -> None:
    for item in task.fixed:
        if (item.question, item.person) in task.forbidden:
            raise PlanError("forbidden", item)
    broken = setting.check(snapshot, questions, task.fixed, task.fixed)
    if broken:
        raise PlanError(str(broken[0].code), broken[0].assignments[-1])
