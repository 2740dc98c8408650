"""What keeps an open room up to date, and what says that it was read."""

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sleutelbos.accounts.access import sign_in_required
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access, queries, services
from ..live.drawing import frames
from ..live.ticket import Ticket, opening, slot_of
from ..models import Room


@never_cache
@sign_in_required
@require_GET
def stream_room(request: ViewerRequest, pk: int) -> HttpResponse:
    """What changed since the number the browser names; where the server can, the line stays open for what comes."""
    room = access.room_to_read(request.viewer, pk)
    after = _number(request.headers.get("Last-Event-ID") or request.GET.get("na"), default=room.counter)
    language = get_language() or "nl"
    missed = frames(queries.changes_after(room, after), language)
    slot = slot_of(request.META)
    if slot is not None:
        slot.ticket = _ticket(request, room, language, missed[-1][0] if missed else after)
    body = opening(held=slot is not None) + b"".join(words for _number, words in missed)
    response = HttpResponse(body, content_type="text/event-stream; charset=utf-8")
    # nginx and its like keep small answers together until they are many.
    response["X-Accel-Buffering"] = "no"
    response["Cache-Control"] = "no-store, no-transform"
    return response


@sign_in_required
@require_POST
def mark_seen(request: ViewerRequest, pk: int) -> HttpResponse:
    """Everything up to a number was on the screen."""
    room = access.room_to_read(request.viewer, pk)
    services.mark_seen(room=room, number=_number(request.POST.get("number"), default=0), actor=request.viewer)
    return HttpResponse(status=204)


def _ticket(request: ViewerRequest, room: Room, language: str, after: int) -> Ticket:
    return Ticket(
        room_id=room.pk,
        region_id=room.region_id,
        membership_id=request.viewer.membership_id or 0,
        session_key=str(request.session.session_key),
        language=language,
        after=after,
    )


def _number(text: str | None, *, default: int) -> int:
    # A room's numbers have far fewer digits; anything else is nobody's number.
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else default
