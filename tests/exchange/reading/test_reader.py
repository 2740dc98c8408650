"""Whole rows: questions asked once, corrections, duplicates, what is refused, and what comes back the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from sleutelbos.exchange.reading.asking import LEAVE_OUT
from sleutelbos.exchange.reading.layout import lay_out_book
from sleutelbos.exchange.reading.reader import read_book
from sleutelbos.exchange.reading.redaction import redact
from sleutelbos.exchange.reading.rows import READY, SKIPPED, WAITS, Answers, ReadSheet, RowAnswers
from sleutelbos.exchange.reading.surroundings import Surroundings
from sleutelbos.exchange.reading.values.outcomes import KnownPerson
from sleutelbos.exchange.reading.workbook import open_workbook
from sleutelbos.ui.guard import passes_eleven_test
from tests.exchange import builders

HEADINGS = ["Voornaam", "Achternaam", "M/V", "Talen", "Woonplaats", "Telefoon", "E-mail", "Opmerkingen"]
SELAM = ["Selam", "Tesfay", "V", "Tigrinya moedertaal", "Ulft", "0612340100", "selam@voorbeeld.nl", None]
HANAN = ["Hanan", "Hassan", "V", "Arabisch moedertaal", "Aalten", "0612340101", "hanan@voorbeeld.nl", None]
YONAS = ["Yonas", "Kidane", "M", "Tigrinya moedertaal", "Didam", "0612340102", None, None]
BSN = "123456782"  # the well-known example that passes the 11-test


def read(rows: Any, around: Surroundings, answers: Answers | None = None, name: str = "a.xlsx") -> ReadSheet:
    """The first sheet, read with these answers."""
    content = rows if isinstance(rows, bytes) else builders.xlsx(rows)
    book = open_workbook(content, name)
    return read_book(book, lay_out_book(book, around), around, answers)[0]


def test_a_row_gives_typed_values(around: Surroundings) -> None:
    row = read([HEADINGS, SELAM, HANAN], around).rows[0]
    assert row.number == 2
    assert row.state == READY
    assert {name: one.value for name, one in row.fields.items()} == {
        "first_name": "Selam",
        "last_name": "Tesfay",
        "gender": "woman",
        "languages": [{"variety": "ti", "speaking": 4, "understanding": 4, "reading": 0}],
        "place": {"place": "Ulft", "postcode": ""},
        "phone": {"number": "+31612340100", "whatsapp": False},
        "email": "selam@voorbeeld.nl",
    }


def test_one_answer_settles_the_same_question_in_every_row(around: Surroundings) -> None:
    rows = [HEADINGS, *[[*one[:3], "Arabisch", *one[4:]] for one in (SELAM, HANAN, YONAS)]]
    asked = read(rows, around)
    assert [len(group) for group in asked.open_groups().values()] == [3]
    settled = read(rows, around, Answers(everywhere={"languages:level:first": "4"}))
    assert settled.open_groups() == {}
    assert all(row.value("languages") for row in settled.rows)


def test_an_answer_for_one_row_wins_from_the_answer_for_all(around: Surroundings) -> None:
    rows = [HEADINGS, *[[*one[:3], "Arabisch", *one[4:]] for one in (SELAM, HANAN)]]
    answers = Answers({"languages:level:first": "4"}, {(0, 3): RowAnswers({"languages:level:first": "2"})})
    levels = [row.fields["languages"].value[0]["speaking"] for row in read(rows, around, answers).rows]  # type: ignore[index,call-overload]
    assert levels == [4, 2]


def test_a_corrected_cell_is_read_instead_of_the_one_in_the_file(around: Surroundings) -> None:
    rows = [HEADINGS, [*SELAM[:5], "0612", *SELAM[6:]]]
    assert read(rows, around).rows[0].value("phone") is None
    corrected = Answers(rows={(0, 2): RowAnswers(texts={"phone": "06 12 34 01 99"})})
    assert read(rows, around, corrected).rows[0].value("phone") == {"number": "+31612340199", "whatsapp": False}


def test_a_forbidden_number_typed_as_a_correction_is_refused_too(around: Surroundings) -> None:
    typed = Answers(rows={(0, 2): RowAnswers(texts={"remarks": f"bsn {BSN}"})})
    row = read([HEADINGS, SELAM], around, typed).rows[0]
    assert [(problem.code, problem.field, problem.words) for problem in row.problems] == [
        ("forbidden", "remarks", "bsn")
    ]
    assert BSN not in repr(row)


def test_titles_totals_repeated_headings_and_empty_rows_are_left_aside(around: Surroundings) -> None:
    rows = [
        HEADINGS, ["Gemeente Oude IJsselstreek"], SELAM, [], HEADINGS, HANAN, ["Totaal", "2"], ["* = moedertaal"],
    ]  # fmt: skip
    found = read(rows, around)
    assert [(row.number, row.skip) for row in found.rows if row.skip] == [
        (2, "title"), (5, "headings-again"), (7, "total"), (8, "title"),
    ]  # fmt: skip
    assert [row.number for row in found.rows if not row.skip] == [3, 6]


def test_a_row_without_a_name_waits(around: Surroundings) -> None:
    row = read([HEADINGS, [None, None, *SELAM[2:]], HANAN], around).rows[0]
    assert (row.state, row.missing) == (WAITS, ("first_name",))


def test_grey_struck_and_hidden_rows_wait_for_an_answer(around: Surroundings) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        HEADINGS,
        SELAM,
        HANAN,
        YONAS,
        *[[f"Naam{n}", "X", "V", "Dari goed", "Ulft", f"06123402{n:02}", None, None] for n in range(9)],
    ):
        sheet.append(row)
    for column in range(1, 9):
        sheet.cell(2, column).fill = PatternFill("solid", fgColor="DDDDDD")
        sheet.cell(3, column).font = Font(strike=True)
    sheet.row_dimensions[4].hidden = True
    content = builders.saved(book)
    rows = read(content, around).rows
    assert [[question.code for question in row.questions] for row in rows[:3]] == [
        ["row-greyed"],
        ["row-struck"],
        ["row-hidden"],
    ]
    assert {row.state for row in rows[:3]} == {WAITS}
    answers = Answers({"row:greyed": LEAVE_OUT, "row:hidden": "import"})
    rows = read(content, around, answers).rows
    assert [row.state for row in rows[:3]] == [SKIPPED, WAITS, READY]


def test_bands_of_grey_are_how_a_list_looks_and_say_nothing(around: Surroundings) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADINGS, SELAM, HANAN, YONAS):
        sheet.append(row)
    for number in (2, 4):
        for column in range(1, 9):
            sheet.cell(number, column).fill = PatternFill("solid", fgColor="EEEEEE")
    assert [row.questions for row in read(builders.saved(book), around).rows] == [(), (), ()]


def test_the_same_person_twice_waits_and_says_why(around: Surroundings) -> None:
    again = ["Selam", "TESFAY", "V", "Tigrinya moedertaal", "ULFT", "06 12 34 01 00", None, None]
    misspelt = ["Selaam", "Tesfai", "V", "Tigrinya moedertaal", "Ulft", "0612340100", None, None]
    namesake = ["Selam", "Tesfay", "V", "Tigrinya moedertaal", "Ulft", "0612340177", None, None]
    for row, reasons, certain in (
        (again, ["phone", "name-place"], True),
        (misspelt, ["phone"], False),
        (namesake, ["name-place"], False),
    ):
        found = read([HEADINGS, SELAM, row], around).rows[1]
        question = found.questions[0]
        assert (question.code, question.facts["row"], question.facts["reasons"]) == ("person-twice", 2, reasons)
        assert (question.facts["certain"], found.state) == (certain, WAITS)
    different = Answers(rows={(0, 3): RowAnswers({"row:same:row:0:2": "different"})})
    assert read([HEADINGS, SELAM, misspelt], around, different).rows[1].state == READY
    left_out = Answers(rows={(0, 3): RowAnswers({"row:same:row:0:2": LEAVE_OUT})})
    assert read([HEADINGS, SELAM, again], around, left_out).rows[1].state == SKIPPED


def test_two_names_on_one_phone_are_a_family_and_two_people(around: Surroundings) -> None:
    sister = ["Rahwa", "Tesfay", "V", "Tigrinya moedertaal", "Ulft", "0612340100", None, None]
    assert read([HEADINGS, SELAM, sister], around).rows[1].questions == ()


def test_people_who_are_surely_here_already_are_one_question_for_the_list(around: Surroundings) -> None:
    known = replace(
        around,
        people=(
            KnownPerson("12", "Selam", "Tesfay", phone="+31612340100"),
            KnownPerson("13", "Hanan", "Hassan", email="hanan@voorbeeld.nl"),
        ),
    )
    sheet = read([HEADINGS, SELAM, HANAN, YONAS], known)
    assert [(key, len(group)) for key, group in sheet.open_groups().items()] == [("row:known", 2)]
    completed = read([HEADINGS, SELAM, HANAN, YONAS], known, Answers({"row:known": "complete"}))
    assert [row.same_as for row in completed.rows] == ["12", "13", ""]


def test_two_people_who_share_only_a_name_are_two_people(around: Surroundings) -> None:
    other = ["Selam", "Tesfay", "V", "Tigrinya moedertaal", "Aalten", "0612340177", "ander@voorbeeld.nl", None]
    assert read([HEADINGS, SELAM, other], around).rows[1].questions == ()


def test_somebody_the_network_has_can_be_completed(around: Surroundings) -> None:
    known = replace(around, people=(KnownPerson("12", "Selam", "Tesfay", phone="+31612340100"),))
    row = read([HEADINGS, SELAM], known).rows[0]
    assert (row.questions[0].code, [one.value for one in row.questions[0].options]) == (
        "person-known",
        ["complete", "different"],
    )
    completed = read([HEADINGS, SELAM], known, Answers(rows={(0, 2): RowAnswers({"row:known": "complete"})})).rows[0]
    assert (completed.same_as, completed.state) == ("12", READY)


# What is never kept


def test_numbers_that_may_not_be_kept_are_refused_with_their_place(around: Surroundings) -> None:
    rows = [HEADINGS, [*SELAM[:7], f"BSN {BSN}"], [*HANAN[:7], "rekening NL91ABNA0417164300"]]
    found = read(rows, around)
    assert [(row.number, problem.column, problem.words) for row in found.rows for problem in row.problems] == [
        (2, 8, "bsn"),
        (3, 8, "iban"),
    ]
    assert BSN not in repr(found)
    assert "0417164300" not in repr(found)
    assert found.rows[0].state == READY


def test_a_mobile_without_its_zero_is_a_phone_and_not_a_bsn_in_the_column_for_phones(around: Surroundings) -> None:
    number = next(value for value in range(612_340_000, 612_340_100) if passes_eleven_test(str(value)))
    rows = [HEADINGS, [*SELAM[:5], number, *SELAM[6:]], HANAN]
    assert read(rows, around).rows[0].value("phone") == {"number": f"+31{number}", "whatsapp": False}
    elsewhere = read([HEADINGS, [*SELAM[:7], str(number)], HANAN], around).rows[0]
    assert [problem.words for problem in elsewhere.problems] == ["bsn"]
    other = read([HEADINGS, [*SELAM[:5], int(BSN), *SELAM[6:]], HANAN], around).rows[0]
    assert [problem.words for problem in other.problems] == ["bsn"]


def test_columns_of_a_kind_that_is_never_kept_are_said_and_not_read(around: Surroundings) -> None:
    rows = [["BSN", "Geboortedatum", *HEADINGS], [BSN, "01-02-1990", *SELAM]]
    found = read(rows, around)
    assert [(problem.code, problem.field) for problem in found.rows[0].problems] == [
        ("column-refused", "bsn"),
        ("column-refused", "birth"),
    ]
    assert "1990" not in repr(found)


def test_what_is_stored_of_a_file_holds_nothing_that_may_not_be_kept(around: Surroundings) -> None:
    rows = [
        ["Overzicht, bsn van de maker " + BSN],
        ["BSN", "Nationaliteit", *HEADINGS, "Kolom"],
        [BSN, "Eritrees", *SELAM[:7], "zwanger, terug in mei", "gemarteld in Libië"],
        ["", "", *HANAN[:7], f"let op {BSN}", None],
    ]
    content = builders.xlsx(rows)
    book = open_workbook(content, "a.xlsx")
    layouts = lay_out_book(book, around)
    stored = redact(book, layouts, around)
    shown = repr(stored)
    for secret in (BSN, "Eritrees", "zwanger", "gemarteld"):
        assert secret not in shown
    again = read_book(stored, layouts, around)[0]
    first = read_book(book, layouts, around)[0]
    assert [row.problems for row in again.rows] == [row.problems for row in first.rows]
    assert again.rows[0].fields["remarks"] == first.rows[0].fields["remarks"]
    assert first.rows[0].fields["remarks"].left_out == ("health",)


def test_a_formula_is_shown_as_a_question_and_its_result_used_only_after_a_yes(around: Surroundings) -> None:
    content = builders.xlsx([HEADINGS, ['="Sel"&"am"', *SELAM[1:]], HANAN])
    sheet = builders.part(content, "xl/worksheets/sheet1.xml")
    sheet = (
        sheet.replace(b"<v></v>", b"<v>Selam</v>")
        .replace(b"<v />", b"<v>Selam</v>")
        .replace(b'<c r="A2"><f>', b'<c r="A2" t="str"><f>')
    )
    content = builders.rezipped(content, change={"xl/worksheets/sheet1.xml": sheet})
    row = read(content, around).rows[0]
    question = row.fields["first_name"].questions[0]
    assert (question.code, question.words, row.state) == ("formula", "Selam", WAITS)
    assert read(content, around, Answers({question.key: "use"})).rows[0].value("first_name") == "Selam"


def test_a_formula_in_a_text_file_is_never_a_value(around: Surroundings) -> None:
    evil = '=HYPERLINK("http://evil.example","Selam")'
    rows = [HEADINGS, [evil, *SELAM[1:]], HANAN]
    row = read(builders.csv_text(rows), around, name="a.csv").rows[0]
    assert row.fields["first_name"].questions[0].options == ()
    assert row.state == WAITS


def test_a_struck_out_cell_is_asked_about(around: Surroundings) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADINGS, SELAM, HANAN):
        sheet.append(row)
    sheet["F2"].font = Font(strike=True)
    row = read(builders.saved(book), around).rows[0]
    assert (row.value("phone"), [one.key for one in row.fields["phone"].questions]) == (None, ["phone:struck"])
    assert read(builders.saved(book), around, Answers({"phone:struck": "use"})).rows[0].value("phone")


# The same again


def test_fingerprints_are_the_same_in_another_order_and_format_and_differ_by_content(around: Surroundings) -> None:
    first = read([HEADINGS, SELAM, HANAN], around)
    turned = read(builders.ods([HEADINGS[::-1], SELAM[::-1], HANAN[::-1]]), around, name="a.ods")
    assert [row.fingerprint for row in first.rows] == [row.fingerprint for row in turned.rows]
    changed = read([HEADINGS, [*SELAM[:4], "Didam", *SELAM[5:]], HANAN], around)
    assert changed.rows[0].fingerprint != first.rows[0].fingerprint
    other_key = read([HEADINGS, SELAM, HANAN], replace(around, secret=b"another"))
    assert other_key.rows[0].fingerprint != first.rows[0].fingerprint


def test_reading_twice_gives_exactly_the_same(around: Surroundings) -> None:
    rows = [HEADINGS, SELAM, HANAN, YONAS]
    assert read(rows, around) == read(rows, around)


@pytest.mark.parametrize("delimiter", [";", ","])
def test_a_windows_export_reads_like_the_workbook(delimiter: str, around: Surroundings) -> None:
    rows = [HEADINGS, ["Zoë", *SELAM[1:]], HANAN]
    plain = [["" if value is None else value for value in row] for row in rows]
    text = read(builders.csv_text(plain, delimiter, "cp1252"), around, name="a.csv")
    book = read(rows, around)
    assert [row.fingerprint for row in text.rows] == [row.fingerprint for row in book.rows]
    assert text.rows[0].value("first_name") == "Zoë"


# Other layouts


def test_name_and_place_in_one_cell_and_a_column_per_day(around: Surroundings) -> None:
    rows = [
        ["Naam", "Postcode + plaats", "Talen", "ma", "di", "wo", "do", "vr"],
        ["Hassan, Hanan", "7071 AA Ulft", "Arabisch goed", "x", None, "ochtend", "-", "9-12"],
        ["van der Berg, Jan", "7081AB Gendringen", "Duits goed", None, "middag", None, None, None],
    ]
    first, second = read(rows, around).rows
    assert first.value("full_name") == {"first_name": "Hanan", "last_name": "Hassan"}
    assert first.value("place") == {"place": "Ulft", "postcode": "7071"}
    week: Any = first.value("availability")
    assert week["blocks"] == [[0, 540, 1020], [2, 540, 720], [4, 540, 720]]
    assert second.value("full_name") == {"first_name": "Jan", "last_name": "van der Berg"}


def test_several_columns_for_one_thing_are_put_together(around: Surroundings) -> None:
    rows = [
        ["Voornaam", "Tussenv.", "Achternaam", "Moedertaal", "Andere talen", "Tel", "Mobiel"],
        ["Jan", "van der", "Berg", "Turks moedertaal", "Duits goed", None, "0612340100"],
        ["Elif", None, "Demir", "Turks moedertaal", "Frans basis", "0612340101", None],
    ]
    row = read(rows, around).rows[0]
    languages: Any = row.value("languages")
    assert [(one["variety"], one["speaking"]) for one in languages] == [("tr", 4), ("de", 3)]
    assert row.value("phone") == {"number": "+31612340100", "whatsapp": False}


def test_a_column_per_language_counts_as_languages(around: Surroundings) -> None:
    rows = [
        ["Naam", "Tel", "Arabisch", "Tigrinya"],
        ["Hassan, Hanan", "0612340100", "goed", None],
        ["Tesfay, Selam", "0612340101", None, "x"],
    ]
    first, second = read(rows, around).rows
    found: Any = first.value("languages")
    assert [(one["variety"], one["speaking"]) for one in found] == [("ar", 3)]
    assert [question.key for question in second.fields["languages"].questions] == ["languages:level:first"]


def test_people_and_requests_in_one_file_know_each_other(around: Surroundings) -> None:
    content = builders.xlsx(
        [
            ["Datum binnen", "Aanvrager", "Vraag", "Wie gevraagd", "Status"],
            ["03-09-2026", "OBS De Esdoorn", "mee naar intake", "Selam", "open"],
            ["04-09-2026", "OBS De Esdoorn", "brief uitleggen", "Hanan", "klaar"],
        ],
        "Aanvragen",
        Sleutelpersonen=[HEADINGS, SELAM, HANAN],
    )
    book = open_workbook(content, "a.xlsx")
    sheets = read_book(book, lay_out_book(book, around), around)
    assert [sheet.kind for sheet in sheets] == ["people", "requests"]
    assert sheets[1].rows[0].value("asked_who") == {"people": ["row:1:2"], "said": ""}
    assert sheets[1].rows[0].value("requester") == {"id": 7, "name": "OBS De Esdoorn"}


def test_an_organisation_that_is_nearly_one_of_ours_is_asked_and_kept_as_written(around: Surroundings) -> None:
    rows = [
        ["Datum binnen", "Aanvrager", "Vraag", "Status"],
        ["03-09-2026", "Gemeente Doetinchem - klantmanager", "mee naar intake", "open"],
    ]
    row = read(rows, around).rows[0]
    assert row.value("requester") == {"id": None, "name": "Gemeente Doetinchem - klantmanager"}
    key = row.fields["requester"].questions[0].key
    assert read(rows, around, Answers({key: "8"})).rows[0].value("requester") == {
        "id": 8,
        "name": "Gemeente Doetinchem",
    }


def test_a_finished_request_for_which_nobody_was_found_is_asked_about(around: Surroundings) -> None:
    rows = [
        ["Datum binnen", "Aanvrager", "Vraag", "Wie gevraagd", "Status"],
        ["03-09-2026", "OBS De Esdoorn", "mee naar intake", "niemand gevonden", "klaar"],
    ]
    row = read(rows, around).rows[0]
    assert (row.value("status"), [one.key for one in row.fields["status"].questions]) == (
        "done",
        ["status:contradicts:done:nobody"],
    )
    unmet = read(rows, around, Answers({"status:contradicts:done:nobody": "unmet"})).rows[0]
    assert unmet.value("status") == "unmet"


LOG = ["Datum binnen", "Aanvrager", "Vraag", "Wanneer", "Status"]


def test_an_appointment_that_stands_as_planned_and_is_over_waits(around: Surroundings) -> None:
    rows = [LOG, ["03-09-2026", "OBS De Esdoorn", "mee naar intake", "10-09-2026 14:00", "gepland"]]
    row = read(rows, around).rows[0]
    assert (row.state, [one.key for one in row.fields["status"].questions]) == (WAITS, ["status:planned-past"])
    assert read(rows, around, Answers({"status:planned-past": "done"})).rows[0].value("status") == "done"
    ahead = [LOG, ["03-11-2026", "OBS De Esdoorn", "mee naar intake", "10-12-2026 14:00", "gepland"]]
    assert read(ahead, around).rows[0].state == READY


def test_an_open_request_about_a_diagnosis_waits_for_who_should_do_it(around: Surroundings) -> None:
    rows = [LOG, ["03-11-2026", "Streekziekenhuis", "uitleg diagnose ziekenhuis", "z.s.m.", "open"]]
    row = read(rows, around).rows[0]
    assert (row.state, row.fields["status"].questions[0].key) == (WAITS, "status:route:interpreter_first")
    sent_on = read(rows, around, Answers({"status:route:interpreter_first": "redirected"})).rows[0]
    assert (sent_on.state, sent_on.value("status")) == (READY, "redirected")
    finished = [LOG, ["03-11-2026", "Streekziekenhuis", "uitleg diagnose ziekenhuis", "z.s.m.", "klaar"]]
    assert read(finished, around).rows[0].state == READY


def test_the_same_request_twice_waits(around: Surroundings) -> None:
    one = ["03-09-2026", "OBS De Esdoorn", "mee naar intake", "open"]
    rows = [["Datum binnen", "Aanvrager", "Vraag", "Status"], one, one]
    assert [question.code for question in read(rows, around).rows[1].questions] == ["request-twice"]


def test_progress_is_told_while_a_long_list_is_read(around: Surroundings) -> None:
    rows = [
        HEADINGS,
        *[
            [
                f"Naam{'abcdefghij'[n % 10]}",
                f"X{'abcdefghij'[n // 10 % 10]}",
                "V",
                "Dari goed",
                None,
                None,
                f"a{n}@b.nl",
                None,
            ]
            for n in range(350)
        ],
    ]
    book = open_workbook(builders.xlsx(rows), "a.xlsx")
    told: list[int] = []
    read_book(book, lay_out_book(book, around), around, progress=told.append)
    assert told == [100, 200, 300]
