"""Questions about questions; the `visible_*` functions are the only doors to rows shown to people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from sleutelbos.accounts.models import Region, Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.guidance import queries as guidance
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.keypersons.queries import visible_key_persons
from sleutelbos.newcomers.models import Newcomer

from . import rules, workflow
from .models import BulkAction, CallRequest, Offer, Request, SavedView, Step, Visit, VisitLog


def visible_requests(viewer: Viewer) -> QuerySet[Request]:
    """Questions the viewer may see: the region's for its coordinator; an asker's own and their organisation's."""
    rows = Request.objects.all()
    if viewer.role == "system":
        return rows
    if viewer.has_role(Role.COORDINATOR):
        return rows.filter(region_id=viewer.region_id or 0)
    if viewer.has_role(Role.PROFESSIONAL, Role.CASE_WORKER, Role.POLICY_OFFICER):
        return rows.filter(region_id=viewer.region_id or 0).filter(
            Q(asker_id=viewer.user_id or 0) | Q(organisation_id__in=viewer.organisation_ids)
        )
    return rows.none()


def visible_offers(viewer: Viewer) -> QuerySet[Offer]:
    """Offers of the region for its coordinator; the own ones for a key person."""
    rows = Offer.objects.all()
    if viewer.role == "system":
        return rows
    if viewer.has_role(Role.COORDINATOR):
        return rows.filter(request__region_id=viewer.region_id or 0)
    if viewer.has_role(Role.KEY_PERSON):
        return rows.filter(key_person__membership_id=viewer.membership_id or 0).exclude(state=Offer.State.QUEUED)
    return rows.none()


def visible_visits(viewer: Viewer) -> QuerySet[Visit]:
    """Appointments: the region's for its coordinator, the own for a key person, those of visible questions else."""
    rows = Visit.objects.all()
    if viewer.role == "system":
        return rows
    if viewer.has_role(Role.COORDINATOR):
        return rows.filter(request__region_id=viewer.region_id or 0)
    if viewer.has_role(Role.KEY_PERSON):
        return rows.filter(key_person__membership_id=viewer.membership_id or 0)
    return rows.filter(request__in=visible_requests(viewer))


def visible_calls(viewer: Viewer) -> QuerySet[CallRequest]:
    """People who asked to be called: for the region's coordinator only."""
    if viewer.has_role(Role.COORDINATOR):
        return CallRequest.objects.filter(region_id=viewer.region_id or 0)
    return CallRequest.objects.none()


def triage_rules(day: date) -> list[rules.Rule]:
    """The role router's rules on a day, as values."""
    return [rules.Rule(row.code, row.position, row.outcome) for row in guidance.rules_on(day)]


def barred_key_person_ids(request: Request) -> frozenset[int]:
    """People who must not be asked for this question; callers never say why."""
    ids = set(request.excluded.values_list("pk", flat=True))
    if request.newcomer_id is not None:
        ids |= set(request.newcomer.excluded.values_list("pk", flat=True))  # type: ignore[union-attr]
    return frozenset(ids)


def desk_requests(viewer: Viewer, filters: dict[str, Any]) -> QuerySet[Request]:
    """The coordinator's list, narrowed by `RequestFilterForm.values()`; rows carry what a line shows.

    Two queries for a page of rows, whatever their number.
    """
    rows = visible_requests(viewer).select_related("topic", "organisation", "municipality")
    if states := filters.get("status"):
        rows = rows.filter(state__in=states)
    if kind := filters.get("soort"):
        rows = rows.filter(kind=kind)
    if topic := filters.get("onderwerp"):
        rows = rows.filter(topic__code=topic)
    if language := filters.get("taal"):
        rows = rows.filter(language=language)
    if municipality := filters.get("gemeente"):
        rows = rows.filter(municipality_id=municipality)
    if words := filters.get("zoek"):
        found = (
            Q(asker_organisation__icontains=words)
            | Q(organisation__name__icontains=words)
            | Q(place__icontains=words)
            | Q(summary__icontains=words)
        )
        if words.lstrip("#").isdigit():
            found |= Q(pk=int(words.lstrip("#")))
        rows = rows.filter(found)
    order = {"newest": ("-created_at", "-pk"), "start": ("starts_at", "pk")}.get(
        filters.get("volgorde", ""), ("state_since", "pk")
    )
    return rows.order_by(*order)


