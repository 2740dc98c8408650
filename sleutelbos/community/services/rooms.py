"""Rooms: the coordinator makes, changes, closes and opens them."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.guidance.models import Topic
from sleutelbos.ui.errors import RuleBroken, StateChanged

from ..live.channel import tell
from ..models import Room


def _same_title() -> RuleBroken:
    return RuleBroken("room-title-taken", _("There is a room with this name already."), _("Choose another name."))


@transaction.atomic
def make_room(
    *, region: Region, title: str, about: str, languages: Sequence[str], topic: Topic | None, actor: Viewer
) -> Room:
    """A new open room; empty `languages` and no `topic` let everybody in. Raises RuleBroken for a taken title."""
    try:
        with transaction.atomic():
            room = Room.objects.create(
                region=region, title=title, about=about, languages=sorted(set(languages)), topic=topic
            )
    except IntegrityError:
        raise _same_title() from None
    audit.record("community.room.made", actor=actor, target=room, region_id=region.pk)
    return room


@transaction.atomic
def change_room(
    *, room: Room, title: str, about: str, languages: Sequence[str], topic: Topic | None, actor: Viewer
) -> None:
    """Other words, languages or subject; whoever is no longer meant loses the room at once, also in open pages."""
    try:
        with transaction.atomic():
            Room.objects.filter(pk=room.pk).update(
                title=title, about=about, languages=sorted(set(languages)), topic=topic
            )
    except IntegrityError:
        raise _same_title() from None
    audit.record("community.room.changed", actor=actor, target=room)
    tell(room.pk)


@transaction.atomic
def close_room(*, room: Room, actor: Viewer) -> None:
    """Nobody writes here any more; what was said stays readable until its term is over."""
    if not Room.objects.filter(pk=room.pk, closed_at__isnull=True).update(closed_at=timezone.now()):
        raise StateChanged
    audit.record("community.room.closed", actor=actor, target=room)


@transaction.atomic
def reopen_room(*, room: Room, actor: Viewer) -> None:
    """People write here again. Raises RuleBroken when a new room took its name."""
    try:
        with transaction.atomic():
            changed = Room.objects.filter(pk=room.pk, closed_at__isnull=False).update(closed_at=None)
    except IntegrityError:
        raise _same_title() from None
    if not changed:
        raise StateChanged
    audit.record("community.room.reopened", actor=actor, target=room)
