"""Made-up key persons: languages, hours, wishes, papers and engagements; seeded."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from sleutelbos.guidance.models import HelperRole, Network, Topic
from sleutelbos.keypersons.models import (
    AvailableBlock,
    Engagement,
    KeyPerson,
    ReadinessItem,
    SpokenLanguage,
    StateChange,
    Wish,
)
from sleutelbos.keypersons.rules import add_months

from . import names
from .world import REQUIREMENTS, World, at, save_all

# One in three did not tell it.
_ROUTES = ("b1", "", "earlier", "self_reliance", "b1", "", "education", "b1", "", "self_reliance", "earlier", "")


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
                learning_route=_ROUTES[number % len(_ROUTES)],
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
    list(save_all(wishes))
    list(save_all(changes))
    _let_some_end(world, items, engagements, today)
    list(save_all(items))
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


def _let_some_end(world: World, items: list[ReadinessItem], engagements: list[Engagement], today: date) -> None:
    """What a coordinator finds on any morning: papers and engagements that end soon, and two that nobody renewed.

    Not drawn, so that everything else of the same seed stays as it is; never a scarce speaker of the demo's story.
    """
    by_person = {row.key_person_id: row for row in engagements}
    papers = {(item.key_person_id, item.kind): item for item in items}
    able = [person for person in world.people if person.state == "deployable"]
    able = [person for person in able if person.language not in {"ti", "ar"}]
    for number, person in enumerate(able):
        vog = papers.get((person.pk, "vog"))
        if number % 9 == 1 and vog is not None:
            vog.seen_on = add_months(today + timedelta(days=4 + 5 * (number % 11)), -36)
        elif number % 23 == 4 and vog is not None:
            vog.seen_on = add_months(today - timedelta(days=6 + number % 5), -36)
        elif number % 9 == 7:
            by_person[person.pk].valid_until = today + timedelta(days=12 + 4 * (number % 7))
        elif number % 31 == 12:
            by_person[person.pk].valid_until = today - timedelta(days=9)


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
