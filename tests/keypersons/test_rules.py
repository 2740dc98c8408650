"""The checklist and the week, as values."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sleutelbos.keypersons import rules
from sleutelbos.keypersons.rules import DayHours, Item, Requirement

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("seen_on", "valid_until", "months", "status", "until"),
    [
        (date(2026, 1, 1), None, None, "ok", None),
        (date(2026, 1, 1), None, 36, "ok", date(2029, 1, 1)),
        (date(2024, 1, 1), None, 36, "expires", date(2027, 1, 1)),
        (date(2023, 11, 22), None, 36, "expires", date(2026, 11, 22)),
        (date(2023, 11, 21), None, 36, "expired", date(2026, 11, 21)),
        (date(2020, 1, 1), date(2027, 12, 31), 36, "ok", date(2027, 12, 31)),
        (date(2026, 1, 1), date(2026, 6, 1), 36, "expired", date(2026, 6, 1)),
        (date(2026, 11, 23), None, None, "missing", None),
        (date(2027, 1, 21) - timedelta(days=365), date(2027, 1, 21), None, "expires", date(2027, 1, 21)),
        (date(2027, 1, 22) - timedelta(days=365), date(2027, 1, 22), None, "ok", date(2027, 1, 22)),
    ],
)
def test_one_item_against_one_requirement(
    seen_on: date, valid_until: date | None, months: int | None, status: str, until: date | None
) -> None:
    [check] = rules.readiness([Requirement("vog", valid_months=months)], [Item("vog", seen_on, valid_until)], TODAY)
    assert (check.status, check.until) == (status, until)
    assert check.holds == (status in {"ok", "expires"})


def test_of_several_items_the_one_that_holds_longest_counts() -> None:
    items = [
        Item("vog", date(2020, 1, 1)),
        Item("vog", date(2026, 1, 1)),
        Item("vog", date(2026, 6, 1), date(2026, 7, 1)),
    ]
    [check] = rules.readiness([Requirement("vog", valid_months=36)], items, TODAY)
    assert (check.seen_on, check.until) == (date(2026, 1, 1), date(2029, 1, 1))


def test_an_item_of_another_kind_helps_nobody() -> None:
    [check] = rules.readiness([Requirement("vog")], [Item("insurance", TODAY)], TODAY)
    assert check.status == "missing"


def test_the_worst_check_is_named_per_kind_of_visit() -> None:
    checks = rules.readiness(
        [Requirement("vog", individual=True), Requirement("training", individual=False, collective=True)],
        [Item("training", TODAY)],
        TODAY,
    )
    assert rules.worst(checks) == "missing"
    assert rules.worst(checks, individual=False) == "ok"
    assert rules.worst([]) == "ok"


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 22), 2, date(2027, 1, 22)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_end_with_the_shorter_month(day: date, months: int, later: date) -> None:
    assert rules.add_months(day, months) == later


@given(DAYS, st.integers(1, 60))
def test_the_earliest_day_something_may_be_seen_is_exact(day: date, months: int) -> None:
    seen = rules.earliest_seen(day, months)
    assert rules.add_months(seen, months) >= day
    assert rules.add_months(seen - timedelta(days=1), months) < day


def hours(*blocks: tuple[int, int, int]) -> list[DayHours]:
    return [DayHours(*block) for block in blocks]


def test_touching_and_overlapping_hours_become_one_block() -> None:
    assert rules.merged(hours((0, 600, 700), (0, 480, 600), (0, 690, 720), (1, 480, 600))) == hours(
        (0, 480, 720), (1, 480, 600)
    )


def test_a_ticked_box_means_the_usual_hours() -> None:
    assert rules.week_from_parts({(0, "morning"), (2, "evening")}, []) == hours((0, 480, 720), (2, 1080, 1320))


def test_two_boxes_beside_each_other_become_one_block() -> None:
    assert rules.week_from_parts({(0, "morning"), (0, "afternoon")}, []) == hours((0, 480, 1080))


def test_a_box_that_stays_ticked_keeps_its_finer_hours() -> None:
    existing = hours((3, 780, 1020))
    assert rules.week_from_parts({(3, "afternoon"), (3, "morning")}, existing) == hours((3, 480, 720), (3, 780, 1020))


def test_a_box_that_is_cleared_takes_all_its_hours_away() -> None:
    existing = hours((3, 360, 1020))
    assert rules.week_from_parts({(3, "afternoon")}, existing) == hours((3, 720, 1020))
    assert rules.week_from_parts(set(), existing) == []


WEEKS = st.lists(
    st.builds(
        lambda day, start, length: DayHours(day, start, min(1440, start + length)),
        st.integers(0, 6),
        st.integers(0, 1380),
        st.integers(1, 700),
    ),
    max_size=8,
)


@given(WEEKS)
def test_saving_the_boxes_as_they_are_changes_no_hour(blocks: list[DayHours]) -> None:
    week = rules.merged(blocks)
    assert rules.week_from_parts(rules.ticked_parts(week), week) == week


@given(WEEKS)
def test_the_words_of_a_week_name_every_day_with_hours_once(blocks: list[DayHours]) -> None:
    words = rules.week_in_words(blocks)
    named = [day for group in words.groups for day in group.weekdays]
    assert sorted(named) == sorted({block.weekday for block in blocks})
    for group in words.groups:
        assert bool(group.parts) != bool(group.spans)


def test_days_that_follow_each_other_are_a_run() -> None:
    assert rules.runs([0, 1, 2, 4, 6]) == [(0, 2), (4, 4), (6, 6)]


def test_a_week_ends_on_sunday() -> None:
    assert rules.week_end(date(2026, 11, 23)) == date(2026, 11, 29)
    assert rules.week_end(date(2026, 11, 29)) == date(2026, 11, 29)
