"""Whether an appointment would bring a volunteer over a legal maximum: said before anything is sent."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone

from sleutelbos.allowances import queries as allowances
from sleutelbos.allowances.rules import fee_cents
from sleutelbos.keypersons import queries as keypersons
from sleutelbos.keypersons.models import Engagement

from .. import workflow
from ..models import Offer, Request, Visit


def caps_passed_by_asking(request: Request, key_person_ids: Iterable[int]) -> dict[int, str]:
    """Of people who may be asked: whose fee would pass a cap by this visit, "month" or "year".

    A question without a time counts as of today. A fixed number of queries.
    """
    day = timezone.localdate(request.starts_at) if request.starts_at else timezone.localdate()
    ids = set(key_person_ids)
    engagements = keypersons.engagements_for(ids, day=day, municipality_id=request.municipality_id)
    return _caps_passed(engagements.values(), day=day, minutes=request.duration_minutes, without=request)


def caps_passed_by(question: Request, agreed: Iterable[Offer | Visit]) -> dict[int, str]:
    """By key person the legal maximum that each would pass at the time that is talked about, without one as of today.

    Looked up once per day and length that is talked about: mostly there is one.
    """
    talked_about: dict[tuple[date, int], list[Engagement]] = {}
    for row in agreed:
        starts_at, minutes = question.starts_at, question.duration_minutes
        if isinstance(row, Visit):
            starts_at, minutes = row.starts_at, int((row.ends_at - row.starts_at).total_seconds() // 60)
        elif row.other_start:
            starts_at = row.other_start
        day = timezone.localdate(starts_at) if starts_at else timezone.localdate()
        if row.engagement is not None:
            talked_about.setdefault((day, minutes), []).append(row.engagement)
    passed: dict[int, str] = {}
    for (day, minutes), engagements in talked_about.items():
        passed |= _caps_passed(engagements, day=day, minutes=minutes, without=question)
    return passed


def _caps_passed(engagements: Iterable[Engagement], *, day: date, minutes: int, without: Request) -> dict[int, str]:
    paid = [row for row in engagements if row.form == Engagement.Form.VOLUNTEER_FEE]
    if not paid:
        return {}
    people: set[int] = set().union(*allowances.profiles_of({row.key_person_id for row in paid}).values())
    # A day to spare on both sides: the year is one of local days.
    agreed = Visit.objects.filter(
        key_person__in=people,
        engagement__form=Engagement.Form.VOLUNTEER_FEE,
        state__in=workflow.STANDING_VISIT_STATES,
        starts_at__date__gte=date(day.year, 1, 1) - timedelta(days=1),
        starts_at__date__lte=date(day.year, 12, 31) + timedelta(days=1),
    ).exclude(request=without)
    planned: dict[int, list[tuple[date, int]]] = {}
    for person, start, end, cents in agreed.values_list(
        "key_person_id", "starts_at", "ends_at", "engagement__fee_cents_per_hour"
    ):
        taken = int((end - start).total_seconds() // 60)
        planned.setdefault(person, []).append((timezone.localdate(start), fee_cents(cents or 0, taken)))
    return allowances.caps_passed(paid, day=day, minutes=minutes, planned=planned)
