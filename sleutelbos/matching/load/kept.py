"""The people of a region as columns that stay in the memory of a process, for looking.

What is kept is never old: the database marks every change of the data in the transaction that makes it (`marks`), and
each look asks for the marks first. Whoever changed is read again and exchanged; all are read again on another day,
after a change that touches everybody, or when so many changed that it costs as much. What depends on the moment or on
the question itself (who was asked lately, who is booked for it) is reckoned or read at each look.

Only to look: asking reads everything anew, and so does a look inside a transaction, which may see what is never saved.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock, RLock

import numpy as np
from django.db import connection
from django.utils import timezone

from sleutelbos.accounts.models import Region
from sleutelbos.bridging.models import Offer, Request, Visit
from sleutelbos.keypersons.models import Engagement, KeyPerson
from sleutelbos.matching.engine import moments
from sleutelbos.matching.engine.columns import Bools, Ints
from sleutelbos.matching.engine.kept_world import AskRows, exchanged, looked_at
from sleutelbos.matching.engine.types import AskState, Snapshot
from sleutelbos.matching.engine.world import World

from .. import marks
from ..models import Mark
from .people import (
    AROUND,
    ASK_STATES,
    ASKS_BACK,
    bookings_of,
    days_between,
    ends_of,
    exclusions_of,
    people_of,
)
from .places import minute_at

# Each about 7.5 MB for 5,000 people with 13,000 bookings and what was reckoned for sixty questions.
REGIONS_KEPT = 8
# Questions from so long ago, and so far ahead, are looked at with what is kept; others are rare.
_DAYS_BACK, _DAYS_AHEAD = 14, 120
# From here on reading everybody costs as much as exchanging.
_EXCHANGED_AT_MOST = 200
_MARKS_LOOKED_AT = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class _Asks:
    """Every time somebody was asked in the last weeks; `moment` in microseconds, as asks are let go by the moment."""

    person: Ints
    question: Ints
    at: Ints
    moment: Ints
    open: Bools

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, datetime, str]]) -> "_Asks":
        """Rows of person, question, moment and the state of the offer."""
        table = [
            (person, question, minute_at(asked), _microseconds(asked), ASK_STATES[state] == "open")
            for person, question, asked, state in rows
        ]
        columns = np.array(table, dtype=np.int64).reshape(-1, 5).T
        return cls(columns[0].copy(), columns[1].copy(), columns[2].copy(), columns[3].copy(), columns[4] != 0)

    def exchanged(self, gone: Collection[int], now: "_Asks") -> "_Asks":
        """Without the rows of some people and with others."""
        left = ~np.isin(self.person, np.array(sorted(gone), dtype=np.int64))
        return _Asks(
            np.concatenate([self.person[left], now.person]),
            np.concatenate([self.question[left], now.question]),
            np.concatenate([self.at[left], now.at]),
            np.concatenate([self.moment[left], now.moment]),
            np.concatenate([self.open[left], now.open]),
        )


@dataclass(frozen=True)
class _Kept:
    """A region as it was read: `today` and `cap` are what it was read with, `seen` the last marks at that moment."""

    today: int
    cap: int | None
    visible: int
    stamp: marks.Stamp
    seen: frozenset[int]
    world: World
    asks: _Asks


_kept: OrderedDict[int, _Kept] = OrderedDict()
_reading: dict[int, RLock] = {}
_lock = Lock()


def world_for(request: Request, *, now: datetime | None = None) -> World | None:
    """The people of the question's region as columns, as they are now; None where they cannot be kept.

    Gives the same list as `snapshot_for` at the same moment. Six queries when nobody changed.
    """
    now = now or timezone.now()
    ends = [now, *ends_of(request, now)]
    today = moments.day_of(timezone.localdate(now))
    days, kept_days = days_between(min(ends), max(ends)), _days(now)
    if not may_keep() or days.start < kept_days.start or days.stop > kept_days.stop:
        return None
    region = request.region
    with _lock:
        reading = _reading.setdefault(region.pk, RLock())
    # Two who look at a region for the first time wait for one reading.
    with reading:
        with _lock:
            found = _kept.get(region.pk)
        found = _up_to_date(found, region, now, today)
        if found is None:
            return None
        with _lock:
            _kept[region.pk] = found
            _kept.move_to_end(region.pk)
            while len(_kept) > REGIONS_KEPT:
                _kept.popitem(last=False)
    return _looked_at(found, request, now, min(ends), max(ends))


def may_keep() -> bool:
    """Whether what this connection reads now is what everybody reads; not inside a transaction."""
    return not connection.in_atomic_block


def forget_people() -> None:
    """Let go of what this process keeps; for whoever puts another database behind it."""
    with _lock:
        _kept.clear()


def _days(now: datetime) -> range:
    return days_between(now - timedelta(days=_DAYS_BACK), now + timedelta(days=_DAYS_AHEAD))


def _up_to_date(found: _Kept | None, region: Region, now: datetime, today: int) -> _Kept | None:
    # First the marks, then the rows: what changes in between is read again the next time.
    stamp = marks.stamp()
    # Row-level security shows nobody to a connection that may not see the region, whatever is kept of it.
    visible = KeyPerson.objects.filter(region_id=region.pk).count()
    cap = region.max_asks_per_14_days
    if found is not None and (found.today, found.cap) == (today, cap):
        if found.stamp == stamp and found.visible == visible:
            return found
        if found.stamp != stamp and (changed := _changed(found, stamp)) is not None:
            return _exchanged(found, region, now, stamp, visible, *changed)
    if not marks.stand():
        return None
    return _read(region, now, today, stamp, visible)


def _read(region: Region, now: datetime, today: int, stamp: marks.Stamp, visible: int) -> _Kept:
    seen = frozenset(Mark.objects.order_by("-pk").values_list("pk", flat=True)[:_MARKS_LOOKED_AT])
    return _Kept(
        today,
        region.max_asks_per_14_days,
        visible,
        stamp,
        seen,
        _world(region, now, None),
        _Asks.of(_asks(region, now, None)),
    )


def _changed(found: _Kept, stamp: marks.Stamp) -> tuple[frozenset[int], set[int]] | None:
    """The last marks, and who changed since; None where that cannot be told, or where it is everybody.

    A mark may become visible after one with a higher id: all that are new are found only where there are as many as
    the counts say.
    """
    rows = list(Mark.objects.order_by("-pk").values_list("pk", "what", "number")[:_MARKS_LOOKED_AT])
    new = [(what, number) for pk, what, number in rows if pk not in found.seen]
    # The first mark goes only where old ones were let go; before there were any, all are new.
    let_go = found.stamp.count > 0 and stamp.first != found.stamp.first
    if let_go or len(new) != stamp.count - found.stamp.count:
        return None
    by_kind: dict[str, set[int]] = {}
    for what, number in new:
        by_kind.setdefault(what, set()).add(number)
    if Mark.What.EVERYBODY in by_kind:
        return None
    people = by_kind.get(Mark.What.PERSON, set())
    if visits := by_kind.get(Mark.What.VISIT):
        people |= set(Visit.objects.filter(pk__in=visits).values_list("key_person_id", flat=True))
    if questions := by_kind.get(Mark.What.QUESTION):
        people |= set(Visit.objects.filter(request_id__in=questions).values_list("key_person_id", flat=True))
    if engagements := by_kind.get(Mark.What.ENGAGEMENT):
        people |= set(Engagement.objects.filter(pk__in=engagements).values_list("key_person_id", flat=True))
    return (frozenset(pk for pk, _what, _number in rows), people) if len(people) <= _EXCHANGED_AT_MOST else None


def _exchanged(
    found: _Kept,
    region: Region,
    now: datetime,
    stamp: marks.Stamp,
    visible: int,
    seen: frozenset[int],
    people: set[int],
) -> _Kept:
    # Most changes are of other regions.
    here = set(KeyPerson.objects.filter(region_id=region.pk, pk__in=people).values_list("pk", flat=True))
    here |= people & found.world.position.keys()
    world, asks = found.world, found.asks
    if here:
        world = exchanged(world, here, _world(region, now, here))
        asks = asks.exchanged(here, _Asks.of(_asks(region, now, here)))
    return _Kept(found.today, found.cap, visible, stamp, seen, world, asks)


def _world(region: Region, now: datetime, only: Collection[int] | None) -> World:
    """The region's people, or some of them, with their bookings and conflicts as columns."""
    first, last = now - timedelta(days=_DAYS_BACK + 1) - AROUND, now + timedelta(days=_DAYS_AHEAD + 2) + AROUND
    snapshot = Snapshot(
        at=minute_at(now),
        people=tuple(people_of(region, _days(now), now, only=only)),
        bookings=bookings_of(region, first, last, only=only),
        exclusions=exclusions_of(region, now, only=only),
    )
    return World(snapshot)


