"""Each hard rule in small cases; every case is also put to the checker."""

from dataclasses import replace

import pytest

from sleutelbos.matching.engine import (
    Ask,
    Block,
    Booking,
    Engagement,
    Exclusion,
    Known,
    LanguageNeed,
    Pause,
    Person,
    PersonLanguage,
    Question,
    Readiness,
    Rule,
    Snapshot,
    TimeException,
    Window,
    load_travel,
    load_weights,
    shortlist,
)
from sleutelbos.matching.engine.checker import check
from sleutelbos.matching.engine.moments import DAY, WEEK
from tests.matching.engine.worlds import PLACES, TODAY, at, person, question, snapshot

WEIGHTS = load_weights()
TUESDAY = TODAY + 1


def failing(who: Person, asked: Question, **fields: object) -> set[Rule]:
    """The rules this person fails, by the fast path and the checker alike."""
    world = snapshot(who, **fields)
    rules = shortlist(world, asked, WEIGHTS).excluded.of(who.id)
    assert rules == check(world, asked, who.id, WEIGHTS).rules
    return set(rules)


def bookings(*starts: int, length: int = 60, **fields: object) -> tuple[Booking, ...]:
    """Bookings of person 1."""
    return tuple(Booking(1, start, start + length, **fields) for start in starts)  # type: ignore[arg-type]


def asks(*days_ago: int, state: str = "expired", about: int = 3) -> tuple[Ask, ...]:
    """Asks of person 1, so many days before the snapshot."""
    return tuple(Ask(1, about, at(0, 8) - days * DAY, state) for days in days_ago)  # type: ignore[arg-type]


def test_the_usual_person_fits_the_usual_question() -> None:
    assert failing(person(1), question()) == set()


PERSONS = [
    ({"deployable": False}, {}, {Rule.NOT_DEPLOYABLE}),
    ({}, {"excluded": (1,)}, {Rule.NOT_POSSIBLE}),
    ({"gender": "man"}, {"required_gender": "woman"}, {Rule.GENDER}),
    ({"gender": ""}, {"required_gender": "woman"}, {Rule.GENDER}),
    ({"gender": "man"}, {"preferred_gender": "woman"}, set()),
    ({"refused": ("organisation:practice",)}, {"tags": ("organisation:practice",)}, {Rule.OWN_WISH}),
    ({"refused": ("organisation:practice",)}, {"tags": ("organisation:school",)}, set()),
    ({"not_in_own_place": True, "home": PLACES[0]}, {}, {Rule.OWN_WISH}),
    ({"not_in_own_place": True, "home": PLACES[0]}, {"online": True}, set()),
    ({"not_in_own_place": True}, {}, set()),
    ({}, {"not_from_places": ("aalten",)}, {Rule.SAME_PLACE}),
    ({}, {"not_from_places": ("winterswijk",)}, set()),
    ({}, {"known_only": True, "known": (Known(2),)}, {Rule.KNOWN_ONLY}),
    ({}, {"known_only": True, "known": (Known(1),)}, set()),
    ({"online": False}, {"online": True}, {Rule.ONLINE}),
    ({"online": False}, {}, set()),
    ({"modes": ("walk",), "max_travel_minutes": 60}, {}, {Rule.TRAVEL}),
    ({"modes": ("walk", "car"), "max_travel_minutes": 60}, {}, set()),
    ({"modes": ("walk",), "max_travel_minutes": None}, {}, set()),
    ({"modes": ("walk",), "max_travel_minutes": 60}, {"any_distance": True}, set()),
    ({"modes": ("walk",), "max_travel_minutes": 60}, {"online": True}, set()),
    ({"home": PLACES[3], "max_travel_minutes": 1}, {}, set()),
    ({"ask_again_on": TODAY + 1}, {}, {Rule.ASK_LATER}),
    ({"ask_again_on": TODAY}, {}, set()),
]


@pytest.mark.parametrize(("fields", "asked", "rules"), PERSONS)
def test_rules_that_do_not_depend_on_the_time(
    fields: dict[str, object], asked: dict[str, object], rules: set[Rule]
) -> None:
    assert failing(person(1, **fields), question(**asked)) == rules


