"""What is saved when somebody falls ill, one event at a time, from the same plan for every method."""

import argparse
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from benchmarks.matching.baselines import best_score, most_urgent, one_by_one
from benchmarks.matching.checker import Judge
from benchmarks.matching.generator import Away, Instance, make
from benchmarks.matching.objective import Visit, newcomer
from benchmarks.matching.week import Booked, Week
from sleutelbos.matching.engine import Booking, Question, Snapshot, TimeException, load_weights
from sleutelbos.matching.engine.moments import DAY
from sleutelbos.matching.engine.plan import Assignment, Event, Limits, NewQuestion, PersonOut, Plan, plan, repair

# Somebody with fewer appointments is no event worth measuring; two at S, where nobody has many.
AT_LEAST = {"S": 2, "M": 3, "L": 3}
SCRATCH_SECONDS = 10.0


@dataclass(frozen=True)
class Trouble:
    """One event: who is away (whole days) or which question comes in late."""

    away: Away | None = None
    late: Question | None = None

    def after(self, snapshot: Snapshot) -> Snapshot:
        """The people as they are afterwards."""
        if self.away is None:
            return snapshot
        gone = TimeException(self.away.start, self.away.end)
        people = tuple(
            replace(person, exceptions=(*person.exceptions, gone)) if person.id == self.away.person else person
            for person in snapshot.people
        )
        return replace(snapshot, people=people)

    def lost(self, visits: Sequence[Visit]) -> list[Visit]:
        """The visits that cannot be as they were."""
        away = self.away
        if away is None:
            return []
        return [visit for visit in visits if visit.person == away.person and away.start <= visit.start < away.end]


@dataclass
class Tally:
    """What one method did over all events of a kind."""

    kept: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    # Appointments of others that do not take place any more, and questions that had none and have one now.
    dropped: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)


Method = Callable[[Instance, Sequence[Question], Sequence[Visit], Trouble], list[Visit]]


def by_hand(instance: Instance, questions: Sequence[Question], visits: Sequence[Visit], event: Trouble) -> list[Visit]:
    """Refill what fell away with the best who is free; nobody else moves."""
    lost = {visit.question for visit in event.lost(visits)}
    stays = [visit for visit in visits if visit.question not in lost]
    snapshot = event.after(instance.snapshot)
    taken = tuple(_booking(instance.question[visit.question], visit) for visit in stays)
    snapshot = replace(snapshot, bookings=snapshot.bookings + taken)
    open_ = [instance.question[number] for number in sorted(lost)] + ([event.late] if event.late else [])
    if not open_:
        return stays
    week = Week(snapshot, open_, load_weights())
    booked = Booked(week)
    for visit in stays:
        question = instance.question[visit.question]
        booked.meets(newcomer(question), question.id, visit.person, visit.start, visit.start + question.duration)
    return stays + [week.visit(row) for row in one_by_one(week, most_urgent, best_score, booked)]


def _booking(question: Question, visit: Visit) -> Booking:
    end = visit.start + question.duration
    return Booking(visit.person, visit.start, end, question.place, question.online, question.heavy)


