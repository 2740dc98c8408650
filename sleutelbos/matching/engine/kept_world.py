"""A world that stays: some of its people read again, and looked at from another moment.

Making the columns of thousands of people takes longer than any question about them. So a world can be kept, the few
people who changed can be exchanged for how they are now, and each question gets the columns of asks as they stand at
its own moment. All three give column by column what a new world of the same people gives.
"""

import copy
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from sleutelbos.matching.engine.columns import (
    ASK_WINDOW,
    FOREVER,
    NO_SPANS,
    Bools,
    Floats,
    Ints,
    LanguageRows,
    Points,
    Scope,
    Spans,
)
from sleutelbos.matching.engine.types import AskState
from sleutelbos.matching.engine.world import World

_PER_PERSON = (
    "ids",
    "deployable",
    "online",
    "flexible",
    "not_in_own_place",
    "max_travel",
    "max_visits",
    "max_minutes",
    "max_month",
    "max_asks",
    "max_open",
    "ask_again_on",
    "goes_along",
    "tie",
    "always",
    "asks_14",
    "asks_open",
    "last_asked",
)
_INDEXES = ("gender", "place", "refused", "topics", "roles", "exclusions")
_SPANS = ("weekly", "extra", "away", "pauses")
# Answers of one world that are kept: each is at most eight bytes per person.
ANSWERS_KEPT = 256


@dataclass(frozen=True)
class AskRows:
    """Times people were asked: whose (position), for which question, at which minute, and whether no answer came."""

    person: Ints
    question: Ints
    at: Ints
    open: Bools


def looked_at(
    world: World,
    at: int,
    asks: AskRows,
    asked: Mapping[int, list[tuple[int, AskState]]],
    booked: Mapping[int, list[int]],
) -> World:
    """The same people at a minute, with these asks; of the questions in `asked` and `booked` also who is concerned.

    Shares its columns with the world it comes from; nothing in either may be changed.
    """
    if world.answers_kept > ANSWERS_KEPT:
        world.forget_answers()
    # What every question needs is reckoned once, in the world that stays.
    _reckoned = world.everybody, world.homes_by_mode
    own = copy.copy(world)
    own.at = at
    recent = asks.at > at - ASK_WINDOW
    own.asks_14 = np.bincount(asks.person[recent], minlength=world.size).astype(np.int64)
    own.asks_open = np.bincount(asks.person[asks.open], minlength=world.size).astype(np.int64)
    own.last_asked = np.full(world.size, -FOREVER, dtype=np.int64)
    np.maximum.at(own.last_asked, asks.person, asks.at)
    own.asked = {question: list(rows) for question, rows in asked.items()}
    own.booked_on = {question: list(people) for question, people in booked.items()}
    return own


def exchanged(world: World, gone: Collection[int], now: World) -> World:
    """The world without the people with these ids and with those of `now` instead, in ascending order of id.

    `now` holds no asks; of asks and of who is booked for which question the result holds nothing: `looked_at` brings
    that. Raises ValueError when somebody would be in it twice.
    """
    left = ~np.isin(world.ids, np.array(sorted(gone), dtype=np.int64))
    ids = np.concatenate([world.ids[left], now.ids])
    order = np.argsort(ids, kind="stable")
    if (np.diff(ids[order]) == 0).any():
        raise ValueError("a person is in the world twice")
    place = np.empty(len(ids), dtype=np.int64)
    place[order] = np.arange(len(ids))
    count = int(np.count_nonzero(left))
    old = np.full(world.size, -1, dtype=np.int64)
    old[left] = place[:count]
    change = _Change(old, place[count:], bool((old[left] == np.flatnonzero(left)).all()))

    made = copy.copy(world)
    made.size = len(ids)
    for name in _PER_PERSON:
        setattr(made, name, np.concatenate([getattr(world, name)[left], getattr(now, name)])[order])
    made.position = {person: at for at, person in enumerate(made.ids.tolist())}
    made.home = _of_points(world.home.of(np.flatnonzero(left)), now.home, order)
    made.modes = np.concatenate([world.modes[:, left], now.modes], axis=1)[:, order]
    for name in _INDEXES:
        setattr(made, name, change.index(getattr(world, name), getattr(now, name)))
    made.languages = change.languages(world.languages, now.languages)
    for name in _SPANS:
        setattr(made, name, change.spans(getattr(world, name), getattr(now, name)))
    made.readiness = {
        item: spans
        for item in world.readiness.keys() | now.readiness.keys()
        if len((spans := change.spans(world.readiness.get(item, NO_SPANS), now.readiness.get(item, NO_SPANS))).person)
    }
    made.goes_with = {
        person: others
        for person, others in (world.goes_with | now.goes_with).items()
        if person in now.goes_with or (person in made.position and person not in now.position)
    }
    made.likes = made.liked()
    _work(made, world, now, change)
    _bookings(made, world, now, change)
    made.asked, made.booked_on = {}, {}
    made.forget_answers()
    return made


