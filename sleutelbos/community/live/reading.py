"""The one reader of a process: what changed in a room, and who may still read it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import close_old_connections, connection

from sleutelbos.accounts.services.scope import region_scope

from .. import queries
from ..models import Room
from .drawing import frames
from .ticket import Ticket


@dataclass(frozen=True, slots=True)
class News:
    """What changed after a number, per language; and which (membership, session) pairs may read it."""

    by_language: dict[str, list[tuple[int, bytes]]]
    inside: set[tuple[int, str]]


def read_news(room_id: int, region_id: int, after: int, tickets: Collection[Ticket]) -> News:
    """Read a room inside the wall of its region; an empty answer where the room is gone."""
    close_old_connections()
    with region_scope(region_id):
        room = Room.objects.filter(pk=room_id, region_id=region_id).first()
        if room is None:
            return News({}, set())
        # Who may read is asked last: somebody who left while the words were being read gets none of them.
        rows = queries.changes_after(room, after) if room.counter > after else []
        drawn = {language: frames(rows, language) for language in {ticket.language for ticket in tickets}}
        inside = queries.still_in(room, {(ticket.membership_id, ticket.session_key) for ticket in tickets})
    return News(drawn, inside)


def read_counters(regions: Collection[int], rooms: Collection[int]) -> dict[int, int]:
    """The number of the last change of rooms; used where the database does not tell by itself."""
    found: dict[int, int] = {}
    for region in regions:
        with region_scope(region):
            found |= queries.counters(rooms)
    return found


def data_version() -> int:
    """SQLite's own mark: another number when some other connection wrote something."""
    with connection.cursor() as cursor:
        cursor.execute("pragma data_version")
        return int(cursor.fetchone()[0])
