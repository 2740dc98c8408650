"""A made-up region: its places and organisations, and what the generators know of it while they fill it.

The same seed gives the same region, and at national size the same country. Rows are written in bulk, past the services:
a year of history cannot be lived through again in a second. What the services would have kept (steps, bookings, logs)
is written too, so that every page shows a whole story.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db import models

from sleutelbos.accounts.models import Municipality, Organisation, Region
from sleutelbos.keypersons.models import (
    Engagement,
    KeyPerson,
    ReadinessRequirement,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BATCH = 2000
T = TypeVar("T", bound=models.Model)

# What a region asks before a visit; rows, so that a region changes them.
REQUIREMENTS = [
    ("agreement", True, True, 24),
    ("confidentiality", True, True, None),
    ("code_of_conduct", True, False, 24),
    ("vog", True, False, 36),
    ("insurance", True, False, None),
    ("training", True, True, None),
]


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of one municipality."""

    municipality: Municipality
    name: str
    latitude: float
    longitude: float


@dataclass
class World:
    """What one region's history is drawn from."""

    region: Region
    spots: list[Spot]
    organisations: list[Organisation]
    go_between: Organisation
    people: list[KeyPerson] = field(default_factory=list)
    speakers: dict[str, list[KeyPerson]] = field(default_factory=dict)
    engagements: dict[int, Engagement] = field(default_factory=dict)
    # Per person the half hours of a day that are taken.
    busy: dict[int, set[tuple[date, int]]] = field(default_factory=lambda: defaultdict(set))
    visits: Counter[tuple[int, date]] = field(default_factory=Counter)


def save_all(rows: Iterable[T]) -> Iterator[T]:
    """Write rows in batches and give them back with their numbers."""
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield from type(batch[0])._default_manager.bulk_create(batch)


def at(day: date, minute: int) -> datetime:
    """A local moment."""
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=AMSTERDAM)


def make_region(
    slug: str,
    name: str,
    places: dict[str, list[tuple[str, float, float]]],
    organisations: Sequence[tuple[str, str, str]],
    go_between: str,
) -> World:
    """A region with its municipalities and organisations, without people."""
    region = Region.objects.create(
        slug=slug,
        name=name,
        coordinator_email=f"coordinator.{slug}@voorbeeld.example",
        coordinator_phone="+31314000000",
        safety_contact="Miriam te Velde, 0314 000 001",
        complaints_name="Harriët Wolbrink",
        complaints_phone="+31314000002",
        complaints_email=f"klachten.{slug}@voorbeeld.example",
        interpreter_route="Bel de tolkentelefoon van uw organisatie, of vraag de coördinator: 0314 000 000.",
    )
    ReadinessRequirement.objects.bulk_create(
        ReadinessRequirement(
            region=region,
            kind=kind,
            individual=individual,
            collective=collective,
            valid_months=months,
            source="Voorbeeld",
        )
        for kind, individual, collective, months in REQUIREMENTS
    )
    spots: list[Spot] = []
    for municipality_name, rows in places.items():
        municipality = Municipality.objects.create(
            region=region, name=municipality_name, latitude=rows[0][1], longitude=rows[0][2]
        )
        spots.extend(Spot(municipality, place, latitude, longitude) for place, latitude, longitude in rows)
    by_place = {spot.name: spot for spot in spots}
    made = list(
        save_all(
            Organisation(
                region=region,
                municipality=by_place[place].municipality,
                name=organisation,
                kind=kind,
                place=place,
                address="Voorbeeldplein 1",
            )
            for kind, organisation, place in organisations
        )
    )
    between = Organisation.objects.create(
        region=region, municipality=spots[0].municipality, name=go_between, kind="go_between", place=spots[0].name
    )
    return World(region, spots, made, between)


Report = Callable[[str], None]
