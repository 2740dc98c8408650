"""When and by which way somebody is told, as values."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sleutelbos.notices import rules

HERE = ZoneInfo("Europe/Amsterdam")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


@pytest.mark.parametrize(
    ("now", "start", "end", "until"),
    [
        ("2026-11-24 21:59", 1320, 420, None),
        ("2026-11-24 22:00", 1320, 420, "2026-11-25 07:00"),
        ("2026-11-25 03:00", 1320, 420, "2026-11-25 07:00"),
        ("2026-11-25 07:00", 1320, 420, None),
        ("2026-11-24 12:30", 720, 780, "2026-11-24 13:00"),  # inside one day
        ("2026-11-24 12:30", 720, 720, None),  # the same minute twice: never
        ("2026-10-25 02:30", 1320, 420, "2026-10-25 07:00"),  # the night with an hour twice
        ("2026-12-31 23:30", 1320, 420, "2027-01-01 07:00"),
    ],
)
def test_quiet_hours_end_in_the_morning(now: str, start: int, end: int, until: str | None) -> None:
    found = rules.quiet_end(at(now), quiet_from=start, quiet_until=end)
    assert found == (at(until) if until else None)


@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31)),
    st.integers(0, 1439),
    st.integers(0, 1439),
)
def test_after_the_quiet_hours_it_is_not_quiet(now: datetime, start: int, end: int) -> None:
    local = now.replace(tzinfo=HERE, second=0, microsecond=0)
    found = rules.quiet_end(local, quiet_from=start, quiet_until=end)
    if found is not None:
        assert local < found <= local + timedelta(days=1, hours=1)
        assert rules.quiet_end(found, quiet_from=start, quiet_until=end) is None


@pytest.mark.parametrize(
    ("now", "rhythm", "moment"),
    [
        ("2026-11-24 14:30", "now", None),
        ("2026-11-24 07:59", "day", "2026-11-24 08:00"),
        ("2026-11-24 08:00", "day", "2026-11-25 08:00"),
        ("2026-11-24 14:30", "week", "2026-11-30 08:00"),  # a Tuesday; Monday comes
        ("2026-11-30 07:00", "week", "2026-11-30 08:00"),
        ("2026-11-30 09:00", "week", "2026-12-07 08:00"),
        ("2026-10-24 12:00", "day", "2026-10-25 08:00"),  # over the night the clock changes
    ],
)
def test_the_one_message_goes_out_at_eight(now: str, rhythm: str, moment: str | None) -> None:
    assert rules.digest_moment(at(now), rhythm) == (at(moment) if moment else None)


@pytest.mark.parametrize(
    ("chosen", "usable", "calendar", "ways"),
    [
        (["mail"], {"mail"}, False, ["mail"]),
        (["push", "sms"], {"mail", "push", "sms"}, False, ["push", "sms"]),
        (["push"], {"mail", "sms"}, False, ["mail"]),  # what was chosen does not work: the quiet way
        (["push"], {"sms"}, False, ["sms"]),
        (["sms"], {"mail", "sms"}, True, ["sms", "mail"]),  # an invitation is a mail
        (["mail"], set(), False, []),
    ],
)
def test_a_message_goes_by_what_was_chosen_and_works(
    chosen: list[str], usable: set[str], calendar: bool, ways: list[str]
) -> None:
    assert rules.ways(chosen, usable, with_calendar=calendar) == ways


@given(st.sets(st.sampled_from(rules.ORDER)), st.sets(st.sampled_from(rules.ORDER)))
def test_whoever_can_be_reached_is_reached(chosen: set[str], usable: set[str]) -> None:
    ways = rules.ways(sorted(chosen), usable)
    assert bool(ways) == bool(usable)
    assert set(ways) <= usable
    tried: set[str] = set()
    while (way := rules.next_way(tried, usable)) is not None:
        assert way not in tried
        tried.add(way)
    assert tried == usable


def test_waiting_grows_and_does_as_it_is_told() -> None:
    waits = [rules.back_off(attempt).total_seconds() for attempt in range(1, 8)]
    assert waits == [60, 120, 240, 480, 960, 1920, 3840]
    assert rules.back_off(1, at_least=900).total_seconds() == 900
    assert rules.back_off(1, at_least=10**9).total_seconds() == 6 * 3600
