"""The soft score: whole points per reason, and nothing in the score that is not a reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sleutelbos.matching.engine.case import UNKNOWN, Case
from sleutelbos.matching.engine.codes import Reason
from sleutelbos.matching.engine.columns import FOREVER, MODES, Bools, Ints, Spans
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


@dataclass(frozen=True)
class Asked:
    """What the score reads of a question beside the person: of one question, or a column with an entry per row.

    ``visits``: how often the newcomer met this person (0 is never). ``minutes`` and ``mode`` as in ``Case.trip``.
    ``likes`` and ``along``: how many of those who go already make such a wish come true.
    """

    language: Ints
    visits: Ints
    minutes: Ints
    mode: Ints
    topic: Bools
    role: Bools
    preferred: Bools
    duration: Ints | int
    urgency: Ints | int
    heavy: Bools
    likes: Ints
    along: Ints
    timed: bool


def score(case: Case, people: Ints, start: Ints) -> Scores:
    """The points of each person when the appointment starts at the given minute; somebody may have several rows."""
    world, question = case.world, case.question
    visits = np.zeros(world.size, dtype=np.int64)
    for known in question.known:
        if known.person in world.position:
            visits[world.position[known.person]] = max(known.visits, 1)
    minutes, mode = case.trip
    asked = Asked(
        case.language.points[people],
        visits[people],
        minutes[people],
        mode[people],
        world.mask(world.topics, [question.topic])[people],
        world.mask(world.roles, [question.role])[people],
        world.mask(world.gender, [question.preferred_gender] if question.preferred_gender else [])[people],
        question.duration,
        question.urgency,
        np.full(len(people), question.heavy),
        *company_of(world, question.id, people),
        question.timed,
    )
    return score_rows(world, case.weights, people, start, asked)


def score_rows(world: World, weights: Weights, people: Ints, start: Ints, asked: Asked) -> Scores:
    """The points of rows of a person and a start each, of one question or of many."""
    points: dict[Reason, Ints] = {}
    facts: dict[str, Ints] = {"visits": asked.visits, "minutes": asked.minutes, "mode": asked.mode}
    counted = np.minimum(asked.visits, weights.known_visits_at_most)
    points[Reason.KNOWN] = np.where(counted > 0, weights.known + weights.known_per_visit * counted, 0)
    points[Reason.TRAVEL] = np.where(asked.minutes > 0, weights.travel_per_minute * asked.minutes, 0)
    points[Reason.TRAVEL_UNKNOWN] = np.where(asked.minutes == UNKNOWN, weights.travel_unknown, 0)

    last = world.last_asked[people]
    weeks = np.maximum(world.at - last, 0) // WEEK
    facts["weeks"] = np.where(last == -FOREVER, -1, weeks)
    points[Reason.LAST_ASKED] = weights.last_asked_per_week * np.minimum(weeks, weights.last_asked_weeks_at_most)

    cap, used, idle = _load_columns(world, weights, people, start)
    after = used + asked.duration
    facts["percent_before"], facts["percent_after"] = used * 100 // cap, after * 100 // cap
    points[Reason.LOAD] = -((load_cost(weights, cap, after) - load_cost(weights, cap, used)) // 10)
    points[Reason.FIRST_WORK] = np.where(idle, weights.first_work, 0)
    points |= _of_the_person(weights, asked)
    facts["likes"], facts["along"] = asked.likes, asked.along

    nothing = np.zeros(len(people), dtype=np.int64)
    for reason in (Reason.REST, Reason.REST_AFTER, Reason.TIME_TO_ARRANGE, Reason.WAIT):
        points[reason] = nothing
    if asked.timed:
        facts |= _rest_facts(world, weights, people, start, asked)
        facts["days"] = np.maximum(start // DAY - world.at // DAY, 0)
        points |= _of_the_time(world, weights, people, asked, facts)
    return Scores(people, start, asked.language, points, facts)


def worth_in_a_plan(world: World, weights: Weights, people: Ints, start: Ints, asked: Asked) -> Ints:
    """The total of ``score_rows`` without what a plan counts over all its visits: load, first work, last asked."""
    counted = np.minimum(asked.visits, weights.known_visits_at_most)
    total = np.where(counted > 0, weights.known + weights.known_per_visit * counted, 0) + asked.language
    total += np.where(asked.minutes > 0, weights.travel_per_minute * asked.minutes, 0)
    total += np.where(asked.minutes == UNKNOWN, weights.travel_unknown, 0)
    facts = _rest_facts(world, weights, people, start, asked)
    facts["days"] = np.maximum(start // DAY - world.at // DAY, 0)
    for points in (_of_the_person(weights, asked) | _of_the_time(world, weights, people, asked, facts)).values():
        total += points
    return total


def _of_the_person(weights: Weights, asked: Asked) -> dict[Reason, Ints]:
    return {
        Reason.TOPIC: np.where(asked.topic, weights.topic, 0),
        Reason.ROLE: np.where(asked.role, weights.role, 0),
        Reason.PREFERRED_GENDER: np.where(asked.preferred, weights.preferred_gender, 0),
        Reason.DUO: weights.duo * asked.likes,
        Reason.GOES_ALONG: weights.goes_along * asked.along,
    }


def _of_the_time(
    world: World, weights: Weights, people: Ints, asked: Asked, facts: dict[str, Ints]
) -> dict[Reason, Ints]:
    return {
        Reason.REST: weights.rest * facts["heavy"],
        Reason.REST_AFTER: weights.rest * facts["soon"],
        Reason.TIME_TO_ARRANGE: np.where(world.flexible[people], weights.time_to_arrange, 0),
        Reason.WAIT: weights.wait_per_day * asked.urgency * facts["days"],
    }


def _load_columns(world: World, weights: Weights, people: Ints, start: Ints) -> tuple[Ints, Ints, Bools]:
    """Per person the weekly cap in minutes, what of it is used at the start, and who had no work at all."""
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


def band_cost(weights: Weights, cap: int, minutes: int) -> int:
    """``load_cost`` of one person."""
    cost = low = 0
    for band in weights.load[:-1]:
        high = cap * band.to_percent // 100
        cost += max(min(minutes, high) - low, 0) * band.points_per_10_minutes
        low = high
    return cost + max(minutes - low, 0) * weights.load[-1].points_per_10_minutes


def _rest_facts(world: World, weights: Weights, people: Ints, start: Ints, asked: Asked) -> dict[str, Ints]:
    """``heavy`` visits shortly before, ``hours`` since the last one (-1: none), visits ``soon`` after a heavy one."""
    rest = weights.rest_hours * 60
    earliest = int(start.min()) if len(start) else 0
    row, span = _of_these_people(people, world.heavy, earliest - rest - world.heavy.longest, start)
    since = start[row] - world.heavy.last[span]
    counts = (since >= 0) & (since < rest)
    heavy = np.bincount(row[counts], minlength=len(people)).astype(np.int64)
    latest = np.full(len(people), -60, dtype=np.int64)
    latest[row[counts]] = rest
    np.minimum.at(latest, row[counts], since[counts])
    soon = np.zeros(len(people), dtype=np.int64)
    ours = np.flatnonzero(asked.heavy)
    if len(ours):
        end = (start + asked.duration)[ours]
        row, span = _of_these_people(people[ours], world.bookings, int(end.min()), end + rest)
        wait = world.bookings.first[span] - end[row]
        soon[ours] = np.bincount(row[(wait >= 0) & (wait < rest)], minlength=len(ours))
    return {"hours": latest // 60, "heavy": heavy, "soon": soon}


def _of_these_people(people: Ints, spans: Spans, low: int, high: Ints) -> tuple[Ints, Ints]:
    """Pairs of a row and a span of its person that begins from ``low`` to the last of ``high``."""
    nothing = np.zeros(0, dtype=np.int64)
    if not len(people) or not len(spans.person):
        return nothing, nothing
    first = int(spans.first.searchsorted(low))
    last = int(spans.first.searchsorted(int(high.max()), side="right"))
    # Somebody may stand in several rows, at another start in each.
    order = np.argsort(people, kind="stable")
    begins = people.searchsorted(spans.person[first:last], sorter=order)
    count = people.searchsorted(spans.person[first:last], side="right", sorter=order) - begins
    rows = order[np.repeat(begins - np.cumsum(count) + count, count) + np.arange(int(count.sum()))]
    return rows, np.repeat(np.arange(first, last), count)


def company_of(world: World, question: int, people: Ints) -> tuple[Ints, Ints]:
    """Per person (a position) how many of those who go for a question already one of both likes to go with, and with
    how many one of both goes along."""
    beside = world.beside(question) if world.has_company_wishes else np.zeros(0, dtype=np.int64)
    likes, along = world.company(np.repeat(people, len(beside)), np.tile(beside, len(people)))
    shape = (len(people), len(beside))
    return likes.reshape(shape).sum(axis=1, dtype=np.int64), along.reshape(shape).sum(axis=1, dtype=np.int64)


def reasons(case: Case, scores: Scores, row: int) -> tuple[Points, ...]:
    """The reasons of one row, in a fixed order; their points add up to its total."""
    points = [(reason, int(column[row])) for reason, column in scores.points.items()]
    told = told_of(points, lambda fact: int(scores.facts[fact][row]), case.question.online)
    return (*case.language.reasons(case.world, int(scores.people[row]), case.weights), *told)


def told_of(points: Iterable[tuple[Reason, int]], fact: Callable[[str], int], online: bool) -> list[Points]:
    """The reasons but for the language, from the points of each and the facts they rest on."""
    return [
        Points(reason, number, _values(reason, fact))
        for reason, number in points
        if number
        or reason in (Reason.LAST_ASKED, Reason.LOAD)
        or (reason is Reason.TRAVEL and not online and fact("minutes") != UNKNOWN)
    ]


def _values(reason: Reason, fact: Callable[[str], int]) -> tuple[tuple[str, int | str], ...]:
    if reason is Reason.KNOWN:
        return (("visits", fact("visits")),)
    if reason is Reason.TRAVEL:
        return (("minutes", fact("minutes")), ("mode", MODES[fact("mode")]))
    if reason is Reason.LAST_ASKED:
        return (("weeks", fact("weeks")),)
    if reason is Reason.LOAD:
        return (("before", fact("percent_before")), ("after", fact("percent_after")))
    if reason is Reason.REST:
        return (("hours", fact("hours")), ("visits", fact("heavy")))
    if reason is Reason.REST_AFTER:
        return (("visits", fact("soon")),)
    if reason is Reason.DUO:
        return (("people", fact("likes")),)
    if reason is Reason.GOES_ALONG:
        return (("people", fact("along")),)
    if reason is Reason.WAIT:
        return (("days", fact("days")),)
    return ()
