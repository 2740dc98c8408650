"""The dumb twin of the planner: every hard rule and every point of a plan again, from the raw values.

Reads the same data as the planner (weights, languages, minutes of travel) and shares no rule with it. Runs after
every plan.
"""

from collections.abc import Collection, Sequence
from itertools import combinations, pairwise

import numpy as np

from sleutelbos.matching.engine import checker
from sleutelbos.matching.engine.codes import Reason
from sleutelbos.matching.engine.languages import LanguageRules
from sleutelbos.matching.engine.moments import DAY, month_of, week_of
from sleutelbos.matching.engine.plan.types import Assignment, Broken, Violation
from sleutelbos.matching.engine.travel import TravelModel, load_travel, on_sphere
from sleutelbos.matching.engine.types import Ask, Booking, Exclusion, Person, Place, Question, Snapshot
from sleutelbos.matching.engine.weights import Weights, load_weights


def check_plan(
    snapshot: Snapshot,
    questions: Sequence[Question],
    assignments: Sequence[Assignment],
    weights: Weights | None = None,
    *,
    fixed: Collection[Assignment] = (),
    languages: LanguageRules | None = None,
    travel: TravelModel | None = None,
) -> tuple[Violation, ...]:
    """Every hard rule these assignments break, each for itself and together; empty means the plan can be.

    With ``fixed``, a question whose people were all pinned may have fewer of them than it wants.
    """
    weights = weights or load_weights()
    travel = travel or load_travel()
    known = {question.id: question for question in questions}
    alone = _alone(snapshot)
    found: list[Violation] = []
    valid = []
    for item in sorted(assignments):
        question = known.get(item.question)
        if question is None or item.person not in alone:
            found.append(Violation(Broken.UNKNOWN, (item,)))
        elif not question.timed or item.start not in question.starts:
            found.append(Violation(Broken.NO_TIME, (item,)))
        else:
            verdict = checker.check(
                alone[item.person],
                question,
                item.person,
                weights,
                start=item.start,
                told=False,
                languages=languages,
                travel=travel,
            )
            found += [Violation(rule, (item,)) for rule in verdict.rules]
            valid.append(item)
    by_question: dict[int, list[Assignment]] = {}
    by_person: dict[int, list[Assignment]] = {}
    for item in valid:
        by_question.setdefault(item.question, []).append(item)
        by_person.setdefault(item.person, []).append(item)
    for number, items in by_question.items():
        found += _of_question(known[number], items, fixed)
    for person, items in by_person.items():
        one = alone[person]
        found += _of_person(one, one.people[0], items, known, weights, travel)
    found += _of_newcomers(valid, known)
    return tuple(found)


def _alone(snapshot: Snapshot) -> dict[int, Snapshot]:
    """Everybody with only their own rows, so that each check need not search."""
    bookings: dict[int, list[Booking]] = {}
    asks: dict[int, list[Ask]] = {}
    apart: dict[int, list[Exclusion]] = {}
    for exclusion in snapshot.exclusions:
        apart.setdefault(exclusion.person, []).append(exclusion)
    for booking in snapshot.bookings:
        bookings.setdefault(booking.person, []).append(booking)
    for ask in snapshot.asks:
        asks.setdefault(ask.person, []).append(ask)
    return {
        person.id: Snapshot(
            at=snapshot.at,
            people=(person,),
            bookings=tuple(bookings.get(person.id, ())),
            asks=tuple(asks.get(person.id, ())),
            exclusions=tuple(apart.get(person.id, ())),
        )
        for person in snapshot.people
    }


def _of_question(question: Question, items: list[Assignment], fixed: Collection[Assignment]) -> list[Violation]:
    found = []
    people = [item.person for item in items]
    if len(set(people)) < len(people):
        found.append(Violation(Broken.TWICE, tuple(items)))
    if len({item.start for item in items}) > 1:
        found.append(Violation(Broken.TWO_TIMES, tuple(items)))
    if len(items) > question.wanted:
        found.append(Violation(Broken.TOO_MANY, tuple(items)))
    if len(items) < question.wanted and not all(item in fixed for item in items):
        found.append(Violation(Broken.TOO_FEW, tuple(items)))
    return found


