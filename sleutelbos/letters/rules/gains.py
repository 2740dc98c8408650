"""Two gains that are never mixed: how the text changed, and how many people understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# Under this many readers a percentage says more than anybody knows.
FEW: Final = 5


@dataclass(frozen=True, slots=True)
class Understood:
    """Answers that were right, of how many that were weighed, by how many readers."""

    right: int
    answers: int
    readers: int

    @property
    def percentage(self) -> int | None:
        """Whole per cent right; None under five readers or without answers."""
        if self.readers < FEW or not self.answers:
            return None
        return round(100 * self.right / self.answers)


def understood(weighed: Sequence[tuple[int, bool]]) -> Understood:
    """From (reader, right or not) of every answer that was weighed."""
    return Understood(sum(right for _, right in weighed), len(weighed), len({reader for reader, _ in weighed}))


def share_done(marks: int, sentences: int) -> float:
    """Which part of the sentences somebody said something of."""
    return min(1.0, marks / sentences) if sentences else 1.0


def minutes_done(minutes: int, marks: int, sentences: int) -> int:
    """Minutes to pay to whoever read a part: that part, in steps of five, at least five."""
    return max(5, int(-(-minutes * share_done(marks, sentences) // 5) * 5))
