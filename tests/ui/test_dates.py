"""Days and times as people type them."""

from datetime import date, time

import pytest
from django import forms
from django.utils import translation

from sleutelbos.ui.dates import ClockField, DayField, read_clock, read_day


@pytest.mark.parametrize(
    "text",
    [
        "26-11-2026",
        "26/11/2026",
        "26.11.2026",
        "26 11 2026",
        "26-11-26",
        "2026-11-26",
        "26 nov 2026",
        "26 november 2026",
        "do 26 nov. 2026",
        "donderdag 26 november 2026",
        "26 NOV 26",
        "26 November 2026",
        "26 Kasım 2026",
        "26 листопада 2026",
        "26 نوفمبر 2026",
        "26 نومبر 2026",
        "26 mijdar 2026",
        "26 تشرینی دووەم 2026",
        "26 Noofeembar 2026",
        "26 novembre 2026",
        "٢٦-١١-٢٠٢٦",
        "۲۶/۱۱/۲۰۲۶",
        "  26 - 11 - 2026 ",
        "\u200f26-11-2026",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_day(text) == date(2026, 11, 26)


def test_the_day_comes_before_the_month_whatever_the_language() -> None:
    with translation.override("en"):
        assert read_day("3-4-2026") == date(2026, 4, 3)


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "31-02-2026", "11/26/2026", "26-11", "0-0-0", "26 foo 2026", "1" * 5000]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:30", time(14, 30)),
        ("14.30", time(14, 30)),
        ("1430", time(14, 30)),
        ("14u30", time(14, 30)),
        ("9 uur", time(9)),
        ("9", time(9)),
        ("٩:٠٥", time(9, 5)),
        ("00:00", time(0)),
    ],
)
def test_a_time_is_read_however_it_is_written(text: str, expected: time) -> None:
    assert read_clock(text) == expected


@pytest.mark.parametrize("text", ["", "25:00", "14:60", "noon", "14:3", "123"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_clock(text)


class _Form(forms.Form):
    day = DayField(label="Day")
    clock = ClockField(label="Time", required=False)


def test_a_wrong_day_gets_an_example_and_keeps_what_was_typed() -> None:
    form = _Form({"day": "soon", "clock": "late"})
    assert not form.is_valid()
    assert "26-11-2026" in form.errors["day"][0]
    assert "14:30" in form.errors["clock"][0]
    assert 'value="soon"' in str(form["day"])


def test_a_day_is_a_text_box_and_never_a_browser_date() -> None:
    form = _Form(initial={"day": date(2026, 11, 26), "clock": time(9, 5)})
    assert 'type="text"' in str(form["day"])
    assert 'value="26-11-2026"' in str(form["day"])
    assert 'value="09:05"' in str(form["clock"])


def test_the_same_day_written_otherwise_is_no_change() -> None:
    field = DayField()
    assert not field.has_changed(date(2026, 11, 26), "26 nov 2026")
    assert field.has_changed(date(2026, 11, 26), "27 nov 2026")
    assert field.has_changed(date(2026, 11, 26), "rubbish")
