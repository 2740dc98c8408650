"""Minutes without asking anybody: what the distance model promises."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sleutelbos.matching.engine import load_travel
from sleutelbos.matching.engine.columns import MODES
from sleutelbos.matching.engine.travel import metres, on_sphere

MODEL = load_travel()
netherlands = st.tuples(st.floats(50.7, 53.6), st.floats(3.3, 7.3))


def haversine(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres over the sphere by the textbook formula."""
    la, lb = math.radians(a[0]), math.radians(b[0])
    half = math.sin((lb - la) / 2) ** 2
    half += math.cos(la) * math.cos(lb) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 2 * 6_371_009 * math.asin(math.sqrt(half))


def minutes(a: tuple[float, float], b: tuple[float, float], mode: str) -> int:
    return int(MODEL.minutes(np.array(on_sphere(*a)), np.array(on_sphere(*b)), mode))  # type: ignore[arg-type]


@given(netherlands, netherlands)
def test_metres_are_those_of_the_textbook(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert abs(int(metres(np.array(on_sphere(*a)), np.array(on_sphere(*b)))) - haversine(a, b)) <= 1


@given(netherlands, netherlands, netherlands, st.sampled_from(MODES))
def test_a_third_place_is_never_a_short_cut(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], mode: str
) -> None:
    assert minutes(a, c, mode) <= minutes(a, b, mode) + minutes(b, c, mode)
    assert minutes(a, b, mode) == minutes(b, a, mode) <= MODEL.longest


@given(st.lists(netherlands, min_size=1, max_size=40), netherlands, st.sampled_from(MODES))
def test_one_trip_and_many_give_the_same_minutes(
    many: list[tuple[float, float]], there: tuple[float, float], mode: str
) -> None:
    target = np.array(on_sphere(*there))
    together = MODEL.minutes(np.array([on_sphere(*place) for place in many]).T, target[:, None], mode)  # type: ignore[arg-type]
    assert together.tolist() == [minutes(place, there, mode) for place in many]


@pytest.mark.parametrize("mode", MODES)
def test_further_is_never_quicker(mode: str) -> None:
    trips = [minutes((52, 6), (52, 6 + step / 100), mode) for step in range(200)]
    assert trips == sorted(trips)
    assert trips[0] < trips[-1]


def test_over_some_distance_the_means_come_in_their_usual_order() -> None:
    car, public, bike, walk = (minutes((51.9, 6.2), (51.9, 6.5), mode) for mode in ("car", "public", "bike", "walk"))
    assert car < public < bike < walk


def test_an_unknown_means_of_travel_is_an_error() -> None:
    with pytest.raises(KeyError):
        minutes((52, 6), (52, 6.1), "horse")
