"""May this viewer, or the holder of this link, have this object for this purpose."""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.keypersons.queries import visible_key_persons

from .models import BulkAction, CallRequest, Offer, Request, SavedView, Visit
from .queries import own_bulk_actions, saved_views, visible_calls, visible_offers, visible_requests, visible_visits

# --- the coordinator's desk -----------------------------------------------------------------------------------


def request_to_manage(viewer: Viewer, pk: int) -> Request:
    """A question the coordinator may handle, with what its page shows; 404 otherwise."""
    rows = visible_requests(viewer).select_related(
        "region", "municipality", "organisation", "topic", "role", "newcomer", "same_person"
    )
    return get_object_or_404(rows, pk=pk)


def offer_to_manage(viewer: Viewer, pk: int) -> Offer:
    """An offer of a question the coordinator may handle."""
    return get_object_or_404(visible_offers(viewer).select_related("request__region", "key_person"), pk=pk)


def visit_to_manage(viewer: Viewer, pk: int) -> Visit:
    """An appointment the coordinator may handle."""
    return get_object_or_404(visible_visits(viewer).select_related("request__region", "key_person"), pk=pk)


def call_to_handle(viewer: Viewer, pk: int) -> CallRequest:
    """A call on the coordinator's list."""
    return get_object_or_404(visible_calls(viewer), pk=pk)


def key_person_to_exclude(viewer: Viewer, pk: int) -> KeyPerson:
    """A key person of the coordinator's region."""
    return get_object_or_404(visible_key_persons(viewer), pk=pk)


def people_to_exclude(viewer: Viewer) -> list[tuple[int, str]]:
    """Everybody of the region, for a choice."""
    return [(row.pk, str(row)) for row in visible_key_persons(viewer).only("first_name", "last_name")]


def saved_view_to_remove(viewer: Viewer, pk: int) -> SavedView:
    """One of the viewer's own views."""
    return get_object_or_404(saved_views(viewer), pk=pk)


def bulk_action_to_undo(viewer: Viewer, pk: int) -> BulkAction:
    """One of the viewer's own bulk actions."""
    return get_object_or_404(own_bulk_actions(viewer), pk=pk)


def latest_bulk_action(viewer: Viewer, now: datetime) -> BulkAction | None:
    """What can still be undone: the viewer's last bulk action of this hour."""
    return (
        own_bulk_actions(viewer)
        .filter(undone_at__isnull=True, at__gte=now - timedelta(hours=1))
        .order_by("-pk")
        .first()
    )


def request_ids(viewer: Viewer, wanted: list[str]) -> list[int]:
    """Those of the ticked numbers that the viewer may handle."""
    numbers = [int(value) for value in wanted if value.isdigit()][:500]
    return list(visible_requests(viewer).filter(pk__in=numbers).values_list("pk", flat=True))


def safe_next(request: HttpRequest, fallback: str) -> str:
    """Where a form asks to go back to, when that is on this site."""
    url = request.POST.get("next", "")
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}) else fallback
