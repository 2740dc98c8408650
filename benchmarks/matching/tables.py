"""All tables of RESULTS.md in one go, written to a file as they come.

    python -m benchmarks.matching.tables                     # everything: about three hours on two quiet cores
    python -m benchmarks.matching.tables --quick             # S, M and repair with every method: under 25 minutes
    python -m benchmarks.matching.tables --only L            # L alone: about ten minutes
    python -m benchmarks.matching.tables --only S,M,repair --out /tmp/tables.md
    python -m benchmarks.matching.tables --files DIR         # with the public days of home health care

One after the other, so that nothing shares the cores but what was there already; the commit, and the load of the
machine before and after each, are written down. A run that fails is written down, the others go on, and the exit code
is 1.
"""

import argparse
import os
import platform
import shlex
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from sleutelbos.matching.engine import load_weights

RUN, SHORT = "benchmarks.matching.run", "--only first-come,fewest,plan"
FRONTIER = "benchmarks.matching.frontier"


def everything(files: str) -> list[tuple[str, str]]:
    """What RESULTS.md tells, in its order: a name and the command."""
    commands = [("S", f"{RUN} --size S --seed {seed} --seconds 10") for seed in (1, 2, 3)]
    commands += [("M", f"{RUN} --size M --seed {seed} --seconds 60") for seed in (1, 2, 3)]
    # One long run tells what was proven after 60 s too.
    commands.append(("L", f"{RUN} --size L --seed 1 --seconds 300 {SHORT}"))
    commands += [
        ("variants", f"{RUN} --size M --seed 1 --variant {variant} --seconds 60 {SHORT}")
        for variant in ("flexible", "fewer", "scarce")
    ]
    commands += [
        ("declines", "benchmarks.matching.declines --size M --seed 1 --seconds 10"),
        ("gap", "benchmarks.matching.gap --seconds 30"),
    ]
    commands += [("repair", f"{RUN} --size M --seed {seed} --repair --events 12") for seed in (1, 2)]
    commands += [("repair", f"{RUN} --size S --seed {seed} --repair --events 12") for seed in (1, 2, 3)]
    commands += [("frontier", f"{FRONTIER} --size M --seed {seed} --events 12") for seed in (1, 2)]
    if files:
        commands.append(("rounds", f"benchmarks.matching.rounds --files {files} --best {files}/best.json --seconds 60"))
    commands += [
        ("rounds", "benchmarks.matching.rounds --seconds 60"),
        ("year", "benchmarks.matching.year --runs 20 --weeks 52 --workers 2"),
        ("shortlist", "benchmarks.shortlist.run"),
    ]
    return commands


def quick() -> list[tuple[str, str]]:
    """Every method at S and M, three seeds each, and repair; in under 25 minutes on two quiet cores."""
    commands = [("S", f"{RUN} --size S --seed {seed} --seconds 10") for seed in (1, 2, 3)]
    commands += [("M", f"{RUN} --size M --seed {seed} --seconds 60") for seed in (1, 2, 3)]
    return [
        *commands,
        ("repair", f"{RUN} --size M --seed 1 --repair --kinds illnesses --events 12"),
        ("repair", f"{RUN} --size S --seed 1 --repair --events 6"),
        ("frontier", f"{FRONTIER} --size M --seed 1 --events 8"),
    ]


def tried() -> list[tuple[str, str]]:
    """Something of each at tiny limits: whether it all runs, and nothing about how good it is."""
    return [
        ("S", f"{RUN} --size S --seed 1 --seconds 1"),
        ("M", f"{RUN} --size M --seed 1 --seconds 3 --only group,first-come,urgent,fewest,highs,plan"),
        ("variants", f"{RUN} --size S --seed 1 --variant scarce --seconds 1 {SHORT}"),
        ("declines", "benchmarks.matching.declines --size S --seed 1 --seconds 1"),
        ("gap", "benchmarks.matching.gap --seconds 1"),
        ("repair", f"{RUN} --size S --seed 1 --repair --events 2"),
        ("frontier", f"{FRONTIER} --size S --seed 1 --events 2"),
        ("rounds", "benchmarks.matching.rounds --seconds 1"),
        ("year", "benchmarks.matching.year --runs 1 --weeks 3 --workers 1"),
    ]


def commit() -> str:
    """The commit the files are of, and whether the planner or the benchmarks differ from it."""
    try:
        told = [
            subprocess.run(["git", *words], capture_output=True, text=True, check=True).stdout.strip()
            for words in (
                ["rev-parse", "--short", "HEAD"],
                ["status", "--porcelain", "--", "benchmarks/matching", "sleutelbos/matching"],
            )
        ]
    except (OSError, subprocess.CalledProcessError):
        return "commit not known"
    return f"commit {told[0]}{' with changes since' if told[1] else ''}"


def main() -> None:
    """Runs the commands and writes what they say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--try", action="store_true", dest="tiny", help="tiny limits: only whether everything runs")
    parser.add_argument("--only", type=lambda text: text.split(","), help="some of the names")
    parser.add_argument("--files", default="", help="folder with the public days of home health care")
    parser.add_argument("--out", type=Path, default=Path("var/matching-tables.md"))
    options = parser.parse_args()
    commands = tried() if options.tiny else quick() if options.quick else everything(options.files)
    commands = [(name, command) for name, command in commands if not options.only or name in options.only]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    began, failed = time.monotonic(), 0
    with options.out.open("w", encoding="utf-8") as out:
        machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
        out.write(f"{machine}, {datetime.now().astimezone():%Y-%m-%d %H:%M}, {commit()}\n")
        out.write(f"Weights {load_weights().version}; load of the machine {os.getloadavg()[0]:.1f}\n")
        for name, command in commands:
            print(f"{time.monotonic() - began:6.0f} s  {name}: {command}", flush=True)
            before, started = os.getloadavg()[0], time.monotonic()
            done = subprocess.run(
                [sys.executable, "-m", *shlex.split(command)], capture_output=True, text=True, check=False
            )
            out.write(f"\n## {name}\n\n    python -m {command}\n\n{done.stdout.strip()}\n\n")
            took = time.monotonic() - started
            out.write(f"{took:.0f} s on the clock; load {before:.1f} before, {os.getloadavg()[0]:.1f} after.\n")
            if done.returncode:
                failed += 1
                out.write(f"\n**Ended with {done.returncode}.** {done.stderr.strip()[-2000:]}\n")
            out.flush()
    print(f"{time.monotonic() - began:6.0f} s in all, {failed} failed: {options.out}")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
