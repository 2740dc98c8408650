"""After a plan was made: somebody is ill, a question comes in, moves or goes. As little as possible changes."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from sleutelbos.matching.engine.languages import LanguageRules
from sleutelbos.matching.engine.moments import DAY, WEEK, month_of
from sleutelbos.matching.engine.plan.advice import prices_of
from sleutelbos.matching.engine.plan.groups import Groups
from sleutelbos.matching.engine.plan.planner import Setting, Task, evaluated, searched, solve_plan, without
from sleutelbos.matching.engine.plan.pool import newcomers_of
from sleutelbos.matching.engine.plan.search import ENOUGH, Clock
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
from sleutelbos.matching.engine.results import Points
from sleutelbos.matching.engine.travel import TravelModel
from sleutelbos.matching.engine.types import Booking, Question, Snapshot, TimeException
from sleutelbos.matching.engine.weights import Weights

MOVABLE = (40, 120)  # visits that may move in a first circle: in the way of a question, and in the way of those
ASIDE = 90  # minutes around a visit within which another may be in its way
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


@dataclass(frozen=True)
class _Stays:
    """What it is worth to leave things as they are; ``frozen`` must stay, and nothing new begins before ``since``."""

    frozen: tuple[Assignment, ...]
    since: int | None
    loyalty: dict[Assignment, int]
    promised: dict[int, int]

    def task(self, start_from: tuple[Assignment, ...], enough: int = ENOUGH) -> Task:
        """What a search is asked beside people and questions."""
        return Task(
            fixed=self.frozen,
            start_from=start_from,
            loyalty=self.loyalty,
            promised=self.promised,
            since=self.since,
            enough=enough,
        )

    def worth(self, plan: Plan) -> int:
        """What a plan brings beside its score."""
        stay = sum(self.loyalty.get(item, 0) for item in plan.assignments)
        people = Counter(item.question for item in plan.assignments)
        return stay + sum(self.promised.get(question, 0) for question in people)


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
    (weights.toml), and every question that still has one ``promised``, for the choice only: the plan's score knows
    nothing of it. What begins before ``frozen_before`` and can stay is not touched, and nothing new begins before it.
    With ``wide=False`` only people who could take a broken or new question, with everything they do now, are looked at
    (at once); with ``wide=True`` everybody. Only then ``given_up`` and the plan's bound are tight, and
    ``plan.unserved`` tells of all questions. Without events nothing changes when ``wide`` is False.
    """
    setting = Setting.of(weights, languages, travel)
    situation = _after(snapshot, questions, current, events, setting)
    limits = limits or (Limits(seconds=6.0, gap=0.0005) if wide else Limits(seconds=None, gap=NEAR, work=1))
    frozen = tuple(item for item in situation.standing if frozen_before is not None and item.start < frozen_before)
    had = {item.question for item in (*situation.standing, *situation.broken)}
    stays = _Stays(frozen, frozen_before, {}, dict.fromkeys(had, setting.weights.promised))
    loyal = setting.weights.moved
    stays.loyalty.update(
        {
            item: loyal + (setting.weights.moved_confirmed if item.question in confirmed else 0)
            for item in situation.standing
        }
    )
    if wide:
        task = stays.task(start_from=situation.standing, enough=PRUNED)
        plan, search = solve_plan(situation.snapshot, situation.questions, setting, task, limits, seed, workers)
        given_up = max(0.0, search.bound - search.score)
    else:
        plan = _first_circle(situation, setting, stays, limits, seed)
        given_up = plan.bound - plan.score
        if len(situation.snapshot.people) * len(situation.questions) <= FEW:
            given_up = _given_up(plan, situation, setting, stays, seed)
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
    stays: "_Stays",
    limits: Limits,
    seed: int,
) -> Plan:
    """Only what stands in the way of an open question may move, and to anybody; everything else stays."""
    snapshot, standing = situation.snapshot, situation.standing
    if not situation.open:
        return evaluated(snapshot, situation.questions, standing, setting, seed)
    near = _near(situation, setting, stays)
    inside = situation.open | {item.question for item in near.movable}
    task = replace(
        stays.task(start_from=tuple(item for item in standing if item.question in inside)),
        fixed=tuple(sorted(near.pinned)),
        beside=near.beside,
        enough=CIRCLE_ROWS,
        per_question=CIRCLE_PER_QUESTION,
    )
    here = inside | {item.question for item in near.pinned}
    asked = [question for question in situation.questions if question.id in here]
    search = searched(near.snapshot, asked, setting, task, Clock(limits), seed, 1)
    pool = search.groups.pool
    solved = {
        Assignment(pool.questions[question].id, int(pool.world.ids[person]), start)
        for question, person, start in zip(
            pool.question[search.best].tolist(),
            pool.person[search.best].tolist(),
            pool.start[search.best].tolist(),
            strict=True,
        )
    }
    rest = {item for item in standing if item.question not in here}
    plan = evaluated(
        snapshot, situation.questions, sorted(rest | solved), setting, seed, was=standing, asked=situation.open
    )
    return replace(plan, prices=prices_of(search), finished=search.finished)


