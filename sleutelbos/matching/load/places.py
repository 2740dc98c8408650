"""Moments and places as the engine counts them."""

from datetime import datetime

from django.utils import timezone

from sleutelbos.matching.engine import moments
from sleutelbos.matching.engine.types import (
    Place,
)


def place_code(name: str) -> str:
    """One spelling for comparing places."""
    return " ".join(name.casefold().split())


def minute_at(value: datetime) -> int:
    """The engine's minute of a moment, on the clocks of the installation; asked for thousands of rows."""
    return moments.minute_of(value.astimezone(timezone.get_default_timezone()))


def place_at(name: str, latitude: float | None, longitude: float | None) -> Place:
    """The engine's place of a name and its coordinates."""
    return Place(code=place_code(name), lat=latitude, lon=longitude)
