"""Minutes from place to place, offline: a distance model behind a small protocol."""

import math
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sleutelbos.matching.engine import codec
from sleutelbos.matching.engine.types import TravelMode

EARTH_METRES = 6_371_009.0
# Owned by the key persons' app, where a yes is checked by the same numbers.
PRODUCT_FILE = Path(__file__).resolve().parents[2] / "keypersons" / "data" / "travel.toml"
Points3D = NDArray[np.float64]


def on_sphere(lat: float, lon: float) -> tuple[float, float, float]:
    """A place in degrees as a point on the unit sphere."""
    phi, lam = math.radians(lat), math.radians(lon)
    return (math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi))


class TravelModel(Protocol):
    """Whatever can say how long a trip takes.

    Minutes are whole, at most ``longest``, and obey the triangle inequality: going by way of a third place is
    never quicker. The rules about overlap rest on that.
    """

    @property
    def version(self) -> str:
        """Names the model and its data for people."""

    @property
    def digest(self) -> str:
        """Changes with everything that could change a minute; part of the input hash."""

    @property
    def longest(self) -> int:
        """No trip takes longer, in minutes."""

    def minutes(self, origin: Points3D, target: Points3D, mode: TravelMode) -> NDArray[np.int64]:
        """Minutes from each origin to each target, ``(3, ...)`` points of ``on_sphere`` that broadcast."""


@dataclass(frozen=True)
class Mode:
    """How one means of travel is reckoned."""

    detour_permille: int
    metres_per_hour: int
    overhead_minutes: int


@dataclass(frozen=True)
class DistanceModel:
    """Straight line times detour over speed, plus time to get going, rounded up to a minute."""

    version: str
    longest: int
    error_percent: int
    modes: tuple[tuple[str, Mode], ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all numbers of the model."""
        return codec.sha256(codec.to_plain(self))

    def minutes(self, origin: Points3D, target: Points3D, mode: TravelMode) -> NDArray[np.int64]:
        """Minutes from each origin to each target. Raises KeyError for an unknown means of travel."""
        how = dict(self.modes)[mode]
        scaled = metres(origin, target) * (how.detour_permille * 60)
        minutes = how.overhead_minutes - (-scaled // (how.metres_per_hour * 1000))
        capped: NDArray[np.int64] = np.minimum(minutes, self.longest)
        return capped


def metres(origin: Points3D, target: Points3D) -> NDArray[np.int64]:
    """Whole metres along the sphere, from the straight chord and the first term of its series.

    Only plain arithmetic and a square root, so that one trip and a thousand give the same bits; below 1,000
    km the series is exact to a metre.
    """
    x, y, z = origin[0] - target[0], origin[1] - target[1], origin[2] - target[2]
    chord = np.sqrt(x * x + y * y + z * z)
    along = EARTH_METRES * chord * (1.0 + chord * chord / 24.0)
    whole: NDArray[np.int64] = np.floor(along + 0.5).astype(np.int64)
    return whole


def load_travel(path: Path | None = None) -> DistanceModel:
    """The distance model of a file, without a path that of the product. Raises ValueError when malformed."""
    return _load(path or PRODUCT_FILE)


@cache
def _load(path: Path) -> DistanceModel:
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        return DistanceModel(
            version=data["version"],
            longest=data["at_most_minutes"],
            error_percent=data["error_percent"],
            modes=tuple((name, codec.from_plain(Mode, mode)) for name, mode in data["modes"].items()),
        )
    except (KeyError, AttributeError) as error:
        raise ValueError(f"travel: an entry is missing: {error}") from error