def with_asked(rows: Iterable[Request]) -> list[Request]:
    """The same rows, each with `asked`: the people asked and how it stands, in one query for all."""
    listed = list(rows)
    prefetch_related_objects(
        listed,
        Prefetch(
            "offers",
            queryset=Offer.objects.exclude(state__in=[Offer.State.QUEUED, Offer.State.WITHDRAWN]).select_related(
                "key_person"
            ),
            to_attr="asked",
        ),
    )
    return listed


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers on top of the desk."""

    new: int
    other_time: int
    asking: int
    newcomer: int
    today: int
    calls: int
    without_log: int


def desk_counts(viewer: Viewer, now: datetime) -> Counts:
    """How much of everything waits, in four queries."""
    states = dict(
        visible_requests(viewer)
        .filter(state__in=["open", "asking", "accepted"])
        .order_by()
        .values_list("state")
        .annotate(count=Count("pk"))
    )
    day = timezone.localdate(now)
    visits = visible_visits(viewer).filter(state=Visit.State.CONFIRMED)
    start, end = day_bounds(day)
    return Counts(
        new=states.get("open", 0),
        asking=states.get("asking", 0),
        newcomer=states.get("accepted", 0),
        other_time=visible_offers(viewer).filter(state=Offer.State.OTHER_TIME).count(),
        today=visits.filter(starts_at__gte=start, starts_at__lt=end).count(),
        calls=visible_calls(viewer).filter(handled_at__isnull=True).count(),
        without_log=visits.filter(ends_at__lt=now - timedelta(days=1), ends_at__gt=now - timedelta(days=60)).count(),
    )


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a local day and of the next."""
    zone = timezone.get_current_timezone()
    first = datetime.combine(day, time.min, tzinfo=zone)
    return first, datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)


def visits_of_day(viewer: Viewer, day: date) -> QuerySet[Visit]:
    """Appointments of one local day with who and where."""
    start, end = day_bounds(day)
    return (
        visible_visits(viewer)
        .filter(starts_at__gte=start, starts_at__lt=end, state__in=["awaiting", "confirmed", "done", "no_show"])
        .select_related("key_person", "request__topic", "request__organisation")
        .order_by("starts_at")
    )


def asked_too_often(viewer: Viewer, now: datetime, most: int) -> QuerySet[KeyPerson]:
    """Who was asked `most` times or more in fourteen days, busiest first; `asks` says how often."""
    return (
        visible_key_persons(viewer)
        .filter(offers__asked_at__gte=now - timedelta(days=14))
        .annotate(asks=Count("offers"))
        .filter(asks__gte=most)
        .order_by("-asks", "first_name")
    )


def not_asked(viewer: Viewer, now: datetime) -> QuerySet[KeyPerson]:
    """Who can be asked and was not for eight weeks: people leave when nobody needs them."""
    asked = Offer.objects.filter(key_person=OuterRef("pk"), asked_at__gte=now - timedelta(weeks=8))
    return (
        visible_key_persons(viewer)
        .filter(state=KeyPerson.State.DEPLOYABLE)
        .filter(~Exists(asked))
        .order_by("first_name", "pk")
    )


def history_of(request: Request) -> list[Step]:
    """Every move of a question, its offers and its appointments, oldest first."""
    return list(request.steps.select_related("offer__key_person", "visit__key_person"))


def load_of(viewer: Viewer, key_person: KeyPerson, now: datetime) -> dict[str, int]:
    """How often one person was asked and went, for the coordinator and the person; never how often they said yes."""
    offers = visible_offers(viewer).filter(key_person=key_person)
    visits = visible_visits(viewer).filter(key_person=key_person)
    return {
        "asked_14_days": offers.filter(asked_at__gte=now - timedelta(days=14)).count(),
        "asked_90_days": offers.filter(asked_at__gte=now - timedelta(days=90)).count(),
        "visits_ahead": visits.filter(state__in=["awaiting", "confirmed"], starts_at__gte=now).count(),
        "visits_year": visits.filter(state="done", starts_at__gte=now - timedelta(days=365)).count(),
    }


def saved_views(viewer: Viewer) -> QuerySet[SavedView]:
    """The viewer's own filters by name, in this region."""
    return SavedView.objects.filter(user_id=viewer.user_id or 0, region_id=viewer.region_id or 0)


