"""How long one shortlist takes, with reasons, near misses and "what if", next to a plain loop over everybody.

    python -m benchmarks.shortlist.run            5,000 people, 15,000 bookings, 3,000 questions
    python -m benchmarks.shortlist.run --people 60 --bookings 200

The plain loop is the engine's own checker asked about everybody: the same rules, the same score, one person at a
time, without near misses and "what if". On the questions it is asked, both must name the same people in the same
order of score, or the run fails.
"""

import argparse
import gc
import platform
import random
import statistics
import time
from collections.abc import Callable

import numpy as np

from sleutelbos.matching.engine import (
    Ask,
    Block,
    Booking,
    Engagement,
    Exclusion,
    Known,
    LanguageNeed,
    Person,
    PersonLanguage,
    Place,
    Question,
    Readiness,
    Snapshot,
    TimeException,
    Window,
    load_weights,
    shortlist,
)
from sleutelbos.matching.engine.checker import check
from sleutelbos.matching.engine.moments import DAY, WEEK

# Shares of the mother tongues and of the demand: assumed, with a long tail of rare ones.
TONGUES = {
    "apc": 26, "ti": 16, "fa-AF": 9, "fa": 8, "tr": 8, "uk": 7, "kmr": 6, "ckb": 4, "so": 5, "ary": 3, "arz": 2,
    "apd": 2, "am": 2, "ps": 2, "rw": 1, "swh": 1, "om": 1, "aii": 1, "hy": 1, "ur": 1, "rif": 1,
}  # fmt: skip
MONDAY = 350 * WEEK
ITEMS = ("agreement", "confidentiality", "code_of_conduct", "vog", "insurance", "training")
TOPICS = ("health", "school", "work", "money", "housing", "growing_up")
ROLES = ("connector", "explainer", "informer", "adviser")


