"""The seeded generator: the same seed gives the same region, and at national size the same country.

Rows are written in bulk, past the services: a year of history cannot be lived through again in a second. What the
services would have kept (steps, bookings, logs) is written too, so that every page shows a whole story.
"""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone

from sleutelbos.accounts.models import Municipality, Organisation, Region
from sleutelbos.allowances.models import Booking
from sleutelbos.bridging.models import Experience, Offer, Request, Step, Visit, VisitLog
from sleutelbos.guidance.models import HelperRole, Network, Topic
from sleutelbos.keypersons.models import (
    AvailableBlock,
    Engagement,
    KeyPerson,
    ReadinessItem,
    ReadinessRequirement,
    SpokenLanguage,
    StateChange,
    Wish,
)
from sleutelbos.newcomers.models import Newcomer

from . import names

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


def make_people(world: World, rng: random.Random, count: int, today: date) -> None:
    """Key persons of one region with languages, hours, papers and an engagement each."""
    topics = list(Topic.objects.all())
    roles = list(HelperRole.objects.all())
    networks = list(Network.objects.all())
    tags = rng.choices(list(names.SUPPLY), weights=list(names.SUPPLY.values()), k=count)
    if count == 60:
        tags = [tag for tag, number in names.SUPPLY.items() for _ in range(number)]
        rng.shuffle(tags)
    used: set[str] = set()
    drawn = []
    for number, tag in enumerate(tags):
        spot = rng.choice(world.spots)
        woman = rng.random() < 0.58
        first, last = _name(rng, tag, woman=woman, used=used)
        state = rng.choices(
            ["deployable", "in_training", "candidate", "paused", "alumni"], weights=[78, 6, 4, 7, 5], k=1
        )[0]
        drawn.append(
            KeyPerson(
                region=world.region,
                first_name=first,
                last_name=last,
                email=f"{first}.{last}.{world.region.pk}.{number}@voorbeeld.example".lower().replace(" ", "-"),
                phone=f"+3161234{number % 10_000:04d}",
                language=_page_language(tag),
                gender="woman" if woman else "man",
                home_place=spot.name,
                latitude=spot.latitude,
                longitude=spot.longitude,
                travel=rng.choices(["bike", "car", "public", "walk"], weights=[45, 30, 20, 5], k=1)[0],
                max_travel_minutes=rng.choice([30, 45, 45, 60]),
                max_visits_per_week=rng.choice([1, 2, 2, 3, 4]),
                online=rng.random() < 0.8,
                not_in_own_place=rng.random() < 0.08,
                hidden=rng.random() < 0.04,
                public_profile_since=timezone.now() if rng.random() < 0.4 and state == "deployable" else None,
                public_text="Ik leg graag uit hoe dingen hier werken.",
                state=state,
                paused_until=today + timedelta(days=rng.randint(10, 90)) if state == "paused" else None,
                flexible=rng.random() < 0.1,
                created_at=at(today - timedelta(days=rng.randint(380, 900)), 600),
            )
        )
    world.people = list(save_all(drawn))
    languages, blocks, wishes, engagements, changes = [], [], [], [], []
    items: list[ReadinessItem] = []
    for person, tag in zip(world.people, tags, strict=True):
        for variety, level in _languages(rng, tag):
            languages.append(
                SpokenLanguage(
                    key_person=person,
                    variety=variety,
                    speaking=level,
                    understanding=min(4, level + (rng.random() < 0.3)),
                    reading=max(0, level - rng.choice([0, 0, 1])),
                )
            )
        for weekday in rng.sample(range(7), k=rng.randint(2, 5)):
            start, end = rng.choice([(540, 720), (540, 1020), (720, 1020), (1080, 1260), (780, 1020)])
            blocks.append(AvailableBlock(key_person=person, weekday=weekday, start_minute=start, end_minute=end))
        if person.state in {"deployable", "paused"}:
            items.extend(_papers(rng, person, today))
        if rng.random() < 0.12:
            wishes.append(Wish(key_person=person, kind="not_organisation_kind", value="practice"))
        form = rng.choices(
            ["volunteer_fee", "volunteer", "employed", "via_welfare", "hired"], weights=[50, 15, 15, 15, 5], k=1
        )[0]
        engagements.append(
            Engagement(
                key_person=person,
                organisation=world.go_between,
                form=form,
                fee_cents_per_hour=550 if form == "volunteer_fee" else 0,
                km_cents=23,
                hours_per_week=rng.choice([8, 12, 16]) if form == "employed" else None,
                valid_from=timezone.localdate(person.created_at),
            )
        )
        changes.append(StateChange(key_person=person, old="", new=person.state, at=person.created_at, by="Voorbeeld"))
    list(save_all(languages))
    list(save_all(blocks))
    list(save_all(items))
    list(save_all(wishes))
    list(save_all(changes))
    world.engagements = {row.key_person_id: row for row in save_all(engagements)}
    through = KeyPerson.topics.through
    list(
        save_all(
            through(keyperson_id=person.pk, topic_id=topic.pk)
            for person in world.people
            for topic in rng.sample(topics, k=min(len(topics), rng.randint(2, 4)))
        )
    )
    through_roles = KeyPerson.roles.through
    list(
        save_all(
            through_roles(keyperson_id=person.pk, helperrole_id=role.pk)
            for person in world.people
            for role in rng.sample(roles, k=min(len(roles), 2))
        )
    )
    if networks:
        through_networks = KeyPerson.networks.through
        list(
            save_all(
                through_networks(keyperson_id=person.pk, network_id=rng.choice(networks).pk)
                for person in world.people
                if rng.random() < 0.5
            )
        )
    world.speakers = defaultdict(list)
    for person, tag in zip(world.people, tags, strict=True):
        if person.state in {"deployable", "paused"}:
            world.speakers[tag].append(person)


