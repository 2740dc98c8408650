"""Every hard rule, once: a test over all people at a time.

A rule that does not depend on the time gives a mask of people. A rule about time gives, per person, the set
of starts at which it holds, as bits: word ``w`` of a person holds the starts ``64 w`` to ``64 w + 63`` of
the question. Somebody fits when every mask holds and at least one start is in every set.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sleutelbos.matching.engine.codes import START_RULES, Rule
from sleutelbos.matching.engine.language_fit import LanguageFit, fit_languages
from sleutelbos.matching.engine.languages import LanguageRules
from sleutelbos.matching.engine.moments import DAY, WEEK, month_of
from sleutelbos.matching.engine.travel import TravelModel
from sleutelbos.matching.engine.types import Question
from sleutelbos.matching.engine.weights import Weights
from sleutelbos.matching.engine.world import FOREVER, MODES, Bools, Floats, Ints, Points, Spans, World, points

Bits = NDArray[np.uint64]  # (words, people)

LOW_BITS: Bits = np.array([(1 << count) - 1 for count in range(65)], dtype=np.uint64)
UNKNOWN = -1


class Case:
    """One question held against one world. Answers are computed when asked for, and kept."""

    def __init__(
        self,
        world: World,
        question: Question,
        weights: Weights,
        languages: LanguageRules,
        travel: TravelModel,
    ) -> None:
        self.world = world
        self.question = question
        self.weights = weights
        self.languages = languages
        self.travel = travel
        self.starts: Ints = np.array(question.starts, dtype=np.int64)
        self.words = (len(self.starts) + 63) // 64
        self._static: dict[Rule, Bools] = {}
        self._bits: dict[Rule, Bits] = {}

    def holds(self, rule: Rule) -> Bools:
        """Who passes a rule that does not depend on the time."""
        if rule not in self._static:
            self._static[rule] = STATIC_TESTS[rule](self)
        return self._static[rule]

    def bits(self, rule: Rule) -> Bits:
        """At which starts a rule about time holds, per person."""
        if rule not in self._bits:
            self._bits[rule] = START_TESTS[rule](self)
        return self._bits[rule]

    @cached_property
    def full(self) -> Bits:
        """All starts, as one column of words."""
        count = len(self.starts)
        return np.array([LOW_BITS[min(64, count - 64 * word)] for word in range(self.words)])[:, None]

    @cached_property
    def together(self) -> Bits:
        """The starts at which every rule about time holds, per person."""
        together = np.broadcast_to(self.full, (self.words, self.world.size)).copy()
        for rule in START_RULES:
            together &= self.bits(rule)
        return together

    def everywhere(self) -> Bits:
        """Every start for everybody."""
        return np.broadcast_to(self.full, (self.words, self.world.size))

    def union(self, person: Ints, low: Ints, high: Ints) -> Bits:
        """Per person the starts ``low <= index < high`` of any row, as bits."""
        bits = np.zeros((self.words, self.world.size), dtype=np.uint64)
        for word in range(self.words):
            upto = LOW_BITS[np.clip(high - 64 * word, 0, 64)]
            mask = upto & ~LOW_BITS[np.clip(low - 64 * word, 0, 64)]
            np.bitwise_or.at(bits[word], person, mask)
        return bits

    def between(self, person: Ints, first: Ints, last: Ints) -> Bits:
        """Per person the starts with ``first <= start <= last`` of any row, as bits."""
        upto = self.starts.searchsorted(last, side="right")
        return self.union(person, self.starts.searchsorted(first), upto)

    def days(self, spans: Spans) -> Bits:
        """Per person the starts on the days from first to last of any row, as bits."""
        return self.between(spans.person, spans.first * DAY, spans.last * DAY + DAY - 1)

    @cached_property
    def language(self) -> LanguageFit:
        """Who can help in which language, and by which pair of varieties."""
        return fit_languages(self.world, self.question, self.weights, self.languages)

    @cached_property
    def place(self) -> Points:
        """Where the appointment is, as one point; unknown and meaningless when online."""
        return points([self.question.place])

    @cached_property
    def trip(self) -> tuple[Ints, Ints]:
        """Per person the minutes from home, one way, and the index of the means; UNKNOWN without places."""
        everyone = np.arange(self.world.size)
        if self.question.online:
            return np.zeros(self.world.size, dtype=np.int64), np.full(self.world.size, UNKNOWN)
        minutes, mode = self.quickest(everyone, self.world.home.xyz, self.place.xyz)
        known = self.world.home.known & self.place.known & (mode != UNKNOWN)
        return np.where(known, minutes, UNKNOWN), np.where(known, mode, UNKNOWN)

    def quickest(self, person: Ints, origin: Floats, target: Floats) -> tuple[Ints, Ints]:
        """Minutes by the quickest of each person's own means and which that is; FOREVER without any means."""
        best = np.full(len(person), FOREVER, dtype=np.int64)
        mode = np.full(len(person), UNKNOWN, dtype=np.int64)
        for index, name in enumerate(MODES):
            has = self.world.modes[index, person]
            if not has.any():
                continue
            minutes = self.travel.minutes(origin, target, name)
            better = has & (minutes < best)
            best = np.where(better, minutes, best)
            mode[better] = index
        return best, mode

    def booking_gap(self, rows: Ints) -> Ints:
        """Minutes that must lie between each booking row and the appointment: travel, and a fixed gap."""
        world, person = self.world, self.world.bookings.person[rows]
        there = Points(world.booking_place.xyz[rows], world.booking_place.known[rows])
        if self.question.online:
            here = Points(world.home.xyz[person], world.home.known[person])
        else:
            here = self.place
        minutes, mode = self.quickest(person, there.xyz, here.xyz)
        known = there.known & here.known & (mode != UNKNOWN)
        minutes = np.where(known, minutes, self.weights.unknown_travel_minutes)
        if self.question.online:
            minutes = np.where(world.booking_online[rows], 0, minutes)
        return minutes + self.weights.gap_minutes


