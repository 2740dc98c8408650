"""What is left of a plan when people say no: the same luck for every method, refilled three times.

    python -m benchmarks.matching.declines --size M --seed 1 --seconds 10

Whether somebody says yes to a question is drawn from the seed, the question and the person, with the assumed shares of
the simulated year (`engine/year/behaviour.toml`). A question for two people is open again when one of them says no.
Every round each method fills what is open in its own way; whoever said no is not planned for that question again, and
whoever said yes stays. One invalid plan and the run ends with exit code 1.
"""

import argparse
import hashlib
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.matching.baselines import (
    Choice,
    Order,
    as_asked,
    best_score,
    fewest_candidates,
    known_else_nearest,
    most_urgent,
    one_by_one,
    quickest_answer,
)
from benchmarks.matching.checker import Judge
from benchmarks.matching.generator import SIZES, Instance, make
from benchmarks.matching.objective import Visit, newcomer
from benchmarks.matching.week import Booked, Week
from sleutelbos.matching.engine import Booking, load_travel, load_weights
from sleutelbos.matching.engine.plan import Assignment, Limits, plan
from sleutelbos.matching.engine.travel import on_sphere
from sleutelbos.matching.engine.year import load_behaviour

ROUNDS = 3
Pair = tuple[int, int]
# Fills what is open: the instance, who said yes, which (question, person) said no.
Method = Callable[[Instance, Sequence[Visit], set[Pair]], list[Visit]]


class Luck:
    """Who says yes to what; nothing a method does changes it."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.behaviour = load_behaviour()
        self.people = {person.id: person for person in instance.snapshot.people}

    def says_yes(self, visit: Visit) -> bool:
        """Whether this person says yes to this question."""
        digest = hashlib.blake2b(repr((self.instance.seed, visit.question, visit.person)).encode(), digest_size=8)
        return int.from_bytes(digest.digest()) / 2**64 < self.chance(visit)

    def chance(self, visit: Visit) -> float:
        """The assumed share of yes: less for a long way, more where the newcomer knows this person."""
        question, person = self.instance.question[visit.question], self.people[visit.person]
        chance = self.behaviour["yes"]
        if not question.online:
            home = np.array(on_sphere(person.home.lat or 0.0, person.home.lon or 0.0))
            there = np.array(on_sphere(question.place.lat or 0.0, question.place.lon or 0.0))
            trip = min(int(load_travel().minutes(home, there, mode)) for mode in person.modes)
            chance += self.behaviour["yes_per_minute"] * max(0, trip - 15)
        if any(known.person == person.id for known in question.known):
            chance += self.behaviour["yes_known"]
        return max(self.behaviour["yes_floor"], chance)


def by_rule(order: Order, choice: Choice) -> Method:
    """A rule that looks at one question at a time."""

    def method(instance: Instance, stays: Sequence[Visit], refused: set[Pair]) -> list[Visit]:
        taken = tuple(
            Booking(
                visit.person,
                visit.start,
                visit.start + instance.question[visit.question].duration,
                instance.question[visit.question].place,
                instance.question[visit.question].online,
                instance.question[visit.question].heavy,
            )
            for visit in stays
        )
        done = {visit.question for visit in stays}
        open_ = [
            replace(
                question,
                excluded=(*question.excluded, *(person for number, person in sorted(refused) if number == question.id)),
            )
            for question in instance.questions
            if question.id not in done
        ]
        week = Week(replace(instance.snapshot, bookings=instance.snapshot.bookings + taken), open_, load_weights())
        booked = Booked(week)
        for visit in stays:
            question = instance.question[visit.question]
            booked.meets(newcomer(question), question.id, visit.person, visit.start, visit.start + question.duration)
        return [*stays, *(week.visit(row) for row in one_by_one(week, order, choice, booked))]

    return method


def by_planner(seconds: float) -> Method:
    """The planner around who said yes."""

    def method(instance: Instance, stays: Sequence[Visit], refused: set[Pair]) -> list[Visit]:
        found = plan(
            instance.snapshot,
            instance.questions,
            fixed=[Assignment(visit.question, visit.person, visit.start) for visit in stays],
            forbidden=sorted(refused),
            limits=Limits(seconds=seconds),
            seed=instance.seed,
        )
        return [Visit(item.question, item.person, item.start) for item in found.assignments]

    return method


def main() -> None:
    """Runs and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="M")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10.0, help="for each plan of the planner")
    options = parser.parse_args()
    methods: dict[str, Method] = {
        "group message, quickest answer wins": by_rule(as_asked, quickest_answer(options.seed)),
        "first come, known else nearest": by_rule(as_asked, known_else_nearest),
        "most urgent first, best score": by_rule(most_urgent, best_score),
        "fewest candidates first, best score": by_rule(fewest_candidates, best_score),
        "**this planner**": by_planner(options.seconds),
    }
    instance = make(options.size, options.seed)
    luck, judge = Luck(instance), Judge.of(instance, load_weights())
    servable = Week(instance.snapshot, instance.questions, load_weights()).pairs.servable
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; size {options.size}, seed {options.seed},")
    print(f"{servable:,} servable questions, behaviour {luck.behaviour.version}\n")
    rounds = " | ".join(f"yes after round {number + 1}" for number in range(ROUNDS))
    print(f"| plan | planned at first | {rounds} | of servable % | asked in all | asks per yes | s |")
    print("|---|---|" + "---|" * (ROUNDS + 4))
    fine = True
    for name, method in methods.items():
        began, refused, planned, asked = time.perf_counter(), set[Pair](), 0, 0
        stays: list[Visit] = []
        after: list[int] = []
        for _round in range(ROUNDS):
            visits = method(instance, stays, refused)
            if findings := judge.findings(visits):
                fine = False
                print(f"INVALID: {name}: {findings[0]}")
            planned = planned or len({visit.question for visit in visits})
            new = [visit for visit in visits if visit not in set(stays)]
            asked += len(new)
            no = [visit for visit in new if not luck.says_yes(visit)]
            refused |= {(visit.question, visit.person) for visit in no}
            again = {visit.question for visit in no}
            stays = [visit for visit in visits if visit.question not in again]
            after.append(len({visit.question for visit in stays}))
        took = time.perf_counter() - began
        cells = " | ".join(str(count) for count in after)
        share, per_yes = 100 * after[-1] / servable, asked / max(1, after[-1])
        print(f"| {name} | {planned} | {cells} | {share:.1f} | {asked} | {per_yes:.2f} | {took:.0f} |", flush=True)
    raise SystemExit(0 if fine else 1)


if __name__ == "__main__":
    main()
