"""All questions of a plan at once give the rows, the points and the reasons that each question gives alone."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from sleutelbos.matching.engine import Question, Snapshot, load_weights
from sleutelbos.matching.engine.case import Case
from sleutelbos.matching.engine.codes import RULES, Reason, Rule
from sleutelbos.matching.engine.languages import load_languages
from sleutelbos.matching.engine.plan.groups import Groups
from sleutelbos.matching.engine.plan.pairs import Pairs
from sleutelbos.matching.engine.plan.pool import OVER_THE_PLAN, Pool
from sleutelbos.matching.engine.plan.unserved import unserved
from sleutelbos.matching.engine.ranking import fitting
from sleutelbos.matching.engine.score import score
from sleutelbos.matching.engine.travel import load_travel
from tests.matching.engine.crowds import Crowd
from tests.matching.engine.plan.weeks import weeks

WEIGHTS, LANGUAGES, TRAVEL = load_weights(), load_languages(), load_travel()
Row = tuple[int, int, int, int]


def alone(world: Snapshot, asked: Sequence[Question]) -> list[Row]:
    """Question, person, start and points of every row, one question after the other by the rules of ``Case``."""
    found = []
    for number, question in enumerate(asked):
        if not question.timed:
            continue
        case = Case(world.world, question, WEIGHTS, LANGUAGES, TRAVEL)
        people = np.flatnonzero(fitting(case))
        for at, start in enumerate(case.starts.tolist()):
            here = people[case.possible[at // 64, people] >> np.uint64(at % 64) & np.uint64(1) == 1]
            scores = score(case, here, np.full(len(here), start))
            worth = scores.total - sum(scores.points[reason] for reason in OVER_THE_PLAN)
            found += [(number, who, start, int(points)) for who, points in zip(here.tolist(), worth, strict=True)]
    return found


def together(world: Snapshot, asked: Sequence[Question]) -> list[Row]:
    pool = Pool(world.world, asked, WEIGHTS, LANGUAGES, TRAVEL)
    columns = (pool.question, pool.person, pool.start, pool.points)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def crowded(seed: int) -> tuple[Snapshot, list[Question]]:
    """A crowded world with several questions, so that answers are shared between them."""
    crowd = Crowd(seed)
    return crowd.snapshot(), [replace(crowd.question(), id=1000 + number) for number in range(6)]


@pytest.mark.parametrize("seeds", [range(first, first + 40) for first in range(0, 200, 40)], ids=str)
def test_rows_and_points_of_crowded_worlds(seeds: range) -> None:
    rows = 0
    for seed in seeds:
        world, asked = crowded(seed)
        expected = alone(world, asked)
        assert together(world, asked) == expected, seed
        rows += len(expected)
    assert rows > 100


@given(weeks(most_people=5, most_questions=6))
@settings(max_examples=60, deadline=None)
def test_rows_and_points_of_small_weeks(week: tuple[Snapshot, tuple[Question, ...]]) -> None:
    world, asked = week
    assert together(world, asked) == alone(world, asked)


def test_a_little_at_a_time_gives_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = [crowded(seed) for seed in range(20)]
    at_once = [together(*each) for each in worlds]
    monkeypatch.setattr("sleutelbos.matching.engine.plan.pairs.AT_ONCE", 1)
    assert [together(*each) for each in worlds] == at_once and any(at_once)


@pytest.mark.parametrize("seed", range(60))
def test_all_points_and_facts_of_a_row(seed: int) -> None:
    world, asked = crowded(seed)
    pool = Pool(world.world, asked, WEIGHTS, LANGUAGES, TRAVEL)
    found = Pairs(world.world, asked, WEIGHTS, LANGUAGES, TRAVEL).scores(pool.question, pool.person, pool.start)
    for number in np.unique(pool.question).tolist():
        mine = np.flatnonzero(pool.question == number)
        case = Case(world.world, asked[number], WEIGHTS, LANGUAGES, TRAVEL)
        one = score(case, pool.person[mine], pool.start[mine])
        assert found.language[mine].tolist() == one.language.tolist()
        assert list(found.points) == list(one.points)
        for reason in Reason:
            if reason in one.points:
                assert found.points[reason][mine].tolist() == one.points[reason].tolist(), reason
        for fact, column in one.facts.items():
            assert found.facts[fact][mine].tolist() == column.tolist(), fact


@pytest.mark.parametrize("seed", range(40))
def test_how_many_people_fail_each_rule(seed: int) -> None:
    world, asked = crowded(seed)
    pool = Pool(world.world, asked, WEIGHTS, LANGUAGES, TRAVEL)
    for item in unserved(Groups(pool), np.zeros(0, dtype=np.int64)):
        if not item.rules:
            continue
        question = next(each for each in asked if each.id == item.question)
        case = Case(world.world, question, WEIGHTS, LANGUAGES, TRAVEL)
        told = dict(item.rules)
        for rule in RULES:
            if rule is not Rule.NO_COMMON_START:
                assert told.get(rule, 0) == case.size - int(np.count_nonzero(case.passes(rule))), rule
