"""The weights: one versioned file that a coordinator can read, feeding ranking, explanation and register."""

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Self

from sleutelbos.matching.engine import codec


@dataclass(frozen=True)
class LoadBand:
    """Between two shares of the own weekly cap (in percent), ten minutes cost so many points."""

    to_percent: int
    points_per_10_minutes: int


@dataclass(frozen=True)
class Weights:
    """Points per reason and the limits that go with them; the file explains each in a comment."""

    version: str
    # points
    language_direct: int
    language_open: int
    language_fallback: int
    language_fallback_per_level: int
    language_accepted: int
    language_level: int
    known: int
    known_per_visit: int
    known_visits_at_most: int
    travel_per_minute: int
    travel_unknown: int
    last_asked_per_week: int
    last_asked_weeks_at_most: int
    first_work: int
    first_work_weeks: int
    topic: int
    role: int
    preferred_gender: int
    rest: int
    rest_hours: int
    time_to_arrange: int
    wait_per_day: int
    load: tuple[LoadBand, ...]
    load_default_minutes: int
    load_minutes_per_visit: int
    # limits
    gap_minutes: int
    unknown_travel_minutes: int
    asks_per_14_days: int
    open_asks: int
    # hours that "another time" may use
    day_starts: int
    day_ends: int
    what_if_step: int
    # week plans
    serve: int
    serve_per_urgency: int
    serve_waiting_per_day: int
    serve_waiting_days_at_most: int
    switch: int
    moved: int
    moved_confirmed: int
    promised: int
    every_visit_is_an_ask: bool
    # points of wishes about going with somebody; an older file has none
    duo: int = 0
    goes_along: int = 0

    @classmethod
    def from_mapping(cls, data: dict[str, Any]) -> Self:
        """Weights out of the tables of the file. Raises ValueError for a missing, unknown or wrong entry."""
        flat: dict[str, Any] = {"version": data.get("version")}
        for table in ("points", "load", "limits", "what_if", "plan"):
            flat.update(data.get(table, {}))
        flat["load"] = flat.pop("bands", [])
        weights = codec.from_plain(cls, flat)
        if not weights.load or weights.load_default_minutes <= 0 or weights.what_if_step <= 0:
            raise ValueError("Weights: load bands, load_default_minutes and what_if_step are needed")
        costs = [band.points_per_10_minutes for band in weights.load]
        shares = [band.to_percent for band in weights.load]
        if costs != sorted(costs) or shares != sorted(set(shares)):
            raise ValueError("Weights: load bands must rise, or a busy person would become cheaper")
        gains = (weights.first_work, weights.last_asked_per_week, weights.moved, weights.promised)
        if min(*gains, weights.duo, weights.goes_along, -weights.switch, -weights.rest) < 0:
            raise ValueError(
                "Weights: first_work, last_asked_per_week, moved, promised, duo and goes_along are gains, "
                "switch and rest are costs"
            )
        return weights

    def most_per_visit(self, longest_trip: int, others: int = 0) -> int:
        """No visit brings more points than this, whoever does it, with so many ``others``; without those for serving
        the question."""
        language = max(self.language_direct, self.language_open, self.language_fallback, 0)
        gains = (
            language,
            self.language_accepted,
            4 * self.language_level,
            self.known + self.known_per_visit * self.known_visits_at_most,
            self.travel_per_minute * longest_trip,
            self.travel_unknown,
            self.last_asked_per_week * self.last_asked_weeks_at_most,
            self.first_work,
            self.topic,
            self.role,
            self.preferred_gender,
            self.time_to_arrange,
        )
        return sum(max(gain, 0) for gain in gains) + others * (self.duo + self.goes_along)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        plain: dict[str, Any] = codec.to_plain(self)
        return plain

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, computed once."""
        return codec.sha256(self.to_json())


def load_weights(path: Path | None = None) -> Weights:
    """The weights of a file, without a path those of the product. Raises ValueError when malformed."""
    return _load(path or Path(__file__).with_name("weights.toml"))


@cache
def _load(path: Path) -> Weights:
    return Weights.from_mapping(tomllib.loads(path.read_text(encoding="utf-8")))
