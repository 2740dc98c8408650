"""Pages on which somebody says something in a room."""

from typing import Any

from csp.constants import SELF
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sleutelbos.accounts.access import sign_in_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.ui.middleware import allow_microphone
from sleutelbos.ui.sound import sound_from

from .. import access, queries, services
from ..forms import SpeakForm, WordsForm
from ..models import Room


def to_last(room: Room) -> HttpResponse:
    """Back to the end of a room, where what was just said stands."""
    return redirect(reverse("community:show-room", args=[room.pk]) + "#schrijven")


def _status(request: ViewerRequest, form: WordsForm) -> int:
    return 400 if request.method == "POST" and form.errors else 200


@never_cache
@sign_in_required
@sound_from(SELF)
@require_http_methods(["GET", "HEAD", "POST"])
def show_room(request: ViewerRequest, pk: int) -> HttpResponse:
    """A room: what was said, and one box to say something."""
    posted = request.method == "POST"
    room = (access.room_to_write_in if posted else access.room_to_read)(request.viewer, pk)
    form = WordsForm(request.POST or None)
    if posted and form.ready:
        once = form.cleaned_data["once"]
        services.write_message(room=room, text=form.cleaned_data["text"], actor=request.viewer, once=once)
        return to_last(room)
    before = request.GET.get("voor", "")
    rows = queries.page_of_messages(request.viewer, room, before=int(before) if before[:12].isdecimal() else None)
    context = {
        "room": room,
        "form": form,
        "rows": rows,
        "earlier": rows[0].number if len(rows) == queries.PAGE else None,
        "is_last": not before,
        "announcements": queries.unread_announcements(request.viewer, room),
        "leads": request.viewer.has_role(Role.COORDINATOR),
        "me": request.viewer.membership_id,
    }
    return render(request, "community/show_room.html", context, status=_status(request, form))


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_colleagues(request: ViewerRequest, pk: int) -> HttpResponse:
    """Who can help me with ...?"""
    room = access.room_to_write_in(request.viewer, pk)
    form = WordsForm(request.POST or None, label=_("Who can help me with ..."))
    if request.method == "POST" and form.ready:
        once = form.cleaned_data["once"]
        services.ask_colleagues(room=room, text=form.cleaned_data["text"], actor=request.viewer, once=once)
        return to_last(room)
    return _page(request, "ask_colleagues", room, form)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: ViewerRequest, pk: int) -> HttpResponse:
    """The coordinator tells everybody in the room something."""
    access.room_to_lead(request.viewer, pk)
    room = access.room_to_write_in(request.viewer, pk)
    form = WordsForm(request.POST or None, label=_("What does everybody need to know?"))
    if request.method == "POST" and form.ready:
        once = form.cleaned_data["once"]
        services.announce(room=room, text=form.cleaned_data["text"], actor=request.viewer, once=once)
        return to_last(room)
    return _page(request, "announce", room, form)


@sign_in_required
@allow_microphone
@sound_from(SELF, "blob:")
@require_http_methods(["GET", "HEAD", "POST"])
def speak(request: ViewerRequest, pk: int) -> HttpResponse:
    """Say it aloud, at most a minute, and write the same in words."""
    room = access.room_to_write_in(request.viewer, pk)
    form = SpeakForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.ready:
        services.write_message(
            room=room,
            text=form.cleaned_data["text"],
            voice=form.cleaned_data["sound"],
            once=form.cleaned_data["once"],
            actor=request.viewer,
        )
        return to_last(room)
    return _page(request, "speak", room, form)


def _page(request: ViewerRequest, template: str, room: Room, form: WordsForm, **more: Any) -> HttpResponse:
    context = {"room": room, "form": form, **more}
    return render(request, f"community/{template}.html", context, status=_status(request, form))
