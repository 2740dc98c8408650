"""The next number of a room, and the moves of a message: what every service here shares."""

from typing import Any

from django.db.models import F

from sleutelbos.ui.errors import StateChanged

from .. import workflow
from ..live.channel import tell
from ..models import Message, Room


def next_change(room_id: int) -> int:
    """The number of a new change; holds the room's row until the transaction ends, and tells whoever watches."""
    Room.objects.filter(pk=room_id).update(counter=F("counter") + 1)
    tell(room_id)
    return Room.objects.values_list("counter", flat=True).get(pk=room_id)


def touch(message: Message, *, state: str | None = None, **values: Any) -> None:
    """Change a message as it was read, and number the change; raises StateChanged when somebody was first."""
    if state is not None:
        workflow.check(workflow.MESSAGE, message.state, state)
        values["state"] = state
    # The room's row first, always: two changes of one message wait here, not on each other's rows.
    values["change"] = next_change(message.room_id)
    if not Message.objects.filter(pk=message.pk, state=message.state).update(**values):
        raise StateChanged
    for name, value in values.items():
        setattr(message, name, value)
