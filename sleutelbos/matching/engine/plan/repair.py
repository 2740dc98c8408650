"""After a plan was made: somebody is ill, a question comes in, moves or goes. As little as possible changes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sleutelbos.matching.engine.languages import LanguageRules
from sleutelbos.matching.engine.moments import DAY
from sleutelbos.matching.engine.plan.advice import prices_of
from sleutelbos.matching.engine.plan.planner import Setting, Task, evaluated, searched, solve_plan, without
from sleutelbos.matching.engine.plan.pool import newcomers_of
from sleutelbos.matching.engine.plan.search import Clock
from sleutelbos.matching.engine.plan.types import (
    Assignment,
    Because,
    Change,
    Event,
    Limits,
    Moved,
    NewQuestion,
    PersonOut,
    Plan,
    Planned,
    QuestionGone,
    Repair,
)
from sleutelbos.matching.engine.plan.unserved import unserved
from sleutelbos.matching.engine.results import Points
from sleutelbos.matching.engine.travel import TravelModel
from sleutelbos.matching.engine.types import Question, Snapshot, TimeException
from sleutelbos.matching.engine.weights import Weights

CIRCLE = 80  # people
CIRCLE_ROWS, CIRCLE_PER_QUESTION = 600, 4  # rows: beyond the first, the best few of each question
PRUNED = 6_000  # rows: beyond that a repair of everything works with the best few of each question
NEAR = 0.0002  # of the score: the first answer need not be nearer to the best
FEW = 30_000  # people times questions: so few that the bound costs next to nothing


@dataclass(frozen=True)
class _Situation:
    """What is so after the events: ``standing`` can stay, ``broken`` cannot, ``open`` are questions to look at."""

    snapshot: Snapshot
    questions: tuple[Question, ...]
    standing: tuple[Assignment, ...]
    broken: tuple[Assignment, ...]
    gone: tuple[Assignment, ...]
    open: frozenset[int]
    because: dict[int, Because]


def repair(
    snapshot: Snapshot,
    questions: Sequence[Question],
    current: Sequence[Assignment],
    events: Sequence[Event],
    weights: Weights | None = None,
    *,
    confirmed: Collection[int] = (),
    frozen_before: int | None = None,
    wide: bool = False,
    limits: Limits | None = None,
    seed: int = 0,
    workers: int = 1,
    languages: LanguageRules | None = None,
    travel: TravelModel | None = None,
) -> Repair:
    """A plan after the events that keeps as many appointments as they are as is worth it.

    Every appointment that stays brings ``moved`` points, one of a question in ``confirmed`` ``moved_confirmed`` more
    (weights.toml), for the choice only: the plan's score knows nothing of it. What begins before ``frozen_before`` and
    can stay is not touched. With ``wide=False`` only people who could take a broken or new question, with everything
    they do now, are looked at (at once); with ``wide=True`` everybody. Only then ``given_up`` and the plan's bound are
    tight, and ``plan.unserved`` tells of all questions. Without events nothing changes when ``wide`` is False.
    """
    setting = Setting.of(weights, languages, travel)
    situation = _after(snapshot, questions, current, events, setting)
    limits = limits or (Limits(seconds=6.0, gap=0.0005) if wide else Limits(seconds=None, gap=NEAR, work=1))
    frozen = tuple(item for item in situation.standing if frozen_before is not None and item.start < frozen_before)
    loyal = setting.weights.moved
    loyalty = {
        item: loyal + (setting.weights.moved_confirmed if item.question in confirmed else 0)
        for item in situation.standing
    }
    if wide:
        task = Task(fixed=frozen, start_from=situation.standing, loyalty=loyalty, enough=PRUNED)
        plan, search = solve_plan(situation.snapshot, situation.questions, setting, task, limits, seed, workers)
        given_up = max(0.0, search.bound - search.score)
    else:
        plan = _first_circle(situation, setting, frozen, loyalty, limits, seed)
        given_up = plan.bound - plan.score
        if len(situation.snapshot.people) * len(situation.questions) <= FEW:
            given_up = _given_up(plan, situation, setting, frozen, loyalty, seed)
    return _told(plan, given_up, situation)


def _after(
    snapshot: Snapshot,
    questions: Sequence[Question],
    current: Sequence[Assignment],
    events: Sequence[Event],
    setting: Setting,
) -> _Situation:
    """The events applied, and what they leave of the plan."""
    base = without(snapshot, {(item.question, item.person) for item in current})
    away: dict[int, list[TimeException]] = {}
    known = {question.id: question for question in questions}
    because: dict[int, Because] = {}
    gone: list[Assignment] = []
    for event in events:
        match event:
            case PersonOut(person, first, last):
                away.setdefault(person, []).append(TimeException(first * DAY, (last + 1) * DAY))
            case Moved(question, windows):
                known[question] = replace(known[question], windows=windows)
                because[question] = Because.MOVED
            case QuestionGone(question):
                known.pop(question, None)
                because[question] = Because.QUESTION_GONE
                gone += [item for item in current if item.question == question]
            case NewQuestion(question):
                because[question] = Because.NEW_QUESTION
    people = tuple(
        replace(person, exceptions=(*person.exceptions, *away[person.id])) if person.id in away else person
        for person in base.people
    )
    base = replace(base, people=people)
    left = tuple(sorted(item for item in set(current) if item.question in known))
    kept = tuple(known[question.id] for question in questions if question.id in known)
    # Of two that cannot both be, the later one goes; what is left then breaks nothing.
    bad = {violation.assignments[-1] for violation in setting.check(base, kept, left, left)}
    broken = sorted(bad)
    left = tuple(item for item in left if item not in bad)
    for item in broken:
        ill = any(isinstance(event, PersonOut) and event.person == item.person for event in events)
        because.setdefault(item.question, Because.PERSON_OUT if ill else Because.NOT_POSSIBLE)
    new = {event.question for event in events if isinstance(event, NewQuestion) and event.question in known}
    moved = {event.question for event in events if isinstance(event, Moved)}
    planned = {item.question for item in left}
    looked_at = {item.question for item in broken} | (new - planned) | (moved - planned)
    return _Situation(base, kept, left, tuple(broken), tuple(sorted(gone)), frozenset(looked_at), because)


def _first_circle(
    situation: _Situation,
    setting: Setting,
    frozen: tuple[Assignment, ...],
    loyalty: dict[Assignment, int],
    limits: Limits,
    seed: int,
) -> Plan:
    """Only who could take an open question, with everything they do now; everything else stays."""
    snapshot, standing = situation.snapshot, situation.standing
    if not situation.open:
        return evaluated(snapshot, situation.questions, standing, setting, seed)
    known = {question.id: question for question in situation.questions}
    looked_at = [known[number] for number in sorted(situation.open)]
    circle = _circle(snapshot, looked_at, setting)
    of_question: dict[int, set[int]] = {}
    for item in standing:
        of_question.setdefault(item.question, set()).add(item.person)
    inside = {number for number, people in of_question.items() if people <= circle} | set(situation.open)
    parties = {party for number in inside for party in newcomers_of(known[number])}
    beside = {number for number in of_question if parties & set(newcomers_of(known[number]))} - inside
    touched = circle | {person for number in inside | beside for person in of_question.get(number, ())}
    beside |= {item.question for item in standing if item.person in touched} - inside
    touched |= {person for number in beside for person in of_question[number]}
    part = replace(
        snapshot,
        people=tuple(person for person in snapshot.people if person.id in touched),
        bookings=tuple(item for item in snapshot.bookings if item.person in touched),
        asks=tuple(item for item in snapshot.asks if item.person in touched),
    )
    pins = tuple(item for item in standing if item.question in beside or (item in frozen and item.question in inside))
    task = Task(
        fixed=pins,
        start_from=tuple(item for item in standing if item.question in inside),
        loyalty=loyalty,
        # Who is here only because of what they do already takes nothing new.
        only=circle,
        enough=CIRCLE_ROWS,
        per_question=CIRCLE_PER_QUESTION,
    )
    here = [question for question in situation.questions if question.id in inside | beside]
    search = searched(part, here, setting, task, Clock(limits), seed, 1)
    groups, pool = search.groups, search.groups.pool
    solved = [
        Assignment(pool.questions[question].id, int(pool.world.ids[person]), start)
        for question, person, start in zip(
            pool.question[search.best].tolist(),
            pool.person[search.best].tolist(),
            pool.start[search.best].tolist(),
            strict=True,
        )
    ]
    rest = tuple(item for item in standing if item.question not in inside | beside)
    plan = evaluated(snapshot, situation.questions, (*rest, *solved), setting, seed)
    left = tuple(item for item in unserved(groups, search.best) if item.question in situation.open)
    return replace(plan, unserved=left, prices=prices_of(search), finished=search.finished)


def _given_up(
    plan: Plan,
    situation: _Situation,
    setting: Setting,
    frozen: tuple[Assignment, ...],
    loyalty: dict[Assignment, int],
    seed: int,
) -> float:
    """What a new plan of everything with the same loyalty could have more, from its relaxation."""
    task = Task(fixed=frozen, start_from=plan.assignments, loyalty=loyalty)
    _plan, search = solve_plan(
        situation.snapshot, situation.questions, setting, task, Limits(seconds=None, gap=None, work=0), seed, 1
    )
    stays = sum(points for item, points in loyalty.items() if item in set(plan.assignments))
    return max(0.0, search.bound - plan.score - stays)


def _circle(snapshot: Snapshot, looked_at: Sequence[Question], setting: Setting) -> set[int]:
    """Who could take one of these questions, those with the most points first, at most so many."""
    pool = setting.pool(snapshot, looked_at)
    best: dict[int, int] = {}
    for person, points in zip(pool.person.tolist(), pool.points.tolist(), strict=True):
        best[person] = max(best.get(person, points), points)
    order = sorted(best, key=lambda person: (-best[person], person))[:CIRCLE]
    return {int(pool.world.ids[person]) for person in order}


def _told(plan: Plan, given_up: float, situation: _Situation) -> Repair:
    """What changed, question by question."""
    before: dict[int, list[Assignment]] = {}
    for item in (*situation.standing, *situation.broken):
        before.setdefault(item.question, []).append(item)
    after: dict[int, list[Planned]] = {}
    for planned in plan.planned:
        after.setdefault(planned.assignment.question, []).append(planned)
    broken = set(situation.broken)
    changes = [Change("dropped", item.question, item, None, Because.QUESTION_GONE) for item in situation.gone]
    kept = lost = moved = 0
    for number in sorted(before.keys() | after.keys()):
        left = sorted(before.get(number, ()))
        came = list(after.get(number, ()))
        same = {item.assignment for item in came} & set(left)
        left = [item for item in left if item not in same]
        came = [item for item in came if item.assignment not in same]
        # Somebody who stays at another time is paired first, then the rest in their order.
        came.sort(key=lambda item: (item.assignment.person not in {each.person for each in left}, item.assignment))
        left.sort(key=lambda item: (item.person not in {each.assignment.person for each in came}, item))
        for at in range(max(len(left), len(came))):
            old = left[at] if at < len(left) else None
            new = came[at] if at < len(came) else None
            changes.append(_change(number, old, new, broken, situation))
            if old in broken:
                kept += new is not None
                lost += new is None
            elif old is not None:
                moved += 1
    return Repair(plan, tuple(changes), kept, lost, moved, given_up)


def _change(
    number: int, old: Assignment | None, new: Planned | None, broken: set[Assignment], situation: _Situation
) -> Change:
    reasons: tuple[Points, ...] = () if new is None else new.reasons
    after = None if new is None else new.assignment
    if old in broken or old is None:
        because = situation.because.get(number, Because.BETTER)
    else:
        because = Because.MAKES_ROOM if situation.open else Because.BETTER
    if old is None:
        return Change("filled", number, None, after, because, reasons)
    if after is None:
        return Change("lost" if old in broken else "dropped", number, old, None, because)
    if after.person == old.person:
        return Change("new_time", number, old, after, because, reasons)
    return Change("new_person" if after.start == old.start else "moved", number, old, after, because, reasons)
