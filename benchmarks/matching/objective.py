"""What a plan is worth, in whole points: one definition for every method, next to the engine's own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sleutelbos.matching.engine import Person, Question, Snapshot, Weights
from sleutelbos.matching.engine.moments import DAY, WEEK


@dataclass(frozen=True)
class Visit:
    """One question served by one person at one start."""

    question: int
    person: int
    start: int


def serve_points(question: Question, at: int, weights: Weights) -> int:
    """What it is worth that a question is served at all; ``at`` is the moment of planning."""
    waited = 0 if question.asked_on is None else max(at // DAY - question.asked_on, 0)
    waiting = weights.serve_waiting_per_day * min(waited, weights.serve_waiting_days_at_most)
    return weights.serve + weights.serve_per_urgency * question.urgency + waiting


def week_cap(person: Person, weights: Weights) -> int:
    """The minutes a week that count as 100 % for somebody."""
    if person.max_minutes_per_week is not None:
        return max(person.max_minutes_per_week, 1)
    if person.max_visits_per_week is not None:
        return max(person.max_visits_per_week * weights.load_minutes_per_visit, 1)
    return weights.load_default_minutes


def load_tenths(cap: int, minutes: int, weights: Weights) -> int:
    """What so many minutes in one week cost, in tenths of a point."""
    cost, low = 0, 0
    for at, band in enumerate(weights.load):
        high = minutes if at == len(weights.load) - 1 else min(minutes, cap * band.to_percent // 100)
        cost += max(high - low, 0) * band.points_per_10_minutes
        low = cap * band.to_percent // 100
    return cost


def first_visit_points(snapshot: Snapshot, weights: Weights) -> dict[int, int]:
    """Per person id, once for a plan that gives them anything: who was not asked for long comes first."""
    last: dict[int, int] = {}
    for ask in snapshot.asks:
        last[ask.person] = max(last.get(ask.person, ask.at), ask.at)
    most = weights.last_asked_weeks_at_most
    weeks = {
        person.id: min(max(snapshot.at - last[person.id], 0) // WEEK, most) if person.id in last else most
        for person in snapshot.people
    }
    return {person: weights.last_asked_per_week * number for person, number in weeks.items()}


def used_minutes(snapshot: Snapshot) -> dict[tuple[int, int], int]:
    """Minutes booked per person and week."""
    used: dict[tuple[int, int], int] = {}
    for booking in snapshot.bookings:
        key = (booking.person, booking.start // WEEK)
        used[key] = used.get(key, 0) + booking.end - booking.start
    return used


def newcomer(question: Question) -> str:
    """Whose question it is, empty when not said."""
    return next((party for party in question.parties if party.startswith("newcomer:")), "")


def switches(visits: Iterable[Visit], questions: dict[int, Question]) -> int:
    """How many people more than one each newcomer sees."""
    seen: dict[str, set[int]] = {}
    for visit in visits:
        who = newcomer(questions[visit.question])
        if who:
            seen.setdefault(who, set()).add(visit.person)
    return sum(len(people) - 1 for people in seen.values())


def without_rest(visits: Sequence[Visit], questions: dict[int, Question], weights: Weights) -> int:
    """How many times a planned visit begins too soon after a planned heavy one of the same person."""
    of_person: dict[int, list[Visit]] = {}
    for visit in visits:
        of_person.setdefault(visit.person, []).append(visit)
    return sum(
        questions[heavy.question].heavy
        and 0 <= later.start - heavy.start - questions[heavy.question].duration < 60 * weights.rest_hours
        for own in of_person.values()
        for heavy in own
        for later in own
    )


def minutes_of(visits: Sequence[Visit], questions: dict[int, Question]) -> dict[tuple[int, int], int]:
    """Planned minutes per person and week."""
    minutes: dict[tuple[int, int], int] = {}
    for visit in visits:
        key = (visit.person, visit.start // WEEK)
        minutes[key] = minutes.get(key, 0) + questions[visit.question].duration
    return minutes
