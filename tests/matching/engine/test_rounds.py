"""Rounds on days small enough to try everything."""

import itertools
import json
import math
import random

import pytest

from sleutelbos.matching.engine.rounds import Day, Round, Stop, Task, cost_of, read_day, solve

TEXT = """nbNodes
4
nbVehi
2
nbServi
2
r
1 1
1 0
1 1
1 1
DS
2
a
1 0
1 1
x
0 3 0 0
y
0 4 8 0
d
0 5 8 0
5 0 5 5
8 5 0 8
0 5 8 0
p
0 0
0 0
10 10
10 10
10 10
10 10
0 0
0 0
mind
0 0 20 0
maxd
0 0 30 0
e
0 30 60 0
l
600 40 90 1000
"""


def made_up(seed: int, visits: int, people: int) -> Day:
    r = random.Random(seed)
    skills = [frozenset({0}), frozenset({1}), *(frozenset({0, 1}) for _ in range(people - 2))]
    places = [(r.random() * 60, r.random() * 60) for _ in range(visits + 1)]
    stops = []
    for _ in range(visits):
        opens = r.randrange(0, 200)
        two = r.random() < 0.4
        least = float(r.choice([0, 10])) if two else 0.0
        tasks = (Task(0, 15.0), Task(1, 15.0)) if two else (Task(r.randrange(2), 15.0),)
        stops.append(Stop(float(opens), opens + 30.0, tasks, least, least * 2))
    minutes = tuple(tuple(math.dist(one, other) for other in places) for one in places)
    return Day(tuple(stops), tuple(skills), minutes)


def best_of_all(day: Day) -> float:
    """The least cost over every order of visits and every choice of people."""
    able = [
        [
            pair
            for pair in itertools.product(range(len(day.skills)), repeat=len(stop.tasks))
            if len(set(pair)) == len(pair)
            and all(task.skill in day.skills[who] for who, task in zip(pair, stop.tasks, strict=True))
        ]
        for stop in day.stops
    ]
    best = math.inf
    for order in itertools.permutations(range(len(day.stops))):
        for who in itertools.product(*able):
            free, at = [0.0] * len(day.skills), [0] * len(day.skills)
            own: list[list[tuple[int, int, float]]] = [[] for _ in day.skills]
            for number in order:
                stop, pair = day.stops[number], who[number]
                starts = [max(free[w] + day.minutes[at[w]][number + 1], stop.opens) for w in pair]
                if len(starts) == 2:
                    starts[1] = max(starts[1], starts[0] + stop.least)
                    starts[0] = max(starts[0], starts[1] - stop.most)
                for part, w in enumerate(pair):
                    free[w], at[w] = starts[part] + stop.tasks[part].duration, number + 1
                    own[w].append((number, part, starts[part]))
            best = min(best, cost_of(day, [Round(tuple(tasks)) for tasks in own]))
    return best


@pytest.mark.parametrize("seed", range(3))
def test_a_small_day_is_solved_as_well_as_by_trying_everything(seed: int) -> None:
    day = made_up(seed, visits=4, people=3)

    assert solve(day, seconds=None, work=8000, seed=seed).cost == pytest.approx(best_of_all(day))


def test_the_same_work_and_seed_give_the_same_rounds() -> None:
    day = made_up(1, visits=20, people=4)
    runs = [solve(day, seconds=None, work=3000, seed=seed) for seed in (1, 1, 2)]

    assert runs[0] == runs[1]
    assert runs[0].rounds != runs[2].rounds
    assert runs[0].cost == cost_of(day, runs[0].rounds)


def test_more_work_is_never_worse_than_the_first_greedy_rounds() -> None:
    day = made_up(2, visits=25, people=5)

    assert solve(day, seconds=None, work=6000).cost < 0.95 * solve(day, seconds=None, work=1).cost


def test_a_search_can_be_stopped() -> None:
    assert solve(made_up(1, visits=10, people=3), seconds=60, cancelled=lambda: True).tried < 100


def test_a_search_needs_a_limit() -> None:
    with pytest.raises(ValueError, match="limit"):
        solve(made_up(1, visits=3, people=3), seconds=None)


def test_the_text_format_is_read() -> None:
    day = read_day(TEXT)

    first, second = day.stops
    assert list(day.skills) == [{0}, {0, 1}]
    assert [list(row) for row in day.minutes] == [[0, 5, 8], [5, 0, 5], [8, 5, 0]]
    assert first == Stop(30, 40, (Task(0, 10),), 0, 0)
    assert second == Stop(60, 90, (Task(0, 10), Task(1, 10)), 20, 30)


def test_the_json_format_is_read() -> None:
    text = json.dumps(
        {
            "patients": [
                {"id": "p1", "time_window": [30, 40], "required_caregivers": [{"service": "s1", "duration": 10}]},
                {
                    "id": "p2",
                    "time_window": [60, 90],
                    "required_caregivers": [{"service": "s1"}, {"service": "s2"}],
                    "synchronization": {"type": "sequential", "distance": [20, 30]},
                },
            ],
            "services": [{"id": "s1", "default_duration": 10}, {"id": "s2", "default_duration": 10}],
            "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s1", "s2"]}],
            "distances": [[0, 5, 8], [5, 0, 5], [8, 5, 0]],
        }
    )

    assert read_day(text) == read_day(TEXT)


@pytest.mark.parametrize(
    "text", ["{}", "nbNodes\n4\n", TEXT.replace("\n5 0 5 5\n", "\n"), TEXT.replace("nbVehi\n2", "nbVehi\n3")]
)
def test_a_malformed_file_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_day(text)


GOOD = (Round(((0, 0, 30.0), (1, 0, 60.0))), Round(((1, 1, 80.0),)))


def test_what_rounds_cost_is_a_third_each() -> None:
    day = read_day(TEXT)

    assert cost_of(day, GOOD) == pytest.approx((5 + 5 + 8 + 8 + 8) / 3)
    late = (Round(((0, 0, 50.0), (1, 0, 70.0))), Round(((1, 1, 100.0),)))
    assert cost_of(day, late) == pytest.approx((34 + (10 + 10) + 10) / 3)


@pytest.mark.parametrize(
    ("rounds", "says"),
    [
        ((Round(((0, 0, 29.0), (1, 0, 60.0))), GOOD[1]), "too early"),
        ((Round(((0, 0, 30.0), (1, 0, 44.0))), GOOD[1]), "too early"),
        ((GOOD[0], Round(((1, 1, 75.0),))), "out of step"),
        ((GOOD[0], Round(((1, 1, 95.0),))), "out of step"),
        ((GOOD[0], Round(())), "not done"),
        ((GOOD[1], GOOD[0]), "cannot do"),
        ((Round(((0, 0, 30.0), (0, 0, 60.0))), GOOD[1]), "twice"),
        (GOOD[:1], "as many rounds"),
    ],
)
def test_rounds_that_break_a_rule_have_no_cost(rounds: tuple[Round, ...], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        cost_of(read_day(TEXT), rounds)


def test_a_day_nobody_can_do_is_refused() -> None:
    minutes = ((0.0, 1.0), (1.0, 0.0))
    with pytest.raises(ValueError, match="skill nobody has"):
        Day((Stop(0, 10, (Task(1, 5),)),), (frozenset({0}),), minutes)
    with pytest.raises(ValueError, match="two people where there is one"):
        Day((Stop(0, 10, (Task(0, 5), Task(1, 5))),), (frozenset({0, 1}),), minutes)
