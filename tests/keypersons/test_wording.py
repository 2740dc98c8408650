"""Codes become sentences people can read aloud."""

from datetime import date

import pytest
from django.utils import translation

from sleutelbos.keypersons import rules, wording
from sleutelbos.keypersons.rules import Check, DayHours

MORNING, AFTERNOON, EVENING = (480, 720), (720, 1080), (1080, 1320)


def sentence(*blocks: tuple[int, int, int], flexible: bool = False) -> str:
    with translation.override("en"):
        return wording.week_sentence(rules.week_in_words(DayHours(*b) for b in blocks), flexible=flexible)


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ([(0, *MORNING), (2, *MORNING)], "Monday and Wednesday: in the morning. Not in the afternoon, in the evening, "
         "and in the weekend."),
        ([(day, 480, 1320) for day in range(7)], "Every day: the whole day."),
        ([(day, 480, 1080) for day in range(5)], "Monday to Friday: in the morning and in the afternoon. "
         "Not in the evening and in the weekend."),
        ([(3, 780, 1020), (5, *EVENING)], "Thursday: from 13:00 to 17:00. Saturday: in the evening. "
         "Not in the morning."),
        ([], "No times are filled in yet."),
    ],
)  # fmt: skip
def test_a_week_in_plain_words(blocks: list[tuple[int, int, int]], words: str) -> None:
    assert sentence(*blocks) == words


def test_somebody_without_fixed_times_can_always_be_asked() -> None:
    assert sentence((0, *MORNING), flexible=True) == "Every time can be asked."


def test_days_are_named_in_the_language_of_the_page() -> None:
    with translation.override("nl"):
        assert wording.day_names()[0] == "maandag"
        assert wording.day_titles()[6] == "Zondag"
    with translation.override("ar"):
        assert wording.day_names()[0] == "الاثنين"


@pytest.mark.parametrize(
    ("visits", "minutes", "words"),
    [
        (0, None, "No visits now."),
        (1, None, "At most 1 visit in a week."),
        (3, 240, "At most 3 visits in a week. At most 4 hours in a week."),
        (3, 90, "At most 3 visits in a week. At most 1:30 hours in a week."),
    ],
)
def test_caps_in_plain_words(visits: int, minutes: int | None, words: str) -> None:
    with translation.override("en"):
        assert wording.caps_sentence(visits, minutes) == words


def test_a_date_is_no_finer_than_it_was_written_down() -> None:
    day = date(2025, 5, 1)
    with translation.override("en"):
        assert wording.seen_words(day, "year") == "2025"
        assert wording.seen_words(day, "month") == "May 2025"
        assert "2025" in wording.seen_words(day, "day") and "1" in wording.seen_words(day, "day")


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (Check("vog", "missing"), "VOG: we have not seen this yet."),
        (Check("vog", "expired", date(2020, 1, 1), date(2023, 1, 1)), "VOG: ended on Sun, Jan 1, 2023."),
        (Check("vog", "ok", date(2026, 1, 1)), "VOG: in order."),
    ],
)
def test_a_line_of_the_checklist(check: Check, words: str) -> None:
    with translation.override("en"):
        assert wording.check_words(check, "VOG") == words


@pytest.mark.parametrize(
    ("stored", "shown"), [("+31612345678", "06 12345678"), ("+32470123456", "+32 470 12 34 56"), ("", ""), ("x", "x")]
)
def test_a_phone_number_as_people_read_it(stored: str, shown: str) -> None:
    assert wording.phone_words(stored) == shown
