"""What a simulated year came to, in numbers."""

from collections.abc import Iterable
from dataclasses import dataclass

# A language with fewer questions says nothing.
ENOUGH_QUESTIONS = 20


@dataclass(frozen=True)
class Outcome:
    """What a year came to; shares are between 0 and 1, and all of it follows from the assumptions.

    ``filled`` is of the servable questions. ``asks`` per filled question counts a group message by its weight.
    ``continuity``: of the filled questions of newcomers who had met somebody still there, how many got somebody they
    had met. ``over_90``: share of weeks in which a person was above 90 % of the own cap. Jain and Gini are over load
    divided by cap. ``worst_language``: smallest filled share over languages with at least 20 servable questions.
    """

    servable: int
    filled: float
    asks: float
    messages: float
    continuity: float
    wait_days: float
    over_90: float
    jain: float
    gini: float
    busiest: float
    worst_language: float
    active: float


def share(part: float, whole: float) -> float:
    """A part of a whole, 0 of nothing."""
    return part / whole if whole else 0.0


def jain(values: Iterable[float]) -> float:
    """Jain's index: 1 when all are equal or nothing is there, 1/n when one has everything."""
    found = list(values)
    squares = sum(value * value for value in found)
    return sum(found) ** 2 / (len(found) * squares) if squares else 1.0


def gini(values: Iterable[float]) -> float:
    """Gini's coefficient: 0 when all are equal or nothing is there."""
    found = sorted(values)
    total = sum(found)
    if not total:
        return 0.0
    ranked = sum(rank * value for rank, value in enumerate(found, start=1))
    return 2 * ranked / (len(found) * total) - (len(found) + 1) / len(found)
