"""The judge of every plan in this benchmark: slow, dumb, and without a line of the planner.

Each visit is held against all hard rules as if every other visit of the same person were already booked. The planner's
own checker and score are not used, so that a mistake shared by planner and planner's checker shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.matching.generator import Instance
from benchmarks.matching.objective import (
    Visit,
    first_visit_points,
    load_tenths,
    minutes_of,
    newcomer,
    serve_points,
    switches,
    used_minutes,
    week_cap,
    without_rest,
)
from sleutelbos.matching.engine import Ask, Booking, Exclusion, Question, Snapshot, Weights
from sleutelbos.matching.engine.checker import check
from sleutelbos.matching.engine.codes import Reason
from sleutelbos.matching.engine.moments import WEEK

NOT_PER_PAIR = (Reason.LOAD, Reason.FIRST_WORK, Reason.LAST_ASKED)


@dataclass(frozen=True)
class Finding:
    """What is wrong with one visit, or with one question."""

    what: str
    question: int
    person: int | None = None


class Judge:
    """Holds the raw values of one week ready per person."""

    def __init__(self, snapshot: Snapshot, questions: Sequence[Question], weights: Weights) -> None:
        self.snapshot = snapshot
        self.questions = {question.id: question for question in questions}
        self.weights = weights
        self.people = {person.id: person for person in snapshot.people}
        bookings: dict[int, list[Booking]] = {}
        asks: dict[int, list[Ask]] = {}
        exclusions: dict[int, list[Exclusion]] = {}
        for booking in snapshot.bookings:
            bookings.setdefault(booking.person, []).append(booking)
        for ask in snapshot.asks:
            asks.setdefault(ask.person, []).append(ask)
        for exclusion in snapshot.exclusions:
            exclusions.setdefault(exclusion.person, []).append(exclusion)
        self.alone = {
            person.id: Snapshot(
                at=snapshot.at,
                people=(person,),
                bookings=tuple(bookings.get(person.id, ())),
                asks=tuple(asks.get(person.id, ())),
                exclusions=tuple(exclusions.get(person.id, ())),
            )
            for person in snapshot.people
        }

    @classmethod
    def of(cls, instance: Instance, weights: Weights) -> "Judge":
        """The judge of an instance, late questions included."""
        return cls(instance.snapshot, tuple(instance.question.values()), weights)

    def findings(self, visits: Sequence[Visit]) -> list[Finding]:
        """Every rule that some visit breaks; empty when the plan is valid."""
        found: list[Finding] = []
        people: dict[int, list[Visit]] = {}
        served: dict[int, list[Visit]] = {}
        for visit in visits:
            if visit.question not in self.questions:
                found.append(Finding("unknown question", visit.question, visit.person))
            elif visit.person not in self.people:
                found.append(Finding("unknown person", visit.question, visit.person))
            elif visit.start not in self.questions[visit.question].starts:
                found.append(Finding("not a start", visit.question, visit.person))
            else:
                people.setdefault(visit.person, []).append(visit)
                served.setdefault(visit.question, []).append(visit)
        for number, together in served.items():
            if len(together) != self.questions[number].wanted:
                found.append(Finding("not as many as wanted", number))
            if len({visit.person for visit in together}) != len(together):
                found.append(Finding("one person twice", number))
            if len({visit.start for visit in together}) != 1:
                found.append(Finding("not at one moment", number))
        for person, own in people.items():
            for at, visit in enumerate(own):
                others = own[:at] + own[at + 1 :]
                only = self.alone[person]
                with_others = replace(
                    only,
                    bookings=only.bookings + tuple(self._booking(other) for other in others),
                    asks=only.asks + (self._asks(others) if self.weights.every_visit_is_an_ask else ()),
                )
                question = self.questions[visit.question]
                verdict = check(with_others, question, person, self.weights, start=visit.start)
                found += [Finding(rule.value, visit.question, person) for rule in verdict.rules]
        return found + self._newcomers(served)

    def _asks(self, visits: Sequence[Visit]) -> tuple[Ask, ...]:
        return tuple(Ask(visit.person, visit.question, self.snapshot.at, "open") for visit in visits)

    def _newcomers(self, served: dict[int, list[Visit]]) -> list[Finding]:
        """Questions of one newcomer that are served at the same time."""
        found: list[Finding] = []
        spans: dict[str, list[tuple[int, int, int]]] = {}
        for number, together in served.items():
            who = newcomer(self.questions[number])
            start = together[0].start
            end = start + self.questions[number].duration
            for other, from_, to in spans.get(who, []) if who else []:
                if start < to and from_ < end:
                    found += [Finding("newcomer in two places", number), Finding("newcomer in two places", other)]
            spans.setdefault(who, []).append((number, start, end))
        return found

    def _booking(self, visit: Visit) -> Booking:
        question = self.questions[visit.question]
        return Booking(
            visit.person,
            visit.start,
            visit.start + question.duration,
            question.place,
            question.online,
            question.heavy,
        )

    def score(self, visits: Sequence[Visit]) -> int:
        """The points of a plan, from the raw values; meaningless when it is not valid."""
        total = sum(
            serve_points(self.questions[number], self.snapshot.at, self.weights)
            for number in {v.question for v in visits}
        )
        for visit in visits:
            question = self.questions[visit.question]
            verdict = check(self.alone[visit.person], question, visit.person, self.weights, start=visit.start)
            total += sum(reason.points for reason in verdict.reasons if reason.reason not in NOT_PER_PAIR)
        used = used_minutes(self.snapshot)
        minutes = minutes_of(visits, self.questions)
        tenths = 0
        for (person, week), planned in minutes.items():
            cap, before = week_cap(self.people[person], self.weights), used.get((person, week), 0)
            tenths += load_tenths(cap, before + planned, self.weights) - load_tenths(cap, before, self.weights)
        worked = {(booking.person, booking.start // WEEK) for booking in self.snapshot.bookings}
        weeks = range(self.weights.first_work_weeks + 1)
        idle = {person for person, week in minutes if not any((person, week - back) in worked for back in weeks)}
        first = first_visit_points(self.snapshot, self.weights)
        total += self.weights.first_work * len(idle) + sum(first[person] for person in {v.person for v in visits})
        total += self.weights.rest * without_rest(visits, self.questions, self.weights)
        return total + self.weights.switch * switches(visits, self.questions) - tenths // 10
