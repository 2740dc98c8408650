"""Caps and amounts, in whole cents."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sleutelbos.allowances import rules
from sleutelbos.allowances.rules import Caps

CAPS = Caps(month=22_000, year=220_000)


@pytest.mark.parametrize(
    ("month_total", "year_total", "left"),
    [
        (0, 0, 22_000),
        (21_500, 21_500, 500),
        (22_000, 22_000, 0),
        (30_000, 30_000, 0),
        # Eleven months at the full amount of the month break the year.
        (0, 210_000, 10_000),
        (0, 220_000, 0),
    ],
)
def test_room_is_what_fits_under_both_caps(month_total: int, year_total: int, left: int) -> None:
    assert rules.room(CAPS, month_total=month_total, year_total=year_total).left == left


@pytest.mark.parametrize(("fee", "fits"), [(0, True), (499, True), (500, True), (501, False)])
def test_a_fee_fits_up_to_the_last_cent(fee: int, fits: bool) -> None:
    assert rules.room(CAPS, month_total=21_500, year_total=21_500).takes(fee) is fits


def test_work_without_a_fee_fits_also_when_the_cap_is_full() -> None:
    assert rules.room(CAPS, month_total=22_000, year_total=22_000).takes(0)


@given(st.lists(st.integers(0, 5_000), max_size=80))
def test_fees_that_each_fitted_never_pass_a_cap_together(fees: list[int]) -> None:
    booked = 0
    for fee in fees:
        if rules.room(CAPS, month_total=booked, year_total=booked).takes(fee):
            booked += fee
    assert booked <= CAPS.month


def test_a_fee_is_rounded_down_and_travel_to_the_nearest_cent() -> None:
    assert rules.fee_cents(575, 50) == 479
    assert rules.travel_cents(Decimal("12.5"), 23) == 288
    assert rules.travel_cents(Decimal("0.1"), 23) == 2


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 11, 22), (date(2026, 11, 1), date(2026, 12, 1))),
        (date(2026, 12, 31), (date(2026, 12, 1), date(2027, 1, 1))),
    ],
)
def test_a_month_runs_to_the_first_day_of_the_next(day: date, month: tuple[date, date]) -> None:
    assert rules.month_of(day) == month
