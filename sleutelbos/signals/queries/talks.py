"""Talks with organisations: what is on the agenda now, what was agreed, who has not been spoken to for long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from sleutelbos.accounts.models import Organisation, Role
from sleutelbos.accounts.viewer import Viewer

from ..models import Agreement, Bottleneck, Talk

# A talk every quarter: from so many days after the last one it is time to plan the next.
QUARTER_DAYS: Final = 91
_STANDING: Final = (Bottleneck.State.OPEN, Bottleneck.State.BUSY)


@dataclass(frozen=True, slots=True)
class Point:
    """One point of an agenda with what came of it in this talk; `pk` is 0 for a point nobody froze yet."""

    pk: int
    words: str
    bottleneck: Bottleneck | None
    agreements: Sequence[Agreement]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a talk is about: agreements of before (late ones first), bottlenecks, points of one's own."""

    earlier: Sequence[Agreement]
    points: Sequence[Point]
    apart: Sequence[Agreement]


def visible_talks(viewer: Viewer) -> QuerySet[Talk]:
    """Talks of the region, for its coordinator."""
    rows = Talk.objects.filter(region_id=viewer.region_id or 0).select_related("organisation", "region")
    return rows if viewer.has_role(Role.COORDINATOR) else rows.none()


def visible_agreements(viewer: Viewer) -> QuerySet[Agreement]:
    """What was agreed in talks one may see, the earliest day first."""
    return Agreement.objects.filter(talk__in=visible_talks(viewer).order_by()).select_related(
        "talk__organisation", "bottleneck__theme", "bottleneck__municipality"
    )


def overdue_agreements(viewer: Viewer, today: date) -> QuerySet[Agreement]:
    """What should have been done by now."""
    return visible_agreements(viewer).filter(state=Agreement.State.OPEN, due_on__lt=today)


def bottlenecks_with(organisation: Organisation) -> QuerySet[Bottleneck]:
    """What waits at an organisation: bottlenecks linked to it or owned by it, with signals and families counted."""
    return (
        Bottleneck.objects.filter(
            Q(pk__in=organisation.bottlenecks.values("pk")) | Q(owner_organisation=organisation),
            region_id=organisation.region_id,
            state__in=_STANDING,
        )
        .select_related("theme", "municipality")
        .annotate(signal_count=Count("signals"), family_count=Sum("signals__families"))
        .order_by("due_on", "pk")
    )


def agenda(talk: Talk) -> Agenda:
    """The agenda: while a talk is planned as things stand now, afterwards as they stood then."""
    own = list(talk.points.select_related("bottleneck__theme", "bottleneck__municipality").order_by("pk"))
    made: dict[int | None, list[Agreement]] = {}
    for row in talk.agreements.select_related("bottleneck__theme", "bottleneck__municipality").order_by("due_on", "pk"):
        made.setdefault(row.bottleneck_id, []).append(row)
    points = [
        Point(row.pk, str(row.words), row.bottleneck, made.get(row.bottleneck_id, []) if row.bottleneck_id else [])
        for row in own
    ]
    if talk.state == Talk.State.PLANNED:
        there = {row.bottleneck_id for row in own}
        live = [row for row in bottlenecks_with(talk.organisation) if row.pk not in there]
        points = [Point(0, "", row, made.get(row.pk, [])) for row in live] + points
    listed = {point.bottleneck.pk for point in points if point.bottleneck is not None}
    apart = [row for key, rows in made.items() if key not in listed for row in rows]
    return Agenda(list(earlier_agreements(talk)), points, apart)


def earlier_agreements(talk: Talk) -> QuerySet[Agreement]:
    """Agreements of earlier talks with this organisation that run, or that were settled since the talk before."""
    before = Talk.objects.filter(organisation_id=talk.organisation_id, state=Talk.State.HELD, on__lt=talk.on)
    last = before.order_by("-on").values_list("on", flat=True).first()
    rows = Agreement.objects.filter(talk__in=before.order_by()).select_related("bottleneck__theme", "talk")
    running = Q(state=Agreement.State.OPEN)
    if talk.state == Talk.State.HELD:
        # As it stood: what was settled later was running then.
        running |= Q(state_since__date__gte=talk.on)
    if last is not None:
        running |= Q(state_since__date__gte=last)
    return rows.filter(running).order_by(F("state").desc(), "due_on", "pk")


def agreements_about(bottleneck: Bottleneck) -> QuerySet[Agreement]:
    """What was agreed about a bottleneck, for its own page."""
    return Agreement.objects.filter(bottleneck=bottleneck).select_related("talk__organisation").order_by("due_on", "pk")


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation in the list of talks."""

    organisation: Organisation
    last: date | None
    planned: Talk | None
    open_bottlenecks: int
    open_agreements: int
    overdue: int
    due: bool


def talk_rows(viewer: Viewer, today: date) -> list[Row]:
    """Organisations one talks with: language schools and participation organisations, and wherever something waits.

    Those with something overdue first, then those for whom it is time, then by name.
    """
    if not viewer.has_role(Role.COORDINATOR):
        return []
    region = viewer.region_id or 0
    held = {
        row["organisation"]: row["last"]
        for row in Talk.objects.filter(region_id=region, state=Talk.State.HELD)
        .values("organisation")
        .annotate(last=Max("on"))
        .order_by()
    }
    planned = {row.organisation_id: row for row in visible_talks(viewer).filter(state=Talk.State.PLANNED)}
    waiting: dict[int, set[int]] = {}
    standing = Bottleneck.objects.filter(region_id=region, state__in=_STANDING)
    for pk, linked in standing.filter(organisations__isnull=False).values_list("pk", "organisations"):
        waiting.setdefault(linked, set()).add(pk)
    for pk, owner in standing.filter(owner_organisation__isnull=False).values_list("pk", "owner_organisation"):
        waiting.setdefault(owner, set()).add(pk)
    agreed = _per_organisation(Agreement.objects.filter(region_id=region, state=Agreement.State.OPEN))
    late = _per_organisation(overdue_agreements(viewer, today))
    kinds = [Organisation.Kind.LANGUAGE_SCHOOL, Organisation.Kind.PARTICIPATION]
    known = set(held) | set(planned) | set(waiting) | set(agreed)
    rows = [
        Row(
            organisation=one,
            last=held.get(one.pk),
            planned=planned.get(one.pk),
            open_bottlenecks=len(waiting.get(one.pk, ())),
            open_agreements=agreed.get(one.pk, 0),
            overdue=late.get(one.pk, 0),
            due=one.pk not in planned and is_due(held.get(one.pk), today),
        )
        for one in Organisation.objects.filter(region_id=region, active=True).filter(
            Q(pk__in=known) | Q(kind__in=kinds)
        )
    ]
    return sorted(rows, key=lambda row: (row.overdue == 0, not row.due, row.organisation.name))


def is_due(last: date | None, today: date) -> bool:
    """Whether a quarter has gone by since the last talk, or there never was one."""
    return last is None or last <= today - timedelta(days=QUARTER_DAYS)


def _per_organisation(rows: QuerySet[Agreement]) -> dict[int, int]:
    counted = rows.order_by().values("talk__organisation").annotate(number=Count("pk"))
    return {row["talk__organisation"]: row["number"] for row in counted}
