"""The `visible_*` functions: the only doors to rows shown to people, and who is barred from a question."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import (
    Q,
    QuerySet,
)
from django.utils import timezone

from sleutelbos.accounts.models import Organisation, Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.guidance import queries as guidance
from sleutelbos.keypersons import queries as keypersons

from .. import rules
from ..models import CallRequest, Offer, Request, Visit


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
        return rows.filter(key_person__region_id=viewer.region_id or 0)
    if viewer.has_role(Role.KEY_PERSON):
        return rows.filter(key_person__membership_id=viewer.membership_id or 0).exclude(state=Offer.State.QUEUED)
    return rows.none()


def visible_visits(viewer: Viewer) -> QuerySet[Visit]:
    """Appointments: the region's for its coordinator, the own for a key person, those of visible questions else."""
    rows = Visit.objects.all()
    if viewer.role == "system":
        return rows
    if viewer.has_role(Role.COORDINATOR):
        # By the person: the same region as the question's, and person and time is how lists are read.
        return rows.filter(key_person__region_id=viewer.region_id or 0)
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


def organisations_of(requests: Collection[Request]) -> dict[int, frozenset[int]]:
    """Which organisations each question comes from: the known one, else those of the region with the typed name.

    One query at most, and only where somebody without an account typed a name.
    """
    typed = [request for request in requests if request.organisation_id is None and request.asker_organisation]
    named: dict[tuple[int, str], set[int]] = defaultdict(set)
    if typed:
        rows = Organisation.objects.filter(region_id__in={request.region_id for request in typed})
        for pk, region, name in rows.values_list("pk", "region_id", "name"):
            named[region, _folded(name)].add(pk)
    return {
        request.pk: frozenset({request.organisation_id})
        if request.organisation_id is not None
        else frozenset(named.get((request.region_id, _folded(request.asker_organisation)), ()))
        for request in requests
    }


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def barred_key_person_ids(request: Request) -> frozenset[int]:
    """People who must not be asked for this question; callers never say why."""
    ids = set(request.excluded.values_list("pk", flat=True))
    organisations = organisations_of([request])[request.pk]
    if organisations:
        standing = keypersons.conflicts_on(request.region_id, timezone.localdate())
        ids |= {person for person, organisation in standing if organisation in organisations}
    if request.newcomer_id is not None:
        ids |= set(request.newcomer.excluded.values_list("pk", flat=True))  # type: ignore[union-attr]
    return frozenset(ids)
