"""Saying that a room changed, to every process that holds open pages of it."""

from typing import Final

from django.db import connection

CHANNEL: Final = "sleutelbos_rooms"


def tell(room_id: int) -> None:
    """Say so in the caller's transaction: PostgreSQL passes it on at commit; on SQLite the room's counter says it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_notify(%s, %s)", [CHANNEL, str(room_id)])
