"""Sentence pairs of municipal experts, before and after, and accuracy on them by document."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sleutelbos.letters.readability import Block, Kind, sentences_of

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "readability" / "amsterdam_pairs_dev.csv"
# All documents come from one city. What they are about stands in for other writers: a whole kind is left out at once.
KINDS = {
    "health": ("3", "4", "17"), "elections": ("5", "21", "23", "24"), "own staff": ("7", "10", "16", "42", "44"),
    "guides": ("38", "39"), "statutes": ("35",), "plans": ("31", "40", "45", "46"), "permits": ("30", "33", "47"),
    "work": ("6", "36"),
}  # fmt: skip


def kind_of(pair: Pair) -> str:
    return next((kind for kind, docs in KINDS.items() if pair.doc in docs), pair.doc)


@dataclass(frozen=True, slots=True)
class Pair:
    doc: str
    before: str
    after: str
    substantive: bool


def read_pairs(path: Path = DATA) -> list[Pair]:
    with path.open(encoding="utf-8") as file:
        return [
            Pair(row["doc"], row["complex"], row["simple"], float(row["sim"]) < 0.8) for row in csv.DictReader(file)
        ]


def sentences(text: str) -> list[str]:
    return [sentence.text for sentence in sentences_of([Block(Kind.PARAGRAPH, text)])]


def right(gain: float) -> float:
    """1 when the simplified one comes out easier, half for a tie."""
    return 0.5 if abs(gain) < 1e-9 else float(gain > 0)


def accuracy(pairs: Sequence[Pair], gains: Sequence[float], keep: Callable[[Pair], bool] = lambda pair: True) -> str:
    """Per cent, with a 95 % interval from drawing documents again."""
    by_doc: dict[str, list[float]] = {}
    for pair, gain in zip(pairs, gains, strict=True):
        if keep(pair):
            by_doc.setdefault(pair.doc, []).append(right(gain))
    groups = list(by_doc.values())
    chance = random.Random(1)
    drawn = []
    for _ in range(2000):
        sample = [value for group in chance.choices(groups, k=len(groups)) for value in group]
        drawn.append(sum(sample) / len(sample))
    drawn.sort()
    every = [value for group in groups for value in group]
    return f"{100 * sum(every) / len(every):.1f} [{100 * drawn[49]:.0f}-{100 * drawn[1949]:.0f}]"
