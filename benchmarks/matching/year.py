"""A simulated year of a small region under six ways of asking, with every assumption in print.

    python -m benchmarks.matching.year                 20 runs of 52 weeks, 60 people, 110 questions a week
    python -m benchmarks.matching.year --runs 3 --weeks 12

The same people, the same questions and the same luck for every way of asking. Nothing here is a claim about people.
"""

import argparse
import os
import platform
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, fields

from benchmarks.matching.generator import make_year
from sleutelbos.matching.engine import load_weights
from sleutelbos.matching.engine.year import Outcome, Policy, load_behaviour, simulate, who_could

NAMES = {
    Policy.GROUP: "group message",
    Policy.NEAREST: "known else nearest, in turn",
    Policy.SCORE: "score without fairness, in turn",
    Policy.EVEN: "score with fairness, in turn",
    Policy.FAIR: "**score with fairness and caps on asks, in turn**",
    Policy.WEEK: "**week plan every Friday, the rest in turn**",
}
HEAD = {
    "filled": "filled of servable", "asks": "asks per filled (weighted)", "messages": "messages per filled",
    "continuity": "continuity", "wait_days": "wait, days", "over_90": "weeks above 90 % of cap", "jain": "Jain",
    "gini": "Gini", "busiest": "busiest, min/week", "worst_language": "worst language filled",
    "active": "still active (assumed)",
}  # fmt: skip


def one_run(job: tuple[int, int, list[Policy]]) -> dict[Policy, tuple[Outcome, float]]:
    """One seed under every way of asking, with the seconds of processor time each took."""
    seed, weeks, policies = job
    year = make_year(seed, weeks)
    could = who_could(year.people, year.questions, load_weights())
    found = {}
    for policy in policies:
        began = time.process_time()
        outcome = simulate(year.people, year.questions, policy, seed=seed, could=could)
        found[policy] = outcome, time.process_time() - began
    return found


def main() -> None:
    """Runs and prints the table and the assumptions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--only", type=lambda text: [Policy(name) for name in text.split(",")], default=list(Policy))
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    began = time.perf_counter()
    jobs = [(seed, options.weeks, options.only) for seed in range(1, options.runs + 1)]
    if options.workers > 1:
        with ProcessPoolExecutor(options.workers) as pool:
            runs = list(pool.map(one_run, jobs))
    else:
        runs = [one_run(job) for job in jobs]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; {options.runs} runs of {options.weeks} weeks,")
    took = time.perf_counter() - began
    print(f"60 people, 110 questions a week, {took:.0f} s. Mean, and in brackets the standard deviation over runs.\n")
    print(f"| | {' | '.join(HEAD.values())} | processor s, all runs |")
    print("|---|" + "---|" * (len(HEAD) + 1))
    at = {item.name: index for index, item in enumerate(fields(Outcome))}
    for policy in options.only:
        columns = list(zip(*(astuple(run[policy][0]) for run in runs), strict=True))
        cells = []
        for key in HEAD:
            values = columns[at[key]]
            spread = statistics.stdev(values) if len(values) > 1 else 0.0
            digits = 0 if key == "busiest" else 2 if key in ("asks", "messages", "wait_days") else 3
            cells.append(f"{statistics.mean(values):.{digits}f} ({spread:.{digits}f})")
        seconds = sum(run[policy][1] for run in runs)
        print(f"| {NAMES[policy]} | {' | '.join(cells)} | {seconds:.0f} |")
    print(
        f"\nAssumptions, version {load_behaviour().version}:\n\n| name | value | means | rests on |\n|---|---|---|---|"
    )
    for key, item in load_behaviour().assumptions:
        print(f"| {key} | {item.value:g} | {item.means} | {item.source} |")


if __name__ == "__main__":
    main()
