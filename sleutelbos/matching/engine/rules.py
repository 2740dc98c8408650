"""Every hard rule, once: a test over all people at a time.

A rule that does not depend on the time gives a mask of people. A rule about the day gives such a mask for every day
of the question. A rule about the hour gives, per person, the set of starts at which it holds, as bits: word ``w`` of
a person holds the starts ``64 w`` to ``64 w + 63`` of the question. Somebody fits when every mask holds and at least
one start is left.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sleutelbos.matching.engine.codes import DAY_RULES, HOUR_RULES, START_RULES, Rule
from sleutelbos.matching.engine.language_fit import LanguageFit, fit_languages
from sleutelbos.matching.engine.languages import LanguageRules
from sleutelbos.matching.engine.moments import DAY, WEEK, month_of
from sleutelbos.matching.engine.travel import TravelModel
from sleutelbos.matching.engine.types import Question
from sleutelbos.matching.engine.weights import Weights
from sleutelbos.matching.engine.world import FOREVER, MODES, Bools, Crowd, Floats, Ints, Points, World, points

Bits = NDArray[np.uint64]  # (words, crowd)

LOW_BITS: Bits = np.array([(1 << count) - 1 for count in range(65)], dtype=np.uint64)
NOTHING = np.uint64(0)
UNKNOWN = -1


class Case:
    """One question held against one world. Answers are computed when asked for, and kept.

    Rules about the time are tested for a crowd only, by default everybody: a "what if" need not test the hours of
    people who fail for another reason.
    """

    def __init__(
        self,
        world: World,
        question: Question,
        weights: Weights,
        languages: LanguageRules,
        travel: TravelModel,
        crowd: Crowd | None = None,
    ) -> None:
        self.world = world
        self.question = question
        self.weights = weights
        self.languages = languages
        self.travel = travel
        self.crowd = crowd or world.everybody
        self.size = self.crowd.size
        self._all = crowd is None
        self.starts: Ints = np.array(question.starts, dtype=np.int64)
        self.words = (len(self.starts) + 63) // 64
        self._static: dict[Rule, Bools] = {}
        self._days: dict[Rule, Bools] = {}
        self._bits: dict[Rule, Bits] = {}

    def holds(self, rule: Rule) -> Bools:
        """Who (of everybody) passes a rule that does not depend on the time."""
        if rule not in self._static:
            self._static[rule] = STATIC_TESTS[rule](self)
        return self._static[rule]

    def on_days(self, rule: Rule) -> Bools:
        """Who passes a rule about the day, as ``(days, crowd)``."""
        if rule not in self._days:
            test = DAY_TESTS[rule]
            masks = [self.of_crowd(test(self, int(day))) for day in self.days]
            self._days[rule] = np.array(masks).reshape(len(self.days), self.size)
        return self._days[rule]

    def bits(self, rule: Rule) -> Bits:
        """At which starts a rule about the hour holds."""
        if rule not in self._bits:
            self._bits[rule] = HOUR_TESTS[rule](self)
        return self._bits[rule]

    def passes(self, rule: Rule) -> Bools:
        """Who passes one rule, whichever kind it is: at some start, where it is about the time."""
        if rule in DAY_RULES:
            some: Bools = np.logical_or.reduce(self.on_days(rule), axis=0)
            return some
        if rule in HOUR_RULES:
            return anywhere(self.bits(rule))
        return self.of_crowd(self.holds(rule))

    def together(self, rules: tuple[Rule, ...] = START_RULES, some: Ints | None = None) -> Bits:
        """The starts at which all these rules about the time hold, for the crowd or some of it."""
        which = slice(None) if some is None else some
        days = np.ones((len(self.days), self.size), dtype=bool)[:, which]
        for rule in rules:
            if rule in DAY_RULES:
                days &= self.on_days(rule)[:, which]
        bits = self.spread(days)
        for rule in rules:
            if rule in HOUR_RULES:
                bits &= self.bits(rule)[:, which]
        return bits

    @cached_property
    def possible(self) -> Bits:
        """The starts at which every rule about the time holds."""
        return self.together()

    def of_crowd(self, mask: Bools) -> Bools:
        """A mask of everybody, cut down to the crowd."""
        return mask if self._all else mask[self.crowd.people]

    @cached_property
    def days(self) -> Ints:
        """The days on which it may start, ascending."""
        return self.starts // DAY if len(self.starts) == 1 else np.unique(self.starts // DAY)

    @cached_property
    def full(self) -> Bits:
        """All starts, as one column of words."""
        count = len(self.starts)
        return np.array([LOW_BITS[min(64, count - 64 * word)] for word in range(self.words)])[:, None]

    def only(self, starts: tuple[int, ...]) -> Bits:
        """These of all starts, as one column of words."""
        among = np.zeros(64 * self.words, dtype=np.uint8)
        among[: len(self.starts)] = np.isin(self.starts, np.array(starts, dtype=np.int64))
        return np.packbits(among, bitorder="little").view("<u8").astype(np.uint64)[:, None]

    def everywhere(self) -> Bits:
        """Every start for everybody."""
        return np.broadcast_to(self.full, (self.words, self.size))

    def spread(self, days: Bools) -> Bits:
        """The starts on the days of a mask ``(days, people)``, as bits."""
        if len(self.starts) == 1:
            return days.astype(np.uint64)
        bits = np.zeros((self.words, days.shape[1]), dtype=np.uint64)
        ends = self.starts.searchsorted((self.days + 1) * DAY).tolist()
        for day, (low, high) in enumerate(zip([0, *ends], ends, strict=False)):
            for word in range(low // 64, (high - 1) // 64 + 1):
                mask = LOW_BITS[min(64, high - 64 * word)] & ~LOW_BITS[max(0, low - 64 * word)]
                bits[word] |= np.where(days[day], mask, NOTHING)
        return bits

    def between(self, person: Ints, first: Ints, last: Ints) -> Bits:
        """The starts with ``first <= start <= last`` of any row of somebody in the crowd, as bits."""
        bits = np.zeros((self.words, self.size), dtype=np.uint64)
        rows = np.flatnonzero((first <= self.starts[-1]) & (last >= self.starts[0]) & (first <= last))
        who = person[rows]
        if len(self.starts) == 1:
            bits[0, who] = 1
            return bits
        low = self.starts.searchsorted(first[rows])
        high = self.starts.searchsorted(last[rows], side="right")
        for word in range(self.words):
            upto = LOW_BITS[np.minimum(np.maximum(high - 64 * word, 0), 64)]
            mask = upto & ~LOW_BITS[np.minimum(np.maximum(low - 64 * word, 0), 64)]
            np.bitwise_or.at(bits[word], who, mask)
        return bits

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
        if self.question.online:
            return np.zeros(self.world.size, dtype=np.int64), np.full(self.world.size, UNKNOWN)
        everyone = np.arange(self.world.size)
        minutes, mode = self.quickest(everyone, self.world.home.xyz, self.place.xyz)
        known = self.world.home.known & self.place.known & (mode != UNKNOWN)
        return np.where(known, minutes, UNKNOWN), np.where(known, mode, UNKNOWN)

    def quickest(self, person: Ints, origin: Floats, target: Floats) -> tuple[Ints, Ints]:
        """Minutes by the quickest of each person's own means and which that is; FOREVER without any means."""
        best = np.full(len(person), FOREVER, dtype=np.int64)
        mode = np.full(len(person), UNKNOWN, dtype=np.int64)
        for index, name in enumerate(MODES):
            rows = np.flatnonzero(self.world.modes[index, person])
            if not len(rows):
                continue
            there = target[rows] if len(target) > 1 else target
            minutes = self.travel.minutes(origin[rows], there, name)
            better = minutes < best[rows]
            best[rows[better]] = minutes[better]
            mode[rows[better]] = index
        return best, mode

    def booking_gap(self, rows: Ints) -> Ints:
        """Minutes that must lie between each booking row and the appointment: travel, and a fixed gap."""
        world, person = self.world, self.world.bookings.person[rows]
        there = Points(world.booking_place.xyz[rows], world.booking_place.known[rows])
        homes = Points(world.home.xyz[person], world.home.known[person])
        here = homes if self.question.online else self.place
        minutes, mode = self.quickest(person, there.xyz, here.xyz)
        known = there.known & here.known & (mode != UNKNOWN)
        minutes = np.where(known, minutes, self.weights.unknown_travel_minutes)
        if self.question.online:
            minutes = np.where(world.booking_online[rows], 0, minutes)
        return minutes + self.weights.gap_minutes


