"""What followed from made-up questions: who was asked, the visits, the logs, the hours and every step; seeded."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from sleutelbos.allowances.models import Booking
from sleutelbos.bridging.models import Experience, Offer, Request, Step, Visit, VisitLog
from sleutelbos.bridging.rules import expiry

from .world import World, save_all


def follow_up(
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
                    expires_at=expiry(now, answer_hours=48, starts_at=request.starts_at)
                    if outcome == "asking"
                    else None,
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