ENGAGEMENTS = [
    ((), {Rule.ENGAGEMENT}),
    ((Engagement(1, TUESDAY),), set()),
    ((Engagement(1, TUESDAY + 1),), {Rule.ENGAGEMENT}),
    ((Engagement(1, 0, TUESDAY),), set()),
    ((Engagement(1, 0, TUESDAY - 1),), {Rule.ENGAGEMENT}),
    ((Engagement(1, 0, None, ("aalten",)),), {Rule.ENGAGEMENT}),
    ((Engagement(1, 0, None, ("aalten", "winterswijk")),), set()),
    ((Engagement(1, 0, None, (), ("welfare",)),), {Rule.ENGAGEMENT}),
    ((Engagement(1, 0, None, (), ("town",)),), set()),
    # One engagement must serve both; two halves do not make a whole.
    (
        (Engagement(1, 0, None, ("winterswijk",), ("welfare",)), Engagement(2, 0, None, ("aalten",), ("town",))),
        {Rule.ENGAGEMENT},
    ),
]


@pytest.mark.parametrize(("engagements", "rules"), ENGAGEMENTS)
def test_an_engagement_must_serve_this_municipality_and_payer_on_the_day(
    engagements: tuple[Engagement, ...], rules: set[Rule]
) -> None:
    assert failing(person(1, engagements=engagements), question()) == rules


@pytest.mark.parametrize(
    ("papers", "rules"),
    [
        ((Readiness("vog", 0, TUESDAY), Readiness("agreement", TUESDAY)), set()),
        ((Readiness("vog", 0, TUESDAY - 1), Readiness("agreement", 0)), {Rule.READINESS}),
        ((Readiness("vog", 0, 5), Readiness("vog", TUESDAY - 3), Readiness("agreement", 0)), set()),
        ((Readiness("vog", 0),), {Rule.READINESS}),
        ((Readiness("vog", TUESDAY + 1), Readiness("agreement", 0)), {Rule.READINESS}),
    ],
)
def test_every_required_item_holds_on_the_day_of_the_visit(papers: tuple[Readiness, ...], rules: set[Rule]) -> None:
    assert failing(person(1, readiness=papers), question()) == rules


@pytest.mark.parametrize(
    ("pause", "rules"),
    [
        (Pause(TUESDAY, TUESDAY), {Rule.PAUSED}),
        (Pause(0), {Rule.PAUSED}),
        (Pause(0, TUESDAY - 1), set()),
        (Pause(TUESDAY + 1), set()),
    ],
)
def test_a_pause_counts_both_ends(pause: Pause, rules: set[Rule]) -> None:
    assert failing(person(1, pauses=(pause,)), question()) == rules


def tuesday(start: float, end: float) -> Block:
    """Hours on Tuesday."""
    return Block(int(DAY + start * 60), int(DAY + end * 60))


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({"blocks": (tuesday(10, 11),)}, set()),
        ({"blocks": (tuesday(10, 10.9),)}, {Rule.AVAILABILITY}),
        ({"blocks": (tuesday(10.1, 12),)}, {Rule.AVAILABILITY}),
        ({"blocks": ()}, {Rule.AVAILABILITY}),
        # Two touching spans are one; two with a gap are not.
        ({"blocks": (tuesday(9, 10.5), tuesday(10.5, 12))}, set()),
        ({"blocks": (tuesday(9, 10.5), tuesday(10.6, 12))}, {Rule.AVAILABILITY}),
        ({"blocks": (), "flexible": True}, set()),
        ({"exceptions": (TimeException(at(1, 0), at(2, 0)),)}, {Rule.AVAILABILITY}),
        ({"exceptions": (TimeException(at(1, 10, 59), at(1, 12)),)}, {Rule.AVAILABILITY}),
        ({"exceptions": (TimeException(at(1, 11), at(1, 12)),)}, set()),
        ({"flexible": True, "exceptions": (TimeException(at(1, 0), at(2, 0)),)}, {Rule.AVAILABILITY}),
        # Extra hours add, also together with the usual ones; away wins.
        ({"blocks": (), "exceptions": (TimeException(at(1, 10), at(1, 11), True),)}, set()),
        (
            {"blocks": (tuesday(9, 10.5),), "exceptions": (TimeException(at(1, 10, 30), at(1, 11), True),)},
            set(),
        ),
        (
            {"exceptions": (TimeException(at(1, 9), at(1, 12), True), TimeException(at(1, 10), at(1, 11)))},
            {Rule.AVAILABILITY},
        ),
    ],
)
def test_the_whole_visit_lies_in_hours_somebody_gave(fields: dict[str, object], rules: set[Rule]) -> None:
    assert failing(person(1, **fields), question()) == rules