def anywhere(bits: Bits) -> Bools:
    """Who has any start left."""
    left: Bools = np.not_equal(np.bitwise_or.reduce(bits, axis=0), NOTHING)
    return left


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


def _engaged(case: Case, day: int) -> Bools:
    return case.world.engaged(case.question.municipality, case.question.payer, day)


def _ready(case: Case, day: int) -> Bools:
    ready = np.ones(case.world.size, dtype=bool)
    for item in case.question.requires:
        ready &= case.world.ready(item, day)
    return ready


def _not_paused(case: Case, day: int) -> Bools:
    return ~case.world.paused(day)


def _under_week_cap(case: Case, day: int) -> Bools:
    world = case.world
    if not case.question.timed:
        return np.ones(world.size, dtype=bool)
    visits, minutes = world.week(day * DAY // WEEK)
    return (visits < world.max_visits) & (minutes + case.question.duration <= world.max_minutes)


def _under_month_cap(case: Case, day: int) -> Bools:
    world = case.world
    if not case.question.timed:
        return np.ones(world.size, dtype=bool)
    return world.month(month_of(day * DAY)) + case.question.duration <= world.max_month


def _available(case: Case) -> Bits:
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


def _no_overlap(case: Case) -> Bits:
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

DAY_TESTS: dict[Rule, Callable[[Case, int], Bools]] = {
    Rule.ENGAGEMENT: _engaged,
    Rule.READINESS: _ready,
    Rule.PAUSED: _not_paused,
    Rule.WEEK_CAP: _under_week_cap,
    Rule.MONTH_CAP: _under_month_cap,
}

HOUR_TESTS: dict[Rule, Callable[[Case], Bits]] = {
    Rule.AVAILABILITY: _available,
    Rule.OVERLAP: _no_overlap,
}
