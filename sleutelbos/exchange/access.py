"""May this viewer have this import, or the holder of this address this calendar."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.queries import valid_memberships
from sleutelbos.accounts.services.scope import EVERYWHERE, act_in, region_scope
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.keypersons.queries import visible_key_persons
from sleutelbos.ui.errors import NotAllowed

from . import services
from .models import CalendarFeed, ImportBatch, ImportRow
from .queries import feeds_of, visible_imports


def import_to_see(viewer: Viewer, pk: int) -> ImportBatch:
    """An import of the viewer's region; 404 otherwise."""
    return get_object_or_404(visible_imports(viewer).select_related("region", "organisation"), pk=pk)


def import_to_change(viewer: Viewer, pk: int) -> ImportBatch:
    """The same; whoever may see an import may check it, take it in and take it back."""
    return import_to_see(viewer, pk)


def row_to_change(viewer: Viewer, pk: int, sheet: int, number: int) -> tuple[ImportBatch, ImportRow]:
    """One row of an import of the viewer's region."""
    batch = import_to_change(viewer, pk)
    row = batch.rows.filter(sheet=sheet, number=number).first()
    if row is None:
        raise Http404
    return batch, row


def feed_by_token(token: str) -> CalendarFeed:
    """The calendar behind a secret address; 404 for any other, for who said goodbye and for who has no role any more.

    Whoever holds it has no account here, so the region is only known once the row is found.
    """
    rows = CalendarFeed.objects.select_related("key_person").filter(
        token_hash=services.hash_of(token), key_person__membership__in=valid_memberships()
    )
    with region_scope(EVERYWHERE):
        feed = rows.exclude(key_person__state=KeyPerson.State.ALUMNI).first()
    if feed is None:
        raise Http404
    act_in(feed.region_id)
    return feed


def person_with_feeds(viewer: Viewer, pk: int) -> KeyPerson:
    """Somebody of the coordinator's region, whose phone may be lost."""
    if not viewer.has_role(Role.COORDINATOR):
        raise Http404
    return get_object_or_404(visible_key_persons(viewer), pk=pk)


def own_feed(viewer: Viewer, pk: int) -> CalendarFeed:
    """One of the viewer's own calendars."""
    return get_object_or_404(feeds_of(own_key_person(viewer)), pk=pk)


def own_key_person(viewer: Viewer) -> KeyPerson:
    """The profile that belongs to the viewer's own membership."""
    if not viewer.has_role(Role.KEY_PERSON):
        raise NotAllowed
    mine = visible_key_persons(viewer).first()
    if mine is None:
        raise NotAllowed(
            "no-profile", _("There is no profile with your account yet."), _("Ask your coordinator to add it.")
        )
    return mine