def test_sunday_night_runs_on_into_monday() -> None:
    night = (Block(0, 120), Block(WEEK - 120, WEEK))
    asked = question(windows=(Window(at(7, 0) - 30, at(7, 0) + 30),))
    assert failing(person(1, blocks=night), asked) == set()
    assert failing(person(1, blocks=night[1:]), asked) == {Rule.AVAILABILITY}


def bike_minutes(a: int, b: int) -> int:
    """Between two of the places, as the model has it."""
    import numpy as np

    from sleutelbos.matching.engine.travel import on_sphere

    one, other = PLACES[a], PLACES[b]
    assert one.lat is not None and one.lon is not None and other.lat is not None and other.lon is not None
    here, there = np.array(on_sphere(one.lat, one.lon)), np.array(on_sphere(other.lat, other.lon))
    return int(load_travel().minutes(here, there, "bike"))


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(("short", "rules"), [(0, set()), (1, {Rule.OVERLAP})])
def test_between_two_visits_there_is_time_to_travel_and_five_minutes_more(
    before: bool, short: int, rules: set[Rule]
) -> None:
    gap = bike_minutes(2, 0) + 5
    start = at(1, 10) - 60 - gap + short if before else at(1, 11) + gap - short
    cyclist = person(1, modes=("bike",), max_travel_minutes=None)
    assert failing(cyclist, question(), bookings=bookings(start, place=PLACES[2])) == rules


@pytest.mark.parametrize(
    ("asked_online", "booked_online", "gap"),
    [(True, True, 5), (True, False, bike_minutes(1, 2) + 5), (False, True, bike_minutes(1, 0) + 5)],
)
def test_an_online_visit_is_done_from_home(asked_online: bool, booked_online: bool, gap: int) -> None:
    cyclist = person(1, modes=("bike",), max_travel_minutes=None)
    asked = question(online=asked_online)
    for short, rules in ((0, set()), (1, {Rule.OVERLAP})):
        taken = bookings(at(1, 11) + gap - short, place=PLACES[2], online=booked_online)
        assert failing(cyclist, asked, bookings=taken) == rules


def test_where_a_place_is_not_known_half_an_hour_is_kept_free() -> None:
    for minutes, rules in ((35, set()), (34, {Rule.OVERLAP})):
        assert failing(person(1), question(), bookings=bookings(at(1, 11, minutes), place=PLACES[3])) == rules


@pytest.mark.parametrize(
    ("caps", "rules"),
    [
        ({"max_visits_per_week": 3}, set()),
        ({"max_visits_per_week": 2}, {Rule.WEEK_CAP}),
        ({"max_minutes_per_week": 180}, set()),
        ({"max_minutes_per_week": 179}, {Rule.WEEK_CAP}),
        ({"max_minutes_per_month": 240}, set()),
        ({"max_minutes_per_month": 239}, {Rule.MONTH_CAP}),
        ({"max_visits_per_week": 0}, {Rule.WEEK_CAP}),
    ],
)
def test_own_caps_count_this_visit_too(caps: dict[str, object], rules: set[Rule]) -> None:
    # Two visits in the same week, a third in the same month, one in the month before.
    booked = bookings(at(0, 9), at(4, 9), at(7, 9), at(-25, 9))
    assert failing(person(1, **caps), question(), bookings=booked) == rules


def test_a_full_week_leaves_the_next_week_open() -> None:
    full = person(1, max_visits_per_week=1)
    both = question(windows=(Window(at(1, 10), at(1, 11)), Window(at(8, 10), at(8, 11))))
    world = snapshot(full, bookings=bookings(at(0, 9)))
    assert shortlist(world, both, WEIGHTS).candidates[0].start == at(8, 10)


@pytest.mark.parametrize(
    ("fields", "given", "rules"),
    [
        ({}, asks(1, 2, 3), set()),
        ({}, asks(1, 2, 3, 13), {Rule.ASK_CAP}),
        ({}, asks(1, 2, 3, 14), set()),
        ({"max_asks_per_14_days": 1}, asks(1), {Rule.ASK_CAP}),
        ({"max_asks_per_14_days": 0}, (), {Rule.ASK_CAP}),
        ({}, asks(1, state="open"), set()),
        ({}, asks(1, 2, state="open"), {Rule.OPEN_ASKS}),
        ({"max_open_asks": 3}, asks(1, 2, state="open"), set()),
        ({}, asks(1, state="open", about=7), {Rule.ALREADY_ASKED}),
        ({}, asks(1, state="accepted", about=7), {Rule.ALREADY_ASKED}),
        ({}, asks(1, state="declined", about=7), {Rule.DECLINED}),
        ({}, asks(1, state="expired", about=7), set()),
        ({}, asks(1, state="withdrawn", about=7), set()),
        ({}, asks(1, state="declined"), set()),
    ],
)
def test_nobody_is_asked_too_often_or_twice(
    fields: dict[str, object], given: tuple[Ask, ...], rules: set[Rule]
) -> None:
    assert failing(person(1, **fields), question(), asks=given) == rules


