"""A plan is valid, explained, best or bounded, and the same every time."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sleutelbos.matching.engine import Booking, Known, Question, Reason, Rule, Snapshot, Window, load_weights, shortlist
from sleutelbos.matching.engine.codes import PlanReason
from sleutelbos.matching.engine.plan import Assignment, Limits, Plan, PlanError, Why, check_plan, plan, score_of
from tests.matching.engine.plan.weeks import by_trying_everything, strict_about_asks, weeks
from tests.matching.engine.worlds import PLACES, TODAY, at, person, question, snapshot

EXACT = Limits(seconds=None)
quick = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def fixed_time(id: int, start: int, **fields: object) -> Question:
    return question(id=id, windows=(Window(start, start + 60),), **fields)


@given(weeks(), st.booleans())
@quick
def test_the_plan_is_the_best_of_all_plans(week: tuple[Snapshot, tuple[Question, ...]], strict: bool) -> None:
    world, asked = week
    weights = strict_about_asks() if strict else load_weights()
    best, count = by_trying_everything(world, asked, weights)
    found = plan(world, asked, weights, limits=EXACT, workers=1)
    assert count
    assert found.score == best
    assert found.bound == best
    assert found.gap == 0 and found.finished


def test_a_visit_soon_after_a_heavy_one_of_the_same_plan_goes_to_somebody_else_or_says_why() -> None:
    heavy, later = fixed_time(1, at(1, 9), heavy=True), fixed_time(2, at(1, 14))
    together = plan(snapshot(person(1, topics=("work",))), [heavy, replace(later, topic="work")], workers=1)
    told = {item.assignment.question: {each.reason: each for each in item.reasons} for item in together.planned}
    assert Reason.REST not in told[1]
    assert (told[2][Reason.REST].points, dict(told[2][Reason.REST].values)) == (-40, {"hours": 4, "visits": 1})
    # Thirty points more for the first are fewer than the rest that would be missing.
    two = snapshot(person(1, home=PLACES[0]), person(2, home=PLACES[0]), bookings=(Booking(2, at(-8, 9), at(-8, 10)),))
    apart = plan(two, [heavy, later], workers=1)
    assert len({item.assignment.person for item in apart.planned}) == 2
    light = plan(two, [replace(heavy, heavy=False), later], workers=1)
    assert score_of(two, [heavy, later], light.assignments) <= apart.score


def test_two_who_like_to_go_together_are_planned_together_and_one_of_them_is_told() -> None:
    crowd = [person(1), person(2), person(3, goes_with=(1,)), person(4)]
    found = plan(snapshot(*crowd), [question(id=5, wanted=2)], workers=1)
    assert {item.assignment.person for item in found.planned} == {1, 3}
    points = [each.points for item in found.planned for each in item.reasons if each.reason is Reason.DUO]
    assert points == [40]
    crowd = [person(1, goes_along=True), person(2, goes_along=True), person(3)]
    found = plan(snapshot(*crowd), [question(id=5, wanted=2)], workers=1)
    assert 3 in {item.assignment.person for item in found.planned}
    assert sum(each.reason is Reason.GOES_ALONG for item in found.planned for each in item.reasons) == 1


@given(weeks(), st.integers(0, 1))
@quick
def test_every_plan_is_valid_and_its_reasons_add_up(week: tuple[Snapshot, tuple[Question, ...]], work: int) -> None:
    world, asked = week
    found = plan(world, asked, limits=Limits(seconds=None, work=work), workers=1)
    assert check_plan(world, asked, found.assignments) == ()
    assert score_of(world, asked, found.assignments) == found.score == sum(item.score for item in found.planned)
    for item in found.planned:
        assert sum(points.points for points in item.reasons) == item.score
    assert found.bound >= found.score
    assert {item.question for item in found.unserved} | {item.question for item in found.assignments} == {
        item.id for item in asked
    }
    assert Plan.from_json(found.to_json()) == found


@given(weeks(), st.data())
@quick
def test_a_pinned_visit_stays_and_a_forbidden_pair_never_comes(
    week: tuple[Snapshot, tuple[Question, ...]], data: st.DataObject
) -> None:
    world, asked = week
    first = plan(world, asked, limits=EXACT, workers=1)
    if not first.planned:
        return
    pin = data.draw(st.sampled_from(first.assignments))
    again = plan(world, asked, limits=EXACT, workers=1, fixed=[pin])
    assert pin in again.assignments
    # One pinned of two may stay alone, where the other is needed more elsewhere.
    wide = any(item.id == pin.question and item.wanted > 1 for item in asked)
    assert again.score >= first.score if wide else again.score == first.score
    apart = plan(world, asked, limits=EXACT, workers=1, forbidden=[(pin.question, pin.person)])
    assert (pin.question, pin.person) not in {(item.question, item.person) for item in apart.assignments}
    assert apart.score <= first.score


@given(weeks(most_people=4), st.integers(1, 4))
@quick
def test_one_person_less_never_gives_a_better_plan(week: tuple[Snapshot, tuple[Question, ...]], out: int) -> None:
    world, asked = week
    fewer = replace(world, people=tuple(each for each in world.people if each.id != out))
    all_of_them = plan(world, asked, limits=EXACT, workers=1)
    assert plan(fewer, asked, limits=EXACT, workers=1).score <= all_of_them.score


def test_one_question_gets_who_is_first_on_the_shortlist() -> None:
    world = snapshot(person(1), person(2, topics=("money",)), person(3, home=PLACES[2]))
    asked = question(topic="money")
    found = plan(world, [asked], workers=1)
    first = shortlist(world, asked, load_weights()).candidates[0]
    assert [item.assignment.person for item in found.planned] == [first.person] == [2]
    extra = {PlanReason.SERVE}
    assert found.score == first.score + sum(
        points.points for points in found.planned[0].reasons if points.reason in extra
    )
    assert found.planned[0].travel_minutes == first.travel_minutes


def test_two_visits_that_travel_keeps_apart_get_two_people() -> None:
    far = [fixed_time(1, at(1, 10), place=PLACES[0]), fixed_time(2, at(1, 11, 10), place=PLACES[2])]
    one = snapshot(person(1, max_travel_minutes=None))
    assert len(plan(one, far, workers=1).planned) == 1
    two = snapshot(person(1, max_travel_minutes=None), person(2, max_travel_minutes=None))
    assert {item.person for item in plan(two, far, workers=1).assignments} == {1, 2}


def test_a_newcomer_is_not_in_two_visits_at_once() -> None:
    world = snapshot(person(1), person(2))
    both = [fixed_time(1, at(1, 10), parties=("newcomer:1",)), fixed_time(2, at(1, 10, 30), parties=("newcomer:1",))]
    assert len(plan(world, both, workers=1).planned) == 1
    others = [fixed_time(1, at(1, 10), parties=("organisation:1",)), replace(both[1], parties=("organisation:1",))]
    assert len(plan(world, others, workers=1).planned) == 2


def test_one_newcomer_sees_one_person_where_that_costs_little() -> None:
    near, other = person(1, home=PLACES[1]), person(2, home=PLACES[1])
    asked = [
        fixed_time(1, at(1, 10), parties=("newcomer:1",), known=(Known(1, 1),)),
        fixed_time(2, at(3, 10), parties=("newcomer:1",)),
    ]
    found = plan(snapshot(near, other), asked, workers=1)
    # The second person would bring 70 points for work at last, and switching costs 40.
    assert {item.person for item in found.assignments} == {1, 2}
    switch = [points for item in found.planned for points in item.reasons if points.reason == PlanReason.SWITCH]
    assert [points.points for points in switch] == [load_weights().switch]
    dear = replace(load_weights(), switch=-200)
    assert {item.person for item in plan(snapshot(near, other), asked, dear, workers=1).assignments} == {1}


def test_two_people_at_one_appointment_or_nobody() -> None:
    asked = question(wanted=2)
    alone = plan(snapshot(person(1)), [asked], workers=1)
    assert alone.planned == () and alone.unserved[0].why == Why.NOBODY_FITS
    both = plan(snapshot(person(1), person(2), person(3)), [asked], workers=1)
    assert len({item.person for item in both.assignments}) == 2
    assert len({item.start for item in both.assignments}) == 1
    shares = [points.points for item in both.planned for points in item.reasons if points.reason == PlanReason.SERVE]
    assert sum(shares) == load_weights().serve


def test_one_pin_of_two_is_kept_and_completed() -> None:
    asked = question(wanted=2)
    pin = Assignment(asked.id, 3, asked.starts[0])
    world = snapshot(person(1), person(2), person(3, home=PLACES[2]))
    found = plan(world, [asked], workers=1, fixed=[pin])
    assert pin in found.assignments and len(found.planned) == 2
    alone = plan(snapshot(person(3, home=PLACES[2])), [asked], workers=1, fixed=[pin])
    assert alone.assignments == (pin,)


def test_a_pin_that_breaks_a_rule_is_refused_with_that_rule() -> None:
    asked = question(required_gender="man")
    with pytest.raises(PlanError) as refused:
        plan(snapshot(person(1)), [asked], workers=1, fixed=[Assignment(asked.id, 1, asked.starts[0])])
    assert refused.value.code == Rule.GENDER
    assert refused.value.assignment == Assignment(asked.id, 1, asked.starts[0])


def test_a_pin_outlives_what_a_soft_rule_dislikes() -> None:
    asked = question()
    pin = Assignment(asked.id, 2, asked.starts[0])
    world = snapshot(person(1, topics=("money",)), person(2, home=PLACES[0], blocks=(), flexible=True))
    assert plan(world, [replace(asked, topic="money")], workers=1, fixed=[pin]).assignments == (pin,)


def test_who_is_not_served_says_why_and_who_was_served_instead() -> None:
    asked = [
        fixed_time(1, at(1, 10), urgency=2),
        fixed_time(2, at(1, 10)),
        fixed_time(3, at(1, 15), required_gender="man"),
        question(id=4, windows=()),
    ]
    found = plan(snapshot(person(1)), asked, workers=1)
    assert [item.question for item in found.assignments] == [1]
    why = {item.question: item for item in found.unserved}
    assert why[2].why == Why.EVERYBODY_TAKEN and why[2].rivals == (1,)
    assert why[3].why == Why.NOBODY_FITS and why[3].rules == ((Rule.GENDER, 1),)
    assert why[4].why == Why.NO_TIME


def test_a_question_that_costs_more_than_it_brings_is_left() -> None:
    weights = replace(load_weights(), serve=0, last_asked_per_week=0, first_work=0, language_direct=0, language_level=0)
    found = plan(snapshot(person(1)), [question(required_gender="woman")], weights, workers=1)
    assert found.planned == () and found.unserved[0].why == Why.NOT_WORTH


def test_load_spreads_work_over_people() -> None:
    days = [fixed_time(number, at(number, 10)) for number in range(1, 5)]
    world = snapshot(*(person(number, max_minutes_per_week=300) for number in (1, 2)))
    found = plan(world, days, workers=1)
    assert sorted(item.person for item in found.assignments) == [1, 1, 2, 2]


def test_first_work_and_not_asked_for_long_count_once() -> None:
    days = [fixed_time(number, at(number, 10)) for number in range(1, 4)]
    found = plan(snapshot(person(1, max_minutes_per_week=600)), days, workers=1)
    told = [points for item in found.planned for points in item.reasons]
    assert [points.points for points in told if points.reason == Reason.FIRST_WORK] == [load_weights().first_work]
    assert sorted(points.points for points in told if points.reason == Reason.LAST_ASKED) == [0, 0, 40]


def test_the_same_booking_is_not_in_the_way_of_its_own_pin() -> None:
    asked = question()
    start = asked.starts[0]
    world = snapshot(person(1), bookings=(Booking(1, start, start + 60, PLACES[0], question=asked.id),))
    assert plan(world, [asked], workers=1).planned == ()
    pin = Assignment(asked.id, 1, start)
    assert plan(world, [asked], workers=1, fixed=[pin]).assignments == (pin,)


def test_nothing_to_plan_is_a_plan() -> None:
    assert plan(snapshot(person(1)), [], workers=1).planned == ()
    assert plan(snapshot(), [question()], workers=1).unserved[0].why == Why.NOBODY_FITS
    assert plan(snapshot(person(1)), [question(day=TODAY)], workers=1).finished


def test_the_checker_finds_what_is_wrong_together() -> None:
    asked = [fixed_time(1, at(1, 10)), fixed_time(2, at(1, 11), parties=("newcomer:1",)), question(id=3, wanted=2)]
    world = snapshot(person(1, max_visits_per_week=1), person(2))
    start = asked[0].starts[0]
    codes = {item.code for item in check_plan(world, asked, [Assignment(1, 1, start), Assignment(2, 1, at(1, 11))])}
    assert codes == {"overlap", "week_cap"}
    codes = {item.code for item in check_plan(world, asked, [Assignment(3, 1, start), Assignment(9, 1, start)])}
    assert codes == {"too_few", "unknown"}
    assert {item.code for item in check_plan(world, asked, [Assignment(1, 1, start + 5)])} == {"no_time"}
