"""Asking a routing server of the installation for travel times: OSRM or Valhalla, by the standard library.

Only coordinates rounded to a thousandth of a degree leave the house, in blocks, without anything that says whose they
are. The address stands in the settings and nowhere else; an answer that points elsewhere is not followed.
"""

import http.client
import json
import math
import re
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from sleutelbos.matching.engine.travel_table import NOT_SAID, Spot
from sleutelbos.matching.engine.types import TravelMode

Seconds = NDArray[np.int64]

# Fifty by fifty is what both kinds of server allow when nobody changed their limits.
BLOCK = 50
# A block of 2,500 numbers is some tens of kilobytes; Valhalla writes an object for each.
MOST_BYTES = 2_000_000
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 15.0
_MOST_SECONDS = 7 * 24 * 3600

KINDS = ("osrm", "valhalla")
MODES: tuple[TravelMode, ...] = ("walk", "bike", "car")
# An OSRM process knows one profile and answers with it whatever name is asked, so only the car is taken for granted.
USUAL: dict[str, dict[TravelMode, str]] = {
    "osrm": {"car": "driving"},
    "valhalla": {"car": "auto", "bike": "bicycle", "walk": "pedestrian"},
}


class RoutingFailed(Exception):
    """The server did not answer, or not with what was asked; says in a few words what happened."""


class Refused(RoutingFailed):
    """The server is there and does not want this: a place outside its map, or a profile it does not know."""


@dataclass(frozen=True)
class Server:
    """A routing server: `url` without a slash at the end, `{profile}` in it is filled in; a profile per means."""

    kind: str
    url: str
    profiles: dict[TravelMode, str]

    def address(self, mode: TravelMode) -> str:
        """Where the profile of this means is asked for."""
        return self.url.replace("{profile}", self.profiles[mode])


def problems(kind: str, url: str, profiles: Sequence[str]) -> list[str]:
    """What is wrong with the settings, in sentences; nothing where no address is set."""
    if not url:
        return []
    found = []
    if kind not in KINDS:
        found.append(f"SLEUTELBOS_ROUTING_KIND={kind!r} is neither osrm nor valhalla.")
    try:
        parts = urlsplit(url.replace("{profile}", "profile"))
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        plain = not (parts.query or parts.fragment or parts.username or parts.password or url.endswith("/"))
    except ValueError:
        whole = plain = False
    if not whole or not plain or not re.fullmatch(r"[!-~]+", url):
        found.append("SLEUTELBOS_ROUTING_URL is not an address of a server.")
    for item in profiles:
        mode, _equals, profile = item.partition("=")
        if mode not in MODES or not re.fullmatch(r"[A-Za-z0-9_-]+", profile):
            found.append(f"SLEUTELBOS_ROUTING_PROFILES: {item!r} is not walk=, bike= or car= with a profile.")
    return found


def server() -> Server | None:
    """The server of this installation; None where there is none, or where the settings are nonsense."""
    kind, url, profiles = settings.ROUTING_KIND, settings.ROUTING_URL, settings.ROUTING_PROFILES
    if not url or problems(kind, url, profiles):
        return None
    pairs = (item.partition("=") for item in profiles)
    named: dict[TravelMode, str] = {mode: profile for mode, _equals, profile in pairs}  # type: ignore[misc]
    return Server(kind, url, named or USUAL[kind])


def ask(where: Server, mode: TravelMode, sources: Sequence[Spot], targets: Sequence[Spot]) -> Seconds:
    """Seconds from each source to each target, `NOT_SAID` where there is no way. Raises RoutingFailed.

    One place outside the server's map may make it refuse a whole block: then each place is tried alone, and the block
    is asked without those it does not know.
    """
    found = np.full((len(sources), len(targets)), NOT_SAID, dtype=np.int64)
    unknown: set[Spot] = set()
    for top in range(0, len(sources), BLOCK):
        for left in range(0, len(targets), BLOCK):
            rows, columns = range(len(sources))[top : top + BLOCK], range(len(targets))[left : left + BLOCK]
            try:
                _fill(found, where, mode, sources, targets, rows, columns, unknown)
            except Refused:
                here = {sources[at] for at in rows} | {targets[at] for at in columns}
                bad = {spot for spot in sorted(here - unknown) if not _knows(where, mode, spot)}
                if not bad or len(bad) == len(here - unknown):
                    raise
                unknown |= bad
                _fill(found, where, mode, sources, targets, rows, columns, unknown)
    return found


