"""What somebody does with a room for themselves: leave it, come back, silence it, read it."""

from django.db import transaction
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer

from ..live.channel import tell
from ..models import Participant, Room


def _own(room: Room, actor: Viewer) -> Participant:
    return Participant.objects.get_or_create(room=room, membership_id=actor.membership_id or 0)[0]


@transaction.atomic
def leave_room(*, room: Room, actor: Viewer) -> None:
    """Out of the room, without a reason; open pages of it stop. What was written stays."""
    mine = _own(room, actor)
    Participant.objects.filter(pk=mine.pk, left_at__isnull=True).update(left_at=timezone.now())
    tell(room.pk)


@transaction.atomic
def join_room(*, room: Room, actor: Viewer) -> None:
    """Back in the room."""
    mine = _own(room, actor)
    Participant.objects.filter(pk=mine.pk).update(left_at=None)


@transaction.atomic
def mute_room(*, room: Room, muted: bool, actor: Viewer) -> None:
    """No messages about this room outside it, or again."""
    mine = _own(room, actor)
    Participant.objects.filter(pk=mine.pk).update(muted=muted)


@transaction.atomic
def mark_seen(*, room: Room, number: int, actor: Viewer) -> None:
    """Everything up to a number was on this person's screen; an older number than the last changes nothing."""
    number = min(number, Room.objects.values_list("counter", flat=True).get(pk=room.pk))
    mine = _own(room, actor)
    Participant.objects.filter(pk=mine.pk, seen__lt=number).update(seen=number)
