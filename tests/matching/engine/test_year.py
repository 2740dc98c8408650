"""The simulated year on worlds small enough to say what must come out."""

from dataclasses import replace

import pytest

from sleutelbos.matching.engine import (
    Block,
    Engagement,
    LanguageNeed,
    Person,
    PersonLanguage,
    Place,
    Question,
    Window,
    load_weights,
)
from sleutelbos.matching.engine.moments import DAY, WEEK
from sleutelbos.matching.engine.year import (
    Assumption,
    Behaviour,
    Policy,
    gini,
    jain,
    load_behaviour,
    servable,
    simulate,
    who_could,
)

MONDAY = 350 * WEEK
HERE = Place("7101", 51.97, 6.72)
FAR = Place("7000", 51.97, 6.30)


def person(number: int, **values: object) -> Person:
    base = Person(
        id=number,
        home=HERE,
        languages=(PersonLanguage("ti", 4, 4),),
        blocks=(Block(0, WEEK),),
        engagements=(Engagement(number, 0),),
    )
    return replace(base, **values)  # type: ignore[arg-type]


def question(number: int, week: int = 0, hour: int = 10, **values: object) -> Question:
    start = MONDAY + week * WEEK + 3 * DAY + hour * 60
    base = Question(
        id=number,
        day=start // DAY,
        windows=(Window(start, start + 60),),
        languages=(LanguageNeed("ti", 3, 3),),
        place=HERE,
        parties=(f"newcomer:{number}",),
        asked_on=start // DAY - 10,
    )
    return replace(base, **values)  # type: ignore[arg-type]


def behaviour(**values: float) -> Behaviour:
    """Everybody says yes at once and nobody stops, but for what is given."""
    calm = {"yes": 1.0, "yes_per_recent_ask": 0.0, "yes_per_minute": 0.0, "group_yes": 1.0, "answer_hours": 0.01}
    stops = {name: 0.0 for name, _item in load_behaviour().assumptions if name.startswith("stop_")}
    changed = {**calm, **stops, **values}
    return Behaviour(
        "test",
        tuple(
            (name, Assumption(changed.get(name, item.value), item.means, item.source))
            for name, item in load_behaviour().assumptions
        ),
    )


@pytest.mark.parametrize("policy", Policy)
def test_one_person_and_one_question_is_a_yes(policy: Policy) -> None:
    outcome = simulate([person(1)], [question(1)], policy, seed=1, behaviour=behaviour())

    assert (outcome.servable, outcome.filled, outcome.active) == (1, 1.0, 1.0)
    assert outcome.wait_days < (8 if policy in (Policy.GROUP, Policy.WEEK) else 1)


@pytest.mark.parametrize("policy", Policy)
def test_nobody_is_in_two_places(policy: Policy) -> None:
    outcome = simulate([person(1)], [question(1), question(2)], policy, seed=1, behaviour=behaviour())

    assert (outcome.servable, outcome.filled) == (2, 0.5)


@pytest.mark.parametrize("policy", Policy)
def test_the_same_seed_gives_the_same_year_and_another_seed_another(policy: Policy) -> None:
    people = [person(number) for number in range(1, 5)]
    questions = [question(10 * week + hour, week, hour) for week in range(6) for hour in (9, 11, 14, 16)]
    runs = [simulate(people, questions, policy, seed=seed) for seed in (1, 1, 2)]

    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_nearest_asks_the_nearest_until_the_newcomer_knows_somebody() -> None:
    near, far = person(1), person(2, home=FAR, modes=("car",))
    again = [question(number, week, parties=("newcomer:7",)) for number, week in ((1, 0), (2, 3), (3, 6))]
    outcome = simulate([near, far], again, Policy.NEAREST, seed=1, behaviour=behaviour())

    assert (outcome.filled, outcome.continuity) == (1.0, 1.0)
    assert outcome.gini == 0.5  # one person did everything


def test_fairness_spreads_what_nearness_gives_to_one() -> None:
    near, far = person(1), person(2, home=Place("7102", 51.98, 6.73))
    questions = [question(number, number) for number in range(20)]

    one = simulate([near, far], questions, Policy.NEAREST, seed=1, behaviour=behaviour())
    fair = simulate([near, far], questions, Policy.FAIR, seed=1, behaviour=behaviour())

    assert one.filled == fair.filled == 1.0
    assert fair.jain > 0.9 > one.jain


def test_nobody_is_asked_more_often_than_the_cap() -> None:
    alone = person(1, max_asks_per_14_days=1, max_open_asks=1)
    questions = [question(number, 0, 8 + 2 * number) for number in range(5)]

    fair = simulate([alone], questions, Policy.FAIR, seed=1, behaviour=behaviour())
    nearest = simulate(
        [replace(alone, max_asks_per_14_days=None)],
        questions,
        Policy.NEAREST,
        seed=1,
        behaviour=behaviour(answer_hours=0.001),
    )

    assert fair.filled == 0.2
    assert nearest.filled > fair.filled


def test_everybody_stops_when_the_chance_is_one() -> None:
    questions = [question(number, number) for number in range(4)]
    outcome = simulate([person(1)], questions, Policy.FAIR, seed=1, behaviour=behaviour(stop_per_week=1.0))

    assert outcome.active == 0.0
    assert outcome.filled < 1.0


def test_whoever_never_says_yes_is_not_planned() -> None:
    outcome = simulate([person(1)], [question(1)], Policy.SCORE, seed=1, behaviour=behaviour(yes=0.0, yes_floor=0.0))

    assert outcome.filled == 0.0
    assert outcome.asks == 0.0


def test_a_question_nobody_speaks_is_not_servable() -> None:
    asked = [question(1), question(2, languages=(LanguageNeed("so", 3, 3),))]

    assert servable(asked, who_could([person(1)], asked, load_weights())) == {1}


def test_a_question_needs_a_time_and_a_day() -> None:
    with pytest.raises(ValueError, match="time and the day"):
        simulate([person(1)], [question(1, asked_on=None)], Policy.FAIR, seed=1)
    with pytest.raises(ValueError, match="time and the day"):
        simulate([person(1)], [question(1, windows=())], Policy.FAIR, seed=1)


def test_every_assumption_says_what_it_rests_on() -> None:
    for name, item in load_behaviour().assumptions:
        assert item.means and ("assumed" in item.source), name


def test_indices() -> None:
    assert jain([2, 2]) == 1.0
    assert jain([1, 0]) == 0.5
    assert jain([]) == 1.0
    assert gini([1, 1]) == 0.0
    assert gini([0, 1]) == 0.5