@dataclass(frozen=True)
class _Near:
    """The first circle: ``movable`` stands in the way of an open question, everything else is a booking like any other.

    But ``pinned``, of the same newcomers: they are told to the search as what they are. ``beside``: per person how many
    visits became bookings.
    """

    snapshot: Snapshot
    movable: frozenset[Assignment]
    pinned: frozenset[Assignment]
    beside: dict[int, int]


def _near(situation: _Situation, setting: Setting, stays: _Stays) -> _Near:
    """What to look at for the open questions, see ``_Near``."""
    known = {question.id: question for question in situation.questions}
    movable: frozenset[Assignment] = frozenset()
    frozen = frozenset(stays.frozen)
    for most in MOVABLE:
        # First for the open questions, then for what would have to make room for them.
        looked_at = [known[number] for number in sorted({item.question for item in movable} or situation.open)]
        groups = Groups(setting.pool(situation.snapshot, looked_at, since=stays.since))
        movable |= _in_the_way(situation, groups, known, frozen, movable, most)
    inside = situation.open | {item.question for item in movable}
    parties = {party for number in inside for party in newcomers_of(known[number])}
    pinned: set[Assignment] = set()
    beside: Counter[int] = Counter()
    bookings: list[Booking] = []
    for item in situation.standing:
        question = known[item.question]
        if item.question in inside:
            if item in frozen:
                pinned.add(item)
        elif parties & set(newcomers_of(question)):
            pinned.add(item)
        else:
            beside[item.person] += 1
            end = item.start + question.duration
            bookings.append(Booking(item.person, item.start, end, question.place, question.online, question.heavy))
    snapshot = replace(situation.snapshot, bookings=(*situation.snapshot.bookings, *bookings))
    return _Near(snapshot, movable, frozenset(pinned), dict(beside))


def _in_the_way(
    situation: _Situation,
    groups: Groups,
    known: dict[int, Question],
    frozen: frozenset[Assignment],
    already: frozenset[Assignment],
    most: int,
) -> frozenset[Assignment]:
    """What stands of people who could take an open question, where it may be in the way of it; the easiest first.

    Somebody for whom a visit is in the way that may not move is left out with that visit. Of a week that is full, any
    one that may move will do.
    """
    pool = groups.pool
    of_person: dict[int, list[Assignment]] = {}
    for item in situation.standing:
        of_person.setdefault(item.person, []).append(item)
    ways: dict[int, list[tuple[int, int, int, frozenset[Assignment]]]] = {}
    for row in range(len(pool)):
        number, person = int(pool.question[row]), int(pool.person[row])
        near, full = _blocking(groups, row, of_person.get(int(pool.world.ids[person]), []), known)
        own = {item for item in near | full if item.question == pool.questions[number].id}
        loose = {item for item in full if not (item in frozen or known[item.question].wanted > 1)}
        loose -= {item for item in loose if item.question in situation.open}
        fast = any(item in frozen or known[item.question].wanted > 1 for item in near - own)
        fast |= bool(full - own) and not loose
        if not fast and not any(item.question in situation.open for item in near - own):
            found = frozenset((near | loose) - own)
            ways.setdefault(number, []).append((len(near - own) + bool(loose), -int(pool.points[row]), row, found))
    movable = set(already)
    turns = [sorted(each, key=lambda way: way[:3]) for each in ways.values()]
    for turn in zip_longest(*turns):
        for way in turn:
            if way is not None and len(movable | way[3]) <= most:
                movable |= way[3]
    return frozenset(movable)


def _blocking(
    groups: Groups, row: int, items: list[Assignment], known: dict[int, Question]
) -> tuple[set[Assignment], set[Assignment]]:
    """Which of somebody's visits may be in the way of a row: those too near in time, those of a period that is full."""
    pool = groups.pool
    start, end, week = int(pool.start[row]), int(pool.end[row]), int(pool.week[row])
    minutes = int(pool.duration[row])
    lasts = {item: known[item.question].duration for item in items}
    near = {item for item in items if item.start < end + ASIDE and start < item.start + lasts[item] + ASIDE}
    full: set[Assignment] = set()
    same_week = [item for item in items if item.start // WEEK == week]
    same_month = [item for item in items if month_of(item.start) == int(pool.month[row])]
    at, of_month = int(groups.by_week[row]), int(groups.by_month[row])
    if len(same_week) + 1 > int(groups.visits_left[at]) or sum(lasts[item] for item in same_week) + minutes > int(
        groups.minutes_left[at]
    ):
        full.update(same_week)
    if sum(lasts[item] for item in same_month) + minutes > int(groups.month_left[of_month]):
        full.update(same_month)
    if len(items) + 1 > int(groups.asks_left[int(pool.person[row])]):
        full.update(items)
    return near, full - near


def _given_up(
    plan: Plan,
    situation: _Situation,
    setting: Setting,
    stays: "_Stays",
    seed: int,
) -> float:
    """What a new plan of everything with the same loyalty could have more, from its relaxation."""
    task = stays.task(start_from=plan.assignments)
    _plan, search = solve_plan(
        situation.snapshot, situation.questions, setting, task, Limits(seconds=None, gap=None, work=0), seed, 1
    )
    return max(0.0, search.bound - plan.score - stays.worth(plan))


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
