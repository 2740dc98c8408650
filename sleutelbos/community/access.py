"""May this viewer have this room or message for this purpose: not visible is 404, visible but not allowed is 403."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.ui.errors import NotAllowed, RuleBroken

from . import queries
from .models import Message, Room, VoiceNote


def group_to_see(viewer: Viewer) -> None:
    """Only key persons and the coordinator have a Group; nobody else finds it."""
    if viewer.support or not viewer.has_role(Role.COORDINATOR, Role.KEY_PERSON):
        raise Http404


def group_to_lead(viewer: Viewer) -> None:
    """The coordinator's own pages of the Group."""
    group_to_see(viewer)
    if not viewer.has_role(Role.COORDINATOR):
        raise Http404


def room_to_see(viewer: Viewer, pk: int) -> Room:
    """A room of the viewer's region, languages and subjects; also one they left."""
    return get_object_or_404(queries.visible_rooms(viewer), pk=pk)


def room_to_read(viewer: Viewer, pk: int) -> Room:
    """A room the viewer is in."""
    room = room_to_see(viewer, pk)
    if queries.has_left(viewer, room):
        raise NotAllowed("left-room", _("You left this room."), _("Open Group and choose Come back."))
    return room


def room_to_write_in(viewer: Viewer, pk: int) -> Room:
    """A room the viewer is in and that is open."""
    room = room_to_read(viewer, pk)
    if room.closed_at is not None:
        raise RuleBroken("room-closed", _("This room is closed."), _("You can still read it. Write in another room."))
    return room


def room_to_lead(viewer: Viewer, pk: int) -> Room:
    """A room of the coordinator's region, to change it or to announce something."""
    group_to_lead(viewer)
    return room_to_see(viewer, pk)


def message_to_see(viewer: Viewer, pk: int) -> Message:
    """A message that stands in a room the viewer is in, or that is hidden and their own."""
    message = get_object_or_404(queries.visible_messages(viewer), pk=pk)
    if not message.stands or queries.has_left(viewer, message.room):
        raise Http404
    return message


def own_message(viewer: Viewer, pk: int) -> Message:
    """A message of the viewer's own, to change it or take it away; somebody else's is seen and refused."""
    message = message_to_see(viewer, pk)
    if message.author_id != viewer.membership_id:
        raise NotAllowed
    return message


def message_to_report(viewer: Viewer, pk: int) -> Message:
    """Somebody else's message."""
    message = message_to_see(viewer, pk)
    if message.author_id == viewer.membership_id:
        raise NotAllowed
    return message


def question_to_answer(viewer: Viewer, pk: int) -> Message:
    """A question to colleagues in a room that is open."""
    message = message_to_see(viewer, pk)
    if message.kind != Message.Kind.QUESTION:
        raise Http404
    room_to_write_in(viewer, message.room_id)
    return message


def own_question(viewer: Viewer, pk: int) -> Message:
    """A question of the viewer's own."""
    message = own_message(viewer, pk)
    if message.kind != Message.Kind.QUESTION:
        raise Http404
    return message


def answer_to_thank_for(viewer: Viewer, pk: int) -> Message:
    """An answer to a question of the viewer's own."""
    message = message_to_see(viewer, pk)
    if message.answers is None:
        raise Http404
    if message.answers.author_id != viewer.membership_id:
        raise NotAllowed
    return message


def announcement_to_mark(viewer: Viewer, pk: int) -> Message:
    """An announcement, to say that it was read."""
    message = message_to_see(viewer, pk)
    if message.kind != Message.Kind.ANNOUNCEMENT:
        raise Http404
    return message


def announcement_to_follow(viewer: Viewer, pk: int) -> Message:
    """An announcement, for the coordinator who wants to know who read it."""
    group_to_lead(viewer)
    return announcement_to_mark(viewer, pk)


def message_to_judge(viewer: Viewer, pk: int) -> Message:
    """A message of the coordinator's region that somebody reported, or that simply must go."""
    group_to_lead(viewer)
    message = get_object_or_404(queries.visible_messages(viewer), pk=pk)
    if message.state not in {Message.State.SHOWN, Message.State.REPORTED}:
        raise Http404
    return message


def voice_to_play(viewer: Viewer, pk: int) -> VoiceNote:
    """The spoken form of a message that stands, by the number of the message."""
    message = message_to_see(viewer, pk)
    voice = queries.voice_note(viewer, message.pk)
    if voice is None:
        raise Http404
    return voice