def _deployable(case: Case) -> Bools:
    return case.world.deployable


def _possible(case: Case) -> Bools:
    world, question = case.world, case.question
    return ~(world.who(question.excluded) | world.mask(world.exclusions, question.parties))


def _language(case: Case) -> Bools:
    return case.language.fits


def _also_language(case: Case) -> Bools:
    return case.language.also


def _gender(case: Case) -> Bools:
    if not case.question.required_gender:
        return np.ones(case.world.size, dtype=bool)
    return case.world.mask(case.world.gender, (case.question.required_gender,))


def _own_wish(case: Case) -> Bools:
    world, question = case.world, case.question
    against = world.mask(world.refused, question.tags)
    if question.place.code and not question.online:
        against |= world.not_in_own_place & world.mask(world.place, (question.place.code,))
    return ~against


def _same_place(case: Case) -> Bools:
    return ~case.world.mask(case.world.place, case.question.not_from_places)


def _known_only(case: Case) -> Bools:
    if not case.question.known_only:
        return np.ones(case.world.size, dtype=bool)
    return case.world.who(known.person for known in case.question.known)


def _online(case: Case) -> Bools:
    return case.world.online if case.question.online else np.ones(case.world.size, dtype=bool)


def _travel(case: Case) -> Bools:
    if case.question.online or case.question.any_distance:
        return np.ones(case.world.size, dtype=bool)
    return case.trip[0] <= case.world.max_travel


def _not_already_asked(case: Case) -> Bools:
    question = case.question.id
    asked = [person for person, state in case.world.asked.get(question, ()) if state in ("open", "accepted")]
    return ~case.world.who(asked + case.world.booked_on.get(question, []))


def _not_declined(case: Case) -> Bools:
    asked = case.world.asked.get(case.question.id, ())
    return ~case.world.who(person for person, state in asked if state == "declined")


def _may_ask_now(case: Case) -> Bools:
    return case.world.ask_again_on <= case.world.at // DAY


def _under_ask_cap(case: Case) -> Bools:
    own = case.world.max_asks
    return case.world.asks_14 < np.where(own >= 0, own, case.weights.asks_per_14_days)


