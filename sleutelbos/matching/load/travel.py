"""The travel model of a region: what a routing server said where there is one, otherwise the engine's own."""

import zlib
from collections import OrderedDict
from threading import Lock
from typing import cast

import numpy as np

from sleutelbos.accounts.models import Region
from sleutelbos.matching.engine import load_travel
from sleutelbos.matching.engine.travel_table import ModeTable, Spot, TravelTable
from sleutelbos.matching.engine.types import TravelMode

from .. import routing
from ..models import TravelTimes

# Closing a table takes longer than reading it; a process keeps those of the regions it worked for last.
_KEPT = 8
_built: OrderedDict[tuple[object, ...], TravelTable] = OrderedDict()
_lock = Lock()


def source_of(server: routing.Server, mode: TravelMode) -> str:
    """What tells the answers of one server from those of another, without its address."""
    return f"{server.kind} {server.profiles[mode]}"


def pack_seconds(seconds: routing.Seconds) -> bytes:
    """A table as it is kept."""
    return zlib.compress(np.ascontiguousarray(seconds, dtype="<i4").tobytes())


def spots_and_seconds(row: TravelTimes) -> tuple[list[Spot], routing.Seconds]:
    """The places and the table of a row. Raises ValueError where they do not belong together."""
    spots = [(int(lat), int(lon)) for lat, lon in row.spots]
    flat = np.frombuffer(zlib.decompress(bytes(row.seconds)), dtype="<i4").astype(np.int64)
    return spots, flat.reshape(len(spots), len(spots))


def travel_for(region: Region) -> TravelTable | None:
    """What the routing server said for this region; None, for the engine's own model, without a server or an answer.

    One query where a server is set, none otherwise.
    """
    server = routing.server()
    if server is None:
        return None
    rows = [
        row
        for row in TravelTimes.objects.filter(region=region).order_by("mode")
        if row.mode in server.profiles and row.source == source_of(server, row.mode)
    ]
    if not rows:
        return None
    base = load_travel()
    key = (region.pk, base.digest, *((row.pk, row.mode, row.source, row.changed_at) for row in rows))
    with _lock:
        if key in _built:
            _built.move_to_end(key)
            return _built[key]
    last = max(row.changed_at for row in rows)
    tables = []
    for row in rows:
        mode = cast(TravelMode, row.mode)
        spots, seconds = spots_and_seconds(row)
        tables.append((mode, ModeTable.of(spots, seconds, mode, base)))
    made = TravelTable(f"{server.kind} {last:%Y-%m-%d}", base, tuple(tables))
    with _lock:
        _built[key] = made
        while len(_built) > _KEPT:
            _built.popitem(last=False)
    return made
