"""How people are assumed to behave: numbers with what they mean and what they rest on."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sleutelbos.matching.engine import codec


@dataclass(frozen=True)
class Assumption:
    """One number of the behaviour, what it means, and what it rests on."""

    value: float
    means: str
    source: str


@dataclass(frozen=True)
class Behaviour:
    """The assumptions of one file by name."""

    version: str
    assumptions: tuple[tuple[str, Assumption], ...]

    def __getitem__(self, name: str) -> float:
        return dict(self.assumptions)[name].value


def load_behaviour(path: Path | None = None) -> Behaviour:
    """The assumptions of a file, without a path those of the product. Raises ValueError when malformed."""
    return _load(path or Path(__file__).with_name("behaviour.toml"))


@cache
def _load(path: Path) -> Behaviour:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    version = data.pop("version", None)
    if not isinstance(version, str):
        raise ValueError("year: a version is needed")
    return Behaviour(version, tuple((name, codec.from_plain(Assumption, item)) for name, item in data.items()))