def own_bulk_actions(viewer: Viewer) -> QuerySet[BulkAction]:
    """What the viewer did to many rows at once."""
    return BulkAction.objects.filter(user_id=viewer.user_id or 0, region_id=viewer.region_id or 0)


def visits_between(viewer: Viewer, first: date, last: date | None, state: str) -> QuerySet[Visit]:
    """Appointments from one day on, until another where given, in one state where given."""
    rows = visible_visits(viewer).filter(starts_at__gte=day_bounds(first)[0])
    if last is not None:
        rows = rows.filter(starts_at__lt=day_bounds(last)[1])
    if state:
        rows = rows.filter(state=state)
    return rows.select_related("key_person", "request__topic", "request__organisation").order_by("starts_at", "pk")


# --- people without the desk: who asks, who answers -----------------------------------------------------------


def earlier_helpers(viewer: Viewer) -> list[KeyPerson]:
    """Key persons who helped with the viewer's own questions before; nobody for a stranger."""
    if not viewer.signed_in:
        return []
    met = visible_visits(viewer).filter(request__asker_id=viewer.user_id, state=Visit.State.DONE)
    return list(KeyPerson.objects.filter(pk__in=met.values("key_person_id"), state=KeyPerson.State.DEPLOYABLE)[:30])


def people_called(region: Region, name: str) -> list[KeyPerson]:
    """Everybody in the region who may be meant by a typed name: all of them, so that the right one is among them."""
    wanted = " ".join(name.split()).casefold()
    if not wanted:
        return []
    people = KeyPerson.objects.filter(region=region).only("first_name", "last_name", "region")
    return [row for row in people if wanted in {row.first_name.casefold(), str(row).casefold()}]


def own_offers(key_person: KeyPerson, now: datetime) -> QuerySet[Offer]:
    """What is asked of somebody now and can still be answered, the nearest first."""
    return (
        key_person.offers.filter(state=Offer.State.OPEN, expires_at__gt=now)
        .select_related("request__topic", "request__organisation")
        .order_by("expires_at")
    )


def own_visits_ahead(key_person: KeyPerson, now: datetime) -> QuerySet[Visit]:
    """Somebody's appointments from now on, the nearest first."""
    return (
        key_person.visits.filter(state__in=[Visit.State.AWAITING, Visit.State.CONFIRMED], ends_at__gt=now)
        .select_related("request__topic", "request__organisation")
        .order_by("starts_at")
    )


def own_logs_to_do(key_person: KeyPerson, now: datetime) -> QuerySet[Visit]:
    """Visits that are over and of which nothing was told yet."""
    return (
        key_person.visits.filter(state=Visit.State.CONFIRMED, ends_at__lte=now, log__isnull=True)
        .select_related("request__topic")
        .order_by("starts_at")
    )


def last_km_to(visit: Visit) -> Decimal | None:
    """What this key person travelled the last time to the same place; None when never."""
    log = (
        VisitLog.objects.filter(visit__key_person_id=visit.key_person_id, visit__place=visit.place, km__gt=0)
        .exclude(visit__place="")
        .order_by("-at")
        .first()
    )
    return log.km if log is not None else None


def visits_of_newcomer(newcomer: Newcomer) -> QuerySet[Visit]:
    """Appointments that a newcomer can say something about, the nearest first."""
    return (
        Visit.objects.filter(request__newcomer=newcomer, state__in=[Visit.State.AWAITING, Visit.State.CONFIRMED])
        .select_related("key_person", "request__topic", "request__region", "request__organisation")
        .prefetch_related("key_person__languages")
        .order_by("starts_at")
    )


def questions_of_newcomer(newcomer: Newcomer) -> QuerySet[Request]:
    """Questions about a newcomer that are still running."""
    return Request.objects.filter(newcomer=newcomer, state__in=["unconfirmed", *workflow.OPEN_REQUEST_STATES])


def visits_to_rate(newcomer: Newcomer) -> list[Visit]:
    """Visits of the last month of which the newcomer said nothing yet."""
    since = timezone.now() - timedelta(days=30)
    rows = Visit.objects.filter(request__newcomer=newcomer, state=Visit.State.DONE, ends_at__gte=since)
    return list(rows.exclude(experiences__by="newcomer").select_related("key_person").order_by("-starts_at")[:3])