def test_somebody_booked_on_the_question_is_not_asked_again() -> None:
    booked = bookings(at(5, 9), question=7)
    assert failing(person(1), question(), bookings=booked) == {Rule.ALREADY_ASKED}


def test_parties_decide_who_is_not_possible() -> None:
    barred = (Exclusion(1, "newcomer:9"),)
    assert failing(person(1), question(parties=("newcomer:9",)), exclusions=barred) == {Rule.NOT_POSSIBLE}
    assert failing(person(1), question(parties=("newcomer:8",)), exclusions=barred) == set()


def test_all_failing_rules_are_named_together() -> None:
    worst = person(1, deployable=False, gender="man", readiness=(), blocks=(), engagements=())
    assert failing(worst, question(required_gender="woman", excluded=(1,))) == {
        Rule.NOT_DEPLOYABLE,
        Rule.NOT_POSSIBLE,
        Rule.GENDER,
        Rule.READINESS,
        Rule.AVAILABILITY,
        Rule.ENGAGEMENT,
    }


def test_rules_that_hold_at_different_starts_only_have_no_common_start() -> None:
    morning = person(1, blocks=(tuesday(9, 12),))
    asked = question(windows=(Window(at(1, 9), at(1, 10)), Window(at(1, 15), at(1, 16))))
    assert failing(morning, asked, bookings=bookings(at(1, 9), place=PLACES[0])) == {Rule.NO_COMMON_START}


def test_papers_that_end_halfway_leave_the_days_before() -> None:
    papers = (Readiness("vog", 0, TUESDAY), Readiness("agreement", 0))
    days = tuple(Window(at(day, 10), at(day, 11)) for day in (1, 2, 3))
    found = shortlist(snapshot(person(1, readiness=papers)), question(windows=days), WEIGHTS).candidates[0]
    assert (found.start, found.starts) == (at(1, 10), 1)


def test_a_question_without_a_time_is_not_held_against_hours_and_bookings() -> None:
    busy = person(1, blocks=(), max_visits_per_week=0, pauses=(Pause(TUESDAY + 1),))
    asked = question(windows=())
    assert failing(busy, asked, bookings=bookings(at(1, 10), length=600)) == set()
    assert failing(busy, replace(asked, day=TUESDAY + 1)) == {Rule.PAUSED}


def test_a_choice_of_language_needs_one_and_a_second_language_needs_both() -> None:
    speaker = person(1, languages=(PersonLanguage("ti", 3, 3), PersonLanguage("nl", 2, 2)))
    either = question(languages=(LanguageNeed("am", 2), LanguageNeed("ti", 2)))
    assert failing(speaker, either) == set()
    assert failing(speaker, replace(either, also=(LanguageNeed("nl", 2),))) == set()
    assert failing(speaker, replace(either, also=(LanguageNeed("nl", 3),))) == {Rule.ALSO_LANGUAGE}


def test_a_snapshot_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        shortlist(snapshot(person(1), person(1)), question(), WEIGHTS)
    with pytest.raises(ValueError, match="twice"):
        shortlist(
            snapshot(person(1, languages=(PersonLanguage("ti", 1), PersonLanguage("ti", 2)))), question(), WEIGHTS
        )
    with pytest.raises(ValueError, match="inside a week"):
        shortlist(snapshot(person(1, blocks=(Block(600, WEEK + 1),))), question(), WEIGHTS)


def test_a_question_that_cannot_start_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        question(windows=(Window(at(1, 10), at(1, 10, 30)),))
    with pytest.raises(ValueError, match="at most"):
        question(windows=(Window(at(0, 0), at(60, 0)),))
    with pytest.raises(ValueError, match="one minute"):
        question(duration=0, windows=())


def test_rows_of_people_who_are_not_there_are_passed_over() -> None:
    world = Snapshot(
        at=at(0, 8),
        people=(person(1),),
        bookings=(Booking(9, at(1, 10), at(1, 11)),),
        asks=(Ask(9, 3, at(0, 7), "open"),),
        exclusions=(Exclusion(9, "newcomer:1"),),
    )
    assert shortlist(world, question(parties=("newcomer:1",), excluded=(9,)), WEIGHTS).fitting == (1,)
