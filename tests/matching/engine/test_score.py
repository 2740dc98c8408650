"""What the soft reasons are worth; that they add up is a property elsewhere."""

from dataclasses import replace

import pytest

from sleutelbos.matching.engine import (
    Ask,
    Booking,
    Candidate,
    Known,
    Person,
    PersonLanguage,
    Question,
    Reason,
    Window,
    load_weights,
    shortlist,
)
from sleutelbos.matching.engine.moments import DAY
from sleutelbos.matching.engine.weights import LoadBand, Weights
from tests.matching.engine.worlds import PLACES, at, person, question, snapshot

WEIGHTS = load_weights()


def told(who: Person, asked: Question | None = None, **fields: object) -> dict[Reason, tuple[int, dict[str, object]]]:
    """Points and values by reason."""
    candidate = shortlist(snapshot(who, **fields), asked or question(), WEIGHTS).candidates[0]
    return {item.reason: (item.points, dict(item.values)) for item in candidate.reasons}


def order(*people: Person, asked: Question | None = None, **fields: object) -> tuple[int, ...]:
    """Who comes first."""
    return shortlist(snapshot(*people, **fields), asked or question(), WEIGHTS).fitting


def test_who_the_newcomer_knows_counts_more_with_every_visit_up_to_four() -> None:
    for visits, points in ((1, 90), (2, 100), (4, 120), (9, 120)):
        assert told(person(1), question(known=(Known(1, visits),)))[Reason.KNOWN] == (points, {"visits": visits})
    assert Reason.KNOWN not in told(person(1), question(known=(Known(2, 3),)))


def test_who_was_not_asked_for_long_comes_first() -> None:
    for days, weeks, points in ((0, 0, 0), (6, 0, 0), (7, 1, 5), (56, 8, 40), (300, 42, 40)):
        asks = (Ask(1, 3, at(0, 8) - days * DAY, "expired"), Ask(1, 4, at(0, 8) - 400 * DAY, "expired"))
        assert told(person(1), asks=asks)[Reason.LAST_ASKED] == (points, {"weeks": weeks})
    assert told(person(1))[Reason.LAST_ASKED] == (40, {"weeks": -1})


@pytest.mark.parametrize(
    ("used", "points", "before", "after"),
    # A cap of 400 minutes: half is free, up to 300 costs 3 per ten minutes, up to 340 12, then 36.
    [(0, 0, 0, 15), (140, 0, 35, 50), (160, -6, 40, 55), (240, -18, 60, 75), (300, -120, 75, 90), (330, -192, 82, 97)],
)
def test_load_costs_more_the_fuller_the_own_week(used: int, points: int, before: int, after: int) -> None:
    booked = tuple(
        Booking(1, start, start + min(60, used - 60 * n))
        for n, start in enumerate(range(at(3, 6), at(3, 6) + used * 2, 120))
        if used > 60 * n
    )
    assert sum(item.end - item.start for item in booked) == used
    reasons = told(person(1, max_minutes_per_week=400), bookings=booked)
    assert reasons[Reason.LOAD] == (points, {"before": before, "after": after})


def test_load_is_measured_by_the_own_cap_and_not_by_that_of_others() -> None:
    booked = tuple(Booking(who, at(3, 9), at(3, 11)) for who in (1, 2))
    assert order(person(1, max_minutes_per_week=180), person(2, max_minutes_per_week=600), bookings=booked) == (2, 1)


def test_somebody_without_work_for_weeks_comes_before_somebody_with() -> None:
    recent = (Booking(1, at(-27, 9), at(-27, 10)), Booking(2, at(-29, 9), at(-29, 10)))
    assert order(person(1), person(2), bookings=recent) == (2, 1)
    assert told(person(2), bookings=recent)[Reason.FIRST_WORK] == (30, {})


def test_a_heavy_visit_the_day_before_asks_for_rest() -> None:
    def rest(end: int) -> tuple[int, dict[str, object]] | None:
        return told(person(1), bookings=(Booking(1, end - 60, end, heavy=True),)).get(Reason.REST)

    assert rest(at(0, 10)) is None
    assert rest(at(0, 10, 1)) == (-40, {"hours": 23, "visits": 1})
    assert rest(at(0, 16)) == (-40, {"hours": 18, "visits": 1})
    assert Reason.REST not in told(person(1), bookings=(Booking(1, at(0, 14), at(0, 15)),))


def test_every_heavy_visit_shortly_before_counts() -> None:
    booked = tuple(Booking(1, end - 60, end, heavy=True) for end in (at(0, 12), at(0, 20), at(-1, 20)))
    assert told(person(1), bookings=booked)[Reason.REST] == (-80, {"hours": 14, "visits": 2})


def test_a_heavy_visit_just_before_what_stands_already_costs_rest_too() -> None:
    def after(start: int, *, heavy: bool = True) -> tuple[int, dict[str, object]] | None:
        asked = question(heavy=heavy)
        return told(person(1), asked, bookings=(Booking(1, start, start + 60),)).get(Reason.REST_AFTER)

    assert after(at(1, 15)) == (-40, {"visits": 1})
    assert after(at(2, 10, 59)) == (-40, {"visits": 1})
    assert after(at(2, 11)) is None
    assert after(at(1, 7)) is None
    assert after(at(1, 15), heavy=False) is None


