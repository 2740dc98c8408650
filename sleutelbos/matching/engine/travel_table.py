"""Minutes that a routing server said, kept as a table, with the distance model for every other trip."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray

from sleutelbos.matching.engine import codec
from sleutelbos.matching.engine.travel import DistanceModel, Points3D, load_travel, on_sphere
from sleutelbos.matching.engine.types import TravelMode

Ints = NDArray[np.int64]
# A place of a table: latitude and longitude in thousandths of a degree (about a hundred metres).
Spot = tuple[int, int]
NOT_SAID = -1
_WIDE = 1_000_000
_KNOWN_MODES = ("walk", "bike", "public", "car")


def spots_at(points: Points3D) -> tuple[Ints, Ints]:
    """Latitudes and longitudes in thousandths of a degree of points ``(3, ...)`` of ``on_sphere``.

    By way of whole millionths, so that the noise of going to the sphere and back does not tip a place into the next.
    """
    lat = np.degrees(np.arctan2(points[2], np.sqrt(points[0] * points[0] + points[1] * points[1])))
    lon = np.degrees(np.arctan2(points[1], points[0]))
    return _thousandths(lat), _thousandths(lon)


def _thousandths(degrees: NDArray[np.float64]) -> Ints:
    millionths = np.rint(np.asarray(degrees) * 1e6).astype(np.int64)
    rounded: Ints = (millionths + 500) // 1000
    return rounded


def spot_of(lat: float, lon: float) -> Spot:
    """The place of a table that coordinates in degrees belong to."""
    found = spots_at(np.array(on_sphere(lat, lon)).reshape(3, 1))
    return int(found[0][0]), int(found[1][0])


def _keys(lat: Ints, lon: Ints) -> Ints:
    return lat * _WIDE + lon


@dataclass(frozen=True, eq=False)
class ModeTable:
    """Whole minutes between the places of one means of travel, ``(places, places)``; the same both ways."""

    spots: tuple[Spot, ...]
    minutes: Ints

    @classmethod
    def of(cls, spots: Iterable[Spot], seconds: Ints, mode: TravelMode, base: DistanceModel) -> Self:
        """What a server said, from row to column; ``NOT_SAID`` where it knew no way: the distance model fills that in.

        The slower direction counts for both, because the rules ask for a trip in one direction only. The distance
        model's time to get going comes on top: a server counts from wheel to wheel.
        """
        spots = tuple(spots)
        if seconds.shape != (len(spots), len(spots)):
            raise ValueError(f"travel table: {len(spots)} places, but a table of {seconds.shape}")
        how = dict(base.modes)[mode]
        points = np.array([on_sphere(lat / 1000, lon / 1000) for lat, lon in spots]).reshape(-1, 3).T
        guessed = base.minutes(points[:, :, None], points[:, None, :], mode)
        minutes = np.where(seconds < 0, guessed, how.overhead_minutes - (-seconds // 60))
        return cls(spots, closed(minutes, base.longest))

    @cached_property
    def _sorted(self) -> tuple[Ints, Ints]:
        keys = _keys(*np.array(self.spots, dtype=np.int64).reshape(-1, 2).T)
        order = np.argsort(keys, kind="stable")
        return keys[order], order

    def rows(self, points: Points3D) -> Ints:
        """The row of each point, -1 where it is not in the table."""
        keys, order = self._sorted
        wanted = _keys(*spots_at(points))
        if not len(keys):
            return np.full(wanted.shape, -1, dtype=np.int64)
        at = np.minimum(keys.searchsorted(wanted), len(keys) - 1)
        found: Ints = np.where(keys[at] == wanted, order[at], -1)
        return found


def closed(minutes: Ints, longest: int) -> Ints:
    """The quickest way round by any places of the table, the same both ways, at most ``longest``."""
    table = np.maximum(minutes, minutes.T).astype(np.int64)
    for by in range(len(table)):
        np.minimum(table, table[:, by, None] + table[None, by, :], out=table)
    capped: Ints = np.minimum(table, longest)
    return capped


@dataclass(frozen=True, eq=False)
class TravelTable:
    """A travel model: minutes of a table where it has both places, those of a distance model for every other trip.

    Among the places of a table a third one is never a short cut. A trip half outside it is the distance model's, as is
    a means the server does not do: such a trip may be told too long or too short by that model's own error. The planner
    and its checker look at every pair of visits, so a plan stays one that each pair of its visits allows.
    """

    source: str
    base: DistanceModel
    modes: tuple[tuple[TravelMode, ModeTable], ...]

    @property
    def longest(self) -> int:
        """No trip takes longer, in minutes."""
        return self.base.longest

    @property
    def version(self) -> str:
        """The server's kind and day, and the distance model beside it."""
        return f"{self.source}+{self.base.version}"

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the distance model and of every place and minute of the tables."""
        total = hashlib.sha256(codec.canonical([self.source, self.base.digest]).encode())
        for mode, table in self.modes:
            total.update(codec.canonical([mode, table.spots]).encode())
            total.update(np.ascontiguousarray(table.minutes, dtype="<i8").tobytes())
        return total.hexdigest()

    @cached_property
    def _by_mode(self) -> dict[str, ModeTable]:
        return dict(self.modes)

    def minutes(self, origin: Points3D, target: Points3D, mode: TravelMode) -> Ints:
        """Minutes from each origin to each target. Raises KeyError for an unknown means of travel."""
        reckoned = self.base.minutes(origin, target, mode)
        table = self._by_mode.get(mode)
        if table is None:
            return reckoned
        here, there = table.rows(origin), table.rows(target)
        both = (here >= 0) & (there >= 0)
        if not both.any():
            return reckoned
        # A row of -1 reads the last one; it is not used.
        minutes: Ints = np.where(both, table.minutes[here, there], reckoned)
        return minutes

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; of each table the half above the diagonal, with it."""
        return {
            "source": self.source,
            "base": codec.to_plain(self.base),
            "tables": {
                mode: {
                    "places": [list(spot) for spot in table.spots],
                    "minutes": [row[at:].tolist() for at, row in enumerate(table.minutes)],
                }
                for mode, table in self.modes
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The table of ``to_json``. Raises ValueError when malformed."""
        try:
            tables = tuple((_mode(mode), _read(table)) for mode, table in data["tables"].items())
            return cls(str(data["source"]), codec.from_plain(DistanceModel, data["base"]), tables)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"travel table: malformed: {error}") from error


def _mode(name: str) -> TravelMode:
    if name not in _KNOWN_MODES:
        raise ValueError(f"travel table: {name!r} is no means of travel")
    return cast(TravelMode, name)


def _read(table: Mapping[str, Any]) -> ModeTable:
    spots = tuple((int(lat), int(lon)) for lat, lon in table["places"])
    rows = table["minutes"]
    size = len(spots)
    if [len(row) for row in rows] != [size - at for at in range(size)]:
        raise ValueError("travel table: not as many minutes as places")
    minutes = np.zeros((size, size), dtype=np.int64)
    for at, row in enumerate(rows):
        minutes[at, at:] = row
        minutes[at:, at] = row
    return ModeTable(spots, minutes)


def travel_to_plain(travel: DistanceModel | TravelTable | None) -> dict[str, Any]:
    """Either model as plain JSON values; without one the product's distance model."""
    if isinstance(travel, TravelTable):
        return travel.to_json()
    plain: dict[str, Any] = codec.to_plain(travel or load_travel())
    return plain


def travel_from_plain(data: dict[str, Any]) -> DistanceModel | TravelTable:
    """The model of ``travel_to_plain``. Raises ValueError when malformed."""
    if isinstance(data, dict) and "tables" in data:
        return TravelTable.from_json(data)
    return codec.from_plain(DistanceModel, data)
