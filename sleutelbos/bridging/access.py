"""May this viewer, or the holder of this link, have this object for this purpose."""

from datetime import datetime

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme

from sleutelbos.accounts.services import links
from sleutelbos.accounts.services.scope import EVERYWHERE, act_in, region_scope
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.keypersons.queries import visible_key_persons
from sleutelbos.newcomers import access as newcomers_access
from sleutelbos.newcomers import queries as newcomers
from sleutelbos.newcomers.models import Consent, Newcomer
from sleutelbos.ui.errors import Gone

from . import rules
from .models import BulkAction, CallRequest, Handover, Offer, ReferenceLetter, Request, SavedView, TimeWish, Visit
from .queries import (
    own_bulk_actions,
    record,
    saved_views,
    visible_calls,
    visible_offers,
    visible_requests,
    visible_visits,
)

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


def time_wish_to_answer(viewer: Viewer, pk: int) -> TimeWish:
    """A newcomer's wish for another time, in the coordinator's region; answered or not."""
    return get_object_or_404(
        TimeWish.objects.filter(visit__in=visible_visits(viewer)).select_related("visit__request__region"), pk=pk
    )


def call_to_handle(viewer: Viewer, pk: int) -> CallRequest:
    """A call on the coordinator's list."""
    return get_object_or_404(visible_calls(viewer), pk=pk)


def key_person_to_exclude(viewer: Viewer, pk: int) -> KeyPerson:
    """A key person of the coordinator's region."""
    return get_object_or_404(visible_key_persons(viewer), pk=pk)


def people_to_exclude(viewer: Viewer) -> list[tuple[int, str]]:
    """Everybody of the region, for a choice."""
    return [(row.pk, str(row)) for row in visible_key_persons(viewer).only("first_name", "last_name")]


def saved_view_to_change(viewer: Viewer, pk: int) -> SavedView:
    """One of the viewer's own views."""
    return get_object_or_404(saved_views(viewer), pk=pk)


def bulk_action_to_undo(viewer: Viewer, pk: int) -> BulkAction:
    """One of the viewer's own bulk actions."""
    return get_object_or_404(own_bulk_actions(viewer), pk=pk)


def latest_bulk_action(viewer: Viewer, now: datetime) -> BulkAction | None:
    """What can still be undone: the viewer's last bulk action, for ten minutes."""
    return own_bulk_actions(viewer).filter(undone_at__isnull=True, at__gte=now - rules.UNDO_FOR).order_by("-pk").first()


def request_ids(viewer: Viewer, wanted: list[str]) -> list[int]:
    """Those of the ticked numbers that the viewer may handle."""
    numbers = [int(value) for value in wanted if value.isdigit()][:500]
    return list(visible_requests(viewer).filter(pk__in=numbers).values_list("pk", flat=True))


def safe_next(request: HttpRequest, fallback: str) -> str:
    """Where a form asks to go back to, when that is on this site."""
    url = request.POST.get("next", "")
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}) else fallback


# --- links: whoever holds one, without an account -------------------------------------------------------------


def question_to_confirm(token: str) -> Request:
    """The question behind the link in an unknown asker's mail; Gone where it was withdrawn."""
    return _question("confirm", token)


def question_to_follow(token: str) -> Request:
    """The question an asker follows without an account; Gone where the link was withdrawn."""
    return _question("status", token)


def own_question(viewer: Viewer, pk: int) -> Request:
    """A question of the viewer or the viewer's organisation, with what its page shows; 404 otherwise."""
    return get_object_or_404(visible_requests(viewer).select_related(*_WITH), pk=pk)


def visit_of_question(question: Request, pk: int) -> Visit:
    """One appointment of a question one may follow."""
    return get_object_or_404(question.visits.select_related("key_person"), pk=pk)


def offer_by_link(token: str) -> tuple[Offer, bool]:
    """What a key person was asked, and whether the link still holds: a withdrawn one gets a kind page, no error."""
    pk, version = links.read_token("offer", token)
    rows = Offer.objects.select_related("key_person", "engagement", "request__topic", "request__region")
    with region_scope(EVERYWHERE):
        offer = rows.select_related("request__organisation", "visit").filter(pk=pk).first()
    if offer is None:
        raise Gone
    act_in(offer.request.region_id)
    return offer, offer.link_version == version and offer.state != Offer.State.QUEUED


