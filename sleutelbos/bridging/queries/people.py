"""What people without the desk are shown: who asks, who answers, the newcomer."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import (
    QuerySet,
)
from django.utils import timezone

from sleutelbos.accounts.models import Region, Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.keypersons.queries import visible_key_persons
from sleutelbos.newcomers.models import Newcomer

from .. import workflow
from ..models import Experience, Offer, Request, Visit, VisitLog
from .visible import visible_visits


def earlier_helpers(viewer: Viewer) -> list[KeyPerson]:
    """Who can be asked for by name: whoever helped with the viewer's own questions; nobody for a stranger.

    A coordinator types for somebody else, who may have met anybody of the region.
    """
    if viewer.has_role(Role.COORDINATOR):
        return list(visible_key_persons(viewer).filter(state=KeyPerson.State.DEPLOYABLE))
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
        .select_related("request__topic", "request__organisation", "request__region")
        .order_by("starts_at")
    )


def own_logs_to_do(key_person: KeyPerson, now: datetime) -> QuerySet[Visit]:
    """Visits that are over and of which nothing was told yet."""
    return (
        key_person.visits.filter(state=Visit.State.CONFIRMED, ends_at__lte=now, log__isnull=True)
        .select_related("request__topic", "request__region")
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


def newcomer_is_shared(request: Request) -> bool:
    """Whether this newcomer's page also shows questions of others: then its link is not for this asker."""
    others = Request.objects.filter(newcomer=request.newcomer).exclude(pk=request.pk)
    if request.organisation_id is not None:
        return others.exclude(organisation_id=request.organisation_id).exists()
    return others.exclude(organisation__isnull=True, asker_email__iexact=request.asker_email).exists()


def questions_about(newcomer: Newcomer) -> QuerySet[Request]:
    """Every question about a newcomer, oldest first."""
    return Request.objects.filter(newcomer=newcomer).select_related("topic").order_by("created_at")


def visits_about(newcomer: Newcomer) -> QuerySet[Visit]:
    """Every appointment of a newcomer, oldest first."""
    return Visit.objects.filter(request__newcomer=newcomer).select_related("key_person").order_by("starts_at")


def visit_from(offer: Offer) -> Visit | None:
    """The appointment that followed from a yes; None while there is no time."""
    return Visit.objects.filter(offer=offer).first()


def has_log(visit: Visit) -> bool:
    """Whether the key person told how it went."""
    return VisitLog.objects.filter(visit=visit).exists()


def log_of(visit: Visit) -> VisitLog | None:
    """What the key person told afterwards; None while nothing was told."""
    return VisitLog.objects.filter(visit=visit).first()


def has_experience(visit: Visit, by: str) -> bool:
    """Whether the two questions after a visit were answered."""
    return Experience.objects.filter(visit=visit, by=by).exists()


def regions_to_ask(viewer: Viewer) -> list[Region]:
    """Where somebody can ask: in the own region, a stranger in any."""
    return list(Region.objects.filter(pk__in=[viewer.region_id]) if viewer.role else Region.objects.all())
