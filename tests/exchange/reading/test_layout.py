"""Finding the list in a sheet and the meaning of its columns, in layouts of many hands."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from sleutelbos.exchange.reading.layout import PEOPLE, REQUESTS, SheetLayout, lay_out, lay_out_book
from sleutelbos.exchange.reading.surroundings import Surroundings
from sleutelbos.exchange.reading.workbook import open_workbook
from tests.exchange import builders


def layout_of(content: bytes, around: Surroundings, name: str = "a.xlsx") -> SheetLayout:
    """The layout of the first sheet."""
    return lay_out_book(open_workbook(content, name), around)[0]


def fields(layout: SheetLayout) -> list[str]:
    """What each column is taken for, in order."""
    return [guess.field for guess in layout.columns]


ROWS = [
    ["Selam", "Tesfay", "V", "Tigrinya (moedertaal), NL B2", "Doetinchem", "0612340100", "selam@voorbeeld.nl"],
    ["Hanan", "Hassan", "V", "Arabisch, Frans", "Ulft", 612340101, "hanan@voorbeeld.nl"],
    ["Yonas", "Kidane", "M", "Tigrinya, Engels", "Aalten", "06 12 34 01 02", None],
]


def test_ordinary_headings_are_found(around: Surroundings) -> None:
    layout = layout_of(builders.xlsx([builders.PEOPLE_HEADINGS, *ROWS]), around)
    assert fields(layout) == ["first_name", "last_name", "gender", "languages", "place", "phone", "email"]
    assert (layout.kind, layout.header_rows, layout.first_row, layout.rows) == (PEOPLE, (1,), 2, 3)
    assert layout.chosen
    assert layout.doubts == ()


def test_title_rows_and_empty_columns_are_passed_over(around: Surroundings) -> None:
    rows = [
        ["Overzicht sleutelpersonen regio"], [], ["stand november", None, None, "vertrouwelijk"],
        [None, *builders.PEOPLE_HEADINGS[:4], None, *builders.PEOPLE_HEADINGS[4:]],
        *[[None, *row[:4], None, *row[4:]] for row in ROWS],
    ]  # fmt: skip
    layout = layout_of(builders.xlsx(rows), around)
    assert (layout.header_rows, layout.first_row) == ((4,), 5)
    assert [guess.field for guess in layout.columns if guess.field] == [
        "first_name", "last_name", "gender", "languages", "place", "phone", "email",
    ]  # fmt: skip


def test_english_headings(around: Surroundings) -> None:
    headings = ["First name", "Surname", "Gender", "Languages spoken", "City", "Mobile", "Email address"]
    assert fields(layout_of(builders.xlsx([headings, *ROWS]), around)) == [
        "first_name", "last_name", "gender", "languages", "place", "phone", "email",
    ]  # fmt: skip


def test_misspelt_and_decorated_headings(around: Surroundings) -> None:
    headings = ["VOORNAAM:", "Achternnaam", "m / v", "Gesproken talen (niveau)", "wpl.", "Tel.nr", "E-mailadres "]
    assert fields(layout_of(builders.xlsx([headings, *ROWS]), around)) == [
        "first_name", "last_name", "gender", "languages", "place", "phone", "email",
    ]  # fmt: skip


def test_name_beside_voornaam_is_the_family_name(around: Surroundings) -> None:
    rows = [["Naam", "Voornaam", "Tel"], ["Hassan", "Hanan", "0612340100"], ["Tesfay", "Selam", "0612340101"]]
    assert fields(layout_of(builders.xlsx(rows), around)) == ["last_name", "first_name", "phone"]


def test_family_name_comma_first_name_in_one_cell(around: Surroundings) -> None:
    rows = [
        ["Naam", "Talen", "Tel"],
        ["Hassan, Hanan", "Arabisch", "0612340100"],
        ["Tesfay, Selam", "Tigrinya", 612340101],
    ]
    assert fields(layout_of(builders.xlsx(rows), around)) == ["full_name", "languages", "phone"]


@pytest.mark.parametrize("heading", ["Naam", "Naam sleutelpersoon", "Name"])
@pytest.mark.parametrize(
    "names", [["Selam Tesfay", "Hassan, Hanan", "Y. Kidane"], ["Selam", "Hanan", "Yonas"]], ids=str
)
def test_the_only_column_of_names_is_the_whole_name(heading: str, names: list[str], around: Surroundings) -> None:
    headings = [heading, "M/V", "Talen", "Woonplaats", "Tel"]
    rows = [headings, *[[name, *row[2:6]] for name, row in zip(names, ROWS, strict=True)]]
    assert fields(layout_of(builders.xlsx(rows), around)) == ["full_name", "gender", "languages", "place", "phone"]


def test_without_headings_columns_are_known_by_what_stands_in_them(around: Surroundings) -> None:
    layout = layout_of(builders.xlsx([["Hassan, Hanan", *row[2:]] for row in ROWS]), around)
    assert fields(layout) == ["full_name", "gender", "languages", "place", "phone", "email"]
    assert layout.first_row == 1
    assert "no-headings" in layout.doubts
    assert {guess.basis for guess in layout.columns} == {"content"}


def test_content_wins_from_a_heading_that_says_nothing(around: Surroundings) -> None:
    headings = ["Voornaam", "Achternaam", "kolom 3", "info", "waar", "kolom 6", "kolom 7"]
    layout = layout_of(builders.xlsx([headings, *ROWS]), around)
    assert fields(layout) == ["first_name", "last_name", "gender", "languages", "place", "phone", "email"]


def test_two_rows_of_headings_with_a_column_per_day(around: Surroundings) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Naam", "Talen", "Beschikbaarheid", None, None, None, None, "Telefoon"])
    sheet.append([None, None, "ma", "di", "wo", "do", "vr", None])
    sheet.merge_cells("C1:G1")
    sheet.append(["Hassan, Hanan", "Arabisch", "x", None, "ochtend", None, "9-12", 612340100])
    sheet.append(["Tesfay, Selam", "Tigrinya", None, "x", None, None, None, 612340101])
    layout = layout_of(builders.saved(book), around)
    assert (layout.header_rows, layout.first_row) == ((1, 2), 3)
    assert fields(layout) == ["full_name", "languages", "day_0", "day_1", "day_2", "day_3", "day_4", "phone"]


def test_a_column_per_language(around: Surroundings) -> None:
    rows = [["Naam", "Tel", "Arabisch", "Tigrinya", "Koerdisch"], ["Hassan, Hanan", 612340100, "x", None, "beetje"]]
    found = fields(layout_of(builders.xlsx(rows), around))
    assert found == ["full_name", "phone", "speaks:arabisch", "speaks:tigrinya", "speaks:koerdisch"]


def test_a_log_of_requests_is_told_from_a_list_of_people(around: Surroundings) -> None:
    rows = [
        ["Datum", "Organisatie", "Hulpvraag", "Gewenste taal", "Locatie", "Status"],
        ["03-09-2026", "OBS De Esdoorn", "mee naar intake", "Tigrinya", "Ulft", "open"],
        ["04-09-2026", "Bibliotheek", "brief uitleggen", "Arabisch", "Aalten", "klaar"],
    ]
    layout = layout_of(builders.xlsx(rows), around)
    assert layout.kind == REQUESTS
    assert fields(layout) == ["received", "requester", "question", "language", "place", "status"]


def test_several_sheets_are_each_judged_and_old_or_hidden_ones_are_not_chosen(around: Surroundings) -> None:
    book = openpyxl.load_workbook_from = openpyxl.Workbook()  # type: ignore[attr-defined]
    first = book.active
    first.title = "Doetinchem"
    for row in (builders.PEOPLE_HEADINGS, *ROWS):
        first.append(row)
    old = book.create_sheet("Archief 2023")
    for row in (builders.PEOPLE_HEADINGS, *ROWS):
        old.append(row)
    log = book.create_sheet("Aanvragen")
    for row in (
        ["Datum binnen", "Aanvrager", "Vraag", "Status"],
        ["03-09-2026", "OBS De Esdoorn", "mee naar intake", "open"],
        ["04-09-2026", "Bibliotheek", "brief uitleggen", "klaar"],
    ):
        log.append(row)
    hidden = book.create_sheet("Verborgen")
    for row in (builders.PEOPLE_HEADINGS, *ROWS):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    numbers = book.create_sheet("Telling")
    numbers.append(["Maand", "Aantal"])
    numbers.append(["januari", 4])
    layouts = lay_out_book(open_workbook(builders.saved(book), "a.xlsx"), around)
    assert [(layout.name, layout.kind, layout.chosen) for layout in layouts] == [
        ("Doetinchem", PEOPLE, True),
        ("Archief 2023", PEOPLE, False),
        ("Aanvragen", REQUESTS, True),
        ("Verborgen", PEOPLE, False),
        ("Telling", layouts[4].kind, False),
    ]
    assert "old-sheet" in layouts[1].doubts
    assert "hidden-sheet" in layouts[3].doubts
    assert "few-columns" in layouts[4].doubts


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("BSN", "refused:bsn"), ("V-nummer", "refused:v_number"), ("IBAN", "refused:iban"),
        ("Nationaliteit", "refused:origin"), ("Geloof", "refused:belief"), ("Geboortedatum", "refused:birth"),
        ("Nr.", "refused:number"), ("Rekeningnummer (IBAN)", "refused:iban"),
    ],
)  # fmt: skip
def test_columns_the_product_never_keeps_are_refused_by_their_heading(
    heading: str, field: str, around: Surroundings
) -> None:
    rows = [
        [heading, "Voornaam", "Achternaam", "Talen"],
        ["1", "Selam", "Tesfay", "Tigrinya"],
        ["2", "Hanan", "Hassan", "Dari"],
    ]
    assert fields(layout_of(builders.xlsx(rows), around))[0] == field


def test_a_person_can_say_what_a_column_is(around: Surroundings) -> None:
    rows = [
        ["Voornaam", "Achternaam", "Iets", "Tel", "Mobiel"],
        ["Selam", "Tesfay", "rood", "0612340100", "0612340101"],
    ]
    layout = layout_of(builders.xlsx(rows), around)
    changed = layout.with_fields({3: "remarks", 2: "", 1: "full_name"})
    assert fields(changed) == ["full_name", "", "remarks", "phone", "phone"]
    assert changed.columns[2].basis == "chosen"


def test_a_field_given_by_hand_is_taken_from_the_column_that_had_it(around: Surroundings) -> None:
    rows = [["Woonplaats", "Werkplaats", "Voornaam", "Talen"], ["Ulft", "Aalten", "Selam", "Tigrinya"]]
    layout = layout_of(builders.xlsx(rows), around)
    assert layout.columns[0].field == "place"
    assert fields(layout.with_fields({2: "place"}))[:2] == ["", "place"]


def test_a_legend_answers_what_the_star_means(around: Surroundings) -> None:
    rows: Any = [builders.PEOPLE_HEADINGS, *ROWS, [], ["* = moedertaal"]]
    assert layout_of(builders.xlsx(rows), around).legend == (("languages:star", "4"),)


def test_the_kind_of_a_sheet_can_be_given(around: Surroundings) -> None:
    book = open_workbook(builders.xlsx([["Datum", "Plaats", "Naam"], ["03-09-2026", "Ulft", "x y"]]), "a.xlsx")
    assert lay_out(book.sheets[0], 0, around, REQUESTS).kind == REQUESTS
    assert lay_out(book.sheets[0], 0, around, PEOPLE).kind == PEOPLE


@pytest.mark.parametrize("build", [builders.xlsx, builders.ods, builders.csv_text])
def test_every_format_gives_the_same_columns(build: Any, around: Surroundings) -> None:
    name = {builders.xlsx: "a.xlsx", builders.ods: "a.ods", builders.csv_text: "a.csv"}[build]
    layout = layout_of(build([builders.PEOPLE_HEADINGS, *ROWS]), around, name)
    assert fields(layout) == ["first_name", "last_name", "gender", "languages", "place", "phone", "email"]
