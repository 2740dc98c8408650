"""Asking the routing server for the trips of every region, and keeping what it said."""

import logging
import time
from collections import Counter
from datetime import timedelta

import numpy as np
from django.utils import timezone

from sleutelbos.accounts.models import Region
from sleutelbos.bridging import workflow
from sleutelbos.bridging.models import Request, Visit
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.matching.engine.travel_table import NOT_SAID, Spot, spot_of
from sleutelbos.matching.engine.types import TravelMode

from .. import routing
from ..load.travel import pack_seconds, source_of, spots_and_seconds
from ..models import TravelTimes

logger = logging.getLogger(__name__)

# Roads change slowly; this is also how long a place nobody needs any more stays.
FRESH_FOR = timedelta(days=7)
# Of more places the rarest are reckoned by distance: a table grows with the square.
MOST_PLACES = 400
# After so long no other table is begun in this round: reminders and messages wait behind it.
ROUND_SECONDS = 30.0


def refresh_travel_times() -> int:
    """Ask for what is new or old in every region; what is kept stays where the server fails. May run twice.

    Returns how many tables changed. After a failure nothing more is asked in this round, unless
    it was a refusal: that is about one table.
    """
    server = routing.server()
    if server is None:
        return 0
    changed, until = 0, time.monotonic() + ROUND_SECONDS
    for region in Region.objects.order_by("pk"):
        spots = _spots_of(region)
        for mode in routing.MODES:
            if mode not in server.profiles or not spots:
                continue
            if time.monotonic() >= until:
                return changed
            try:
                changed += _refresh(server, region, mode, spots)
            except routing.RoutingFailed as failed:
                logger.warning(
                    "travel times: the routing server failed for %s in region %s (%s); what is known stays",
                    mode,
                    region.pk,
                    failed,
                )
                if not isinstance(failed, routing.Refused):
                    return changed
    return changed


def _spots_of(region: Region) -> list[Spot]:
    """Where people live and are asked to come, in order; the most used ones where they are too many."""
    found: Counter[Spot] = Counter()
    people = KeyPerson.objects.filter(region=region).exclude(state=KeyPerson.State.ALUMNI)
    questions = Request.objects.filter(region=region, where=Request.Where.PLACE, state__in=workflow.OPEN_REQUEST_STATES)
    visits = Visit.objects.filter(request__region=region, state__in=workflow.STANDING_VISIT_STATES)
    for rows in (people, questions, visits):
        for lat, lon in rows.values_list("latitude", "longitude"):
            if lat is not None and lon is not None:
                found[spot_of(lat, lon)] += 1
    if len(found) > MOST_PLACES:
        logger.warning("travel times: %s places in region %s, %s are asked", len(found), region.pk, MOST_PLACES)
    return sorted(sorted(found, key=lambda spot: (-found[spot], spot))[:MOST_PLACES])


def _refresh(server: routing.Server, region: Region, mode: TravelMode, spots: list[Spot]) -> bool:
    now = timezone.now()
    source = source_of(server, mode)
    row = TravelTimes.objects.filter(region=region, mode=mode).first()
    old: list[Spot] = []
    said = np.zeros((0, 0), dtype=np.int64)
    if row is not None and row.source == source and row.asked_at > now - FRESH_FOR:
        old, said = spots_and_seconds(row)
        if set(spots) <= set(old):
            return False
    at = {spot: number for number, spot in enumerate(old)}
    stay = [spot for spot in spots if spot in at]
    new = [spot for spot in spots if spot not in at]
    both = [*stay, *new]
    table = np.full((len(both), len(both)), NOT_SAID, dtype=np.int64)
    kept = [at[spot] for spot in stay]
    table[: len(stay), : len(stay)] = said[np.ix_(kept, kept)]
    table[len(stay) :, :] = routing.ask(server, mode, new, both)
    if stay:
        table[: len(stay), len(stay) :] = routing.ask(server, mode, stay, new)
    TravelTimes.objects.update_or_create(
        region=region,
        mode=mode,
        defaults={
            "source": source,
            "spots": [list(spot) for spot in both],
            "seconds": pack_seconds(table),
            "asked_at": row.asked_at if row is not None and stay else now,
            "changed_at": now,
        },
    )
    return True
