"""Hearing that a room changed: PostgreSQL tells a process by one connection; on SQLite one reader looks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import psycopg
from django.db import connection

from . import reading
from .channel import CHANNEL

logger = logging.getLogger(__name__)

LOOK_EVERY: Final = 0.3  # seconds, on SQLite; the look itself costs a tenth of a millisecond
LONGEST_REST: Final = 15.0

T = TypeVar("T")
Run = Callable[..., Awaitable[T]]


async def listen(changed: Callable[[int | None], None]) -> None:
    """Call `changed(room)` for each change of a room, for ever; `changed(None)` when some may have been missed."""
    rest = 0.5
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**_where(), autocommit=True) as line:
                await line.execute(f"listen {CHANNEL}")
                # Between the loss of the last line and this one nobody heard anything.
                changed(None)
                rest = 0.5
                async for told in line.notifies():
                    if told.payload.isdecimal():
                        changed(int(told.payload))
        except (psycopg.Error, OSError) as problem:
            logger.warning("the line for rooms broke (%s); trying again", type(problem).__name__)
        await asyncio.sleep(rest)
        rest = min(rest * 2, LONGEST_REST)


def _where() -> dict[str, Any]:
    known = connection.settings_dict
    named = {
        "dbname": known["NAME"],
        "user": known["USER"],
        "password": known["PASSWORD"],
        "host": known["HOST"],
        "port": known["PORT"],
    }
    extra = {key: value for key, value in known["OPTIONS"].items() if key.startswith(("ssl", "connect_"))}
    return {key: value for key, value in {**named, **extra}.items() if value}


async def look(changed: Callable[[int | None], None], run: Callable[..., Awaitable[Any]]) -> None:
    """Call `changed(None)` whenever another connection wrote to SQLite; `run` calls in the reader's thread."""
    before = None
    while True:
        try:
            now = await run(reading.data_version)
            if before is not None and now != before:
                changed(None)
            before = now
        except Exception as problem:
            logger.warning("looking for news of rooms failed (%s); trying again", type(problem).__name__)
        await asyncio.sleep(LOOK_EVERY)
