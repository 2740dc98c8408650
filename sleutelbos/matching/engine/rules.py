"""Every hard rule, once: a test over all people at a time.

Used by ``case``, which says what the answers mean; a rule about the day is asked once for every day.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sleutelbos.matching.engine.codes import Rule
from sleutelbos.matching.engine.columns import Bits, Bools
from sleutelbos.matching.engine.moments import DAY, WEEK, month_of

if TYPE_CHECKING:
    from sleutelbos.matching.engine.case import Case

NOTHING = np.uint64(0)


def _deployable(case: "Case") -> Bools:
    return case.world.deployable


def _possible(case: "Case") -> Bools:
    world, question = case.world, case.question
    return ~(world.who(question.excluded) | world.mask(world.exclusions, question.parties))


def _language(case: "Case") -> Bools:
    return case.language.fits


def _also_language(case: "Case") -> Bools:
    return case.language.also


def _gender(case: "Case") -> Bools:
    if not case.question.required_gender:
        return np.ones(case.world.size, dtype=bool)
    return case.world.mask(case.world.gender, (case.question.required_gender,))


def _own_wish(case: "Case") -> Bools:
    world, question = case.world, case.question
    against = world.mask(world.refused, question.tags)
    if question.place.code and not question.online:
        against |= world.not_in_own_place & world.mask(world.place, (question.place.code,))
    return ~against


def _same_place(case: "Case") -> Bools:
    return ~case.world.mask(case.world.place, case.question.not_from_places)


def _known_only(case: "Case") -> Bools:
    if not case.question.known_only:
        return np.ones(case.world.size, dtype=bool)
    return case.world.who(known.person for known in case.question.known)


def _online(case: "Case") -> Bools:
    return case.world.online if case.question.online else np.ones(case.world.size, dtype=bool)


def _travel(case: "Case") -> Bools:
    if case.question.online or case.question.any_distance:
        return np.ones(case.world.size, dtype=bool)
    return case.trip[0] <= case.world.max_travel


def _not_already_asked(case: "Case") -> Bools:
    question = case.question.id
    asked = [person for person, state in case.world.asked.get(question, ()) if state in ("open", "accepted")]
    return ~case.world.who(asked + case.world.booked_on.get(question, []))


def _not_declined(case: "Case") -> Bools:
    asked = case.world.asked.get(case.question.id, ())
    return ~case.world.who(person for person, state in asked if state == "declined")


def _may_ask_now(case: "Case") -> Bools:
    return case.world.ask_again_on <= case.world.at // DAY


def _under_ask_cap(case: "Case") -> Bools:
    own = case.world.max_asks
    return case.world.asks_14 < np.where(own >= 0, own, case.weights.asks_per_14_days)


def _under_open_asks(case: "Case") -> Bools:
    own = case.world.max_open
    return case.world.asks_open < np.where(own >= 0, own, case.weights.open_asks)


def _engaged(case: "Case", day: int) -> Bools:
    return case.world.engaged(case.question.municipality, case.question.payer, day)


def _ready(case: "Case", day: int) -> Bools:
    ready = np.ones(case.world.size, dtype=bool)
    for item in case.question.requires:
        ready &= case.world.ready(item, day)
    return ready


def _not_paused(case: "Case", day: int) -> Bools:
    return ~case.world.paused(day)


def _under_week_cap(case: "Case", day: int) -> Bools:
    world = case.world
    if not case.question.timed:
        return np.ones(world.size, dtype=bool)
    return world.under_week_cap(day * DAY // WEEK, case.question.duration)


def _under_month_cap(case: "Case", day: int) -> Bools:
    world = case.world
    if not case.question.timed:
        return np.ones(world.size, dtype=bool)
    return world.under_month_cap(month_of(day * DAY), case.question.duration)


def _available(case: "Case") -> Bits:
    world, duration = case.world, case.question.duration
    if not case.question.timed:
        return case.everywhere()
    first, last = int(case.starts[0]), int(case.starts[-1])
    weekly, extra, away = case.crowd.weekly, case.crowd.extra, case.crowd.away
    person, low, high = [extra.person], [extra.first], [extra.last - duration]
    for week in range((first - weekly.longest) // WEEK, last // WEEK + 1):
        shift = week * WEEK
        # Only rows that begin early enough and may end late enough.
        rows = slice(
            int(weekly.first.searchsorted(first + duration - weekly.longest - shift)),
            int(weekly.first.searchsorted(last - shift, side="right")),
        )
        person.append(weekly.person[rows])
        low.append(weekly.first[rows] + shift)
        high.append(weekly.last[rows] + (shift - duration))
    bits = case.between(np.concatenate(person), np.concatenate(low), np.concatenate(high))
    bits |= np.where(case.of_crowd(world.flexible | world.always), case.full, NOTHING)
    if len(away.person):
        bits &= ~case.between(away.person, away.first - duration + 1, away.last - 1)
    return bits


def _no_overlap(case: "Case") -> Bits:
    if not case.question.timed:
        return case.everywhere()
    bookings, duration = case.world.bookings, case.question.duration
    reach = max(case.travel.longest, case.weights.unknown_travel_minutes) + case.weights.gap_minutes
    first, last = int(case.starts[0]) - reach, int(case.starts[-1]) + duration + reach
    rows = case.crowd.booking_rows
    # The world's bookings are in the order of their start, and so are the rows of a crowd.
    low, high = bookings.first.searchsorted((first - bookings.longest, last + 1))
    part = slice(*rows.searchsorted((low, high)).tolist())
    rows, person = rows[part], case.crowd.booking_person[part]
    close = bookings.last[rows] >= first
    rows, person = rows[close], person[close]
    if not len(rows):
        return case.everywhere()
    gap = case.booking_gap(rows)
    clash = case.between(person, bookings.first[rows] - duration - gap + 1, bookings.last[rows] + gap - 1)
    return case.full & ~clash


STATIC_TESTS: dict[Rule, Callable[["Case"], Bools]] = {
    Rule.NOT_DEPLOYABLE: _deployable,
    Rule.NOT_POSSIBLE: _possible,
    Rule.LANGUAGE: _language,
    Rule.ALSO_LANGUAGE: _also_language,
    Rule.GENDER: _gender,
    Rule.OWN_WISH: _own_wish,
    Rule.SAME_PLACE: _same_place,
    Rule.KNOWN_ONLY: _known_only,
    Rule.ONLINE: _online,
    Rule.TRAVEL: _travel,
    Rule.ALREADY_ASKED: _not_already_asked,
    Rule.DECLINED: _not_declined,
    Rule.ASK_LATER: _may_ask_now,
    Rule.ASK_CAP: _under_ask_cap,
    Rule.OPEN_ASKS: _under_open_asks,
}

DAY_TESTS: dict[Rule, Callable[["Case", int], Bools]] = {
    Rule.ENGAGEMENT: _engaged,
    Rule.READINESS: _ready,
    Rule.PAUSED: _not_paused,
    Rule.WEEK_CAP: _under_week_cap,
    Rule.MONTH_CAP: _under_month_cap,
}

HOUR_TESTS: dict[Rule, Callable[["Case"], Bits]] = {
    Rule.AVAILABILITY: _available,
    Rule.OVERLAP: _no_overlap,
}