def _fill(
    found: Seconds,
    where: Server,
    mode: TravelMode,
    sources: Sequence[Spot],
    targets: Sequence[Spot],
    rows: Sequence[int],
    columns: Sequence[int],
    unknown: set[Spot],
) -> None:
    rows = [at for at in rows if sources[at] not in unknown]
    columns = [at for at in columns if targets[at] not in unknown]
    if rows and columns:
        asked = _osrm if where.kind == "osrm" else _valhalla
        block = asked(where, mode, [sources[at] for at in rows], [targets[at] for at in columns])
        found[np.ix_(rows, columns)] = _checked(block, len(rows), len(columns))


def _knows(where: Server, mode: TravelMode, spot: Spot) -> bool:
    try:
        (_osrm if where.kind == "osrm" else _valhalla)(where, mode, [spot], [spot])
    except Refused:
        return False
    return True


def _osrm(where: Server, mode: TravelMode, sources: Sequence[Spot], targets: Sequence[Spot]) -> Any:
    places = ";".join(f"{lon / 1000:.3f},{lat / 1000:.3f}" for lat, lon in (*sources, *targets))
    first = ";".join(map(str, range(len(sources))))
    second = ";".join(map(str, range(len(sources), len(sources) + len(targets))))
    query = f"sources={first}&destinations={second}&annotations=duration"
    told = _fetch(f"{where.address(mode)}/table/v1/{where.profiles[mode]}/{places}?{query}")
    if told.get("code") != "Ok":
        raise Refused("the server says that it cannot")
    return told.get("durations")


def _valhalla(where: Server, mode: TravelMode, sources: Sequence[Spot], targets: Sequence[Spot]) -> Any:
    asked = {
        "sources": [{"lat": lat / 1000, "lon": lon / 1000} for lat, lon in sources],
        "targets": [{"lat": lat / 1000, "lon": lon / 1000} for lat, lon in targets],
        "costing": where.profiles[mode],
    }
    told = _fetch(f"{where.address(mode)}/sources_to_targets", json.dumps(asked).encode())
    table = told.get("sources_to_targets")
    if isinstance(table, dict):  # the short form of newer versions
        return table.get("durations")
    try:
        return [[cell["time"] for cell in row] for row in table or ()]
    except (KeyError, TypeError) as problem:
        raise RoutingFailed("the answer is no table") from problem


def _checked(block: Any, rows: int, columns: int) -> Seconds:
    """The server's table as whole seconds, rounded up; anything but a table of numbers of this size is refused."""
    if not isinstance(block, list) or [len(row) if isinstance(row, list) else -1 for row in block] != [columns] * rows:
        raise RoutingFailed("the answer is a table of another size")
    found = np.full((rows, columns), NOT_SAID, dtype=np.int64)
    for at, row in enumerate(block):
        for to, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _MOST_SECONDS:
                raise RoutingFailed("the answer has a time that cannot be")
            found[at, to] = math.ceil(value)
    return found


def _fetch(url: str, body: bytes | None = None) -> dict[str, Any]:
    """The JSON object at an address. No redirect, no proxy, no cookie; never more than a size and a time."""
    parts = urlsplit(url)
    until = time.monotonic() + ANSWER_SECONDS
    link: http.client.HTTPConnection
    if parts.scheme == "https":
        link = http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=CONNECT_SECONDS, context=ssl.create_default_context()
        )
    else:
        link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=CONNECT_SECONDS)
    try:
        link.connect()
        link.sock.settimeout(ANSWER_SECONDS)
        headers = {"Accept": "application/json", "User-Agent": "Sleutelbos"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        link.request("GET" if body is None else "POST", target, body=body, headers=headers)
        answer = link.getresponse()
        if answer.status == 400:
            raise Refused("the server answers 400")
        if answer.status != 200:
            raise RoutingFailed(f"the server answers {answer.status}")
        told = json.loads(_read(answer, until))
    except (OSError, http.client.HTTPException, ValueError, RecursionError) as problem:
        # The kind of problem only: its text may hold the address with the coordinates.
        raise RoutingFailed(type(problem).__name__) from None
    finally:
        link.close()
    if not isinstance(told, dict):
        raise RoutingFailed("the answer is no object")
    return told


def _read(answer: http.client.HTTPResponse, until: float) -> bytes:
    parts, size = [], 0
    while part := answer.read1(65_536):
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise RoutingFailed("the answer is too long")
        if time.monotonic() > until:
            raise RoutingFailed("the answer takes too long")
    return b"".join(parts)