def _asks(region: Region, now: datetime, only: Collection[int] | None) -> Iterable[tuple[int, int, datetime, str]]:
    rows = Offer.objects.filter(
        key_person__region_id=region.pk, state__in=ASK_STATES, asked_at__gte=now - ASKS_BACK
    ).order_by("pk")
    if only is not None:
        rows = rows.filter(key_person_id__in=only)
    return _told(rows.values_list("key_person_id", "request_id", "asked_at", "state"))


def _told(rows: Iterable[tuple[int, int, datetime | None, str]]) -> Iterable[tuple[int, int, datetime, str]]:
    return ((person, question, asked, state) for person, question, asked, state in rows if asked is not None)


def _looked_at(found: _Kept, request: Request, now: datetime, first: datetime, last: datetime) -> World:
    """What is kept, seen from this moment and for this question."""
    world, kept = found.world, found.asks
    # Whoever answered this question once, answered it, however long ago.
    offers = Offer.objects.filter(
        request_id=request.pk, key_person__region_id=request.region_id, state__in=ASK_STATES, asked_at__isnull=False
    ).order_by("pk")
    answers = list(_told(offers.values_list("key_person_id", "request_id", "asked_at", "state")))
    own = _Asks.of(answers)
    others = (kept.moment >= _microseconds(now - ASKS_BACK)) & (kept.question != request.pk)
    asks = [
        np.concatenate([getattr(kept, name)[others], getattr(own, name)])
        for name in ("person", "question", "at", "open")
    ]
    position = np.minimum(world.ids.searchsorted(asks[0]), max(world.size - 1, 0))
    here = world.ids[position] == asks[0] if world.size else np.zeros(len(position), dtype=bool)
    asked: list[tuple[int, AskState]] = [
        (person, ASK_STATES[state]) for person, _question, _asked, state in answers if person in world.position
    ]
    rows = (world.booking_question == request.pk) & (world.bookings.first >= minute_at(first - AROUND))
    booked = world.ids[world.bookings.person[rows & (world.bookings.first <= minute_at(last + AROUND))]].tolist()
    return looked_at(
        world,
        minute_at(now),
        AskRows(position[here], asks[1][here], asks[2][here], asks[3][here]),
        {request.pk: asked} if asked else {},
        {request.pk: booked} if booked else {},
    )


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
