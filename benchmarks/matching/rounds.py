"""Rounds on home health care days: made-up ones, and public instances where somebody has the files.

    python -m benchmarks.matching.rounds                                  made-up days of 10, 25, 50, 75, 100 visits
    python -m benchmarks.matching.rounds --files DIR --best best.json     every file of a folder; known values by name

Public instances are not in this repository: Mankowska's carry no licence we know of. The Udine toolbox's JSON is read
too. A made-up day has no best known value; its table only says how much two seeds differ.
"""

import argparse
import json
import math
import os
import platform
import random
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from sleutelbos.matching.engine.rounds import Day, Stop, Task, cost_of, read_day, solve

# As Mankowska's instances look: a square of 100, windows of two hours in a day of ten, three of ten visits for two.
SQUARE, DAY_MINUTES, WINDOW = 100, 480, 120
DOUBLE = 0.3
PEOPLE = {10: 3, 25: 5, 50: 10, 75: 15, 100: 20}
SKILLS = 6


def made_up(visits: int, seed: int) -> Day:
    """A day of the same kind as the public ones."""
    r = random.Random(f"{visits} {seed}")
    people = PEOPLE[visits]
    while True:
        # One half knows some of the first three skills, the other half of the last three.
        skills = tuple(
            frozenset(r.sample(range(3) if at < people // 2 else range(3, 6), r.randint(1, 3))) for at in range(people)
        )
        counts = [sum(skill in has for has in skills) for skill in range(SKILLS)]
        if min(counts) > 0:
            break
    places = [(r.randrange(SQUARE), r.randrange(SQUARE // 2)) for _ in range(visits + 1)]
    stops = []
    for number in range(visits):
        opens = r.randrange(DAY_MINUTES)
        length = float(r.randint(10, 20))
        if number < visits * (1 - DOUBLE):
            tasks: tuple[Task, ...] = (Task(r.randrange(SKILLS), length),)
        else:
            tasks = (Task(r.randrange(3), length), Task(r.randrange(3, 6), length))
        least = float(r.choice([0, r.randint(1, 60)]))
        stops.append(Stop(float(opens), float(opens + WINDOW), tasks, least, 2 * least))
    minutes = tuple(tuple(math.dist(one, other) for other in places) for one in places)
    return Day(tuple(stops), skills, minutes)


def days(options: argparse.Namespace) -> Iterator[tuple[str, Day]]:
    """What is to be solved, by name."""
    if options.files:
        for path in sorted(Path(options.files).iterdir()):
            if path.suffix in (".txt", ".json") and path.name != "best.json":
                yield path.stem, read_day(path.read_text(encoding="utf-8"))
        return
    for visits in PEOPLE:
        for seed in range(1, options.made_up + 1):
            yield f"made up {visits}, {seed}", made_up(visits, seed)


def one(job: tuple[Day, float, int]) -> tuple[float, int, float]:
    """Cost (counted again), orders tried, and seconds."""
    day, seconds, seed = job
    began = time.perf_counter()
    found = solve(day, seconds=seconds, seed=seed)
    return cost_of(day, found.rounds), found.tried, time.perf_counter() - began


def main() -> None:
    """Solves everything and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", help="a folder with public instances")
    parser.add_argument("--best", help="a JSON file: best known cost by the name of the instance")
    parser.add_argument("--made-up", type=int, default=1, help="made-up days per size")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    best = json.loads(Path(options.best).read_text(encoding="utf-8")) if options.best else {}
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {options.seconds:g} s each, seeds 0 and 1\n")
    print("| day | visits | people | first greedy | seed 0 | seed 1 | best of both | known | above known % |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, day in days(options):
        first = solve(day, seconds=None, work=1).cost
        with ProcessPoolExecutor(options.workers) as pool:
            costs = [cost for cost, _tried, _took in pool.map(one, [(day, options.seconds, seed) for seed in (0, 1)])]
        known = best.get(name)
        above = f"{100 * (min(costs) / known - 1):.2f}" if known else "-"
        print(
            f"| {name} | {len(day.stops)} | {len(day.skills)} | {first:.1f} | {costs[0]:.2f} | {costs[1]:.2f} |"
            f" {min(costs):.2f} | {known or '-'} | {above} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
