"""The two files as a coordinator keeps them: how much is understood, counted per column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sleutelbos.exchange.reading.layout import lay_out_book
from sleutelbos.exchange.reading.people import known_person
from sleutelbos.exchange.reading.reader import read_book
from sleutelbos.exchange.reading.rows import Answers, ReadSheet
from sleutelbos.exchange.reading.surroundings import Surroundings
from sleutelbos.exchange.reading.workbook import open_workbook

Sample = Callable[[str], bytes]

# One answer each for the whole list: what a coordinator clicks.
ANSWERS = {
    "languages:level:first": "4", "languages:level:later": "3", "languages:level:understanding": "2",
    "languages:star": "4", "languages:twice:tr:1:4": "4", "languages:twice:en:1:2": "2", "languages:twice:nl:2:3": "3",
    "availability:by-agreement": "flexible", "availability:days:1080-1320": "workdays",
    "availability:not:4": "workdays",
    "form:paid": "employed", "row:greyed": "alumni", "row:same:row:0:14": "leave-out", "row:same:row:0:46": "different",
}  # fmt: skip


def understood(sheet: ReadSheet) -> dict[str, int]:
    """Per field, in how many rows there is a value that can be imported."""
    return dict(Counter(name for row in sheet.rows for name in row.fields if row.value(name) is not None))


def filled(sheet: ReadSheet) -> dict[str, int]:
    """Per field, in how many rows the cell says something."""
    return dict(Counter(name for row in sheet.rows for name, one in row.fields.items() if one.raw))


@pytest.fixture
def people(sample: Sample, around: Surroundings) -> ReadSheet:
    """The list of key persons, without any answer."""
    book = open_workbook(sample("sleutelpersonen.xlsx"), "sleutelpersonen.xlsx")
    return read_book(book, lay_out_book(book, around), around)[0]


@pytest.fixture
def requests(sample: Sample, people: ReadSheet, around: Surroundings) -> ReadSheet:
    """The log of requests, without any answer, after the people are known."""
    known = tuple(known_person(row.fields, str(row.number)) for row in people.rows)
    book = open_workbook(sample("aanvragen.xlsx"), "aanvragen.xlsx")
    around = replace(around, people=known)
    return read_book(book, lay_out_book(book, around), around)[0]


def test_every_column_of_the_list_is_found_below_its_title(sample: Sample, around: Surroundings) -> None:
    book = open_workbook(sample("sleutelpersonen.xlsx"), "sleutelpersonen.xlsx")
    layout = lay_out_book(book, around)[0]
    assert (layout.header_rows, layout.first_row, layout.doubts) == ((3,), 4, ())
    assert [guess.field for guess in layout.columns] == [
        "first_name", "last_name", "gender", "languages", "place", "phone", "email", "topics", "availability",
        "vog", "training", "form", "remarks",
    ]  # fmt: skip
    assert all(guess.sure for guess in layout.columns)


def test_every_column_of_the_log_is_found(sample: Sample, around: Surroundings) -> None:
    book = open_workbook(sample("aanvragen.xlsx"), "aanvragen.xlsx")
    layout = lay_out_book(book, around)[0]
    assert [guess.field for guess in layout.columns] == [
        "received", "requester", "contact", "question", "language", "wish", "place", "when", "asked_who", "status",
        "hours", "travel",
    ]  # fmt: skip
    assert all(guess.sure for guess in layout.columns)


def test_how_much_of_the_list_is_understood_before_any_answer(people: ReadSheet) -> None:
    assert len(people.rows) == 61
    assert filled(people) == {
        "first_name": 61, "last_name": 61, "gender": 61, "languages": 61, "place": 61, "phone": 61, "email": 45,
        "topics": 61, "availability": 61, "form": 53, "remarks": 43, "vog": 51, "training": 52,
    }  # fmt: skip
    assert understood(people) == {
        "first_name": 61, "last_name": 61, "gender": 61, "languages": 50, "place": 61, "phone": 61, "email": 45,
        "topics": 61, "availability": 42, "form": 43, "vog": 51, "training": 52,
    }  # fmt: skip


def test_nobody_in_the_list_is_without_a_gender_phone_or_place_of_the_right_kind(people: ReadSheet) -> None:
    assert Counter(row.value("gender") for row in people.rows) == {"woman": 39, "man": 22}
    assert all(str(row.value("phone")).count("+3161234") == 1 for row in people.rows)


def test_the_list_asks_few_questions_and_each_only_once(people: ReadSheet) -> None:
    groups = people.open_groups()
    assert sum(len(group) for group in groups.values()) == 173
    assert len(groups) == 31
    assert Counter(question.code for _, _, question in (group[0] for group in groups.values())) == {
        "language-level": 2, "language-mode-level": 1, "language-star": 1, "language-twice": 3, "by-agreement": 1,
        "days-not-said": 1, "only-when-not": 1, "words-left-over": 1, "form-paid": 1, "date-missing": 2,
        "only-a-year": 5, "row-greyed": 1, "person-twice": 2, "wish-no-care": 1, "vog-remark": 1, "maybe-paused": 1,
        "maybe-less-time": 1, "maybe-stopped": 1, "travel-means": 2, "remark-keep": 1, "also-language": 1,
    }  # fmt: skip


def test_grey_rows_and_people_who_are_in_it_twice_wait(people: ReadSheet) -> None:
    waiting = {row.number: [question.code for question in row.questions] for row in people.rows if row.questions}
    assert waiting == {
        12: ["row-greyed"], 19: ["row-greyed"], 22: ["row-greyed"], 39: ["row-greyed"],
        35: ["person-twice"], 65: ["person-twice"],
    }  # fmt: skip
    assert next(row for row in people.rows if row.number == 35).questions[0].facts["row"] == 14


def test_health_is_left_out_of_every_row_that_mentions_it(people: ReadSheet) -> None:
    hit = [row for row in people.rows if "remarks" in row.fields and row.fields["remarks"].left_out]
    assert [row.number for row in hit] == [6, 15, 17, 23, 24, 52, 53]
    assert "zwanger" not in repr(people)


def test_after_fourteen_answers_everything_that_matters_is_read(sample: Sample, around: Surroundings) -> None:
    book = open_workbook(sample("sleutelpersonen.xlsx"), "sleutelpersonen.xlsx")
    sheet = read_book(book, lay_out_book(book, around), around, Answers(ANSWERS))[0]
    assert Counter(row.state for row in sheet.rows) == {"ready": 60, "skipped": 1}
    kept = [row for row in sheet.rows if not row.skip]
    assert all(row.value("languages") and row.value("availability") for row in kept)
    tigrinya = [row for row in kept if any(one["variety"] == "ti" for one in _languages(row))]
    assert len(tigrinya) == 5


def _languages(row: Any) -> list[dict[str, Any]]:
    return row.value("languages") or []


def test_how_much_of_the_log_is_understood_before_any_answer(requests: ReadSheet) -> None:
    assert len(requests.rows) == 140
    assert filled(requests) == {
        "received": 140, "requester": 140, "contact": 111, "question": 140, "language": 109, "wish": 90, "place": 140,
        "asked_who": 103, "status": 125, "hours": 118, "travel": 113, "when": 122,
    }  # fmt: skip
    assert understood(requests) == {
        "received": 140, "requester": 140, "contact": 75, "question": 140, "language": 53, "wish": 90, "place": 140,
        "asked_who": 84, "status": 125, "hours": 118, "travel": 113, "when": 102,
    }  # fmt: skip


def test_what_the_log_leaves_open_is_asked(requests: ReadSheet) -> None:
    codes = Counter(question.code for row in requests.rows for _, question in row.open_questions())
    assert codes == {
        "language-several": 26, "language-doubted": 30, "status-missing": 15, "status-contradicts": 19,
        "weekday-differs": 20, "person-several": 14, "person-unknown": 5, "organisation-near": 14,
        "planned-past": 7, "route-hint": 3,
    }  # fmt: skip
    assert sum(row.state == "waits" for row in requests.rows) == 25


def test_a_diagnosis_in_hospital_gets_the_hint_of_an_interpreter_first(requests: ReadSheet) -> None:
    hinted = [row for row in requests.rows if "route-interpreter-first" in row.notes]
    assert len(hinted) == 11
    assert {str(row.fields["question"].raw) for row in hinted} == {"uitleg diagnose ziekenhuis"}


def test_kinds_of_question_in_the_log(requests: ReadSheet) -> None:
    kinds = Counter(_question(row)["kind"] for row in requests.rows)
    assert kinds == {
        "one_newcomer": 100, "accompaniment": 11, "group_session": 14, "advice": 9, "reading_panel": 6,
    }  # fmt: skip


def _question(row: Any) -> dict[str, Any]:
    value = row.value("question")
    assert isinstance(value, dict)
    return value
