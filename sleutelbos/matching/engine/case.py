"""One question held against one world: who passes which rule, and at which start.

A rule that does not depend on the time gives a mask of people. A rule about the day gives such a mask for every day
of the question. A rule about the hour gives, per person, the set of starts at which it holds, as bits: word ``w`` of
a person holds the starts ``64 w`` to ``64 w + 63`` of the question. Somebody fits when every mask holds and at least
one start is left.
"""

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from sleutelbos.matching.engine.codes import DAY_RULES, HOUR_RULES, START_RULES, Rule
from sleutelbos.matching.engine.columns import FOREVER, MODES, Bits, Bools, Crowd, Floats, Ints, Points, points
from sleutelbos.matching.engine.language_fit import LanguageFit, fit_languages
from sleutelbos.matching.engine.languages import LanguageRules
from sleutelbos.matching.engine.moments import DAY
from sleutelbos.matching.engine.rules import DAY_TESTS, HOUR_TESTS, NOTHING, STATIC_TESTS
from sleutelbos.matching.engine.travel import TravelModel
from sleutelbos.matching.engine.types import Question
from sleutelbos.matching.engine.weights import Weights
from sleutelbos.matching.engine.world import World

LOW_BITS: Bits = np.array([(1 << count) - 1 for count in range(65)], dtype=np.uint64)
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
        self._passes: dict[Rule, Bools] = {}

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
        if rule not in self._passes:
            if rule in DAY_RULES:
                self._passes[rule] = np.logical_or.reduce(self.on_days(rule), axis=0)
            elif rule in HOUR_RULES:
                self._passes[rule] = anywhere(self.bits(rule))
            else:
                self._passes[rule] = self.of_crowd(self.holds(rule))
        return self._passes[rule]

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
        """Some of the starts, as one column of words."""
        among = np.zeros(64 * self.words, dtype=bool)
        among[self.starts.searchsorted(starts)] = True
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
        low, high = self.before(first[rows]), self.before(last[rows] + 1)
        for word in range(self.words):
            upto = LOW_BITS[np.minimum(np.maximum(high - 64 * word, 0), 64)]
            mask = upto & ~LOW_BITS[np.minimum(np.maximum(low - 64 * word, 0), 64)]
            np.bitwise_or.at(bits[word], who, mask)
        return bits

    def before(self, minutes: Ints) -> Ints:
        """How many starts come before each of these minutes."""
        span = len(self._counts) - 1
        found: Ints = self._counts[np.minimum(np.maximum(minutes - self.starts[0], 0), span)]
        return found

    @cached_property
    def _counts(self) -> Ints:
        """Per minute from the first start to just after the last, how many starts come before it."""
        marks = np.zeros(int(self.starts[-1] - self.starts[0]) + 2, dtype=np.int64)
        marks[self.starts - self.starts[0] + 1] = 1
        return np.cumsum(marks)

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
        size = self.world.size
        if self.question.online:
            return np.zeros(size, dtype=np.int64), np.full(size, UNKNOWN)
        minutes, mode = self._quickest(size, self.world.homes_by_mode, self.place.xyz)
        unknown = ~self.world.home.known | ~self.place.known | (mode == UNKNOWN)
        minutes[unknown] = mode[unknown] = UNKNOWN
        return minutes, mode

    def _quickest(self, count: int, by_mode: Iterable[tuple[int, Ints, Floats]], target: Floats) -> tuple[Ints, Ints]:
        """Minutes by the quickest means, and which that is, for rows that each have some; UNKNOWN without any.

        ``by_mode`` gives per means the rows that have it and where they leave from; ``target`` is one place, or one
        for each row.
        """
        best = np.full(count, FOREVER, dtype=np.int64)
        mode = np.full(count, UNKNOWN, dtype=np.int64)
        for index, rows, origin in by_mode:
            there = target if target.shape[1] == 1 else target[:, rows]
            minutes = self.travel.minutes(origin, there, MODES[index])
            better = minutes < best[rows]
            best[rows[better]] = minutes[better]
            mode[rows[better]] = index
        return best, mode

    def booking_gap(self, rows: Ints) -> Ints:
        """Minutes that must lie between each booking row and the appointment: travel, and a fixed gap."""
        world, person = self.world, self.world.bookings.person[rows]
        there = world.booking_place.of(rows)
        here = world.home.of(person) if self.question.online else self.place
        has = world.modes[:, person]
        by_mode = [(index, np.flatnonzero(has[index])) for index in range(len(MODES))]
        minutes, mode = self._quickest(
            len(rows), [(index, who, there.xyz[:, who]) for index, who in by_mode if len(who)], here.xyz
        )
        known = there.known & here.known & (mode != UNKNOWN)
        minutes = np.where(known, minutes, self.weights.unknown_travel_minutes)
        if self.question.online:
            minutes = np.where(world.booking_online[rows], 0, minutes)
        return minutes + self.weights.gap_minutes


def anywhere(bits: Bits) -> Bools:
    """Who has any start left."""
    left: Bools = np.not_equal(np.bitwise_or.reduce(bits, axis=0), NOTHING)
    return left
