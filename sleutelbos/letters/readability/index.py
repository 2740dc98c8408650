"""The reading index: a weighted sum of features, and near which kind of text it stands. No level is promised."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sleutelbos.letters.readability.features import NAMES, measure


@dataclass(frozen=True, slots=True)
class Band:
    """Where a kind of text lies: the quartiles of its penalty. `measured`: with these very weights."""

    genre: str
    quarter: float
    median: float
    three_quarters: float
    measured: bool


@dataclass(frozen=True, slots=True)
class Weights:
    """Points per unit of a feature, and the constant that puts the scale where the bands are."""

    version: str
    constant: float
    per_unit: dict[str, float]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """Penalty of a text: lower is easier. `parts` add up to it, with the constant. `nearest` is a genre."""

    penalty: float
    parts: dict[str, float]
    features: dict[str, float]
    nearest: str
    version: str


def read_weights(text: str) -> Weights:
    """Weights in the form of `weights.toml`; ValueError when a feature has none."""
    data = tomllib.loads(text)
    if set(data["weights"]) != set(NAMES):
        raise ValueError("weights: " + ", ".join(sorted(set(data["weights"]) ^ set(NAMES))))
    bands = tuple(Band(one["genre"], *_three(one["quartiles"]), measured=one["measured"]) for one in data["bands"])
    return Weights(data["version"], float(data["constant"]), {n: float(data["weights"][n]) for n in NAMES}, bands)


def _three(numbers: list[float]) -> tuple[float, float, float]:
    low, middle, high = numbers
    return float(low), float(middle), float(high)


@lru_cache(maxsize=1)
def own_weights() -> Weights:
    """The weights that come with Sleutelbos."""
    return read_weights((Path(__file__).parent / "weights.toml").read_text(encoding="utf-8"))


def index_of(sentences: Sequence[str], weights: Weights | None = None) -> Index:
    """The index of a text, given as its sentences."""
    weights = weights or own_weights()
    features = measure(sentences)
    parts = {name: weights.per_unit[name] * features[name] for name in NAMES}
    penalty = weights.constant + sum(parts.values())
    nearest = min(weights.bands, key=lambda band: abs(band.median - penalty)).genre
    return Index(penalty, parts, features, nearest, weights.version)
