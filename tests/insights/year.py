"""A made-up year of one municipality and its neighbour, seeded: rows as they are kept, without a service in between."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from sleutelbos.allowances.models import Booking
from sleutelbos.bridging.models import Experience, Step, Visit
from sleutelbos.signals.models import Bottleneck, Signal, Theme
from tests import factories

TOPICS = ("school", "care", "work", "housing")
LANGUAGES = ("ti", "apc", "so", "uk", "")
REASONS = ("no_language", "no_time", "nobody_answered", "too_far")


def moment(rng: random.Random, year: int, first: int = 0, last: int = 330) -> datetime:
    """Some moment of a year, by day."""
    day = date(year, 1, 1) + timedelta(days=rng.randrange(first, last))
    return timezone.make_aware(datetime(day.year, day.month, day.day, rng.randrange(8, 18), rng.randrange(60)))


def make_year(region: Any, year: int, seed: int, questions: int = 260) -> tuple[Any, Any]:
    """Questions, appointments, hours, answers and signals of a year and of the days around it; two municipalities."""
    rng = random.Random(seed)
    towns = [factories.MunicipalityFactory(region=region, name=name) for name in ("Doetinchem", "Aalten")]
    topics = [factories.TopicFactory(code=code, names={"nl": code, "en": code.title()}) for code in TOPICS]
    people = [factories.KeyPersonFactory(region=region) for _number in range(9)]
    newcomers = [factories.NewcomerFactory(region=region) for _number in range(120)]
    themes = [Theme.objects.create(region=region, code=code) for code in ("waiting-list", "travel", "childcare")]
    for _number in range(questions):
        _question(
            rng, rng.choices(towns, [3, 1])[0], rng.choice(topics), rng.choice(people), rng.choice(newcomers), year
        )
    for _number in range(60):
        _signal(rng, region, rng.choices([*towns, None], [4, 1, 1])[0], themes, year)
    return towns[0], towns[1]


def _question(rng: random.Random, town: Any, topic: Any, person: Any, newcomer: Any, year: int) -> None:
    created = moment(rng, year, -40, 340)
    state = rng.choices(
        ["done", "planned", "unmet", "cancelled", "redirected", "open", "unconfirmed", "expired"],
        [50, 8, 22, 8, 7, 3, 2, 2],
    )[0]
    heard = created + timedelta(hours=rng.choice([3, 20, 30, 60, 100, 400]))
    starts = heard + timedelta(days=rng.randrange(1, 20))
    request = factories.RequestFactory(
        region=town.region,
        municipality=town,
        topic=topic,
        language=rng.choices(LANGUAGES, [6, 5, 2, 1, 1])[0],
        kind=rng.choice(["accompaniment", "one_newcomer"]),
        newcomer=newcomer,
        state=state,
        unmet_reason=rng.choice(REASONS) if state == "unmet" else "",
        created_at=created,
        confirmed_at=None if state == "unconfirmed" else created + timedelta(minutes=rng.randrange(120)),
        planned_at=heard if state in {"done", "planned"} else None,
        closed_at=heard if state in {"unmet", "redirected", "cancelled"} else None,
        starts_at=starts,
    )
    Step.objects.create(request=request, old="", new="open", at=request.confirmed_at or created)
    if state in {"done", "planned", "unmet", "redirected", "cancelled"}:
        Step.objects.create(request=request, old="open", new="planned" if state == "done" else state, at=heard)
    if state not in {"done", "planned"}:
        return
    outcome = "confirmed" if state == "planned" else rng.choices(["done", "no_show", "cancelled"], [85, 10, 5])[0]
    visit = Visit.objects.create(
        request=request,
        key_person=person,
        engagement=person.engagements.get(),
        state=outcome,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
    )
    if outcome in {"done", "no_show"}:
        Booking.objects.create(
            engagement=person.engagements.get(),
            municipality=town,
            source=f"visit:{visit.pk}",
            day=timezone.localdate(starts),
            minutes=rng.choice([45, 60, 90]),
            fee_cents=rng.choice([0, 500, 750]),
            costs_cents=rng.choice([0, 92, 276]),
            state=rng.choices(["booked", "reversed", "held"], [90, 5, 5])[0],
        )
    if outcome == "done":
        for by in ("professional", "newcomer"):
            if rng.random() < 0.6:
                Experience.objects.create(visit=visit, by=by, helped=rng.choices([1, 2, 3], [2, 3, 8])[0], again=True)


def _signal(rng: random.Random, region: Any, town: Any, themes: Any, year: int) -> None:
    theme, at = rng.choice(themes), moment(rng, year, -20, 330)
    answered = at + timedelta(days=rng.randrange(1, 40)) if rng.random() < 0.7 else None
    bottleneck = Bottleneck.objects.create(
        region=region,
        theme=theme,
        municipality=town,
        due_on=timezone.localdate(at) + timedelta(days=21),
        state="answered" if answered else "open",
        answered_at=answered,
    )
    Signal.objects.create(
        region=region,
        theme=theme,
        municipality=town,
        bottleneck=bottleneck,
        source="app",
        created_at=at,
        answered_at=answered,
    )
