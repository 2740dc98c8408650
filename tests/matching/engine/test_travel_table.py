"""Minutes a routing server said: what the table promises, and that the rules and their dumb twin agree on it."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sleutelbos.matching.engine import (
    Question,
    Rule,
    Snapshot,
    keep,
    load_languages,
    load_travel,
    load_weights,
    shortlist,
)
from sleutelbos.matching.engine import replay as play_again
from sleutelbos.matching.engine.checker import check
from sleutelbos.matching.engine.columns import MODES
from sleutelbos.matching.engine.travel import on_sphere
from sleutelbos.matching.engine.travel_table import NOT_SAID, ModeTable, TravelTable, spot_of
from tests.matching.engine.crowds import cases
from tests.matching.engine.worlds import PLACES, person, question, snapshot

BASE = load_travel()
SPOTS = tuple(spot_of(place.lat, place.lon) for place in PLACES if place.lat is not None and place.lon is not None)


def table(
    seconds: list[list[int]] | list[int], mode: str = "car", spots: tuple[tuple[int, int], ...] = SPOTS
) -> TravelTable:
    said = np.array(seconds, dtype=np.int64).reshape(len(spots), len(spots))
    return TravelTable("osrm 1", BASE, ((mode, ModeTable.of(spots, said, mode, BASE)),))  # type: ignore[arg-type]


def point(spot: tuple[int, int]) -> np.ndarray:
    return np.array(on_sphere(spot[0] / 1000, spot[1] / 1000))


def trip(model: TravelTable, here: int, there: int, mode: str = "car") -> int:
    return int(model.minutes(point(SPOTS[here]), point(SPOTS[there]), mode))  # type: ignore[arg-type]


spots = st.lists(st.tuples(st.integers(50700, 53600), st.integers(3300, 7300)), min_size=1, max_size=7, unique=True)


@st.composite
def tables(draw: st.DrawFn) -> TravelTable:
    where = tuple(draw(spots))
    said = draw(st.lists(st.integers(NOT_SAID, 60_000), min_size=len(where) ** 2, max_size=len(where) ** 2))
    return table(said, draw(st.sampled_from(MODES)), where)


three = st.sampled_from(range(3))
said_of_three = st.lists(st.integers(NOT_SAID, 9_000), min_size=9, max_size=9)


@given(tables())
def test_a_third_place_of_the_table_is_never_a_short_cut(model: TravelTable) -> None:
    (mode, own) = model.modes[0]
    at = np.array([point(spot) for spot in own.spots]).T
    minutes = model.minutes(at[:, :, None], at[:, None, :], mode)
    assert (minutes == own.minutes).all()
    assert (minutes[:, None, :] <= minutes[:, :, None] + minutes[None, :, :]).all()
    assert (minutes >= 0).all()
    assert (minutes <= model.longest).all()
    assert (minutes == minutes.T).all()


@given(tables())
def test_one_trip_and_a_thousand_are_the_same_bits(model: TravelTable) -> None:
    (mode, own) = model.modes[0]
    at = np.array([point(spot) for spot in own.spots] * 50).T
    many = model.minutes(at, at[:, ::-1], mode)
    alone = [int(model.minutes(at[:, i], at[:, -1 - i], mode)) for i in range(len(own.spots))]
    assert many[: len(alone)].tolist() == alone


@given(tables())
def test_a_table_written_and_read_again_is_the_same(model: TravelTable) -> None:
    again = TravelTable.from_json(json.loads(json.dumps(model.to_json())))
    assert (again.digest, again.version, again.to_json()) == (model.digest, model.version, model.to_json())


def test_the_minutes_are_what_the_server_said_with_the_time_to_get_going_and_the_slower_way_counts() -> None:
    model = table([[0, 600, 1800], [661, 0, 1500], [1800, 1500, 0]])
    car = dict(BASE.modes)["car"].overhead_minutes
    assert trip(model, 0, 1) == trip(model, 1, 0) == 12 + car
    assert trip(model, 0, 2) == 30 + car
    assert trip(model, 0, 0) == car
    # In two trips it takes an hour; that bounds what a wild answer may claim.
    wild = table([[0, 60, 36_000], [60, 0, 60], [36_000, 60, 0]])
    assert trip(wild, 0, 2) == 2 * (1 + car)


def test_what_the_server_does_not_know_is_reckoned_by_distance() -> None:
    model = table([[0, NOT_SAID, 1800], [NOT_SAID, 0, 1500], [1800, 1500, 0]])
    here, there = point(SPOTS[0]), point(SPOTS[1])
    assert trip(model, 0, 1) == int(BASE.minutes(here, there, "car"))
    outside = point((52370, 4895))
    assert int(model.minutes(here, outside, "car")) == int(BASE.minutes(here, outside, "car"))
    for mode in ("walk", "bike", "public"):
        assert trip(model, 0, 2, mode) == int(BASE.minutes(here, point(SPOTS[2]), mode))  # type: ignore[arg-type]


def test_a_place_is_found_within_the_rounding_and_not_beyond() -> None:
    model = table([[0, 60, 60], [60, 0, 60], [60, 60, 0]])
    near, far = np.array(on_sphere(51.9704, 6.7204)), np.array(on_sphere(51.9716, 6.72))
    said = trip(model, 0, 2)
    assert int(model.minutes(near, point(SPOTS[2]), "car")) == said
    assert int(model.minutes(far, point(SPOTS[2]), "car")) != said


def test_another_minute_is_another_digest() -> None:
    one = table([[0, 600, 1800], [600, 0, 1500], [1800, 1500, 0]])
    other = table([[0, 660, 1800], [660, 0, 1500], [1800, 1500, 0]])
    assert one.digest != other.digest
    assert one.digest != BASE.digest


@settings(max_examples=60, deadline=None)
@given(cases, said_of_three, st.sampled_from(["car", "bike"]))
def test_the_dumb_twin_says_the_same_with_a_table(case: tuple[Snapshot, Question], said: list[int], mode: str) -> None:
    world, asked = case
    model = table(said, mode)
    weights, languages = load_weights(), load_languages()
    result = shortlist(world, asked, weights, limit=100, languages=languages, travel=model)
    points = {item.person: item.score for item in result.candidates}
    out = {item.person: item.rules for item in result.excluded}
    for each in world.people:
        found = check(world, asked, each.id, weights, languages=languages, travel=model)
        assert set(found.rules) == set(out.get(each.id, ())), each.id
        if not found.rules:
            assert found.score == points[each.id]


@settings(max_examples=25, deadline=None)
@given(cases, said_of_three)
def test_a_shortlist_with_a_table_is_made_again_from_what_was_kept(
    case: tuple[Snapshot, Question], said: list[int]
) -> None:
    world, asked = case
    model = table(said)
    first = shortlist(world, asked, load_weights(), limit=5, travel=model)
    kept = json.loads(json.dumps(keep(world, asked, load_weights(), limit=5, travel=model)))
    assert play_again(kept).to_json() == first.to_json()
    assert first.input_hash != shortlist(world, asked, load_weights(), limit=5).input_hash


def test_a_river_between_two_places_makes_somebody_too_far() -> None:
    world = snapshot(person(1, modes=("car",), max_travel_minutes=30, home=PLACES[1]))
    asked = replace(question(), place=PLACES[0])
    assert not shortlist(world, asked, load_weights()).excluded.of(1)
    model = table([[0, 3600, 3600], [3600, 0, 3600], [3600, 3600, 0]])
    assert shortlist(world, asked, load_weights(), travel=model).excluded.of(1) == (Rule.TRAVEL,)


@pytest.mark.parametrize("part", ["source", "base", "tables"])
def test_a_table_without_a_part_is_refused(part: str) -> None:
    plain = table([[0] * 3] * 3).to_json()
    del plain[part]
    with pytest.raises(ValueError, match=part):
        TravelTable.from_json(plain)


def test_a_table_of_another_size_or_means_is_refused() -> None:
    plain = table([[0] * 3] * 3).to_json()
    plain["tables"]["car"]["minutes"].pop()
    with pytest.raises(ValueError, match="not as many"):
        TravelTable.from_json(plain)
    plain["tables"] = {"boat": plain["tables"]["car"]}
    with pytest.raises(ValueError, match="boat"):
        TravelTable.from_json(plain)
    with pytest.raises(ValueError, match="3 places"):
        ModeTable.of(SPOTS, np.zeros((2, 2), dtype=np.int64), "car", BASE)


@settings(max_examples=15, deadline=None)
@given(said_of_three)
def test_a_plan_with_a_table_passes_its_checker_with_the_same_table(said: list[int]) -> None:
    from sleutelbos.matching.engine import Window
    from sleutelbos.matching.engine.plan import Limits, check_plan, plan, score_of
    from tests.matching.engine.worlds import at

    model = table(said)
    world = snapshot(*(person(each, modes=("car",), home=PLACES[each % 3], max_travel_minutes=None) for each in (1, 2)))
    asked = [
        question(id=10 + each, place=PLACES[each % 3], windows=(Window(at(1, 9 + each), at(1, 10 + each)),))
        for each in range(4)
    ]
    found = plan(world, asked, load_weights(), travel=model, limits=Limits(seconds=None, work=3), workers=1)
    assert check_plan(world, asked, found.assignments, load_weights(), travel=model) == ()
    assert score_of(world, asked, found.assignments, load_weights(), travel=model) == found.score
