"""What the reading core may know of the world: handed in as values and functions, so that it stays pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sleutelbos.exchange.reading.values.availability import DEFAULT_PARTS, DayParts
from sleutelbos.exchange.reading.values.outcomes import KnownPerson
from sleutelbos.exchange.reading.values.places import FindPlace, PlaceAnswer
from sleutelbos.exchange.reading.values.remarks import FindSensitive, Sensitive
from sleutelbos.exchange.reading.values.subjects import KnownTopic


@dataclass(frozen=True, slots=True)
class Forbidden:
    """One number that may not be kept: `text[start:end]`."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation of the region."""

    id: int
    name: str
    kind: str = ""


FindForbidden = Callable[[str], list[Forbidden]]


def no_place(text: str) -> PlaceAnswer:
    """A finder that knows no place: every place becomes a question."""
    return PlaceAnswer()


def nothing_sensitive(text: str) -> list[Sensitive]:
    """A finder that finds nothing: the core's own words about health still count."""
    return []


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Today, the lists of the region, and three finders. `secret` keys the fingerprints of rows."""

    today: date
    find_forbidden: FindForbidden
    find_place: FindPlace = no_place
    find_sensitive: FindSensitive = nothing_sensitive
    topics: Sequence[KnownTopic] = ()
    organisations: Sequence[KnownOrganisation] = ()
    people: Sequence[KnownPerson] = ()
    parts: DayParts = DEFAULT_PARTS
    secret: bytes = field(default=b"", repr=False)
