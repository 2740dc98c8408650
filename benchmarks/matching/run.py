"""Every way to plan a week, on the same made-up weeks, judged by the same checker.

    python -m benchmarks.matching.run --size M --seed 1
    python -m benchmarks.matching.run --size S --only plan,highs,first-come
    python -m benchmarks.matching.run --size M --repair

Each method runs in a process of its own, so that its memory can be told. One invalid plan, or a bound below a plan
somebody found, and the run ends with exit code 1.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.matching import baselines, exact
from benchmarks.matching.checker import Judge
from benchmarks.matching.generator import SIZES, VARIANTS, Instance, make
from benchmarks.matching.metrics import Measures, known_possible, measure
from benchmarks.matching.objective import Visit
from benchmarks.matching.vroom_rule import vroom_plan
from benchmarks.matching.week import Week
from sleutelbos.matching.engine import load_weights

RULES = {
    "group": "group message, quickest answer wins",
    "first-come": "first come, known else nearest",
    "urgent": "most urgent first, best score",
    "fewest": "fewest candidates first, best score",
    "vroom": "VROOM, effort 1",
    "cpsat": "CP-SAT, intervals + NoOverlap + travel, 8 workers",
    "highs": "HiGHS on cliques, all pairs",
    "plan": "**this planner**",
}
# What does not end at a size within memory or reason: the whole country as one model.
NOT_AT = {"L": ("vroom", "cpsat", "highs")}
MARKS = (1.0, 1.5, 10.0, 60.0, 300.0)


@dataclass
class Result:
    """What one method gave, as its process reports it."""

    rule: str
    visits: list[tuple[int, int, int]]
    seconds: float
    megabytes: float
    bound: float | None = None
    # Per progress report: seconds, score, bound.
    course: list[tuple[float, int, float]] = field(default_factory=list)
    note: str = ""

    @property
    def plan(self) -> list[Visit]:
        """The visits as values."""
        return [Visit(*visit) for visit in self.visits]


def solve(rule: str, instance: Instance, seconds: float) -> Result:
    """Runs one method from the raw values on: building pairs counts."""
    weights = load_weights()
    began = time.perf_counter()
    if rule == "plan":
        return _planner(instance, seconds)
    week, bound = Week(instance.snapshot, instance.questions, weights), None
    if rule == "highs":
        answer = exact.highs_on_cliques(week, seconds)
        rows, bound = answer.rows, answer.bound
    elif rule == "cpsat":
        answer = exact.cp_sat(week, seconds)
        rows, bound = answer.rows, answer.bound
    elif rule == "vroom":
        rows = vroom_plan(week)
    elif rule == "group":
        rows = baselines.group_message(week, instance.seed)
    else:
        of = {"first-come": baselines.first_come, "urgent": baselines.urgent_first, "fewest": baselines.scarce_first}
        rows = of[rule](week)
    took = time.perf_counter() - began
    visits = [(v.question, v.person, v.start) for v in map(week.visit, rows)]
    return Result(rule, visits, took, _megabytes(), bound)


def _planner(instance: Instance, seconds: float) -> Result:
    from sleutelbos.matching.engine.plan import Limits, Progress, plan

    course: list[tuple[float, int, float]] = []

    def note(progress: Progress) -> None:
        course.append((time.perf_counter() - began, progress.score, progress.bound))

    began = time.perf_counter()
    found = plan(
        instance.snapshot, instance.questions, limits=Limits(seconds=seconds), seed=instance.seed, on_progress=note
    )
    took = time.perf_counter() - began
    course.append((took, found.score, found.bound))
    visits = [(item.question, item.person, item.start) for item in found.assignments]
    return Result(
        "plan", visits, took, _megabytes(children=2), found.bound, course, "ended by itself" if found.finished else ""
    )


def _megabytes(children: int = 0) -> float:
    """At least the memory this process and so many of its own had at any time; each child counts as the largest."""
    own, largest = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + children * largest) / 1024


def in_a_process(rule: str, options: argparse.Namespace) -> Result | None:
    """One method in a process of its own; None with a word on stderr when it did not end well."""
    command = [
        sys.executable, "-m", "benchmarks.matching.run", "--child", rule, "--size", options.size,
        "--seed", str(options.seed), "--variant", options.variant, "--seconds", str(options.seconds),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=options.seconds * 2 + 600, check=False)
    except subprocess.TimeoutExpired:
        print(f"{rule}: did not end", file=sys.stderr)
        return None
    if done.returncode:
        print(f"{rule}: {done.stderr.strip()[-2000:]}", file=sys.stderr)
        return None
    data: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    data["course"] = [tuple(item) for item in data["course"]]
    return Result(**data)


def gap(score: float, bound: float) -> str:
    """How far a score may be below the best, in percent of the score."""
    return "-" if score <= 0 else f"{100 * (bound - score) / score:.3f}"


def at_marks(result: Result, seconds: float) -> str:
    """The proven gap of a planner's course at fixed moments."""
    told = []
    for mark in MARKS:
        if mark > seconds:
            break
        until = [item for item in result.course if item[0] <= mark]
        best, bound = max((i[1] for i in until), default=0), min((i[2] for i in until), default=float("inf"))
        told.append(f"{mark:g} s: {gap(best, bound) if until and bound < float('inf') else 'nothing yet'}")
    return ", ".join(told)


