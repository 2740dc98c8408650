"""A shortlist can be made again from what was kept."""

import json

import pytest
from hypothesis import given, settings

from sleutelbos.matching.engine import Question, Snapshot, keep, load_weights, replay, shortlist
from tests.matching.engine.crowds import cases
from tests.matching.engine.worlds import person, question, snapshot


@settings(max_examples=40, deadline=None)
@given(cases)
def test_what_was_kept_gives_the_same_shortlist_and_the_same_hash(case: tuple[Snapshot, Question]) -> None:
    world, asked = case
    first = shortlist(world, asked, load_weights(), limit=5)
    kept = json.loads(json.dumps(keep(world, asked, load_weights(), limit=5)))
    assert replay(kept).to_json() == first.to_json()


def test_changed_weights_in_what_was_kept_count_and_not_those_of_today() -> None:
    kept = keep(snapshot(person(1, topics=("money",))), question(topic="money"), load_weights())
    before = replay(kept).candidates[0].score
    kept["weights"]["topic"] += 7
    assert replay(kept).candidates[0].score == before + 7


@pytest.mark.parametrize("part", ["snapshot", "question", "weights", "languages", "travel", "limit"])
def test_a_missing_part_is_named(part: str) -> None:
    kept = keep(snapshot(), question(), load_weights())
    del kept[part]
    with pytest.raises(ValueError, match=part):
        replay(kept)


def test_an_unknown_field_is_refused_and_named() -> None:
    with pytest.raises(ValueError, match="unknown fields origin"):
        Question.from_json({"id": 1, "day": 1, "origin": "x"})


@pytest.mark.parametrize(
    "data",
    [
        {"id": "7", "day": 1},
        {"id": 7},
        {"id": True, "day": 1},
        {"id": 7, "day": 1, "fallback": "always"},
        {"id": 7, "day": 1, "known": 3},
        {"id": 7, "day": 1, "languages": [["ti"]]},
        [],
    ],
)
def test_a_malformed_value_is_refused(data: object) -> None:
    with pytest.raises(ValueError):
        Question.from_json(data)  # type: ignore[arg-type]
