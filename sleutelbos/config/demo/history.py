"""Made-up questions of the past and of the coming weeks; seeded."""

import math
import random
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from sleutelbos.bridging.models import Request
from sleutelbos.guidance.models import HelperRole, Topic
from sleutelbos.keypersons.models import (
    KeyPerson,
)
from sleutelbos.newcomers.models import Newcomer

from . import names
from .aftermath import follow_up
from .world import Spot, World, at, save_all


def make_history(
    world: World,
    rng: random.Random,
    *,
    questions: int,
    today: date,
    days: int = 365,
    ahead: int = 21,
    steps: bool = True,
) -> int:
    """A year of questions with what became of them; returns the number of visits.

    Demand follows `names.DEMAND`; a question in a language that nobody can serve at that moment ends as unmet.
    """
    topics = {topic.code: topic for topic in Topic.objects.all()}
    codes = [code for code in names.SUMMARIES if code in topics]
    roles = list(HelperRole.objects.all())
    plans: list[dict[str, Any]] = []
    newcomers: list[Newcomer] = []
    # The busy favourite: asked more than anybody, as in every group message.
    favourite = world.speakers.get("apc", world.people)[0]
    requests: list[Request] = []
    for number in range(questions):
        # A few for today, so that a desk never opens on an empty day; the rest evenly over the time.
        asked_on = today - timedelta(days=5 if number < 4 else rng.randrange(days))
        code = rng.choice(codes)
        kind, summary = rng.choice(names.SUMMARIES[code])
        individual = kind in {"one_newcomer", "accompaniment"}
        tag = "apc" if number < 4 else rng.choices(list(names.DEMAND), weights=list(names.DEMAND.values()), k=1)[0]
        organisation = rng.choice(world.organisations)
        spot = next((s for s in world.spots if s.name == organisation.place), rng.choice(world.spots))
        when = today if number < 4 else _working_day(asked_on + timedelta(days=rng.randint(2, 16)))
        minute = rng.choice([540, 570, 600, 660, 780, 810, 840, 900, 930])
        asked_at = at(asked_on, rng.randint(480, 1020))
        person = _somebody(world, rng, tag, when, minute, spot, favourite)
        outcome = _outcome(rng, person, when, today, ahead)
        newcomer = None
        if individual:
            newcomer = Newcomer(
                region=world.region,
                code=f"{world.region.pk:03d}-{number:06d}-{rng.randrange(16**6):06X}",
                language=tag,
                created_at=asked_at,
                delete_on=when + timedelta(days=180),
            )
            newcomers.append(newcomer)
        requests.append(
            Request(
                region=world.region,
                municipality=spot.municipality,
                organisation=organisation,
                kind=kind,
                source="form",
                asker_name=rng.choice(["A. de Vries", "J. Wassink", "M. Lammers", "S. te Brake", "L. Roelofs"]),
                asker_email=f"contact{organisation.pk}@voorbeeld.example",
                asker_phone="+31314000100",
                asker_organisation=organisation.name,
                topic=topics[code],
                role=rng.choice(roles) if roles else None,
                summary=summary,
                newcomer_informed="yes" if individual else "not_needed",
                language=tag,
                min_level=2 if kind == "reading_panel" else 3,
                fallback=rng.choice(["none", "declared", "declared"]),
                gender_wish=rng.choices(["none", "woman", "man"], weights=[65, 28, 7], k=1)[0]
                if individual
                else "none",
                gender_required=rng.random() < 0.3,
                place=spot.name,
                address=f"Voorbeeldstraat {rng.randint(1, 90)}",
                latitude=spot.latitude,
                longitude=spot.longitude,
                starts_at=at(when, minute),
                duration_minutes=rng.choice([45, 60, 60, 90]),
                urgency=rng.choices(["normal", "soon", "today"], weights=[75, 20, 5], k=1)[0],
                accepted_count=1 if outcome in {"done", "no_show", "planned"} else 0,
                triage_outcome="key_person" if individual else "",
                state={"no_show": "done"}.get(outcome, outcome),
                state_since=asked_at if outcome == "open" else min(asked_at + timedelta(hours=30), timezone.now()),
                created_at=asked_at,
                confirmed_at=asked_at,
                first_asked_at=None if outcome == "open" else asked_at + timedelta(hours=rng.randint(1, 20)),
                planned_at=asked_at + timedelta(hours=30) if outcome in {"done", "no_show", "planned"} else None,
                closed_at=asked_at + timedelta(days=3) if outcome == "unmet" else None,
                unmet_reason=rng.choice(["no_language", "no_language", "nobody_answered", "no_time"])
                if outcome == "unmet"
                else "",
            )
        )
        plans.append({"person": person, "outcome": outcome, "minute": minute, "when": when})
    kept = iter(save_all(newcomers))
    for row in requests:
        if row.individual:
            row.newcomer = next(kept)
    requests = list(save_all(requests))
    return follow_up(world, rng, requests, plans, today=today, steps=steps)


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def _somebody(
    world: World, rng: random.Random, tag: str, when: date, minute: int, spot: Spot, favourite: KeyPerson
) -> KeyPerson | None:
    # Two hours from the start, the longest visit and the way: whichever half hour another begins in.
    hours = {(when, half) for half in range(minute // 30, minute // 30 + 4)}
    options = [
        person
        for person in world.speakers.get(tag, [])
        if not hours & world.busy[person.pk] and _near_enough(person, spot)
    ]
    if not options:
        return None
    person = favourite if favourite in options and rng.random() < 0.3 else rng.choice(options)
    # Scarce languages run out: whoever had three visits this week takes no more.
    week = sum(world.visits[person.pk, when + timedelta(days=away)] for away in range(-3, 4))
    if week >= 3 and person is not favourite:
        return None
    world.busy[person.pk] |= hours
    world.visits[person.pk, when] += 1
    return person


_DETOUR = 1.3
_KM_PER_HOUR = {"walk": 5, "bike": 15, "public": 25, "car": 50}


def _near_enough(person: KeyPerson, spot: Spot) -> bool:
    """Whether this person would go there, roughly: degrees to kilometres at the latitude of the Netherlands."""
    if person.latitude is None or person.longitude is None or person.max_travel_minutes is None:
        return True
    km = _DETOUR * math.hypot((person.latitude - spot.latitude) * 111, (person.longitude - spot.longitude) * 68)
    return km / _KM_PER_HOUR[person.travel] * 60 <= person.max_travel_minutes


def _outcome(rng: random.Random, person: KeyPerson | None, when: date, today: date, ahead: int) -> str:
    if person is None:
        return "unmet" if when < today else "open"
    if when > today + timedelta(days=ahead):
        return "open"
    if when == today:
        return "planned"  # nobody is still asked for this morning
    if when > today:
        return rng.choices(["planned", "asking", "open"], weights=[55, 30, 15], k=1)[0]
    return rng.choices(["done", "no_show", "cancelled", "unmet"], weights=[86, 4, 6, 4], k=1)[0]