def _name(rng: random.Random, tag: str, *, woman: bool, used: set[str]) -> tuple[str, str]:
    women, men, families = names.NAMES[tag]
    # First names are what people see: they differ as long as the list allows.
    for number in range(40):
        first, last = rng.choice(women if woman else men), rng.choice(families)
        if first not in used or (number > 20 and f"{first} {last}" not in used):
            break
    used |= {first, f"{first} {last}"}
    return first, last


def _page_language(tag: str) -> str:
    return {"ti": "ti", "apc": "ar", "tr": "tr", "fa": "fa", "fa-AF": "fa", "uk": "uk"}.get(tag, "nl")


def _languages(rng: random.Random, tag: str) -> list[tuple[str, int]]:
    known = [(tag, 4), ("nl", rng.choice([2, 3, 3, 3]))]
    if tag in {"kmr", "ti", "so"} and rng.random() < 0.5:
        known.append(("apc" if tag == "kmr" else "en" if tag == "so" else "am", rng.choice([2, 3])))
    if rng.random() < 0.4 and all(variety != "en" for variety, _ in known):
        known.append(("en", rng.choice([1, 2, 3])))
    return known


def _papers(rng: random.Random, person: KeyPerson, today: date) -> Iterator[ReadinessItem]:
    for kind, _individual, _collective, months in REQUIREMENTS:
        if rng.random() < 0.04:
            continue
        longest = 700 if months is None else min(700, int(months * 30.4) + 40)
        seen = today - timedelta(days=rng.randint(20, longest))
        yield ReadinessItem(
            key_person=person, kind=kind, seen_on=seen, version="2025" if kind == "code_of_conduct" else ""
        )


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
    return _follow_up(world, rng, requests, plans, today=today, steps=steps)


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


_KM_PER_HOUR = {"walk": 5, "bike": 15, "public": 25, "car": 50}


def _near_enough(person: KeyPerson, spot: Spot) -> bool:
    """Whether this person would go there, roughly: degrees to kilometres at the latitude of the Netherlands."""
    if person.latitude is None or person.longitude is None or person.max_travel_minutes is None:
        return True
    km = math.hypot((person.latitude - spot.latitude) * 111, (person.longitude - spot.longitude) * 68)
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