def row(result: Result, measures: Measures, best_bound: float | None) -> str:
    """One line of the table."""
    cells = (
        RULES[result.rule],
        f"{measures.served} ({100 * measures.served / measures.servable:.1f} %)",
        f"{measures.score:,}",
        "-" if best_bound is None else gap(measures.score, best_bound),
        "-" if result.bound is None else gap(measures.score, result.bound),
        f"{result.seconds:.1f}",
        f"{result.megabytes:.0f}",
        f"{100 * measures.continuity:.0f}",
        f"{100 * measures.over_90:.1f}",
        f"{measures.jain:.3f}",
        f"{measures.gini:.3f}",
        f"{100 * measures.worst_language:.0f} ({measures.which_language})" if measures.which_language else "-",
    )
    return f"| {' | '.join(cells)} |"


HEAD = (
    "plan", "served (of servable)", "score", "below best bound %", "own gap %", "s", "MB", "continuity %",
    "over 90 % of cap %", "Jain", "Gini", "worst language %",
)  # fmt: skip


def compare(options: argparse.Namespace) -> bool:
    """Prints the table of all methods; False when any plan is invalid or any bound is below a plan."""
    instance, weights = make(options.size, options.seed, options.variant), load_weights()
    judge = Judge.of(instance, weights)
    rules = options.only or [rule for rule in RULES if rule not in NOT_AT.get(options.size, ())]
    week = Week(instance.snapshot, instance.questions, weights)
    servable = week.pairs.servable
    print(
        f"\nsize {options.size}, seed {options.seed}, variant {options.variant}, at most {options.seconds:g} s:"
        f" {len(instance.snapshot.people):,} people, {len(instance.questions):,} questions, {servable:,} servable,"
        f" {len(week.pairs):,} pairs\n"
    )
    possible = known_possible(week)
    del week
    results = [result for rule in rules if (result := in_a_process(rule, options)) is not None]
    fine, lines = len(results) == len(rules), []
    scores = {result.rule: judge.score(result.plan) for result in results}
    bounds = [result.bound for result in results if result.bound is not None]
    best = min(bounds, default=None)
    print(f"| {' | '.join(HEAD)} |")
    print("|" + "---|" * len(HEAD))
    for result in results:
        findings = judge.findings(result.plan)
        if findings:
            fine = False
            lines.append(f"INVALID: {result.rule} breaks {len(findings)} rules, first {findings[0]}")
        if best is not None and scores[result.rule] > best + 1:
            fine = False
            lines.append(f"WRONG BOUND: {result.rule} has {scores[result.rule]}, somebody proved {best}")
        print(row(result, measure(instance, result.plan, scores[result.rule], servable, possible), best))
        if result.course:
            lines.append(f"proven gap of the planner in %: {at_marks(result, options.seconds)} {result.note}")
            if result.course[-1][1] != scores[result.rule]:
                fine = False
                lines.append(f"WRONG SCORE: the planner says {result.course[-1][1]}, the judge {scores[result.rule]}")
    print("\n" + "\n".join(lines))
    return fine


def main() -> None:
    """Reads the options and runs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="M")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--variant", choices=VARIANTS, default="plain")
    parser.add_argument("--seconds", type=float, default=60.0, help="for whatever takes a limit")
    parser.add_argument("--only", type=lambda text: text.split(","), help=f"some of {', '.join(RULES)}")
    parser.add_argument("--repair", action="store_true", help="the repair table instead")
    parser.add_argument("--events", type=int, default=40, help="at most so many of each kind in the repair table")
    parser.add_argument("--kinds", type=lambda text: text.split(","), help="of events in the repair table, else all")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        result = solve(options.child, make(options.size, options.seed, options.variant), options.seconds)
        print(json.dumps(result.__dict__))
        return
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    if options.repair:
        from benchmarks.matching.repairs import compare_repairs

        fine = compare_repairs(options)
    else:
        fine = compare(options)
    raise SystemExit(0 if fine else 1)


if __name__ == "__main__":
    main()
