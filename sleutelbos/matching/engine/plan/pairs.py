"""Who can do which of many questions, and when: the rules of ``Case`` for all questions of a plan at once.

A rule about a person, or about a person and a day, is the one of ``rules``; its answer is kept for every question that
asks the same. Travel, hours and bookings are tested here for rows of a question, a person and a start each, as arrays:
``Case`` says the same of one question, and the tests hold both against each other.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sleutelbos.matching.engine.case import UNKNOWN, Case
from sleutelbos.matching.engine.codes import DAY_RULES, STATIC_RULES, Rule
from sleutelbos.matching.engine.columns import FOREVER, MODES, Bools, Floats, Ints, Spans
from sleutelbos.matching.engine.columns import points as places
from sleutelbos.matching.engine.language_fit import LanguageFit
from sleutelbos.matching.engine.languages import LanguageRules
from sleutelbos.matching.engine.moments import DAY, WEEK
from sleutelbos.matching.engine.rules import DAY_TESTS
from sleutelbos.matching.engine.score import Asked, Scores, company_of, score_rows, worth_in_a_plan
from sleutelbos.matching.engine.travel import TravelModel
from sleutelbos.matching.engine.types import Question
from sleutelbos.matching.engine.weights import Weights
from sleutelbos.matching.engine.world import World

AT_ONCE = 400_000  # pairs of a question and a person looked at together
SPAN = 1 << 34  # more than any minute

# What of a question a rule reads, where that is less than everything: equal keys get equal answers.
KEYS: dict[Rule, Callable[[World, Question], Hashable]] = {
    Rule.NOT_DEPLOYABLE: lambda _world, _question: None,
    Rule.NOT_POSSIBLE: lambda world, question: (
        question.excluded,
        tuple(party for party in question.parties if party in world.exclusions),
    ),
    Rule.LANGUAGE: lambda _world, question: (question.languages, question.also, question.fallback),
    Rule.ALSO_LANGUAGE: lambda _world, question: (question.languages, question.also, question.fallback),
    Rule.GENDER: lambda _world, question: question.required_gender,
    Rule.OWN_WISH: lambda world, question: (
        tuple(tag for tag in question.tags if tag in world.refused),
        "" if question.online else question.place.code,
    ),
    Rule.SAME_PLACE: lambda _world, question: question.not_from_places,
    Rule.KNOWN_ONLY: lambda _world, question: question.known if question.known_only else None,
    Rule.ONLINE: lambda _world, question: question.online,
    Rule.ALREADY_ASKED: lambda world, question: (
        question.id if question.id in world.asked or question.id in world.booked_on else None
    ),
    Rule.DECLINED: lambda world, question: question.id if question.id in world.asked else None,
    Rule.ASK_LATER: lambda _world, _question: None,
    Rule.ASK_CAP: lambda _world, _question: None,
    Rule.OPEN_ASKS: lambda _world, _question: None,
    Rule.ENGAGEMENT: lambda _world, question: (question.municipality, question.payer),
    Rule.READINESS: lambda _world, question: question.requires,
    Rule.PAUSED: lambda _world, _question: None,
    Rule.WEEK_CAP: lambda _world, question: question.duration,
    Rule.MONTH_CAP: lambda _world, question: question.duration,
}


@dataclass(frozen=True)
class Rows:
    """Rows of a question, a person (both positions) and a start, sorted by these in the order question, start, person.

    ``minutes`` and ``mode`` are those of the trip from home, as in ``Case.trip``.
    """

    question: Ints
    person: Ints
    start: Ints
    minutes: Ints
    mode: Ints

    def only(self, good: Bools | Ints) -> "Rows":
        """Some of the rows."""
        return Rows(self.question[good], self.person[good], self.start[good], self.minutes[good], self.mode[good])


class Pairs:
    """The people of a world held against questions, with the answers that many questions share."""

    def __init__(
        self,
        world: World,
        questions: Sequence[Question],
        weights: Weights,
        languages: LanguageRules,
        travel: TravelModel,
    ) -> None:
        self.world, self.questions = world, questions
        self.weights, self.languages, self.travel = weights, languages, travel
        self.place = places([question.place for question in questions])
        self.online: Bools = np.array([question.online for question in questions], dtype=bool)
        self.duration: Ints = np.array([question.duration for question in questions], dtype=np.int64)
        self._fits: dict[Hashable, LanguageFit] = {}
        # None where everybody passes.
        self._masks: dict[Hashable, Bools | None] = {}
        self._counts: dict[Hashable, int] = {}
        self._columns()

    def _columns(self) -> None:
        """What the score reads of each question, as one row for each value there is and its number per question."""
        world, questions = self.world, self.questions
        self._heavy: Bools = np.array([question.heavy for question in questions], dtype=bool)
        self._begun = [at for at, question in enumerate(questions) if len(world.beside(question.id))]
        self.urgency: Ints = np.array([question.urgency for question in questions], dtype=np.int64)
        self._any_distance: Bools = np.array([question.any_distance for question in questions], dtype=bool)
        self._topic = self._table([question.topic for question in questions], world.topics)
        self._role = self._table([question.role for question in questions], world.roles)
        genders = {key: who for key, who in world.gender.items() if key}
        self._gender = self._table([question.preferred_gender for question in questions], genders)
        known = {
            at * world.size + world.position[each.person]: max(each.visits, 1)
            for at, question in enumerate(questions)
            for each in question.known
            if each.person in world.position
        }
        self._known: Ints = np.array(sorted(known), dtype=np.int64)
        self._visits: Ints = np.array([known[key] for key in self._known.tolist()], dtype=np.int64)
        self._weekly, self._extra, self._away = (
            _ByPerson.of(spans) for spans in (world.weekly, world.extra, world.away)
        )
        self._bookings = _ByPerson.of(world.bookings)

    def _table(self, asked: list[str], index: dict[str, Ints]) -> tuple[Ints, Bools]:
        values = sorted(set(asked))
        number = {value: at for at, value in enumerate(values)}
        table = np.array([self.world.mask(index, [value]) for value in values], dtype=bool)
        which: Ints = np.array([number[value] for value in asked], dtype=np.int64)
        return which, table.reshape(len(values), self.world.size)

    def case(self, question: Question) -> Case:
        """A question held against everybody, with what is known of others like it."""
        case = Case(self.world, question, self.weights, self.languages, self.travel)
        asked = (question.languages, question.also, question.fallback)
        if asked not in self._fits:
            self._fits[asked] = case.language
        case.language = self._fits[asked]
        return case

    def fit(self, question: Question) -> LanguageFit:
        """Who can help in the languages of a question."""
        fit = self._fits.get((question.languages, question.also, question.fallback))
        return self.case(question).language if fit is None else fit

    def mask(self, rule: Rule, question: Question, day: int | None = None) -> Bools | None:
        """Who passes a rule that does not depend on the hour, None where everybody does; all but travel."""
        key = (rule, KEYS[rule](self.world, question), day)
        if key not in self._masks:
            case = self.case(question)
            passed = case.holds(rule) if day is None else DAY_TESTS[rule](case, day)
            self._counts[key] = len(passed) - int(np.count_nonzero(passed))
            self._masks[key] = None if self._counts[key] == 0 else passed
        return self._masks[key]

    def failing(self, rule: Rule, question: Question, day: int | None = None) -> int:
        """How many people fail such a rule."""
        self.mask(rule, question, day)
        return self._counts[rule, KEYS[rule](self.world, question), day]

    def rows(self, numbers: Iterable[int], apart: dict[int, list[int]]) -> Iterator[Rows]:
        """Every possible row of these questions (positions, ascending), some at a time; ``apart``: who may not."""
        units: list[tuple[int, Ints, list[int]]] = []
        count = 0
        for number in numbers:
            question = self.questions[number]
            if not question.timed:
                continue
            for day, starts in _by_day(question):
                people = self._people(question, day, apart.get(number, ()))
                if len(people):
                    units.append((number, people, starts))
                    count += len(people) * len(starts)
            if count > AT_ONCE:
                yield self._possible(units)
                units, count = [], 0
        yield self._possible(units)

    def _people(self, question: Question, day: int, apart: Sequence[int]) -> Ints:
        """Who passes every rule that does not depend on the hour or on travel."""
        fits: Bools | None = None
        for rule in STATIC_RULES:
            if rule is not Rule.TRAVEL:
                fits = _and(fits, self.mask(rule, question))
        for rule in DAY_RULES:
            fits = _and(fits, self.mask(rule, question, day))
        people: Ints = np.arange(self.world.size) if fits is None else np.flatnonzero(fits)
        return people if not apart else np.setdiff1d(people, np.array(apart), assume_unique=True)

    def _possible(self, units: list[tuple[int, Ints, list[int]]]) -> Rows:
        """The rows of some questions on a day each that pass travel, hours and bookings too."""
        nothing: Ints = np.zeros(0, dtype=np.int64)
        person = np.concatenate([nothing, *(people for _number, people, _starts in units)])
        sizes = [len(people) for _number, people, _starts in units]
        question = np.repeat(np.array([number for number, _people, _starts in units], dtype=np.int64), sizes)
        unit = np.repeat(np.arange(len(units)), sizes)
        minutes, mode = self.trip(question, person)
        free = self.online[question] | self._any_distance[question]
        near = np.flatnonzero(free | (minutes <= self.world.max_travel[person]))
        starts = np.array([start for _number, _people, starts in units for start in starts], dtype=np.int64)
        each = np.array([len(starts) for _number, _people, starts in units], dtype=np.int64)
        begins = np.cumsum(each) - each
        times = each[unit[near]]
        at = np.repeat(near, times)
        start = starts[np.repeat(begins[unit[near]] - np.cumsum(times) + times, times) + np.arange(len(at))]
        rows = Rows(question[at], person[at], start, minutes[at], mode[at])
        rows = rows.only(self._available(rows))
        rows = rows.only(self._no_overlap(rows))
        if int(each.max(initial=0)) > 1:
            rows = rows.only(np.lexsort((rows.person, rows.start, rows.question)))
        return rows

    def trip(self, question: Ints, person: Ints) -> tuple[Ints, Ints]:
        """Minutes from home one way and the index of the means, UNKNOWN without places, 0 online; as ``Case.trip``."""
        world = self.world
        home, there = world.home.xyz[:, person], self.place.xyz[:, question]
        minutes, mode = self._quickest(person, home, there)
        unknown = (mode == UNKNOWN) | ~world.home.known[person] | ~self.place.known[question]
        online = self.online[question]
        minutes[unknown], mode[unknown] = UNKNOWN, UNKNOWN
        minutes[online], mode[online] = 0, UNKNOWN
        return minutes, mode

    def _quickest(self, person: Ints, origin: Floats, target: Floats) -> tuple[Ints, Ints]:
        best = np.full(len(person), FOREVER, dtype=np.int64)
        mode = np.full(len(person), UNKNOWN, dtype=np.int64)
        for index, means in enumerate(MODES):
            if not self.world.modes[index].any():
                continue
            rows = np.flatnonzero(self.world.modes[index, person])
            minutes = self.travel.minutes(origin[:, rows], target[:, rows], means)
            better = minutes < best[rows]
            best[rows[better]] = minutes[better]
            mode[rows[better]] = index
        return best, mode

    def _available(self, rows: Rows) -> Bools:
        """Whether the whole visit lies in the hours of the person."""
        world, person, start = self.world, rows.person, rows.start
        end = start + self.duration[rows.question]
        of_week = start % WEEK
        good = (world.flexible | world.always)[person]
        good |= self._weekly.covers(person, of_week, of_week + end - start)
        # Sunday night runs on into Monday.
        good |= self._weekly.covers(person, of_week + WEEK, of_week + WEEK + end - start)
        good |= self._extra.covers(person, start, end)
        row, span = self._away.touching(person, start, end)
        good[row[(self._away.first[span] < end[row]) & (self._away.last[span] > start[row])]] = False
        return good

    def _no_overlap(self, rows: Rows) -> Bools:
        """Whether every booking of the person is far enough away, with the trip between both."""
        world, bookings = self.world, self._bookings
        start, end = rows.start, rows.start + self.duration[rows.question]
        reach = max(self.travel.longest, self.weights.unknown_travel_minutes) + self.weights.gap_minutes
        row, span = bookings.touching(rows.person, start - reach, end + reach)
        near = (bookings.first[span] < end[row] + reach) & (bookings.last[span] > start[row] - reach)
        row, span = row[near], span[near]
        booking, person, question = bookings.order[span], rows.person[row], rows.question[row]
        online = self.online[question]
        there = world.booking_place
        here = np.where(online, world.home.xyz[:, person], self.place.xyz[:, question])
        here_known = np.where(online, world.home.known[person], self.place.known[question])
        minutes, mode = self._quickest(person, there.xyz[:, booking], here)
        known = there.known[booking] & here_known & (mode != UNKNOWN)
        gap = np.where(known, minutes, self.weights.unknown_travel_minutes)
        gap = np.where(online & world.booking_online[booking], 0, gap) + self.weights.gap_minutes
        clash = (bookings.first[span] < end[row] + gap) & (start[row] < bookings.last[span] + gap)
        good: Bools = np.ones(len(start), dtype=bool)
        good[row[clash]] = False
        return good

    def asked(self, rows: Rows) -> Asked:
        """What the score reads of the questions of these rows, which have a time."""
        question, person = rows.question, rows.person
        language: Ints = np.zeros(len(question), dtype=np.int64)
        order = np.argsort(question, kind="stable")
        numbers, first = np.unique(question[order], return_index=True)
        for number, mine in zip(numbers.tolist(), np.split(order, first[1:]), strict=False):
            language[mine] = self.fit(self.questions[number]).points[person[mine]]
        visits: Ints = np.zeros(len(question), dtype=np.int64)
        if len(self._known):
            key = question * self.world.size + person
            at = np.minimum(self._known.searchsorted(key), len(self._known) - 1)
            visits = np.where(self._known[at] == key, self._visits[at], 0)
        topic, role, gender = (
            table[which[question], person] for which, table in (self._topic, self._role, self._gender)
        )
        likes, along = np.zeros((2, len(question)), dtype=np.int64)
        for number in self._begun if self.world.has_company_wishes else ():
            mine = np.flatnonzero(question == number)
            likes[mine], along[mine] = company_of(self.world, self.questions[number].id, person[mine])
        return Asked(
            language,
            visits,
            rows.minutes,
            rows.mode,
            topic,
            role,
            gender,
            self.duration[question],
            self.urgency[question],
            self._heavy[question],
            likes,
            along,
            timed=True,
        )

    def worth(self, rows: Rows) -> Ints:
        """The points of each row without what a plan counts over all its visits."""
        return worth_in_a_plan(self.world, self.weights, rows.person, rows.start, self.asked(rows))

    def scores(self, question: Ints, person: Ints, start: Ints) -> Scores:
        """All points of rows and what they rest on."""
        rows = Rows(question, person, start, *self.trip(question, person))
        return score_rows(self.world, self.weights, person, start, self.asked(rows))


@dataclass(frozen=True)
class _ByPerson:
    """Spans in the order of their person; ``order`` says which span of the original each is."""

    key: Ints
    person: Ints
    first: Ints
    last: Ints
    order: Ints
    longest: int

    @classmethod
    def of(cls, spans: Spans) -> "_ByPerson":
        order = np.lexsort((spans.first, spans.person))
        person, first = spans.person[order], spans.first[order]
        return cls(person * SPAN + first, person, first, spans.last[order], order, spans.longest)

    def covers(self, person: Ints, low: Ints, high: Ints) -> Bools:
        """Whether the last span that begins by ``low`` lasts until ``high``: right where somebody's do not touch."""
        if not len(self.key):
            return np.zeros(len(person), dtype=bool)
        at = self.key.searchsorted(person * SPAN + low, side="right") - 1
        found: Bools = (at >= 0) & (self.person[at] == person) & (self.last[at] >= high)
        return found

    def touching(self, person: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints]:
        """For each row all spans of the person that may reach into it, as pairs of a row and a span."""
        first = self.key.searchsorted(person * SPAN + low - self.longest)
        count = np.maximum(self.key.searchsorted(person * SPAN + high) - first, 0)
        row = np.repeat(np.arange(len(person)), count)
        return row, np.repeat(first - np.cumsum(count) + count, count) + np.arange(len(row))


def _by_day(question: Question) -> Iterator[tuple[int, list[int]]]:
    days: dict[int, list[int]] = {}
    for start in question.starts:
        days.setdefault(start // DAY, []).append(start)
    return iter(days.items())


def _and(fits: Bools | None, passed: Bools | None) -> Bools | None:
    if passed is None:
        return fits
    return passed if fits is None else fits & passed
