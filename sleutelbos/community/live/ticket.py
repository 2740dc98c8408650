"""What one open page of a room is: whose, of which room, in which language, and how far it is."""

import random
from dataclasses import dataclass
from typing import Any, Final

# Under this name the server puts a Slot in the request; without one it cannot hold a page open.
SLOT: Final = "sleutelbos.live"


@dataclass(frozen=True, slots=True)
class Ticket:
    """One page that was let in; `after` is the number of the last change it has been given."""

    room_id: int
    region_id: int
    membership_id: int
    session_key: str
    language: str
    after: int


class Slot:
    """Where the view leaves its ticket when the page may stay open."""

    def __init__(self) -> None:
        self.ticket: Ticket | None = None


def slot_of(meta: dict[str, Any]) -> Slot | None:
    """The slot of a request; None on a server that answers and closes."""
    slot = meta.get(SLOT)
    return slot if isinstance(slot, Slot) else None


def frame(name: str, data: str, *, number: int | None = None) -> bytes:
    """One event as it goes over the line; `number` is what the browser sends back when it comes again."""
    lines = [] if number is None else [f"id: {number}"]
    lines += [f"event: {name}", *(f"data: {line}" for line in data.splitlines() or [""])]
    return ("\n".join(lines) + "\n\n").encode()


def opening(*, held: bool) -> bytes:
    """The first words of a stream: when to come again. After a restart not everybody at the same moment."""
    after = random.randint(1_000, 4_000) if held else 15_000  # noqa: S311 (spreading, no secret)
    return f"retry: {after}\n\n".encode()