def offer_to_answer(token: str) -> Offer:
    """The offer this link answers; Gone where the link was withdrawn."""
    offer, holds = offer_by_link(token)
    if not holds:
        raise Gone
    return offer


def visit_by_link(token: str) -> Visit:
    """The appointment behind a key person's own link; Gone where it was withdrawn."""
    return _visit("visit", token)


def visit_to_rate(token: str) -> Visit:
    """The appointment an asker may say two things about."""
    return _visit("experience", token)


def key_person_behind(viewer: Viewer) -> KeyPerson:
    """The key person who is signed in; 404 where the account has no profile yet."""
    return get_object_or_404(visible_key_persons(viewer).select_related("region"))


def by_link(viewer: Viewer, *, whom: str, region_id: int | None, membership_id: int | None = None) -> Viewer:
    """Who acts behind a link: the account of that same person where it is signed in, else the link itself."""
    if viewer.signed_in and membership_id is not None and viewer.membership_id == membership_id:
        return viewer
    return Viewer.by_link(whom=whom, region_id=region_id)


def newcomer_to_show(request: HttpRequest, code: str) -> Newcomer:
    """The newcomer behind a code; 404 for a wrong one, 429 after twenty wrong ones in an hour from one computer."""
    return newcomers_access.newcomer_to_show(request, code)


def visit_of_newcomer(newcomer: Newcomer, pk: int) -> Visit:
    """One appointment of this newcomer."""
    rows = Visit.objects.select_related("key_person", "request__region").filter(request__newcomer=newcomer)
    return get_object_or_404(rows, pk=pk)


def handover_of_newcomer(newcomer: Newcomer, pk: int) -> Handover:
    """What this newcomer was asked: may somebody else come?"""
    rows = Handover.objects.select_related("visit__key_person").filter(visit__request__newcomer=newcomer)
    return get_object_or_404(rows, pk=pk)


def receipt_of_newcomer(newcomer: Newcomer, pk: int) -> tuple[Consent, Consent | None]:
    """One answer of this newcomer, and the later one that took it back; 404 for anybody else's."""
    for consent, taken_back in newcomers.receipts(newcomer):
        if consent.pk == pk:
            return consent, taken_back
    raise Http404


def own_visit(viewer: Viewer, pk: int) -> Visit:
    """An appointment of the key person who is signed in; a coordinator's look comes by another page."""
    rows = visible_visits(viewer).filter(key_person__membership_id=viewer.membership_id or 0)
    return get_object_or_404(rows.select_related("key_person", "request__region"), pk=pk)


def own_handover(viewer: Viewer, pk: int) -> Handover:
    """What the key person who is signed in asked a newcomer."""
    rows = Handover.objects.filter(visit__in=visible_visits(viewer)).select_related("visit__request")
    return get_object_or_404(rows, pk=pk, visit__key_person__membership_id=viewer.membership_id or 0)


def own_letter(viewer: Viewer, pk: int) -> ReferenceLetter:
    """The own letter about the own work."""
    return get_object_or_404(record.visible_letters(viewer), pk=pk)


def own_signed_letter(viewer: Viewer, pk: int) -> ReferenceLetter:
    """The own letter, once it is signed."""
    return get_object_or_404(record.visible_letters(viewer), pk=pk, state=ReferenceLetter.State.ISSUED)


def letter_to_write(viewer: Viewer, pk: int) -> ReferenceLetter:
    """A letter that somebody of the coordinator's region asked for; a withdrawn one is not found."""
    return get_object_or_404(record.visible_letters(viewer).exclude(state=ReferenceLetter.State.WITHDRAWN), pk=pk)


_WITH = ("region", "municipality", "organisation", "topic", "role", "newcomer", "same_person")


def _question(purpose: str, token: str) -> Request:
    pk, version = links.read_token(purpose, token)
    with region_scope(EVERYWHERE):
        question = Request.objects.select_related(*_WITH).filter(pk=pk, link_version=version).first()
    if question is None:
        raise Gone
    act_in(question.region_id)
    return question


def _visit(purpose: str, token: str) -> Visit:
    pk, version = links.read_token(purpose, token)
    rows = Visit.objects.select_related("key_person", "request__region", "request__topic", "request__organisation")
    with region_scope(EVERYWHERE):
        visit = rows.filter(pk=pk, link_version=version).first()
    if visit is None:
        raise Gone
    act_in(visit.request.region_id)
    return visit
