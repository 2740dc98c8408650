"""May this viewer have this booking, and which month does an address mean."""

from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.keypersons.queries import visible_key_persons
from sleutelbos.ui.errors import NotAllowed

from .models import Booking, LawRow
from .queries import visible_bookings


def booking_to_decide(viewer: Viewer, pk: int) -> Booking:
    """Work of the coordinator's region; a key person sees the own work and decides nothing about it."""
    booking = get_object_or_404(
        visible_bookings(viewer).select_related("engagement__key_person__membership", "engagement__key_person__region"),
        pk=pk,
    )
    if not viewer.has_role(Role.COORDINATOR):
        raise NotAllowed
    return booking


def key_person_to_check(viewer: Viewer, pk: int) -> KeyPerson:
    """Somebody of the coordinator's region."""
    return get_object_or_404(visible_key_persons(viewer).select_related("membership"), pk=pk)


def law_row_to_succeed(pk: int) -> LawRow:
    """An amount of law, the same for every region."""
    return get_object_or_404(LawRow, pk=pk)


def month_asked(text: str, *, today: date) -> date:
    """The first day of a month written as 2026-11; this month where nothing is written; 404 for nonsense."""
    if not text:
        return today.replace(day=1)
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Http404 from None