def _of_person(
    snapshot: Snapshot,
    person: Person,
    items: list[Assignment],
    known: dict[int, Question],
    weights: Weights,
    travel: TravelModel,
) -> list[Violation]:
    found = []
    for one, other in combinations(sorted(items, key=lambda item: item.start), 2):
        if one.question != other.question:
            first, second = known[one.question], known[other.question]
            gap = _trip(person, first, second, weights, travel) + weights.gap_minutes
            if other.start < one.start + first.duration + gap:
                found.append(Violation(Broken.OVERLAP, (one, other)))
    for week in sorted({week_of(item.start) for item in items}):
        here = [item for item in items if week_of(item.start) == week]
        booked = [b for b in snapshot.bookings if week_of(b.start) == week]
        minutes = sum(b.end - b.start for b in booked) + sum(known[item.question].duration for item in here)
        visits = len(booked) + len(here)
        if (person.max_visits_per_week is not None and visits > person.max_visits_per_week) or (
            person.max_minutes_per_week is not None and minutes > person.max_minutes_per_week
        ):
            found.append(Violation(Broken.WEEK_CAP, tuple(here)))
    for month in sorted({month_of(item.start) for item in items}):
        here = [item for item in items if month_of(item.start) == month]
        minutes = sum(b.end - b.start for b in snapshot.bookings if month_of(b.start) == month)
        minutes += sum(known[item.question].duration for item in here)
        if person.max_minutes_per_month is not None and minutes > person.max_minutes_per_month:
            found.append(Violation(Broken.MONTH_CAP, tuple(here)))
    if weights.every_visit_is_an_ask:
        recent = sum(ask.at > snapshot.at - 14 * DAY for ask in snapshot.asks)
        waiting = sum(ask.state == "open" for ask in snapshot.asks)
        asks, open_ = person.max_asks_per_14_days, person.max_open_asks
        if recent + len(items) > (weights.asks_per_14_days if asks is None else asks):
            found.append(Violation(Broken.ASK_CAP, tuple(items)))
        if waiting + len(items) > (weights.open_asks if open_ is None else open_):
            found.append(Violation(Broken.OPEN_ASKS, tuple(items)))
    return found


def _trip(person: Person, first: Question, second: Question, weights: Weights, travel: TravelModel) -> int:
    """Minutes from one visit to the next; online visits are done from home."""
    if first.online and second.online:
        return 0
    places: list[Place] = [person.home if question.online else question.place for question in (first, second)]
    points = []
    for place in places:
        if place.lat is None or place.lon is None or not person.modes:
            return weights.unknown_travel_minutes
        points.append(np.array(on_sphere(place.lat, place.lon)))
    return min(int(travel.minutes(points[0], points[1], mode)) for mode in person.modes)


def _of_newcomers(items: list[Assignment], known: dict[int, Question]) -> list[Violation]:
    found = []
    by_party: dict[str, list[Assignment]] = {}
    for item in items:
        for party in set(known[item.question].parties):
            if party.startswith("newcomer:"):
                by_party.setdefault(party, []).append(item)
    for party in sorted(by_party):
        for one, other in combinations(sorted(by_party[party], key=lambda item: item.start), 2):
            until = one.start + known[one.question].duration
            if one.question != other.question and other.start < until:
                found.append(Violation(Broken.NEWCOMER, (one, other)))
    return found


