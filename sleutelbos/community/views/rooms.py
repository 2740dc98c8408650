"""The list of rooms, and what one does with a room as a whole."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import sign_in_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.queries import visible_regions
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access, queries, retention, services
from ..forms import RoomForm


@never_cache
@sign_in_required
@require_safe
def list_rooms(request: ViewerRequest) -> HttpResponse:
    """The rooms that are the viewer's, with how much is new in each."""
    access.group_to_see(request.viewer)
    rooms = list(queries.rooms_with_news(request.viewer))
    context = {
        "rooms": [room for room in rooms if room.closed_at is None and not room.left],  # type: ignore[attr-defined]
        "left": [room for room in rooms if room.closed_at is None and room.left],  # type: ignore[attr-defined]
        "closed": [room for room in rooms if room.closed_at is not None],
        "reports": len(queries.open_reports(request.viewer)),
        "leads": request.viewer.has_role(Role.COORDINATOR),
    }
    return render(request, "community/list_rooms.html", context)


@never_cache
@sign_in_required
@require_safe
def show_news(request: ViewerRequest) -> HttpResponse:
    """A piece of the key person's home: announcements not read yet, and how many messages are new; else nothing."""
    access.group_to_see(request.viewer)
    rooms = [
        room
        for room in queries.rooms_with_news(request.viewer)
        if room.closed_at is None and not room.left  # type: ignore[attr-defined]
    ]
    context = {
        "announced": queries.announced(request.viewer, rooms)[:2],
        "unread": sum(room.unread for room in rooms if not room.muted),  # type: ignore[attr-defined]
    }
    return render(request, "community/news.html", context)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_room(request: ViewerRequest) -> HttpResponse:
    """The coordinator makes a room."""
    access.group_to_lead(request.viewer)
    form = RoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        region = visible_regions(request.viewer).get()
        room = services.make_room(region=region, actor=request.viewer, **form.cleaned_data)
        return redirect("community:show-room", room.pk)
    return render(request, "community/add_room.html", {"form": form}, status=400 if form.errors else 200)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_room(request: ViewerRequest, pk: int) -> HttpResponse:
    """The coordinator changes what a room is called and for whom it is."""
    room = access.room_to_lead(request.viewer, pk)
    form = RoomForm(request.POST or None, room=room)
    if request.method == "POST" and form.is_valid():
        services.change_room(room=room, actor=request.viewer, **form.cleaned_data)
        return redirect("community:show-room", room.pk)
    context = {"form": form, "room": room}
    return render(request, "community/change_room.html", context, status=400 if form.errors else 200)


@sign_in_required
@require_POST
def close_room(request: ViewerRequest, pk: int) -> HttpResponse:
    """The coordinator closes a room."""
    room = access.room_to_lead(request.viewer, pk)
    services.close_room(room=room, actor=request.viewer)
    return redirect("community:list-rooms")


@sign_in_required
@require_POST
def reopen_room(request: ViewerRequest, pk: int) -> HttpResponse:
    """The coordinator opens a room again."""
    room = access.room_to_lead(request.viewer, pk)
    services.reopen_room(room=room, actor=request.viewer)
    return redirect("community:show-room", room.pk)


@never_cache
@sign_in_required
@require_safe
def show_about(request: ViewerRequest, pk: int) -> HttpResponse:
    """Who is in the room, how long things stay; silence it, leave it."""
    room = access.room_to_read(request.viewer, pk)
    mine = queries.participation(request.viewer, room)
    context = {
        "room": room,
        "people": queries.audience(room),
        "muted": mine is not None and mine.muted,
        "leads": request.viewer.has_role(Role.COORDINATOR),
        "message_days": retention.MESSAGE_DAYS,
        "voice_days": retention.VOICE_DAYS,
    }
    return render(request, "community/show_about.html", context)


@sign_in_required
@require_POST
def mute_room(request: ViewerRequest, pk: int) -> HttpResponse:
    """Silence a room, or let it speak again (`muted=no`)."""
    room = access.room_to_read(request.viewer, pk)
    services.mute_room(room=room, muted=request.POST.get("muted") != "no", actor=request.viewer)
    return redirect("community:show-about", room.pk)


@sign_in_required
@require_POST
def leave_room(request: ViewerRequest, pk: int) -> HttpResponse:
    """Leave a room; the list says how to come back."""
    room = access.room_to_see(request.viewer, pk)
    services.leave_room(room=room, actor=request.viewer)
    messages.success(request, _("You left the room. You can come back any time."))
    return redirect("community:list-rooms")


@sign_in_required
@require_POST
def join_room(request: ViewerRequest, pk: int) -> HttpResponse:
    """Come back to a room."""
    room = access.room_to_see(request.viewer, pk)
    services.join_room(room=room, actor=request.viewer)
    return redirect("community:show-room", room.pk)