def test_going_with_somebody_one_likes_to_go_with_counts_for_both_sides() -> None:
    asked = question(id=7, wanted=2)
    booked = (Booking(2, at(1, 10), at(1, 11), question=7),)
    two = person(2)

    def company(one: Person, other: Person) -> set[tuple[str, int]]:
        found = shortlist(snapshot(one, other, bookings=booked), asked, WEIGHTS).candidates
        kinds = (Reason.DUO, Reason.GOES_ALONG)
        return {
            (item.reason, item.points)
            for each in found
            if each.person == 1
            for item in each.reasons
            if item.reason in kinds
        }

    assert company(person(1), two) == set()
    assert company(person(1, goes_with=(2,)), two) == {("duo", 40)}
    assert company(person(1), replace(two, goes_with=(1,))) == {("duo", 40)}
    assert company(person(1, goes_with=(2,)), replace(two, goes_with=(1,))) == {("duo", 40)}
    assert company(person(1, goes_with=(3,)), two) == set()
    assert company(person(1, goes_along=True), two) == {("goes_along", 40)}
    assert company(person(1), replace(two, goes_along=True)) == {("goes_along", 40)}
    assert company(person(1, goes_along=True), replace(two, goes_along=True)) == set()


def test_topic_role_and_a_preferred_gender_count() -> None:
    asked = question(topic="money", role="connector", preferred_gender="woman")
    reasons = told(person(1, topics=("money",), roles=("connector",)), asked)
    assert [reasons[reason][0] for reason in (Reason.TOPIC, Reason.ROLE, Reason.PREFERRED_GENDER)] == [50, 25, 60]
    other = told(person(1, gender="man"), asked)
    assert not {Reason.TOPIC, Reason.ROLE, Reason.PREFERRED_GENDER} & set(other)


def test_travel_costs_a_point_a_minute_and_is_told_with_its_means() -> None:
    points, values = told(person(1, modes=("bike", "car")))[Reason.TRAVEL]
    assert points == -int(str(values["minutes"]))
    assert values["mode"] == "car"
    assert told(person(1, home=PLACES[3]))[Reason.TRAVEL_UNKNOWN] == (-30, {})
    assert not {Reason.TRAVEL, Reason.TRAVEL_UNKNOWN} & set(told(person(1), question(online=True)))


def test_hours_that_must_be_asked_first_cost_a_little() -> None:
    assert told(person(1, flexible=True))[Reason.TIME_TO_ARRANGE] == (-20, {})
    assert Reason.TIME_TO_ARRANGE not in told(person(1, flexible=True), question(windows=()))


def test_an_urgent_question_prefers_who_can_come_soon() -> None:
    days = tuple(Window(at(day, 10), at(day, 11)) for day in (1, 3))
    soon, late = person(1), person(2, pauses=())
    late = replace(late, blocks=(replace(late.blocks[0], start=3 * DAY, end=4 * DAY),))
    asked = question(windows=days, urgency=2)
    assert order(soon, late, asked=asked) == (1, 2)
    assert told(late, asked)[Reason.WAIT] == (-60, {"days": 3})
    assert Reason.WAIT not in told(late, replace(asked, urgency=0))


def test_language_points_name_the_level_above_the_minimum() -> None:
    reasons = told(person(1, languages=(PersonLanguage("ti", 4, 2),)))
    points, values = reasons[Reason.LANGUAGE_DIRECT]
    assert points == 30
    assert values == {"asked": "ti", "used": "ti", "level": 4, "minimum": 2, "use": "speaking"}
    assert reasons[Reason.LANGUAGE_LEVEL] == (20, {"steps": 2})


def test_no_reason_is_about_origin_or_about_how_often_somebody_says_yes() -> None:
    yes = tuple(Ask(1, n, at(-30, 8), "accepted") for n in range(20, 30))
    no = tuple(Ask(2, n, at(-30, 8), "declined") for n in range(20, 30))
    world = snapshot(person(1), person(2), asks=yes + no)
    first, second = shortlist(world, question(), WEIGHTS).candidates
    assert (first.score, first.reasons) == (second.score, second.reasons)
    assert isinstance(first, Candidate)


def test_the_file_reads_back_and_names_what_is_wrong() -> None:
    plain = WEIGHTS.to_json()
    tables = {
        "version": plain["version"],
        "points": {key: value for key, value in plain.items() if key not in ("version", "load")},
        "load": {"bands": plain["load"]},
    }
    assert Weights.from_mapping(tables) == WEIGHTS
    with pytest.raises(ValueError, match="origin"):
        Weights.from_mapping({**tables, "points": {**tables["points"], "origin": 5}})
    missing = {key: value for key, value in tables["points"].items() if key != "topic"}
    with pytest.raises(ValueError, match="topic"):
        Weights.from_mapping({**tables, "points": missing})
    falling = [{"to_percent": 50, "points_per_10_minutes": 3}, {"to_percent": 90, "points_per_10_minutes": 1}]
    with pytest.raises(ValueError, match="rise"):
        Weights.from_mapping({**tables, "load": {"bands": falling}})


def test_load_bands_are_convex_in_the_file() -> None:
    costs = [band.points_per_10_minutes for band in WEIGHTS.load]
    assert costs == sorted(costs)
    assert WEIGHTS.load[-1] == LoadBand(100, 36)