class National:
    """A country of key persons, and questions about them; everything from one seed."""

    def __init__(self, people: int, bookings: int, seed: int) -> None:
        self.random = random.Random(seed)
        r = self.random
        # 342 municipalities in 40 regions, somewhere between Zeeland and Groningen.
        self.towns = [Place(f"town{number}", r.uniform(51.3, 53.3), r.uniform(3.9, 6.9)) for number in range(342)]
        self.people = [self.person(number) for number in range(1, people + 1)]
        self.snapshot = Snapshot(
            at=MONDAY + 8 * 60,
            version=f"seed {seed}",
            people=tuple(self.people),
            bookings=tuple(self.booking() for _ in range(bookings)),
            asks=tuple(self.ask() for _ in range(2 * people)),
            exclusions=tuple(
                Exclusion(r.randint(1, people), f"newcomer:{r.randint(1, 400)}") for _ in range(people // 20)
            ),
        )

    def near(self, town: Place) -> Place:
        r = self.random
        assert town.lat is not None and town.lon is not None
        return Place(town.code, round(town.lat + r.gauss(0, 0.03), 4), round(town.lon + r.gauss(0, 0.05), 4))

    def tongue(self) -> str:
        return self.random.choices(list(TONGUES), list(TONGUES.values()))[0]

    def person(self, number: int) -> Person:
        r = self.random
        own = self.tongue()
        others = dict.fromkeys(r.choices(["en", "nl", "ar", "fr", "tr", "ru", "fa", "apc", "am"], k=2))
        languages = [PersonLanguage(own, 4, 4, r.randint(1, 4))]
        languages += [
            PersonLanguage(other, r.randint(1, 3), r.randint(2, 4), r.randint(0, 3)) for other in others if other != own
        ]
        days = r.sample(range(7), r.randint(1, 5))
        blocks = tuple(
            Block(day * DAY + start * 60, day * DAY + end * 60)
            for day in days
            for start, end in r.sample([(9, 12), (12, 17), (18, 21)], r.randint(1, 3))
        )
        day = MONDAY // DAY
        return Person(
            id=number,
            deployable=r.random() < 0.9,
            gender=r.choice(["woman", "man"]),
            home=self.near(r.choice(self.towns)),
            languages=tuple(languages),
            modes=(r.choice(["bike", "bike", "public", "car"]),),  # type: ignore[arg-type]
            max_travel_minutes=r.choice([20, 30, 45, 60, 90]),
            online=r.random() < 0.7,
            topics=tuple(r.sample(TOPICS, 2)),
            roles=tuple(r.sample(ROLES, 2)),
            refused=("organisation:practice",) if r.random() < 0.08 else (),
            not_in_own_place=r.random() < 0.1,
            flexible=r.random() < 0.2,
            blocks=blocks,
            exceptions=tuple(
                TimeException(start, start + DAY, False)
                for start in (MONDAY + r.randint(0, 60) * DAY for _ in range(r.randint(0, 2)))
            ),
            engagements=(Engagement(number, day - 400, day + r.choice([-5, 20, 300, 600])),),
            readiness=tuple(
                Readiness(item, day - r.randint(1, 700), day + r.randint(-20, 900))
                for item in ITEMS
                if r.random() < 0.97
            ),
            max_visits_per_week=r.choice([1, 2, 3, 4]),
            max_minutes_per_week=r.choice([None, 120, 240, 480]),
        )

    def booking(self) -> Booking:
        r = self.random
        start = MONDAY + r.randint(-5 * 7, 3 * 7 - 1) * DAY + 60 * r.randint(9, 20)
        who = r.choice(self.people)
        length = r.choice([45, 60, 90])
        return Booking(
            who.id, start, start + length, self.near(r.choice(self.towns)), r.random() < 0.2, r.random() < 0.1
        )

    def ask(self) -> Ask:
        r = self.random
        state = r.choice(["open", "accepted", "declined", "expired"])
        return Ask(r.choice(self.people).id, r.randint(1, 4000), MONDAY - r.randint(0, 80) * DAY, state)  # type: ignore[arg-type]

    def question(self, number: int) -> Question:
        r = self.random
        duration = r.choice([45, 60, 90])
        day = MONDAY + r.randint(1, 13) * DAY
        kind = r.random()
        if kind < 0.7:
            start = day + r.randint(9, 19) * 60 + r.choice([0, 30])
            windows: tuple[Window, ...] = (Window(start, start + duration),)
        elif kind < 0.9:
            windows = (Window(day + 9 * 60, day + 12 * 60), Window(day + DAY + 13 * 60, day + DAY + 17 * 60))
        elif kind < 0.97:
            windows = tuple(Window(day + n * DAY + 540, day + n * DAY + 1020, 30) for n in range(7))
        else:
            windows = ()
        needs = [LanguageNeed(self.tongue(), 3, 3)]
        if r.random() < 0.15:
            needs.append(LanguageNeed(self.tongue(), 3, 3, accepted=True))
        town = r.choice(self.towns)
        return Question(
            id=number,
            day=day // DAY,
            duration=duration,
            windows=windows,
            topic=r.choice(TOPICS),
            role=r.choice(ROLES),
            tags=(f"topic:{r.choice(TOPICS)}", f"organisation:{r.choice(['practice', 'school', 'municipality'])}"),
            languages=tuple(needs),
            fallback="declared" if r.random() < 0.5 else "none",
            place=self.near(town),
            online=r.random() < 0.2,
            may_be_online=r.random() < 0.3,
            required_gender=r.choice(["woman", "man"]) if r.random() < 0.25 else "",
            preferred_gender=r.choice(["woman", "man"]) if r.random() < 0.25 else "",
            not_from_places=(town.code,) if r.random() < 0.15 else (),
            known=tuple(Known(r.choice(self.people).id, r.randint(1, 4)) for _ in range(r.randint(0, 2))),
            parties=(f"newcomer:{r.randint(1, 400)}",),
            municipality=town.code,
            requires=ITEMS,
            wanted=1 if r.random() < 0.95 else 2,
            urgency=r.choice([0, 0, 1, 2]),
        )


def one_by_one(snapshot: Snapshot) -> list[tuple[int, Snapshot]]:
    """Everybody with only their own rows, so that the loop need not search."""
    bookings: dict[int, list[Booking]] = {}
    asks: dict[int, list[Ask]] = {}
    exclusions: dict[int, list[Exclusion]] = {}
    for booking in snapshot.bookings:
        bookings.setdefault(booking.person, []).append(booking)
    for ask in snapshot.asks:
        asks.setdefault(ask.person, []).append(ask)
    for exclusion in snapshot.exclusions:
        exclusions.setdefault(exclusion.person, []).append(exclusion)
    return [
        (
            person.id,
            Snapshot(
                at=snapshot.at,
                people=(person,),
                bookings=tuple(bookings.get(person.id, ())),
                asks=tuple(asks.get(person.id, ())),
                exclusions=tuple(exclusions.get(person.id, ())),
            ),
        )
        for person in snapshot.people
    ]


def timed(call: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def row(name: str, times: list[float]) -> str:
    """One line of the table."""
    cuts = statistics.quantiles(times, n=100)
    numbers = (statistics.median(times), cuts[94], cuts[98], max(times))
    return f"| {name} | {len(times)} | {' | '.join(f'{number:.2f}' for number in numbers)} |"


def main() -> None:
    """Runs and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--bookings", type=int, default=15000)
    parser.add_argument("--questions", type=int, default=3000)
    parser.add_argument("--loop", type=int, default=60, help="questions asked of the plain loop")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    weights = load_weights()
    national = National(options.people, options.bookings, options.seed)
    snapshot = national.snapshot
    questions = [national.question(number) for number in range(1, options.questions + 1)]

    print(f"Python {platform.python_version()}, NumPy {np.__version__}, seed {options.seed}")
    print(f"{options.people:,} people, {options.bookings:,} bookings, {len(snapshot.asks):,} asks\n")
    print(
        f"columns built in {timed(lambda: snapshot.world):.0f} ms, hashed in {timed(lambda: snapshot.digest):.0f} ms\n"
    )

    for question in questions[:50]:
        shortlist(snapshot, question, weights)
    gc.collect()
    times, cpu, with_json, fitting, empty, by_kind = (
        [],
        [],
        [],
        [],
        [],
        {"fixed time": [], "windows": [], "no time": []},
    )
    for question in questions:
        start, used = time.perf_counter(), time.thread_time()
        found = shortlist(snapshot, question, weights)
        times.append((time.perf_counter() - start) * 1000)
        cpu.append((time.thread_time() - used) * 1000)
        kind = "no time" if not question.timed else "fixed time" if len(question.starts) == 1 else "windows"
        by_kind[kind].append(times[-1])
        fitting.append(len(found.fitting))
        if not found.fitting:
            empty.append(times[-1])
    for question in questions[: options.questions // 10]:
        with_json.append(timed(lambda q=question: shortlist(snapshot, q, weights).to_json()))  # type: ignore[misc]

    print("| milliseconds | questions | p50 | p95 | p99 | max |")
    print("|---|---|---|---|---|---|")
    print(row("shortlist: ten best with reasons, near misses, what if, funnel", times))
    print(row("- the same in processor time, without waiting for other programs", cpu))
    for kind, part in by_kind.items():
        if len(part) > 1:
            print(row(f"- of which {kind}", part))
    if len(empty) > 1:
        print(row("- of which nobody fits (smallest set of wishes searched)", empty))
    print(row("shortlist, and everything as plain JSON values", with_json))

    alone = one_by_one(snapshot)
    loop = []
    for question in questions[: options.loop]:
        start = time.perf_counter()
        verdicts = [check(only, question, person, weights) for person, only in alone]
        loop.append((time.perf_counter() - start) * 1000)
        fits = {verdict.person: verdict.score for verdict in verdicts if verdict.fits}
        found = shortlist(snapshot, question, weights, limit=len(fits) + 1)
        if {candidate.person: candidate.score for candidate in found.candidates} != fits:
            raise SystemExit(f"question {question.id}: the loop and the engine do not agree")
    print(row("plain loop over everybody: fits, score and reasons only", loop))
    print(f"\nloop and engine agree on {len(loop)} of {len(loop)} questions; nobody fits {len(empty)} of {len(times)};")
    print(f"median of who fits: {statistics.median(fitting):.0f} people")


if __name__ == "__main__":
    main()
