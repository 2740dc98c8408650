"""Questions about hours and money; `visible_bookings` is the only door to rows shown to people."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.services.scope import EVERYWHERE, region_scope
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.keypersons.models import Engagement, KeyPerson

from . import rules
from .models import Booking, LawRow
from .rules import Caps, Room

MONTH_CAP, YEAR_CAP = "volunteer-fee-month", "volunteer-fee-year"
_COUNTS = ~Q(state=Booking.State.REVERSED)
_PAID = Q(state=Booking.State.BOOKED)
_WAITS = Q(state=Booking.State.HELD)


def visible_bookings(viewer: Viewer) -> QuerySet[Booking]:
    """Work of the region's key persons for its coordinator, the own work for a key person, else nothing."""
    rows = Booking.objects.all()
    if viewer.role == "system":
        return rows
    if viewer.has_role(Role.COORDINATOR):
        return rows.filter(engagement__key_person__region_id=viewer.region_id or 0)
    if viewer.has_role(Role.KEY_PERSON):
        return rows.filter(engagement__key_person__membership_id=viewer.membership_id or 0)
    return rows.none()


def law_on(code: str, day: date) -> LawRow | None:
    """The amount that holds on a day for everybody; None where the table does not know."""
    rows = LawRow.objects.filter(code=code, target_group="", valid_from__lte=day)
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day)).order_by("-valid_from").first()


def caps_on(day: date) -> Caps | None:
    """The legal caps on a day; the last known ones, marked as assumed, after the law we know ends; else None.

    Caps have only ever gone up: an older one is the careful guess until somebody adds the new row.
    """
    found: list[LawRow] = []
    assumed = False
    for code in (MONTH_CAP, YEAR_CAP):
        row = law_on(code, day)
        if row is None:
            row = LawRow.objects.filter(code=code, target_group="", valid_from__lte=day).order_by("-valid_from").first()
            assumed = True
        if row is None:
            return None
        found.append(row)
    month, year = (int(row.value * 100) for row in found)
    return Caps(month, year, assumed)


def law_rows() -> QuerySet[LawRow]:
    """Every amount of law, by name and the newest first."""
    return LawRow.objects.order_by("code", "target_group", "-valid_from")


def same_human(key_person: KeyPerson) -> list[int]:
    """The numbers of every profile of this human: a volunteer of two regions has one cap."""
    ids = {key_person.pk}
    if key_person.membership is not None:
        with region_scope(EVERYWHERE):
            ids |= set(
                KeyPerson.objects.filter(membership__user_id=key_person.membership.user_id).values_list("pk", flat=True)
            )
    return sorted(ids)


def _paid_fees(key_person_ids: Iterable[int]) -> QuerySet[Booking]:
    return Booking.objects.filter(
        engagement__key_person__in=list(key_person_ids),
        engagement__form=Engagement.Form.VOLUNTEER_FEE,
        state=Booking.State.BOOKED,
    )


def room_under_caps(key_person: KeyPerson, day: date) -> Room | None:
    """What somebody may still get as a fee in the month and the year of a day; None where no cap is known."""
    caps = caps_on(day)
    if caps is None:
        return None
    first, after = rules.month_of(day)
    totals = _paid_fees(same_human(key_person)).aggregate(
        month=Coalesce(Sum("fee_cents", filter=Q(day__gte=first, day__lt=after)), 0),
        year=Coalesce(Sum("fee_cents", filter=Q(day__year=day.year)), 0),
    )
    return rules.room(caps, month_total=totals["month"], year_total=totals["year"])


def has_fee(key_person: KeyPerson, day: date) -> bool:
    """Whether somebody gets a fee as a volunteer on a day, from whomever."""
    rows = key_person.engagements.filter(form=Engagement.Form.VOLUNTEER_FEE, valid_from__lte=day)
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day)).exists()


def profiles_of(key_person_ids: Collection[int]) -> dict[int, set[int]]:
    """For each of these numbers every profile of the same human, as `same_human` says it for one; two queries."""
    users = dict(
        KeyPerson.objects.filter(pk__in=list(key_person_ids), membership__isnull=False).values_list(
            "pk", "membership__user_id"
        )
    )
    profiles: dict[int | None, set[int]] = {}
    with region_scope(EVERYWHERE):
        same = KeyPerson.objects.filter(membership__user__in=set(users.values()))
        for pk, user in same.values_list("pk", "membership__user_id"):
            profiles.setdefault(user, set()).add(pk)
    return {pk: {pk} | profiles.get(users.get(pk), set()) for pk in key_person_ids}


def rooms_left(
    key_person_ids: Collection[int], *, day: date, planned: Mapping[int, Sequence[tuple[date, int]]]
) -> dict[int, Room]:
    """What each may still get as a fee in the month and the year of a day; nobody where no cap is known.

    `planned` holds, per number of a key person, day and cents of what is agreed and not booked yet. Over all payers
    together, as the booking itself counts. A fixed number of queries.
    """
    caps = caps_on(day) if key_person_ids else None
    if caps is None:
        return {}
    profiles = profiles_of(key_person_ids)
    first, after = rules.month_of(day)
    everybody: set[int] = set().union(*profiles.values())
    booked = {
        row["engagement__key_person_id"]: row
        for row in _paid_fees(everybody)
        .filter(day__year=day.year)
        .values("engagement__key_person_id")
        .annotate(month=Coalesce(Sum("fee_cents", filter=Q(day__gte=first, day__lt=after)), 0), year=Sum("fee_cents"))
        .order_by()
    }
    left = {}
    for person in key_person_ids:
        month = year = 0
        for pk in profiles[person]:
            sums = booked.get(pk, {"month": 0, "year": 0})
            ahead = [(when, cents) for when, cents in planned.get(pk, ()) if when.year == day.year]
            month += sums["month"] + sum(cents for when, cents in ahead if first <= when < after)
            year += sums["year"] + sum(cents for _when, cents in ahead)
        left[person] = rules.room(caps, month_total=month, year_total=year)
    return left