def score_of(
    snapshot: Snapshot,
    questions: Sequence[Question],
    assignments: Sequence[Assignment],
    weights: Weights | None = None,
    *,
    languages: LanguageRules | None = None,
    travel: TravelModel | None = None,
) -> int:
    """The points of a plan that breaks no rule, counted again from the raw values.

    Raises ValueError when an assignment by itself breaks a hard rule. See the page about matching for what counts.
    """
    weights = weights or load_weights()
    known = {question.id: question for question in questions}
    alone = _alone(snapshot)
    points = 0
    by_person: dict[int, list[Assignment]] = {}
    for item in sorted(assignments):
        verdict = checker.check(
            alone[item.person],
            known[item.question],
            item.person,
            weights,
            start=item.start,
            languages=languages,
            travel=travel,
        )
        if not verdict.fits:
            raise ValueError(f"{item} breaks {', '.join(verdict.rules)}")
        over = (Reason.LOAD, Reason.FIRST_WORK, Reason.LAST_ASKED, Reason.DUO, Reason.GOES_ALONG)
        points += sum(reason.points for reason in verdict.reasons if reason.reason not in over)
        by_person.setdefault(item.person, []).append(item)
    for question in questions:
        here = [item for item in assignments if item.question == question.id]
        if here and len(here) >= question.wanted:
            days = 0 if question.asked_on is None else max(0, snapshot.at // DAY - question.asked_on)
            points += weights.serve + weights.serve_per_urgency * question.urgency
            points += weights.serve_waiting_per_day * min(days, weights.serve_waiting_days_at_most)
        points += _company(snapshot, question, {item.person for item in here}, weights)
    points += weights.rest * _without_rest(assignments, known, weights)
    tenths = 0
    for person, items in by_person.items():
        bonus, cost = _over_the_plan(alone[person], items, known, weights)
        points += bonus
        tenths += cost
    return points + weights.switch * _switches(assignments, known) - tenths // 10


def _over_the_plan(
    snapshot: Snapshot, items: list[Assignment], known: dict[int, Question], weights: Weights
) -> tuple[int, int]:
    """Of one person: points for first visits, and what the load costs in tenths of a point."""
    person = snapshot.people[0]
    points = tenths = 0
    asked = [ask.at for ask in snapshot.asks]
    weeks = max(snapshot.at - max(asked), 0) // (7 * DAY) if asked else weights.last_asked_weeks_at_most
    points += weights.last_asked_per_week * min(weeks, weights.last_asked_weeks_at_most)

    def worked(week: int) -> bool:
        before = range(week - weights.first_work_weeks, week + 1)
        return any(week_of(booking.start) in before for booking in snapshot.bookings)

    if any(not worked(week_of(item.start)) for item in items):
        points += weights.first_work
    if person.max_minutes_per_week is not None:
        cap = person.max_minutes_per_week
    elif person.max_visits_per_week is not None:
        cap = person.max_visits_per_week * weights.load_minutes_per_visit
    else:
        cap = weights.load_default_minutes
    cap = max(cap, 1)
    for week in {week_of(item.start) for item in items}:
        before = sum(b.end - b.start for b in snapshot.bookings if week_of(b.start) == week)
        planned = sum(known[item.question].duration for item in items if week_of(item.start) == week)
        for minute in range(before, before + planned):
            inside = [band for band in weights.load if minute < cap * band.to_percent // 100]
            tenths += (inside[0] if inside else weights.load[-1]).points_per_10_minutes
    return points, tenths


def _without_rest(assignments: Sequence[Assignment], known: dict[int, Question], weights: Weights) -> int:
    """How many times a planned visit begins too shortly after a planned heavy one of the same person."""
    return sum(
        heavy.person == later.person
        and known[heavy.question].heavy
        and 0 <= later.start - heavy.start - known[heavy.question].duration < 60 * weights.rest_hours
        for heavy in assignments
        for later in assignments
    )


def _company(snapshot: Snapshot, question: Question, planned: set[int], weights: Weights) -> int:
    """What is brought by wishes about going with somebody, of whoever is planned with each other and with who goes."""
    people = {person.id: person for person in snapshot.people}
    there = {booking.person for booking in snapshot.bookings if booking.question == question.id}
    there |= {ask.person for ask in snapshot.asks if ask.question == question.id and ask.state == "accepted"}
    points = 0
    for one, other in combinations(sorted((planned | there) & people.keys()), 2):
        if one in planned or other in planned:
            first, second = people[one], people[other]
            points += weights.duo * (other in first.goes_with or one in second.goes_with)
            points += weights.goes_along * (first.goes_along != second.goes_along)
    return points


def _switches(assignments: Sequence[Assignment], known: dict[int, Question]) -> int:
    """How many people more than one each newcomer sees in a week."""
    seen = {
        (party, week_of(item.start), item.person)
        for item in assignments
        for party in known[item.question].parties
        if party.startswith("newcomer:")
    }
    ordered = sorted(seen)
    return sum(one[:2] == other[:2] for one, other in pairwise(ordered))
