"""Whether an appointment would bring a volunteer over a legal maximum: said before anything is sent."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone

from sleutelbos.allowances import queries as allowances
from sleutelbos.allowances.rules import fee_cents
from sleutelbos.keypersons import queries as keypersons
from sleutelbos.keypersons.models import Engagement

from .. import workflow
from ..models import Request, Visit


def caps_passed_by_asking(request: Request, key_person_ids: Iterable[int]) -> dict[int, str]:
    """Of people who may be asked: whose fee would pass a cap by this visit, "month" or "year".

    A question without a time counts as of today. A fixed number of queries.
    """
    day = timezone.localdate(request.starts_at) if request.starts_at else timezone.localdate()
    ids = set(key_person_ids)
    engagements = keypersons.engagements_for(ids, day=day, municipality_id=request.municipality_id)
    return caps_passed(engagements.values(), day=day, minutes=request.duration_minutes)


def caps_passed(
    engagements: Iterable[Engagement], *, day: date, minutes: int, without: Visit | None = None
) -> dict[int, str]:
    """As `allowances.caps_passed`, with what is agreed already for that year; `without` leaves one appointment out."""
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
    ).exclude(pk=without.pk if without is not None else 0)
    planned: dict[int, list[tuple[date, int]]] = {}
    for person, start, end, cents in agreed.values_list(
        "key_person_id", "starts_at", "ends_at", "engagement__fee_cents_per_hour"
    ):
        taken = int((end - start).total_seconds() // 60)
        planned.setdefault(person, []).append((timezone.localdate(start), fee_cents(cents or 0, taken)))
    return allowances.caps_passed(paid, day=day, minutes=minutes, planned=planned)
