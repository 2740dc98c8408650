"""Whether an appointment would bring a volunteer over a legal maximum: said before anything is sent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
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


@dataclass(frozen=True)
class Going:
    """Somebody who would go to a question at a moment; nothing is agreed."""

    question: Request
    key_person_id: int
    starts_at: datetime
    minutes: int

    @property
    def day(self) -> date:
        """The day here."""
        return timezone.localdate(self.starts_at)


def caps_passed_by_going(
    going: Collection[Going], *, together: bool = True, instead_of: Collection[int] = ()
) -> dict[tuple[int, int], str]:
    """By question and key person: which of these visits would bring somebody's fee over a cap, "month" or "year".

    `together`: they are one plan, so that what comes earlier counts for what comes later; otherwise each is looked at
    alone. `instead_of` are appointments (ids) that fall away when this happens. The number of queries grows with the
    months that are touched and with nothing else.
    """
    wanted = {(row.key_person_id, row.day, row.question.municipality_id) for row in going}
    engagements = keypersons.engagements_at(wanted)
    by_month: dict[date, list[tuple[Going, int]]] = {}
    for row in sorted(going, key=lambda row: (row.starts_at, row.question.pk)):
        found = engagements.get((row.key_person_id, row.day, row.question.municipality_id))
        if found is not None and found.form == Engagement.Form.VOLUNTEER_FEE:
            fee = fee_cents(found.fee_cents_per_hour, row.minutes)
            by_month.setdefault(row.day.replace(day=1), []).append((row, fee))
    passed: dict[tuple[int, int], str] = {}
    before: dict[int, list[tuple[date, int]]] = {}
    for rows in by_month.values():
        day, ids = rows[0][0].day, {row.key_person_id for row, _fee in rows}
        planned = _agreed(ids, day, without=Visit.objects.filter(pk__in=list(instead_of)))
        for person, earlier in before.items():
            planned.setdefault(person, []).extend(earlier)
        left = allowances.rooms_left(ids, day=day, planned=planned)
        spent: dict[int, int] = {}
        for row, fee in rows:
            who = row.key_person_id
            if who in left and (cap := left[who].passed_by(fee + spent.get(who, 0) if fee else 0)):
                passed[row.question.pk, who] = cap
            if together:
                spent[who] = spent.get(who, 0) + fee
                before.setdefault(who, []).append((row.day, fee))
    return passed


def _caps_passed(engagements: Iterable[Engagement], *, day: date, minutes: int, without: Request) -> dict[int, str]:
    paid = [row for row in engagements if row.form == Engagement.Form.VOLUNTEER_FEE]
    if not paid:
        return {}
    planned = _agreed({row.key_person_id for row in paid}, day, without=Visit.objects.filter(request=without))
    return allowances.caps_passed(paid, day=day, minutes=minutes, planned=planned)


def _agreed(
    key_person_ids: Collection[int], day: date, *, without: QuerySet[Visit]
) -> dict[int, list[tuple[date, int]]]:
    """Day and cents of what these people agreed on in the year of a day, over all their profiles."""
    people: set[int] = set().union(*allowances.profiles_of(key_person_ids).values())
    # By moment, which is an index, and not by date.
    agreed = Visit.objects.filter(
        key_person__in=people,
        engagement__form=Engagement.Form.VOLUNTEER_FEE,
        state__in=workflow.STANDING_VISIT_STATES,
        starts_at__gte=timezone.make_aware(datetime(day.year, 1, 1)),
        starts_at__lt=timezone.make_aware(datetime(day.year + 1, 1, 1)),
    ).exclude(pk__in=without.values("pk"))
    planned: dict[int, list[tuple[date, int]]] = {}
    for person, start, end, cents in agreed.values_list(
        "key_person_id", "starts_at", "ends_at", "engagement__fee_cents_per_hour"
    ):
        taken = int((end - start).total_seconds() // 60)
        planned.setdefault(person, []).append((timezone.localdate(start), fee_cents(cents or 0, taken)))
    return planned
