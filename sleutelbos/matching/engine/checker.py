"""The dumb twin: every hard rule and every point again, for one person and one question, from the raw values.

It shares no code with the fast path but the data it reads: weights, languages, travel minutes. It is the
oracle of the tests, and in production it re-tests one person at the last moment, when an offer is accepted
or a plan is made.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sleutelbos.matching.engine.codes import Reason, Relation, Rule
from sleutelbos.matching.engine.languages import LanguageRules, load_languages
from sleutelbos.matching.engine.moments import DAY, WEEK, month_of, week_of
from sleutelbos.matching.engine.results import Points
from sleutelbos.matching.engine.travel import TravelModel, load_travel, on_sphere
from sleutelbos.matching.engine.types import (
    Booking,
    LanguageNeed,
    Person,
    PersonLanguage,
    Place,
    Question,
    Snapshot,
)
from sleutelbos.matching.engine.weights import Weights


@dataclass(frozen=True)
class Verdict:
    """What the checker finds: every rule that fails, and for who fits the starts, score and reasons."""

    person: int
    rules: tuple[Rule, ...]
    starts: tuple[int, ...]
    score: int
    reasons: tuple[Points, ...]

    @property
    def fits(self) -> bool:
        """Whether no rule fails."""
        return not self.rules


def check(
    snapshot: Snapshot,
    question: Question,
    person: int,
    weights: Weights,
    *,
    start: int | None = None,
    lifted: Rule | None = None,
    told: bool = True,
    languages: LanguageRules | None = None,
    travel: TravelModel | None = None,
) -> Verdict:
    """Re-tests one person (an id) for one question, at one start or at all starts of the question.

    With ``lifted`` as if that rule did not exist; without ``told`` only the rules, no reasons. Raises ValueError
    when the person is not in the snapshot or the start is not one of the question.
    """
    if start is not None and start not in question.starts:
        raise ValueError(f"{start} is not a start of question {question.id}")
    found = [each for each in snapshot.people if each.id == person]
    if len(found) != 1:
        raise ValueError(f"person {person} is in the snapshot {len(found)} times")
    pair = _Pair(snapshot, question, found[0], weights, languages or load_languages(), travel or load_travel(), lifted)
    starts = question.starts if start is None else (start,)
    rules, possible = pair.failures(starts)
    reasons = tuple(pair.reasons(possible[0])) if told and not rules else ()
    return Verdict(person, rules, possible, sum(reason.points for reason in reasons), reasons)


@dataclass(frozen=True)
class _Pair:
    snapshot: Snapshot
    question: Question
    person: Person
    weights: Weights
    languages: LanguageRules
    travel: TravelModel
    lifted: Rule | None

    def failures(self, starts: tuple[int, ...]) -> tuple[tuple[Rule, ...], tuple[int, ...]]:
        failed = {rule for rule in self._static_failures() if rule is not self.lifted}
        per_start = {start: set(self._start_failures(start)) - {self.lifted} for start in starts}
        nowhere = set.intersection(*per_start.values())
        failed |= nowhere
        if all(rules - nowhere for rules in per_start.values()):
            failed.add(Rule.NO_COMMON_START)
        possible = tuple(start for start, rules in per_start.items() if not rules)
        return tuple(rule for rule in Rule if rule in failed), possible

    def _static_failures(self) -> Iterable[Rule]:
        person, question, snapshot = self.person, self.question, self.snapshot
        if not person.deployable:
            yield Rule.NOT_DEPLOYABLE
        parties = {item.party for item in snapshot.exclusions if item.person == person.id}
        if person.id in question.excluded or parties & set(question.parties):
            yield Rule.NOT_POSSIBLE
        if question.languages and not self._matches():
            yield Rule.LANGUAGE
        if not all(self._knows_also(need) for need in question.also):
            yield Rule.ALSO_LANGUAGE
        if question.required_gender and person.gender != question.required_gender:
            yield Rule.GENDER
        at_home = question.place.code != "" and person.home.code == question.place.code
        own_place = person.not_in_own_place and at_home and not question.online
        if set(person.refused) & set(question.tags) or own_place:
            yield Rule.OWN_WISH
        if person.home.code in question.not_from_places:
            yield Rule.SAME_PLACE
        if question.known_only and person.id not in [known.person for known in question.known]:
            yield Rule.KNOWN_ONLY
        if question.online and not person.online:
            yield Rule.ONLINE
        if not question.online and not question.any_distance and person.max_travel_minutes is not None:
            trip = self._trip(person.home, question.place)
            if trip is not None and trip[0] > person.max_travel_minutes:
                yield Rule.TRAVEL
        yield from self._ask_failures()

    def _ask_failures(self) -> Iterable[Rule]:
        person, question, snapshot = self.person, self.question, self.snapshot
        asks = [ask for ask in snapshot.asks if ask.person == person.id]
        here = {ask.state for ask in asks if ask.question == question.id}
        booked = any(b.person == person.id and b.question == question.id for b in snapshot.bookings)
        if "open" in here or "accepted" in here or booked:
            yield Rule.ALREADY_ASKED
        if "declined" in here:
            yield Rule.DECLINED
        if person.ask_again_on is not None and snapshot.at // DAY < person.ask_again_on:
            yield Rule.ASK_LATER
        recent = [ask for ask in asks if ask.at > snapshot.at - 14 * DAY]
        at_most = person.max_asks_per_14_days
        if len(recent) >= (self.weights.asks_per_14_days if at_most is None else at_most):
            yield Rule.ASK_CAP
        waiting = [ask for ask in asks if ask.state == "open"]
        at_most = person.max_open_asks
        if len(waiting) >= (self.weights.open_asks if at_most is None else at_most):
            yield Rule.OPEN_ASKS

    def _start_failures(self, start: int) -> Iterable[Rule]:
        person, question, day = self.person, self.question, start // DAY
        works = [
            work
            for work in person.engagements
            if work.first_day <= day and (work.last_day is None or day <= work.last_day)
        ]
        if question.municipality:
            here = question.municipality
            works = [work for work in works if not work.municipalities or here in work.municipalities]
        if question.payer:
            works = [work for work in works if not work.payers or question.payer in work.payers]
        if not works:
            yield Rule.ENGAGEMENT
        for item in question.requires:
            if not any(
                paper.item == item and paper.first_day <= day and (paper.last_day is None or day <= paper.last_day)
                for paper in person.readiness
            ):
                yield Rule.READINESS
                break
        for pause in person.pauses:
            if pause.first_day <= day and (pause.last_day is None or day <= pause.last_day):
                yield Rule.PAUSED
                break
        if question.timed:
            yield from self._time_failures(start)

    def _time_failures(self, start: int) -> Iterable[Rule]:
        person, end = self.person, start + self.question.duration
        bookings = self._bookings()
        if not self._available(start, end):
            yield Rule.AVAILABILITY
        if any(self._clashes(booking, start, end) for booking in bookings):
            yield Rule.OVERLAP
        week = [b for b in bookings if week_of(b.start) == week_of(start)]
        minutes = sum(b.end - b.start for b in week) + self.question.duration
        if (person.max_visits_per_week is not None and len(week) + 1 > person.max_visits_per_week) or (
            person.max_minutes_per_week is not None and minutes > person.max_minutes_per_week
        ):
            yield Rule.WEEK_CAP
        month = [b for b in bookings if month_of(b.start) == month_of(start)]
        minutes = sum(b.end - b.start for b in month) + self.question.duration
        if person.max_minutes_per_month is not None and minutes > person.max_minutes_per_month:
            yield Rule.MONTH_CAP

    def _bookings(self) -> list[Booking]:
        return [booking for booking in self.snapshot.bookings if booking.person == self.person.id]

    def _available(self, start: int, end: int) -> bool:
        if any(not e.available and e.start < end and start < e.end for e in self.person.exceptions):
            return False
        if self.person.flexible:
            return True
        week = week_of(start) * WEEK
        hours = [(e.start, e.end) for e in self.person.exceptions if e.available]
        for shift in (week - WEEK, week, week + WEEK):
            hours += [(block.start + shift, block.end + shift) for block in self.person.blocks]
        now = start
        while now < end:
            now_until = max((b for a, b in hours if a <= now < b), default=now)
            if now_until == now:
                return False
            now = now_until
        return True

    def _clashes(self, booking: Booking, start: int, end: int) -> bool:
        if booking.online and self.question.online:
            travel = 0
        else:
            there = self.person.home if booking.online else booking.place
            here = self.person.home if self.question.online else self.question.place
            trip = self._trip(there, here)
            travel = self.weights.unknown_travel_minutes if trip is None else trip[0]
        gap = travel + self.weights.gap_minutes
        return start < booking.end + gap and booking.start < end + gap

    def _trip(self, origin: Place, target: Place) -> tuple[int, str] | None:
        if origin.lat is None or origin.lon is None or target.lat is None or target.lon is None:
            return None
        a, b = np.array(on_sphere(origin.lat, origin.lon)), np.array(on_sphere(target.lat, target.lon))
        order = ("walk", "bike", "public", "car")
        trips = [(int(self.travel.minutes(a, b, mode)), mode) for mode in order if mode in self.person.modes]
        return min(trips, key=lambda trip: trip[0]) if trips else None

    def _knows_also(self, need: LanguageNeed) -> bool:
        return bool(_pairs(self.person, need, self.languages, fallback=False))

    def _matches(self) -> list[tuple[int, tuple[Points, ...]]]:
        """Every pair of varieties that would do, as points and reasons, in the order of the question."""
        matches = []
        for need in self.question.languages:
            for have, relation, cost, levels, note in _pairs(
                self.person, need, self.languages, fallback=self.question.fallback == "declared"
            ):
                reasons = tuple(self._language_reasons(need, have, relation, cost, levels, note))
                matches.append((sum(reason.points for reason in reasons), reasons))
        return matches

    def _language_reasons(
        self,
        need: LanguageNeed,
        have: str,
        relation: Relation,
        costs: tuple[int, int, int],
        levels: tuple[int, int, int],
        note: str,
    ) -> Iterable[Points]:
        minima = (need.speaking, need.understanding, need.reading)
        uses = [use for use in range(3) if minima[use]]
        use = uses[0] if uses else 0
        pair = (("asked", need.variety), ("used", have))
        values: list[tuple[str, int | str]] = [
            *pair,
            ("level", levels[use]),
            ("minimum", minima[use]),
            ("use", ("speaking", "understanding", "reading")[use]),
        ]
        if note:
            values.append(("note", note))
        if relation is Relation.DIRECT:
            yield Points(Reason.LANGUAGE_DIRECT, self.weights.language_direct, tuple(values))
        elif relation is Relation.OPEN:
            yield Points(Reason.LANGUAGE_OPEN, self.weights.language_open, tuple(values))
        else:
            lost = self.weights.language_fallback + self.weights.language_fallback_per_level * costs[use]
            yield Points(Reason.LANGUAGE_FALLBACK, lost, tuple(values))
        if need.accepted:
            yield Points(Reason.LANGUAGE_ACCEPTED, self.weights.language_accepted, pair)
        steps = levels[use] - minima[use]
        if steps > 0:
            yield Points(Reason.LANGUAGE_LEVEL, self.weights.language_level * steps, (("steps", steps),))

    def reasons(self, start: int) -> Iterable[Points]:
        person, question, weights, snapshot = self.person, self.question, self.weights, self.snapshot
        matches = self._matches()
        if matches:
            best = max(points for points, _reasons in matches)
            yield from next(reasons for points, reasons in matches if points == best)

        # A person listed twice as known counts as listed last.
        visits = {known.person: max(known.visits, 1) for known in question.known}.get(person.id, 0)
        if visits:
            counted = min(visits, weights.known_visits_at_most)
            yield Points(Reason.KNOWN, weights.known + weights.known_per_visit * counted, (("visits", visits),))

        if not question.online:
            trip = self._trip(person.home, question.place)
            if trip is None:
                yield Points(Reason.TRAVEL_UNKNOWN, weights.travel_unknown)
            else:
                values = (("minutes", trip[0]), ("mode", trip[1]))
                yield Points(Reason.TRAVEL, weights.travel_per_minute * trip[0], values)

        asked = [ask.at for ask in snapshot.asks if ask.person == person.id]
        weeks = max(snapshot.at - max(asked), 0) // WEEK if asked else -1
        counted = min(weeks, weights.last_asked_weeks_at_most) if asked else weights.last_asked_weeks_at_most
        yield Points(Reason.LAST_ASKED, weights.last_asked_per_week * counted, (("weeks", weeks),))

        yield from self._load(start)
        if question.topic in person.topics and weights.topic:
            yield Points(Reason.TOPIC, weights.topic)
        if question.role in person.roles and weights.role:
            yield Points(Reason.ROLE, weights.role)
        if question.preferred_gender and person.gender == question.preferred_gender:
            yield Points(Reason.PREFERRED_GENDER, weights.preferred_gender)
        yield from self._company()
        if question.timed:
            yield from self._time_reasons(start)

    def _company(self) -> Iterable[Points]:
        """Wishes about going with somebody, by who goes for this question already."""
        question, weights, snapshot = self.question, self.weights, self.snapshot
        beside = {b.person for b in snapshot.bookings if b.question == question.id}
        beside |= {ask.person for ask in snapshot.asks if ask.question == question.id and ask.state == "accepted"}
        others = [each for each in snapshot.people if each.id in beside]
        likes = sum(each.id in self.person.goes_with or self.person.id in each.goes_with for each in others)
        along = sum(each.goes_along != self.person.goes_along for each in others)
        if likes and weights.duo:
            yield Points(Reason.DUO, weights.duo * likes, (("people", likes),))
        if along and weights.goes_along:
            yield Points(Reason.GOES_ALONG, weights.goes_along * along, (("people", along),))

    def _load(self, start: int) -> Iterable[Points]:
        person, weights = self.person, self.weights
        if person.max_minutes_per_week is not None:
            cap = person.max_minutes_per_week
        elif person.max_visits_per_week is not None:
            cap = person.max_visits_per_week * weights.load_minutes_per_visit
        else:
            cap = weights.load_default_minutes
        cap = max(cap, 1)
        bookings = self._bookings()
        before = sum(b.end - b.start for b in bookings if week_of(b.start) == week_of(start))
        after = before + self.question.duration
        points = -((self._cost(cap, after) - self._cost(cap, before)) // 10)
        percents = (("before", before * 100 // cap), ("after", after * 100 // cap))
        yield Points(Reason.LOAD, points, percents)
        weeks = range(week_of(start) - weights.first_work_weeks, week_of(start) + 1)
        if not any(week_of(b.start) in weeks for b in bookings) and weights.first_work:
            yield Points(Reason.FIRST_WORK, weights.first_work)

    def _cost(self, cap: int, minutes: int) -> int:
        """Tenths of a point, minute by minute."""
        bands = self.weights.load
        cost = 0
        for minute in range(minutes):
            inside = [band for band in bands if minute < cap * band.to_percent // 100]
            cost += (inside[0] if inside else bands[-1]).points_per_10_minutes
        return cost

    def _time_reasons(self, start: int) -> Iterable[Points]:
        weights, question = self.weights, self.question
        rest = weights.rest_hours * 60
        tired = [start - b.end for b in self._bookings() if b.heavy and 0 <= start - b.end < rest]
        if tired and weights.rest:
            values = (("hours", min(tired) // 60), ("visits", len(tired)))
            yield Points(Reason.REST, weights.rest * len(tired), values)
        end = start + question.duration
        soon = [b for b in self._bookings() if question.heavy and 0 <= b.start - end < rest]
        if soon and weights.rest:
            yield Points(Reason.REST_AFTER, weights.rest * len(soon), (("visits", len(soon)),))
        if self.person.flexible and weights.time_to_arrange:
            yield Points(Reason.TIME_TO_ARRANGE, weights.time_to_arrange)
        days = max(start // DAY - self.snapshot.at // DAY, 0)
        if weights.wait_per_day * question.urgency * days:
            yield Points(Reason.WAIT, weights.wait_per_day * question.urgency * days, (("days", days),))


def _pairs(
    person: Person, need: LanguageNeed, languages: LanguageRules, *, fallback: bool
) -> list[tuple[str, Relation, tuple[int, int, int], tuple[int, int, int], str]]:
    """Every way one person serves one need: have, relation, costs, levels and note, straightest first."""
    found = []
    for route in languages.routes(need.variety, fallback=fallback):
        for item in person.languages:
            if item.variety != route.have or not _reads_script(item, need, languages):
                continue
            costs = tuple(cost or 0 for cost in route.costs)
            own = (item.speaking, item.understanding, item.reading)
            minima = (need.speaking, need.understanding, need.reading)
            levels = tuple(max(own[use] - costs[use], 0) for use in range(3))
            if all(
                minima[use] == 0 or (route.costs[use] is not None and levels[use] >= minima[use]) for use in range(3)
            ):
                found.append(
                    (
                        route.have,
                        route.relation,
                        (costs[0], costs[1], costs[2]),
                        (levels[0], levels[1], levels[2]),
                        route.note,
                    )
                )
    return found


def _reads_script(item: PersonLanguage, need: LanguageNeed, languages: LanguageRules) -> bool:
    if not need.reading or not need.script:
        return True
    usual = languages.usual_scripts(item.variety)
    return need.script in (item.scripts or (usual if len(usual) == 1 else ()))
