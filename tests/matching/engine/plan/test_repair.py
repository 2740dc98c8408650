"""A repair changes what it must, says what and why, and leaves the rest alone."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sleutelbos.matching.engine import Question, Snapshot, Window, load_weights
from sleutelbos.matching.engine.plan import (
    Assignment,
    Because,
    Limits,
    Moved,
    NewQuestion,
    PersonOut,
    QuestionGone,
    Why,
    check_plan,
    marginal_value,
    plan,
    repair,
    score_of,
)
from tests.matching.engine.plan.weeks import weeks
from tests.matching.engine.worlds import PLACES, TODAY, at, person, question, snapshot

EXACT = Limits(seconds=None)
freezes = st.sampled_from([at(1, 10), at(1, 12)])
quick = settings(max_examples=35, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def fixed_time(id: int, start: int, **fields: object) -> Question:
    return question(id=id, windows=(Window(start, start + 60),), **fields)


@given(weeks(most_people=4, most_questions=5), st.booleans())
@quick
def test_with_nobody_ill_nothing_changes(week: tuple[Snapshot, tuple[Question, ...]], wide: bool) -> None:
    world, asked = week
    found = plan(world, asked, limits=EXACT, workers=1)
    after = repair(world, asked, found.assignments, [], wide=wide, limits=EXACT)
    assert after.changes == ()
    assert after.plan.assignments == found.assignments
    assert (after.kept, after.lost, after.moved) == (0, 0, 0)
    assert after.plan.score == found.score


@pytest.mark.parametrize("wide", [False, True])
def test_a_repair_counts_rest_after_heavy_visits_that_stand(wide: bool) -> None:
    asked = [fixed_time(1, at(1, 9), heavy=True), fixed_time(2, at(1, 14))]
    world = snapshot(person(1), person(2), person(3))
    after = repair(
        world, asked, [Assignment(1, 1, at(1, 9)), Assignment(2, 2, at(1, 14))], [PersonOut(2, TODAY, TODAY + 9)],
        wide=wide, limits=EXACT,
    )  # fmt: skip
    assert after.plan.assignments == (Assignment(1, 1, at(1, 9)), Assignment(2, 3, at(1, 14)))
    alone = repair(
        replace(world, people=world.people[:2]), asked, [Assignment(1, 1, at(1, 9)), Assignment(2, 2, at(1, 14))],
        [PersonOut(2, TODAY, TODAY + 9)], wide=wide, limits=EXACT,
    )  # fmt: skip
    [change] = alone.changes
    assert [each.points for each in change.reasons if each.reason == "rest"] == [-40]
    assert alone.plan.score == score_of(world, asked, alone.plan.assignments)


@pytest.mark.parametrize("wide", [False, True])
def test_of_a_full_week_the_one_visit_that_may_move_makes_room(wide: bool) -> None:
    # Two people go to the first together, so it stays; the second can go to somebody else.
    asked = [
        fixed_time(1, at(1, 9), wanted=2),
        fixed_time(2, at(2, 9)),
        fixed_time(3, at(3, 9), required_gender="woman", urgency=2),
    ]
    crowd = [person(1, max_visits_per_week=2), person(2, max_visits_per_week=1), person(3, gender="man"), person(4)]
    now = [
        Assignment(1, 1, at(1, 9)),
        Assignment(1, 2, at(1, 9)),
        Assignment(2, 1, at(2, 9)),
        Assignment(3, 4, at(3, 9)),
    ]
    after = repair(snapshot(*crowd), asked, now, [PersonOut(4, TODAY, TODAY + 9)], wide=wide, limits=EXACT)
    assert (after.kept, after.lost, after.moved) == (1, 0, 1)
    assert set(after.plan.assignments) == {*now[:2], Assignment(2, 3, at(2, 9)), Assignment(3, 1, at(3, 9))}


@given(weeks(most_people=4, most_questions=5), st.integers(1, 4), st.booleans())
@quick
def test_after_an_illness_the_plan_is_valid_and_everything_is_accounted_for(
    week: tuple[Snapshot, tuple[Question, ...]], ill: int, wide: bool
) -> None:
    world, asked = week
    found = plan(world, asked, limits=EXACT, workers=1)
    after = repair(world, asked, found.assignments, [PersonOut(ill, TODAY, TODAY + 20)], wide=wide, limits=EXACT)
    assert check_plan(world, asked, after.plan.assignments, fixed=found.assignments) == ()
    assert not any(item.person == ill for item in after.plan.assignments)
    broken = [item for item in found.assignments if item.person == ill]
    assert after.kept + after.lost == len(broken)
    replayed = set(found.assignments)
    for change in after.changes:
        if change.before is not None:
            replayed.remove(change.before)
        if change.after is not None:
            replayed.add(change.after)
        assert sum(points.points for points in change.reasons) == next(
            (item.score for item in after.plan.planned if item.assignment == change.after), 0
        )
    assert replayed == set(after.plan.assignments)
    assert after.given_up >= 0


@given(weeks(most_people=4, most_questions=5), st.integers(1, 4))
@quick
def test_what_was_given_up_is_never_less_than_a_new_plan_brings(
    week: tuple[Snapshot, tuple[Question, ...]], ill: int
) -> None:
    world, asked = week
    found = plan(world, asked, limits=EXACT, workers=1)
    free = replace(load_weights(), moved=0, moved_confirmed=0)
    events = [PersonOut(ill, TODAY, TODAY + 20)]
    near = repair(world, asked, found.assignments, events, free, limits=EXACT)
    everything = repair(world, asked, found.assignments, events, free, wide=True, limits=EXACT)
    if all(len([i for i in near.plan.assignments if i.question == item.id]) in (0, item.wanted) for item in asked):
        assert near.plan.score <= everything.plan.score <= near.plan.score + near.given_up


def test_somebody_else_takes_over_and_the_reason_is_said() -> None:
    world, asked = snapshot(person(1, topics=("money",)), person(2)), [question(topic="money")]
    found = plan(world, asked, workers=1)
    after = repair(world, asked, found.assignments, [PersonOut(1, TODAY, TODAY + 3)])
    (change,) = after.changes
    assert (change.kind, change.because) == ("new_person", Because.PERSON_OUT)
    assert change.before == Assignment(7, 1, asked[0].starts[0]) and change.after == Assignment(
        7, 2, change.before.start
    )
    assert (after.kept, after.lost, after.moved) == (1, 0, 0)


def test_somebody_moves_over_when_that_saves_an_appointment() -> None:
    here = fixed_time(1, at(1, 10), required_gender="man")
    there = fixed_time(2, at(1, 10), place=PLACES[1])
    people = [person(1, gender="man"), person(2, gender="man", home=PLACES[2], max_travel_minutes=None), person(3)]
    world = snapshot(*people)
    current = [Assignment(1, 1, at(1, 10)), Assignment(2, 2, at(1, 10))]
    after = repair(world, [here, there], current, [PersonOut(1, TODAY, TODAY + 3)], wide=True)
    assert set(after.plan.assignments) == {Assignment(1, 2, at(1, 10)), Assignment(2, 3, at(1, 10))}
    assert (after.kept, after.lost, after.moved) == (1, 0, 1)
    assert {change.because for change in after.changes} == {Because.PERSON_OUT, Because.MAKES_ROOM}


def test_what_is_frozen_is_not_moved() -> None:
    here = fixed_time(1, at(1, 10), required_gender="man")
    there = fixed_time(2, at(1, 10), place=PLACES[1])
    world = snapshot(person(1, gender="man"), person(2, gender="man", max_travel_minutes=None), person(3))
    current = [Assignment(1, 1, at(1, 10)), Assignment(2, 2, at(1, 10))]
    after = repair(world, [here, there], current, [PersonOut(1, TODAY, TODAY + 3)], frozen_before=at(2, 0), wide=True)
    assert after.plan.assignments == (Assignment(2, 2, at(1, 10)),)
    assert (after.kept, after.lost, after.moved) == (0, 1, 0)


@pytest.mark.parametrize("wide", [False, True])
def test_nothing_new_begins_before_the_freeze(wide: bool) -> None:
    morning = fixed_time(1, at(1, 10))
    all_day = question(id=2, windows=(Window(at(1, 9), at(1, 18), 60),))
    current = [Assignment(1, 1, at(1, 10)), Assignment(2, 1, at(1, 13))]
    world, ill = snapshot(person(1), person(2)), [PersonOut(1, TODAY, TODAY + 3)]
    free = repair(world, [morning, all_day], current, ill, wide=wide)
    assert free.kept == 2
    late = repair(world, [morning, all_day], current, ill, frozen_before=at(1, 15), wide=wide)
    assert (late.kept, late.lost) == (1, 1)
    assert [item.question for item in late.plan.assignments] == [2]
    assert late.plan.assignments[0].start >= at(1, 15)


@given(
    weeks(most_people=4, most_questions=5), st.integers(1, 4), st.sampled_from([at(1, 10), at(1, 12)]), st.booleans()
)
@quick
def test_a_repair_after_a_freeze_is_valid_and_changes_nothing_before_it(
    week: tuple[Snapshot, tuple[Question, ...]], ill: int, freeze: int, wide: bool
) -> None:
    world, asked = week
    found = plan(world, asked, limits=EXACT, workers=1)
    events = [PersonOut(ill, TODAY, TODAY + 20)]
    after = repair(world, asked, found.assignments, events, frozen_before=freeze, wide=wide, limits=EXACT)
    assert check_plan(world, asked, after.plan.assignments, fixed=found.assignments) == ()
    early = {item for item in after.plan.assignments if item.start < freeze}
    assert early <= set(found.assignments)
    # What a question that wants several lost may take the others with it; nobody else's early visit goes.
    hit = {item.question for item in found.assignments if item.person == ill}
    assert {item for item in found.assignments if item.start < freeze and item.question not in hit} <= early


def test_a_question_that_was_promised_goes_before_one_that_never_had_anybody() -> None:
    promised, waiting = fixed_time(1, at(1, 10)), fixed_time(2, at(1, 10), urgency=1)
    world = snapshot(person(1), person(2))
    ill = [PersonOut(1, TODAY, TODAY + 3)]
    after = repair(world, [promised, waiting], [Assignment(1, 1, at(1, 10))], ill, wide=True)
    assert after.plan.assignments == (Assignment(1, 2, at(1, 10)),)
    loose = replace(load_weights(), promised=0)
    after = repair(world, [promised, waiting], [Assignment(1, 1, at(1, 10))], ill, loose, wide=True)
    assert after.plan.assignments == (Assignment(2, 2, at(1, 10)),)


def test_who_stands_in_the_way_is_named_also_when_that_may_not_move() -> None:
    asked = [fixed_time(number, at(1, 10)) for number in (1, 2)]
    world = snapshot(person(1), person(2))
    current = [Assignment(1, 1, at(1, 10)), Assignment(2, 2, at(1, 10))]
    for frozen in (None, at(2, 0)):
        after = repair(world, asked, current, [PersonOut(1, TODAY, TODAY + 3)], frozen_before=frozen)
        (left,) = after.plan.unserved
        assert (left.question, left.why, left.rivals) == (1, Why.EVERYBODY_TAKEN, (2,))
        assert after.plan.assignments == (current[1],)


def test_what_stays_counts_as_asked_where_every_visit_is_an_ask() -> None:
    asked = [fixed_time(number, at(3 - number, 10)) for number in (1, 2)]
    world = snapshot(person(1), person(2))
    current = [Assignment(1, 1, at(2, 10)), Assignment(2, 2, at(1, 10))]
    weights = load_weights()
    once = replace(weights, every_visit_is_an_ask=True, asks_per_14_days=1)
    for frozen in (None, at(2, 0)):
        ill = [PersonOut(1, TODAY, TODAY + 3)]
        assert repair(world, asked, current, ill, weights, frozen_before=frozen).kept == 1
        assert repair(world, asked, current, ill, once, frozen_before=frozen).kept == 0


def test_a_chain_of_two_moves_saves_an_appointment_at_once() -> None:
    man = fixed_time(1, at(1, 10), required_gender="man")
    there = fixed_time(2, at(1, 10), not_from_places=(PLACES[2].code,))
    other = fixed_time(3, at(1, 10))
    people = [
        person(1, gender="man"),
        person(2, gender="man"),
        person(3, gender="woman"),
        person(4, gender="woman", home=PLACES[2], max_travel_minutes=None),
    ]
    current = [Assignment(1, 1, at(1, 10)), Assignment(2, 2, at(1, 10)), Assignment(3, 3, at(1, 10))]
    after = repair(snapshot(*people), [man, there, other], current, [PersonOut(1, TODAY, TODAY + 3)])
    assert {(item.question, item.person) for item in after.plan.assignments} == {(1, 2), (2, 3), (3, 4)}
    assert (after.kept, after.lost, after.moved) == (1, 0, 2)


def test_a_confirmed_appointment_stays_where_a_proposed_one_would_move() -> None:
    asked = fixed_time(1, at(1, 10), topic="money")
    world = snapshot(person(1), person(2, topics=("money",), roles=("r",)))
    weights = replace(load_weights(), topic=200)
    current = [Assignment(1, 1, at(1, 10))]
    assert repair(world, [asked], current, [], weights, wide=True).moved == 1
    assert repair(world, [asked], current, [], weights, wide=True, confirmed={1}).moved == 0


def test_new_moved_and_gone_questions() -> None:
    world = snapshot(person(1), person(2))
    first, second, third = (fixed_time(number, at(number, 10)) for number in (1, 2, 3))
    current = [Assignment(1, 1, at(1, 10)), Assignment(2, 2, at(2, 10))]
    after = repair(world, [first, second, third], current, [NewQuestion(3)])
    assert [(change.kind, change.because, change.question) for change in after.changes] == [
        ("filled", Because.NEW_QUESTION, 3)
    ]
    windows = (Window(at(4, 10), at(4, 11)),)
    after = repair(world, [first, second], current, [Moved(1, windows), QuestionGone(2)])
    assert {(change.kind, change.because, change.question) for change in after.changes} == {
        ("new_time", Because.MOVED, 1),
        ("dropped", Because.QUESTION_GONE, 2),
    } or {change.kind for change in after.changes} == {"moved", "dropped"}
    assert {item.question for item in after.plan.assignments} == {1}
    assert after.plan.assignments[0].start == at(4, 10)


def test_one_more_person_is_worth_what_the_plan_gains() -> None:
    asked = [fixed_time(number, at(1, 10)) for number in (1, 2)]
    world = snapshot(person(1))
    worth = marginal_value(world, asked, person(2))
    assert worth.served == 1 and len(worth.questions) == 1
    both = plan(snapshot(person(1), person(2)), asked, workers=1)
    alone = plan(world, asked, workers=1)
    assert worth.points == both.score - alone.score > 1000
    assert score_of(world, asked, alone.assignments) == alone.score