@dataclass(frozen=True)
class _Change:
    """Where people go: the position of each of the old world (-1: gone) and of the new ones; `still`: nobody moves."""

    old: Ints
    new: Ints
    still: bool

    def rows(self, old: Ints, new: Ints) -> tuple[Ints, Ints]:
        """Which of some rows of the old world stay, and whose all rows are now: first those, then the new ones."""
        moved = self.old[old]
        stay = np.flatnonzero(moved >= 0)
        return stay, np.concatenate([moved[stay], self.new[new]])

    def untouched(self, old: Ints) -> bool:
        """Whether rows of these people are as they were."""
        return self.still and bool((self.old[old] >= 0).all())

    def index(self, old: dict[str, Ints], new: dict[str, Ints]) -> dict[str, Ints]:
        """People by key."""
        made = {}
        for key in old.keys() | new.keys():
            before = old.get(key)
            if before is not None and key not in new and self.untouched(before):
                made[key] = before
                continue
            none = np.zeros(0, dtype=np.int64)
            person = self.rows(none if before is None else before, new.get(key, none))[1]
            if len(person):
                made[key] = np.sort(person)
        return made

    def languages(self, old: dict[str, LanguageRows], new: dict[str, LanguageRows]) -> dict[str, LanguageRows]:
        """Who lists which variety."""
        none = LanguageRows(np.zeros(0, dtype=np.int64), np.zeros((3, 0), dtype=np.int64), ())
        made = {}
        for key in old.keys() | new.keys():
            before, after = old.get(key, none), new.get(key, none)
            if key not in new and self.untouched(before.person):
                made[key] = before
                continue
            stay, person = self.rows(before.person, after.person)
            order = np.argsort(person, kind="stable")
            scripts = [*(before.scripts[row] for row in stay.tolist()), *after.scripts]
            if len(person):
                made[key] = LanguageRows(
                    person[order],
                    np.concatenate([before.levels[:, stay], after.levels], axis=1)[:, order].copy(),
                    tuple(scripts[row] for row in order.tolist()),
                )
        return made

    def spans(self, old: Spans, new: Spans) -> Spans:
        """Rows in the order of ``Spans.of``."""
        if not len(new.person) and self.untouched(old.person):
            return old
        stay, person = self.rows(old.person, new.person)
        first, last = np.concatenate([old.first[stay], new.first]), np.concatenate([old.last[stay], new.last])
        order = np.lexsort((last, person, first))
        return Spans(person[order], first[order], last[order], _longest(first, last))


def _longest(first: Ints, last: Ints) -> int:
    return int((last - first).max()) if len(first) else 0


def _of_points(old: Points, new: Points, order: Ints) -> Points:
    xyz: Floats = np.ascontiguousarray(np.concatenate([old.xyz, new.xyz], axis=1)[:, order])
    return Points(xyz, np.concatenate([old.known, new.known])[order])


def _work(made: World, old: World, new: World, change: _Change) -> None:
    before, after = old.engagements, new.engagements
    stay, person = change.rows(before.person, after.person)
    first, last = np.concatenate([before.first[stay], after.first]), np.concatenate([before.last[stay], after.last])
    order = np.lexsort((last, person, first))
    made.engagements = Spans(person[order], first[order], last[order], 0)
    row = np.empty(len(order), dtype=np.int64)
    row[order] = np.arange(len(order))
    were = np.full(len(before.person), -1, dtype=np.int64)
    were[stay] = row[: len(stay)]
    rows = _Change(were, row[len(stay) :], bool((were == np.arange(len(were))).all()))
    one, other = (
        Scope(np.concatenate([a.unlimited[stay], b.unlimited])[order], rows.index(a.rows, b.rows))
        for a, b in zip(old.serves, new.serves, strict=True)
    )
    made.serves = (one, other)


def _bookings(made: World, old: World, new: World, change: _Change) -> None:
    before, after = old.bookings, new.bookings
    stay, person = change.rows(before.person, after.person)
    first, last = np.concatenate([before.first[stay], after.first]), np.concatenate([before.last[stay], after.last])
    order = np.lexsort((person, last, first))
    longest = _longest(first, last)
    made.bookings = Spans(person[order], first[order], last[order], longest)
    made.booking_place = _of_points(old.booking_place.of(stay), new.booking_place, order)
    made.booking_online = np.concatenate([old.booking_online[stay], new.booking_online])[order]
    made.booking_question = np.concatenate([old.booking_question[stay], new.booking_question])[order]
    made.booking_heavy = heavy = np.concatenate([old.booking_heavy[stay], new.booking_heavy])[order]
    made.heavy = Spans(made.bookings.person[heavy], made.bookings.first[heavy], made.bookings.last[heavy], longest)
