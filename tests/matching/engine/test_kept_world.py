"""A world whose people were exchanged is, column by column, the world that is built anew."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sleutelbos.matching.engine import Snapshot, load_weights, shortlist, shortlist_in
from sleutelbos.matching.engine.columns import Crowd, LanguageRows, Points, Scope, Spans
from sleutelbos.matching.engine.kept_world import ANSWERS_KEPT, AskRows, exchanged, looked_at
from sleutelbos.matching.engine.world import World
from tests.matching.engine.worlds import people, person, question, questions, snapshot, snapshots

often = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
# Reckoned on the way, or brought by the look.
_LATER = {"_kept", "_weeks", "_months", "everybody", "homes_by_mode", "_month_of_booking", "booked_on", "asked", "at"}
_ASKS = {"asks_14", "asks_open", "last_asked"}


def same(one: Any, other: Any, where: str) -> None:
    """Both are of the same kind and hold the same numbers in the same order."""
    assert type(one) is type(other), where
    if isinstance(one, np.ndarray):
        assert one.dtype == other.dtype and one.shape == other.shape, where
        assert (one == other).all(), where
    elif isinstance(one, dict):
        assert one.keys() == other.keys(), where
        for key in one:
            same(one[key], other[key], f"{where}[{key!r}]")
    elif isinstance(one, (Spans, Points, Scope, LanguageRows, Crowd)):
        for name in one.__dataclass_fields__:
            same(getattr(one, name), getattr(other, name), f"{where}.{name}")
    elif isinstance(one, (tuple, list)):
        assert len(one) == len(other), where
        for at, (left, right) in enumerate(zip(one, other, strict=True)):
            same(left, right, f"{where}[{at}]")
    else:
        assert one == other, where


def same_worlds(one: World, other: World, *, without: set[str]) -> None:
    names = (vars(one).keys() | vars(other).keys()) - _LATER - without
    for name in sorted(names):
        same(getattr(one, name), getattr(other, name), name)


def part_of(whole: Snapshot, ids: set[int]) -> Snapshot:
    """What a snapshot says of some people, without asks."""
    return replace(
        whole,
        people=tuple(item for item in whole.people if item.id in ids),
        bookings=tuple(item for item in whole.bookings if item.person in ids),
        exclusions=tuple(item for item in whole.exclusions if item.person in ids),
        asks=(),
    )


@st.composite
def changes(draw: st.DrawFn) -> tuple[Snapshot, Snapshot, set[int]]:
    """A snapshot, a later one, and who is different in it: changed, new or gone."""
    before, other = draw(snapshots()), draw(snapshots())
    who = set(draw(st.lists(st.integers(1, 7), max_size=4)))
    if not who:
        return before, before, who
    kept, new = part_of(before, set(range(1, 9)) - who), part_of(other, who)
    if draw(st.booleans()) and (free := sorted(who - {item.id for item in new.people})):
        new = replace(new, people=(*new.people, draw(people(free[0]))))
    after = replace(
        before,
        people=tuple(sorted((*kept.people, *new.people), key=lambda item: item.id)),
        bookings=(*kept.bookings, *new.bookings),
        exclusions=(*kept.exclusions, *new.exclusions),
    )
    return before, after, who


def asks_of(of: Snapshot, world: World) -> AskRows:
    rows = [
        (world.position[ask.person], ask.question, ask.at, ask.state == "open")
        for ask in of.asks
        if ask.person in world.position
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return AskRows(table[0], table[1], table[2], table[3] != 0)


@often
@given(changes())
def test_exchanging_people_gives_the_columns_of_a_new_world(drawn: tuple[Snapshot, Snapshot, set[int]]) -> None:
    before, after, who = drawn
    old = World(replace(before, asks=()))
    # What was reckoned for a question before must not be used after.
    shortlist_in(old, question(), load_weights(), hashed=str)
    made = exchanged(old, who, World(part_of(after, who)))
    same_worlds(made, World(replace(after, asks=())), without=set())


@often
@given(changes(), questions())
def test_a_kept_world_gives_the_list_of_a_new_one(drawn: tuple[Snapshot, Snapshot, set[int]], asked: Any) -> None:
    before, after, who = drawn
    made = exchanged(World(replace(before, asks=())), who, World(part_of(after, who)))
    booked = [item.person for item in after.bookings if item.question == asked.id and item.person in made.position]
    answers = [
        (item.person, item.state) for item in after.asks if item.question == asked.id and item.person in made.position
    ]
    seen = looked_at(made, after.at, asks_of(after, made), {asked.id: answers}, {asked.id: booked})
    same_worlds(seen, World(after), without={"goes_with"})
    expected = shortlist(after, asked, load_weights())
    found = shortlist_in(seen, asked, load_weights(), hashed=lambda: expected.input_hash)
    assert found.to_json() == expected.to_json()


@often
@given(snapshots(), questions(), st.lists(st.integers(-60_000, 3000), min_size=1, max_size=3))
def test_moments_and_questions_do_not_touch_each_other(whole: Snapshot, asked: Any, moved: list[int]) -> None:
    """One world looked at again and again gives each time what a new one gives."""
    world = World(replace(whole, asks=()))
    for minutes in [*moved, 0]:
        now = replace(whole, at=whole.at + minutes)
        booked = [row.person for row in now.bookings if row.question == asked.id and row.person in world.position]
        answers = [
            (row.person, row.state) for row in now.asks if row.question == asked.id and row.person in world.position
        ]
        seen = looked_at(world, now.at, asks_of(now, world), {asked.id: answers}, {asked.id: booked})
        expected = shortlist(now, asked, load_weights())
        found = shortlist_in(seen, asked, load_weights(), hashed=lambda: "")
        left, right = found.to_json(), expected.to_json()
        assert {**left, "input_hash": ""} == {**right, "input_hash": ""}


def test_nobody_is_in_a_world_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        exchanged(World(snapshot(person(1), person(2))), {1}, World(snapshot(person(2))))


def test_answers_that_are_kept_stay_few() -> None:
    world = World(snapshot(person(1)))
    none = asks_of(snapshot(), world)
    for day in range(2 * ANSWERS_KEPT):
        looked_at(world, 0, none, {}, {}).paused(day)
    assert world.answers_kept <= ANSWERS_KEPT + 1