def repaired(wide: bool) -> Method:
    """The planner's repair: its first circle, or everybody."""

    def method(
        instance: Instance, questions: Sequence[Question], visits: Sequence[Visit], event: Trouble
    ) -> list[Visit]:
        events: list[Event] = []
        if event.away is not None:
            events.append(PersonOut(event.away.person, event.away.start // DAY, (event.away.end - 1) // DAY))
        if event.late is not None:
            events.append(NewQuestion(event.late.id))
        current = [Assignment(visit.question, visit.person, visit.start) for visit in visits]
        found = repair(instance.snapshot, questions, current, events, wide=wide, seed=instance.seed)
        return [Visit(item.question, item.person, item.start) for item in found.plan.assignments]

    return method


def from_scratch(
    instance: Instance, questions: Sequence[Question], visits: Sequence[Visit], event: Trouble
) -> list[Visit]:
    """A new plan of everything; moves cost nothing."""
    found = plan(event.after(instance.snapshot), questions, limits=Limits(seconds=SCRATCH_SECONDS), seed=instance.seed)
    return [Visit(item.question, item.person, item.start) for item in found.assignments]


SCRATCH = "from scratch, moves free"
METHODS: dict[str, Method] = {
    "by hand, nobody else moves": by_hand,
    "**repair, first circle**": repaired(wide=False),
    "**repair, everybody**": repaired(wide=True),
    SCRATCH: from_scratch,
}


def troubles(instance: Instance, visits: Sequence[Visit], illnesses: int) -> dict[str, list[Trouble]]:
    """The events of an instance that hit this plan."""
    ill = [Trouble(away=away) for away in instance.illnesses]
    ill = [event for event in ill if len(event.lost(visits)) >= AT_LEAST[instance.size]][:illnesses]
    days = [Away(off.person, off.start // DAY * DAY, (off.start // DAY + 1) * DAY) for off in instance.cancelled]
    off = [event for event in (Trouble(away=away) for away in days) if event.lost(visits)][:illnesses]
    late = [Trouble(late=question) for question in instance.late[:illnesses]]
    return {"illnesses": ill, "late urgent questions": late, "days called off": off}


def start(instance: Instance, seed: int) -> Plan:
    """The plan that everything here starts from: the same on every machine."""
    limits = Limits(seconds=None, work=1)
    return plan(instance.snapshot, instance.questions, limits=limits, seed=seed, workers=1)


def compare_repairs(options: argparse.Namespace) -> bool:
    """Prints what each method saves; False when any repaired plan is invalid."""
    instance, weights = make(options.size, options.seed, options.variant), load_weights()
    first = start(instance, options.seed)
    visits = [Visit(item.question, item.person, item.start) for item in first.assignments]
    fine = True
    print(
        f"\nsize {options.size}, seed {options.seed}, variant {options.variant}; plan with gap {100 * first.gap:.3f} %"
    )
    for kind, events in troubles(instance, visits, options.events).items():
        if not events or (options.kinds and kind not in options.kinds):
            continue
        tallies = {name: Tally() for name in METHODS}
        lost_in_all = 0
        for event in events:
            questions = (*instance.questions, event.late) if event.late else instance.questions
            lost = {visit.question for visit in event.lost(visits)} | ({event.late.id} if event.late else set())
            lost_in_all += len(lost)
            judge = Judge(event.after(instance.snapshot), questions, weights)
            for name, method in METHODS.items():
                began = time.perf_counter()
                after = method(instance, questions, visits, event)
                tally = tallies[name]
                tally.milliseconds.append((time.perf_counter() - began) * 1000)
                if findings := judge.findings(after):
                    fine = False
                    print(f"INVALID: {name}: {findings[0]}")
                served = {visit.question for visit in after}
                tally.kept.append(len(lost & served))
                had = {visit.question for visit in visits}
                tally.dropped.append(len(had - lost - served))
                tally.new.append(len(served - had - lost))
                now = {visit.question: (visit.person, visit.start) for visit in after}
                tally.moved.append(
                    sum(
                        now.get(visit.question) != (visit.person, visit.start)
                        for visit in visits
                        if visit.question not in lost and instance.question[visit.question].wanted == 1
                    )
                )
        print(f"\n{len(events)} {kind}, {lost_in_all / len(events):.1f} appointments each\n")
        print(
            "| method | kept or filled % | of what a new plan keeps % | others dropped | net % |"
            " others moved | newly served | p50 ms | p95 ms | worst ms |"
        )
        print("|---|---|---|---|---|---|---|---|---|---|")
        most = max(sum(tallies[SCRATCH].kept), 1)
        for name, tally in tallies.items():
            times = sorted(tally.milliseconds)
            print(
                f"| {name} | {100 * sum(tally.kept) / lost_in_all:.1f} | {100 * sum(tally.kept) / most:.0f} |"
                f" {statistics.mean(tally.dropped):.2f} |"
                f" {100 * (sum(tally.kept) - sum(tally.dropped) + sum(tally.new)) / lost_in_all:.1f} |"
                f" {statistics.mean(tally.moved):.2f} | {statistics.mean(tally.new):.2f} |"
                f" {statistics.median(times):.0f} | {times[math.ceil(0.95 * len(times)) - 1]:.0f} | {times[-1]:.0f} |"
            )
    return fine