def _follow_up(
    world: World,
    rng: random.Random,
    requests: Sequence[Request],
    plans: Sequence[dict[str, Any]],
    *,
    today: date,
    steps: bool,
) -> int:
    now = timezone.now()
    offers: list[Offer] = []
    for request, plan in zip(requests, plans, strict=True):
        person, outcome = plan["person"], plan["outcome"]
        if outcome in {"open", "unmet", "cancelled"} and rng.random() < 0.5:
            continue
        asked_at = request.first_asked_at or request.created_at + timedelta(hours=2)
        # Only who speaks the language was asked.
        able = [p for p in world.speakers.get(request.language, []) if p is not person]
        for other in rng.sample(able, k=min(len(able), rng.choice([0, 0, 1, 2]))):
            offers.append(
                Offer(
                    request=request,
                    key_person=other,
                    state=rng.choice(["declined", "declined", "expired", "taken"]),
                    asked_at=asked_at,
                    answered_at=asked_at + timedelta(hours=rng.randint(1, 30)),
                    expires_at=asked_at + timedelta(hours=48),
                )
            )
        if person is not None and outcome in {"done", "no_show", "planned", "asking"}:
            late = now - timedelta(hours=rng.randint(1, 30))
            offers.append(
                Offer(
                    request=request,
                    key_person=person,
                    engagement=world.engagements[person.pk],
                    state="open" if outcome == "asking" else "accepted",
                    asked_at=late if outcome == "asking" else asked_at,
                    answered_at=None if outcome == "asking" else asked_at + timedelta(hours=rng.randint(1, 20)),
                    expires_at=late + timedelta(hours=48) if outcome == "asking" else None,
                )
            )
    offers = list(save_all(offers))
    accepted = {offer.request_id: offer for offer in offers if offer.state == "accepted"}
    visits = []
    for request, plan in zip(requests, plans, strict=True):
        if plan["outcome"] not in {"done", "no_show", "planned"}:
            continue
        start = request.starts_at
        assert start is not None
        visits.append(
            Visit(
                request=request,
                offer=accepted[request.pk],
                key_person=plan["person"],
                engagement=world.engagements[plan["person"].pk],
                state={"planned": "confirmed"}.get(plan["outcome"], plan["outcome"]),
                starts_at=start,
                ends_at=start + timedelta(minutes=request.duration_minutes),
                place=request.place,
                address=request.address,
                latitude=request.latitude,
                longitude=request.longitude,
                created_at=request.planned_at or request.created_at,
            )
        )
    visits = list(save_all(visits))
    over = [visit for visit in visits if visit.state in {"done", "no_show"}]
    bookings = list(
        save_all(
            Booking(
                engagement=world.engagements[visit.key_person_id],
                municipality=visit.request.municipality,
                source=f"visit:{visit.pk}",
                day=timezone.localdate(visit.starts_at),
                minutes=(minutes := visit.request.duration_minutes),
                fee_cents=world.engagements[visit.key_person_id].fee_cents_per_hour * minutes // 60,
                km=(km := rng.choice([0, 4, 8, 12, 18])),
                costs_cents=km * 23,
            )
            for visit in over
        )
    )
    list(
        save_all(
            VisitLog(
                visit=visit,
                happened=visit.state == "done",
                minutes=booking.minutes,
                acts=rng.sample(["explained", "accompanied", "referred", "listened", "read_letter"], k=2),
                follow_up=rng.choices(["none", "organisation", "coordinator", "again"], weights=[70, 15, 5, 10], k=1)[
                    0
                ],
                km=booking.km,
                costs_cents=booking.costs_cents,
                not_my_role="interpret" if rng.random() < 0.02 else "",
                heavy=rng.random() < 0.08,
                booking=booking,
                at=visit.ends_at + timedelta(hours=rng.randint(1, 30)),
            )
            for visit, booking in zip(over, bookings, strict=True)
        )
    )
    list(
        save_all(
            Experience(
                visit=visit,
                by="professional",
                helped=rng.choices([1, 2, 3], weights=[4, 16, 80], k=1)[0],
                again=rng.random() < 0.93,
            )
            for visit in over
            if visit.state == "done" and rng.random() < 0.6
        )
    )
    if steps:
        list(save_all(_steps(requests, offers, visits)))
    return len(visits)


def _steps(requests: Sequence[Request], offers: Sequence[Offer], visits: Sequence[Visit]) -> Iterator[Step]:
    paths: dict[str, list[str]] = {
        "open": ["open"],
        "asking": ["open", "asking"],
        "planned": ["open", "asking", "planned"],
        "done": ["open", "asking", "planned", "done"],
        "unmet": ["open", "unmet"],
        "cancelled": ["open", "cancelled"],
    }
    for request in requests:
        old = ""
        for number, state in enumerate(paths[request.state]):
            yield Step(
                request=request,
                old=old,
                new=state,
                by="Sleutelbos",
                at=request.created_at + timedelta(hours=10 * number),
            )
            old = state
    for offer in offers:
        yield Step(
            request_id=offer.request_id,
            offer=offer,
            old="",
            new="open",
            by="Sleutelbos",
            at=offer.asked_at or offer.request.created_at,
        )
        if offer.state != "open":
            yield Step(
                request_id=offer.request_id,
                offer=offer,
                old="open",
                new=offer.state,
                by=offer.key_person.first_name,
                at=offer.answered_at or offer.request.created_at,
            )
    for visit in visits:
        yield Step(
            request_id=visit.request_id, visit=visit, old="", new="confirmed", by="Sleutelbos", at=visit.created_at
        )
        if visit.state != "confirmed":
            yield Step(
                request_id=visit.request_id,
                visit=visit,
                old="confirmed",
                new=visit.state,
                by=visit.key_person.first_name,
                at=visit.ends_at,
            )


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