def caps_passed(
    engagements: Iterable[Engagement], *, day: date, minutes: int, planned: Mapping[int, Sequence[tuple[date, int]]]
) -> dict[int, str]:
    """Whose fee would pass a cap by some more minutes on a day: number of the key person -> "month" or "year".

    `planned` as in `rooms_left`; whoever gets no fee as a volunteer is never in the answer. A fixed number of queries.
    """
    paid = {row.key_person_id: row for row in engagements if row.form == Engagement.Form.VOLUNTEER_FEE}
    passed = {}
    for person, left in rooms_left(paid, day=day, planned=planned).items():
        if which := left.passed_by(rules.fee_cents(paid[person].fee_cents_per_hour, minutes)):
            passed[person] = which
    return passed


def month_bookings(viewer: Viewer, month: date, *, municipality: int | None = None) -> QuerySet[Booking]:
    """The work of one month, by municipality, person and day; `municipality` 0 is work without one."""
    first, after = rules.month_of(month)
    rows = visible_bookings(viewer).filter(day__gte=first, day__lt=after)
    if municipality is not None:
        rows = rows.filter(municipality_id=municipality) if municipality else rows.filter(municipality__isnull=True)
    return rows.select_related("municipality", "engagement__organisation", "engagement__key_person").order_by(
        "municipality__name", "engagement__key_person__first_name", "engagement__key_person__last_name", "day", "pk"
    )


def _sums() -> dict[str, Any]:
    return {
        # Letters that were read along and other work have hours, too, but are no appointments.
        "visits": Count("pk", filter=_COUNTS & Q(source__startswith="visit:")),
        "minutes": Coalesce(Sum("minutes", filter=_COUNTS), 0),
        "fee": Coalesce(Sum("fee_cents", filter=_PAID), 0),
        "held": Coalesce(Sum("fee_cents", filter=_WAITS), 0),
        "costs": Coalesce(Sum("costs_cents", filter=_COUNTS), 0),
    }


def month_by_municipality(viewer: Viewer, month: date) -> list[dict[str, Any]]:
    """Per municipality: visits, minutes, fee, held fee and real costs of a month. Minutes and costs always count."""
    first, after = rules.month_of(month)
    rows = visible_bookings(viewer).filter(day__gte=first, day__lt=after)
    found: QuerySet[Any, Any] = rows.values("municipality_id", name=F("municipality__name")).annotate(**_sums())
    return list(found.order_by("name"))


def people_with_work(viewer: Viewer, month: date) -> QuerySet[KeyPerson]:
    """Key persons with work in a month, by name."""
    first, after = rules.month_of(month)
    worked = visible_bookings(viewer).filter(_COUNTS, day__gte=first, day__lt=after)
    return KeyPerson.objects.filter(pk__in=worked.values("engagement__key_person_id")).order_by(
        "first_name", "last_name", "pk"
    )


def sums_by_person(viewer: Viewer, month: date, key_person_ids: list[int]) -> dict[int, dict[str, int]]:
    """For each of these key persons with work in the year: the sums of the month, and the paid fee of the year.

    Only the viewer's region is shown; the caps themselves are checked over all regions when work is booked.
    """
    first, after = rules.month_of(month)
    in_month = Q(day__gte=first, day__lt=after)
    found: QuerySet[Any, Any] = (
        visible_bookings(viewer)
        .filter(
            engagement__key_person__in=key_person_ids,
            day__gte=first.replace(month=1),
            day__lt=first.replace(year=first.year + 1, month=1),
        )
        .values("engagement__key_person_id")
        .annotate(
            minutes=Coalesce(Sum("minutes", filter=_COUNTS & in_month), 0),
            fee=Coalesce(Sum("fee_cents", filter=_PAID & in_month), 0),
            held=Coalesce(Sum("fee_cents", filter=_WAITS & in_month), 0),
            costs=Coalesce(Sum("costs_cents", filter=_COUNTS & in_month), 0),
            year_fee=Coalesce(Sum("fee_cents", filter=_PAID), 0),
        )
        .order_by()
    )
    return {row.pop("engagement__key_person_id"): row for row in found}


def held_bookings(viewer: Viewer) -> QuerySet[Booking]:
    """What waits for the coordinator, the oldest first."""
    rows = visible_bookings(viewer).filter(state=Booking.State.HELD)
    return rows.select_related("municipality", "engagement__organisation", "engagement__key_person").order_by(
        "day", "pk"
    )


def own_months(viewer: Viewer, *, since: date) -> list[dict[str, Any]]:
    """Per month, the newest first: the sums of the viewer's own work."""
    rows = visible_bookings(viewer).filter(day__gte=since)
    found: QuerySet[Any, Any] = rows.annotate(month=TruncMonth("day")).values("month").annotate(**_sums())
    return list(found.order_by("-month"))


def own_bookings(viewer: Viewer, *, since: date) -> QuerySet[Booking]:
    """The viewer's own work, the newest first."""
    rows = visible_bookings(viewer).filter(day__gte=since)
    return rows.select_related("municipality", "engagement__organisation", "engagement__key_person").order_by(
        "-day", "-pk"
    )