def _under_open_asks(case: Case) -> Bools:
    own = case.world.max_open
    return case.world.asks_open < np.where(own >= 0, own, case.weights.open_asks)


def _engagement(case: Case) -> Bits:
    rows = case.world.serving(case.question.municipality, case.question.payer)
    work = case.world.engagements
    return case.days(Spans(work.person[rows], work.first[rows], work.last[rows], 0))


def _readiness(case: Case) -> Bits:
    bits = case.everywhere()
    nothing = Spans.of(())
    for item in case.question.requires:
        bits = bits & case.days(case.world.readiness.get(item, nothing))
    return bits


def _not_paused(case: Case) -> Bits:
    return case.full & ~case.days(case.world.pauses)


def _available(case: Case) -> Bits:
    world, duration = case.world, case.question.duration
    if not case.question.timed:
        return case.everywhere()
    first, last = int(case.starts[0]), int(case.starts[-1])
    weekly, extra = world.weekly, world.extra
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
        high.append(weekly.last[rows] + shift - duration)
    bits = case.between(np.concatenate(person), np.concatenate(low), np.concatenate(high))
    bits |= case.full * (world.flexible | world.always).astype(np.uint64)
    if len(world.away.person):
        away = world.away
        bits &= ~case.between(away.person, away.first - duration + 1, away.last - 1)
    return bits


def _no_overlap(case: Case) -> Bits:
    if not case.question.timed:
        return case.everywhere()
    bookings, duration = case.world.bookings, case.question.duration
    reach = max(case.travel.longest, case.weights.unknown_travel_minutes) + case.weights.gap_minutes
    first, last = int(case.starts[0]) - reach, int(case.starts[-1]) + duration + reach
    low = int(bookings.first.searchsorted(first - bookings.longest))
    high = int(bookings.first.searchsorted(last, side="right"))
    rows = np.arange(low, high)
    rows = rows[bookings.last[low:high] >= first]
    if not len(rows):
        return case.everywhere()
    gap = case.booking_gap(rows)
    clash = case.between(
        bookings.person[rows],
        bookings.first[rows] - duration - gap + 1,
        bookings.last[rows] + gap - 1,
    )
    return case.full & ~clash


def _week_cap(case: Case) -> Bits:
    if not case.question.timed:
        return case.everywhere()
    world, weeks = case.world, case.starts // WEEK
    over: list[tuple[Bools, Ints]] = []
    for week in np.unique(weeks):
        visits, minutes = world.week(int(week))
        full = (visits + 1 > world.max_visits) | (minutes + case.question.duration > world.max_minutes)
        over.append((full, np.flatnonzero(weeks == week)))
    return _without(case, over)


def _month_cap(case: Case) -> Bits:
    if not case.question.timed:
        return case.everywhere()
    months = np.array([month_of(int(start)) for start in case.starts], dtype=np.int64)
    over = []
    for month in np.unique(months):
        full = case.world.month(int(month)) + case.question.duration > case.world.max_month
        over.append((full, np.flatnonzero(months == month)))
    return _without(case, over)


def _without(case: Case, over: list[tuple[Bools, Ints]]) -> Bits:
    """Every start but, for the people of each mask, a run of starts (given by its ascending indexes)."""
    person = [np.flatnonzero(full) for full, _starts in over]
    low = [np.full(len(who), starts[0]) for who, (_full, starts) in zip(person, over, strict=True)]
    high = [np.full(len(who), starts[-1] + 1) for who, (_full, starts) in zip(person, over, strict=True)]
    return case.full & ~case.union(np.concatenate(person), np.concatenate(low), np.concatenate(high))


STATIC_TESTS: dict[Rule, Callable[[Case], Bools]] = {
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

START_TESTS: dict[Rule, Callable[[Case], Bits]] = {
    Rule.ENGAGEMENT: _engagement,
    Rule.READINESS: _readiness,
    Rule.PAUSED: _not_paused,
    Rule.AVAILABILITY: _available,
    Rule.OVERLAP: _no_overlap,
    Rule.WEEK_CAP: _week_cap,
    Rule.MONTH_CAP: _month_cap,
}
