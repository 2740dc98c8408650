"""The soft score: whole points per reason, and nothing in the score that is not a reason."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sleutelbos.matching.engine.case import UNKNOWN, Case
from sleutelbos.matching.engine.codes import Reason
from sleutelbos.matching.engine.columns import FOREVER, MODES, Bools, Ints
from sleutelbos.matching.engine.moments import DAY, WEEK
from sleutelbos.matching.engine.results import Points
from sleutelbos.matching.engine.weights import Weights
from sleutelbos.matching.engine.world import World


@dataclass(frozen=True)
class Scores:
    """Points per reason for some people (positions in the world) at a start each.

    ``points`` has an entry per reason in the order in which reasons are told, but for the language, which
    is one column here and two or three reasons when told.
    """

    people: Ints
    start: Ints
    language: Ints
    points: dict[Reason, Ints]
    facts: dict[str, Ints]

    @cached_property
    def total(self) -> Ints:
        """The score of each person."""
        total = self.language.copy()
        for points in self.points.values():
            total += points
        return total


def score(case: Case, people: Ints, start: Ints) -> Scores:
    """The points of each person when the appointment starts at the given minute; somebody may have several rows."""
    world, question, weights = case.world, case.question, case.weights
    points: dict[Reason, Ints] = {}
    facts: dict[str, Ints] = {}
    count = len(people)

    def where(mask: Bools, value: int) -> Ints:
        return np.where(mask[people], value, 0)

    visits = np.zeros(world.size, dtype=np.int64)
    for known in question.known:
        if known.person in world.position:
            visits[world.position[known.person]] = max(known.visits, 1)
    facts["visits"] = visits[people]
    counted = np.minimum(facts["visits"], weights.known_visits_at_most)
    points[Reason.KNOWN] = np.where(counted > 0, weights.known + weights.known_per_visit * counted, 0)

    minutes, mode = (column[people] for column in case.trip)
    facts["minutes"], facts["mode"] = minutes, mode
    points[Reason.TRAVEL] = np.where(minutes > 0, weights.travel_per_minute * minutes, 0)
    points[Reason.TRAVEL_UNKNOWN] = np.where(minutes == UNKNOWN, weights.travel_unknown, 0)

    last = world.last_asked[people]
    weeks = np.maximum(world.at - last, 0) // WEEK
    facts["weeks"] = np.where(last == -FOREVER, -1, weeks)
    points[Reason.LAST_ASKED] = weights.last_asked_per_week * np.minimum(weeks, weights.last_asked_weeks_at_most)

    cap, used, idle = _load_columns(case, people, start)
    after = used + question.duration
    facts["percent_before"], facts["percent_after"] = used * 100 // cap, after * 100 // cap
    points[Reason.LOAD] = -((load_cost(weights, cap, after) - load_cost(weights, cap, used)) // 10)
    points[Reason.FIRST_WORK] = np.where(idle, weights.first_work, 0)

    points[Reason.TOPIC] = where(world.mask(world.topics, [question.topic]), weights.topic)
    points[Reason.ROLE] = where(world.mask(world.roles, [question.role]), weights.role)
    preferred = world.mask(world.gender, [question.preferred_gender] if question.preferred_gender else [])
    points[Reason.PREFERRED_GENDER] = where(preferred, weights.preferred_gender)

    nothing = np.zeros(count, dtype=np.int64)
    facts["hours"] = np.full(count, -1)
    points[Reason.REST] = nothing
    points[Reason.TIME_TO_ARRANGE] = nothing
    points[Reason.WAIT] = nothing
    if question.timed:
        facts["hours"] = _hours_since_heavy(case, people, start)
        points[Reason.REST] = np.where(facts["hours"] >= 0, weights.rest, 0)
        points[Reason.TIME_TO_ARRANGE] = where(world.flexible, weights.time_to_arrange)
        facts["days"] = np.maximum(start // DAY - world.at // DAY, 0)
        points[Reason.WAIT] = weights.wait_per_day * question.urgency * facts["days"]
    return Scores(people, start, case.language.points[people], points, facts)


def _load_columns(case: Case, people: Ints, start: Ints) -> tuple[Ints, Ints, Bools]:
    """Per person the weekly cap in minutes, what of it is used at the start, and who had no work at all."""
    world, weights = case.world, case.weights
    cap = week_caps(world, weights, people)
    used = np.zeros(len(people), dtype=np.int64)
    idle = np.zeros(len(people), dtype=bool)
    week_of_start = start // WEEK
    for week in np.unique(week_of_start):
        rows = week_of_start == week
        who = people[rows]
        used[rows] = world.week(int(week))[1][who]
        idle[rows] = world.idle(int(week), weights.first_work_weeks)[who]
    return cap, used, idle


def week_caps(world: World, weights: Weights, people: Ints) -> Ints:
    """Per person (a position) the minutes of a week that count as full."""
    by_visits = np.minimum(world.max_visits[people], FOREVER // 1440) * weights.load_minutes_per_visit
    no_visits = world.max_visits[people] == FOREVER
    by_visits = np.where(no_visits, weights.load_default_minutes, by_visits)
    own = world.max_minutes[people]
    return np.maximum(np.where(own == FOREVER, by_visits, own), 1)


def load_cost(weights: Weights, cap: Ints, minutes: Ints) -> Ints:
    """What minutes in a week cost, in tenths of a point; the last band has no end."""
    cost = np.zeros(len(minutes), dtype=np.int64)
    low = np.zeros(len(minutes), dtype=np.int64)
    bands = weights.load
    for at, band in enumerate(bands):
        last = at == len(bands) - 1
        high = minutes if last else np.minimum(minutes, cap * band.to_percent // 100)
        cost += np.maximum(high - low, 0) * band.points_per_10_minutes
        low = cap * band.to_percent // 100
    return cost


def _hours_since_heavy(case: Case, people: Ints, start: Ints) -> Ints:
    """Whole hours between the end of the last heavy visit and the start, -1 when longer ago than counts."""
    heavy, rest = case.world.heavy, case.weights.rest_hours * 60
    hours = np.full(len(people), -1, dtype=np.int64)
    if not len(people) or not len(heavy.person):
        return hours
    low = int(heavy.first.searchsorted(int(start.min()) - rest - heavy.longest))
    high = int(heavy.first.searchsorted(int(start.max()), side="right"))
    # Somebody may stand in several rows, at another start in each.
    order = np.argsort(people, kind="stable")
    first = people.searchsorted(heavy.person[low:high], sorter=order)
    count = people.searchsorted(heavy.person[low:high], side="right", sorter=order) - first
    rows = order[np.repeat(first - np.cumsum(count) + count, count) + np.arange(int(count.sum()))]
    since = start[rows] - np.repeat(heavy.last[low:high], count)
    counts = (since >= 0) & (since < rest)
    latest = np.full(len(people), rest, dtype=np.int64)
    np.minimum.at(latest, rows[counts], since[counts])
    return np.where(latest < rest, latest // 60, hours)


def reasons(case: Case, scores: Scores, row: int) -> tuple[Points, ...]:
    """The reasons of one row, in a fixed order; their points add up to its total."""
    facts = {name: int(column[row]) for name, column in scores.facts.items()}
    told = list(case.language.reasons(case.world, int(scores.people[row]), case.weights))
    for reason, column in scores.points.items():
        points = int(column[row])
        if points or _always_told(reason, facts, case):
            told.append(Points(reason, points, _values(reason, facts)))
    return tuple(told)


def _always_told(reason: Reason, facts: dict[str, int], case: Case) -> bool:
    if reason is Reason.TRAVEL:
        return facts["minutes"] != UNKNOWN and not case.question.online
    return reason in (Reason.LAST_ASKED, Reason.LOAD)


def _values(reason: Reason, facts: dict[str, int]) -> tuple[tuple[str, int | str], ...]:
    if reason is Reason.KNOWN:
        return (("visits", facts["visits"]),)
    if reason is Reason.TRAVEL:
        return (("minutes", facts["minutes"]), ("mode", MODES[facts["mode"]]))
    if reason is Reason.LAST_ASKED:
        return (("weeks", facts["weeks"]),)
    if reason is Reason.LOAD:
        return (("before", facts["percent_before"]), ("after", facts["percent_after"]))
    if reason is Reason.REST:
        return (("hours", facts["hours"]),)
    if reason is Reason.WAIT:
        return (("days", facts["days"]),)
    return ()
