"""What a plan does to people, in the numbers of the benchmark protocol."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from benchmarks.matching.generator import Instance
from benchmarks.matching.objective import Visit, used_minutes, week_cap
from benchmarks.matching.week import Week
from sleutelbos.matching.engine import load_weights
from sleutelbos.matching.engine.moments import WEEK

ENOUGH_QUESTIONS = 20


@dataclass(frozen=True)
class Measures:
    """The numbers of one plan; shares are between 0 and 1.

    ``continuity``: of the served questions that somebody known to the newcomer could do, how many got somebody
    known. ``over_90``: share of people above 90 % of their own weekly cap. Jain and Gini are over load divided by
    cap, of everybody. ``worst_language``: smallest share of questions filled over languages with at least 20.
    """

    served: int
    servable: int
    score: int
    continuity: float
    over_90: float
    jain: float
    gini: float
    worst_language: float
    which_language: str


def known_possible(week: Week) -> set[int]:
    """Ids of the questions that somebody the newcomer knows could do."""
    pairs, found = week.pairs, set()
    for at, question in enumerate(week.questions):
        known = {known.person for known in question.known}
        if known and any(week.people[person].id in known for person in pairs.person[pairs.of(at)].tolist()):
            found.add(question.id)
    return found


def measure(
    instance: Instance, visits: Sequence[Visit], score: int, servable: int, possible: Collection[int]
) -> Measures:
    """Counts everything of one plan; ``possible`` as ``known_possible`` says."""
    weights = load_weights()
    minutes: Counter[int] = Counter()
    by_question: dict[int, list[int]] = {}
    for visit in visits:
        minutes[visit.person] += instance.question[visit.question].duration
        by_question.setdefault(visit.question, []).append(visit.person)
    week = max((question.starts[0] // WEEK for question in instance.questions), default=0)
    for (person, number), used in used_minutes(instance.snapshot).items():
        if number == week:
            minutes[person] += used
    loads = [minutes[person.id] / week_cap(person, weights) for person in instance.snapshot.people]
    kept = [
        bool({known.person for known in question.known} & set(by_question[question.id]))
        for question in instance.questions
        if question.id in possible and question.id in by_question
    ]
    asked: Counter[str] = Counter(question.languages[0].variety for question in instance.questions)
    filled: Counter[str] = Counter(instance.question[number].languages[0].variety for number in by_question)
    shares = [(filled[tag] / count, tag) for tag, count in asked.items() if count >= ENOUGH_QUESTIONS]
    worst, which = min(shares, default=(0.0, ""))
    return Measures(
        len(by_question),
        servable,
        score,
        sum(kept) / len(kept) if kept else 0.0,
        sum(load > 0.9 for load in loads) / len(loads) if loads else 0.0,
        jain(loads),
        gini(loads),
        worst,
        which,
    )


def jain(values: Sequence[float]) -> float:
    """Jain's index: 1 when all are equal, 1/n when one has everything; 1 when nobody has anything."""
    squares = sum(value * value for value in values)
    return sum(values) ** 2 / (len(values) * squares) if squares else 1.0


def gini(values: Sequence[float]) -> float:
    """Gini's coefficient: 0 when all are equal."""
    total = sum(values)
    if not total:
        return 0.0
    ranked = sum(rank * value for rank, value in enumerate(sorted(values), start=1))
    return (2 * ranked) / (len(values) * total) - (len(values) + 1) / len(values)
