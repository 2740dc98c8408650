"""Single cells: what is understood, how sure, and what is asked instead of guessed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sleutelbos.exchange.reading.asking import LEAVE_OUT, Asker, Certainty
from sleutelbos.exchange.reading.cells import Cell, Plain, shown
from sleutelbos.exchange.reading.surroundings import Surroundings
from sleutelbos.exchange.reading.values import (
    amounts,
    availability,
    contacts,
    dates,
    engagements,
    genders,
    language_names,
    languages,
    moments,
    names,
    outcomes,
    places,
    questions,
    remarks,
    subjects,
    wishes,
)
from sleutelbos.exchange.reading.values.outcomes import KnownPerson

TODAY = date(2026, 11, 22)


def cell(value: Plain) -> Cell:
    """One cell as a sheet would hold it."""
    return Cell(1, 1, value, shown(value))


def keys(understood: Any) -> list[str]:
    """The keys of the open questions."""
    return [question.key for question in understood.questions]


# Names


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Hassan, Hanan", "Hanan", "Hassan"),
        ("van der Berg, Jan", "Jan", "van der Berg"),
        ("Berg, van der, Jan", "Jan", "van der Berg"),
        ("Berg van der, Jan", "Jan", "van der Berg"),
        ("Jan van der Berg", "Jan", "van der Berg"),
        ("SELAM TESFAY", "Selam", "Tesfay"),
        ("samira el amrani", "Samira", "el Amrani"),
        ("mevr. Hanan Hassan", "Hanan", "Hassan"),
        ("Abdirahman Mohamed Ali", "Abdirahman", "Mohamed Ali"),
        ("Selam", "Selam", ""),
        ("O'Brien, Anne-Marie", "Anne-Marie", "O'Brien"),
        ("ليلى حداد", "ليلى", "حداد"),
    ],
)
def test_names_in_one_cell_are_taken_apart(text: str, first: str, last: str) -> None:
    assert names.full_name(text, Asker()).value == {"first_name": first, "last_name": last}


def test_capitals_are_put_right_and_own_spelling_stays() -> None:
    assert names.last_name("MUGABO", Asker()).value == "Mugabo"
    assert names.last_name("VAN DER BERG", Asker()).value == "van der Berg"
    assert names.last_name("McDonald", Asker()).value == "McDonald"
    assert names.last_name("Berg, van der", Asker()).value == "van der Berg"
    assert names.first_name("MUGABO", Asker()).certainty is Certainty.LIKELY


def test_a_note_beside_a_name_is_asked_about_and_a_number_is_no_name() -> None:
    with_note = names.first_name("Hanan (zus van Anas)", Asker())
    assert (with_note.value, keys(with_note)) == ("Hanan", ["first_name:note"])
    odd = names.first_name("Hanan 2", Asker())
    assert (odd.value, odd.certainty, keys(odd)) == (None, Certainty.UNSURE, ["first_name:odd:hanan 2"])
    assert names.first_name("Hanan 2", Asker({"first_name:odd:hanan 2": "keep"})).value == "Hanan 2"


# Gender


@pytest.mark.parametrize(
    ("text", "expected"),
    [("V", "woman"), ("vrouw", "woman"), ("m", "man"), ("MAN", "man"), ("x", "other"), ("mevr.", "woman"), ("?", None)],
)
def test_gender_is_read_in_all_its_spellings(text: str, expected: str | None) -> None:
    assert genders.gender(text, Asker()).value == expected


def test_an_unknown_word_for_gender_is_asked() -> None:
    assert keys(genders.gender("hen", Asker())) == ["gender:hen"]
    assert genders.gender("hen", Asker({"gender:hen": "other"})).value == "other"


# Languages


def spoken(text: str, **answers: str) -> dict[str, tuple[int, int]]:
    """Variety -> (speaking, understanding)."""
    found = languages.spoken(text, Asker({key.replace("__", ":"): value for key, value in answers.items()})).value
    return {one["variety"]: (one["speaking"], one["understanding"]) for one in found or []}  # type: ignore[union-attr,index,call-overload]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kurmanji (moedertaal), Engels goed", {"kmr": (4, 4), "en": (3, 3)}),
        ("Dari moedertaal / beetje Engels", {"fa-AF": (4, 4), "en": (1, 1)}),
        ("Tigrinya (moedertaal) en Frans redelijk", {"ti": (4, 4), "fr": (2, 2)}),
        ("NL B2", {"nl": (3, 3)}),
        ("Nederlands - goed", {"nl": (3, 3)}),
        ("Nederlands: B1; Turks basis", {"nl": (2, 2), "tr": (1, 1)}),
        ("Engels en beetje Engels", {"en": (1, 1)}),
        ("Arabisch (Syrisch, moedertaal)", {"apc": (4, 4)}),
        ("Koerdisch (Sorani) goed", {"ckb": (3, 3)}),
        ("Kurmandji-Koerdisch vloeiend", {"kmr": (3, 3)}),
        ("Arabisch moedertaal Frans goed Engels redelijk", {"ar": (4, 4), "fr": (3, 3), "en": (2, 2)}),
        ("goed Arabisch redelijk Frans", {"ar": (3, 3), "fr": (2, 2)}),
        ("العربية (moedertaal)", {"ar": (4, 4)}),
        ("українська native, English B2", {"uk": (4, 4), "en": (3, 3)}),
        ("Farsi/Dari moedertaal", {"fa-AF": (4, 4)}),
    ],
)
def test_languages_with_levels_are_read(text: str, expected: dict[str, tuple[int, int]]) -> None:
    assert spoken(text) == expected


def test_a_language_without_a_level_waits_for_one_answer_for_the_whole_list() -> None:
    found = languages.spoken("sorani, Frans", Asker())
    assert (found.value, keys(found)) == (None, ["languages:level:first", "languages:level:later"])
    assert spoken("sorani, Frans", languages__level__first="4", languages__level__later="2") == {
        "ckb": (4, 4),
        "fr": (2, 2),
    }


def test_a_star_without_a_legend_is_asked_once() -> None:
    found = languages.spoken("Farsi*, NL B2", Asker())
    assert keys(found) == ["languages:star"]
    assert spoken("Farsi*, NL B2") == {"nl": (3, 3)}
    assert spoken("Farsi*, NL B2", languages__star="4") == {"fa": (4, 4), "nl": (3, 3)}
    assert keys(languages.spoken("Farsi*", Asker({"languages:star": LEAVE_OUT}))) == []


def test_understanding_is_not_speaking() -> None:
    found = languages.spoken("Arabisch (verstaan)", Asker())
    assert keys(found) == ["languages:level:understanding"]
    assert spoken("Arabisch (verstaan)", languages__level__understanding="2") == {"ar": (0, 2)}


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Koerdisch", ["kmr", "ckb", "sdh"]),
        ("Berbers", ["zgh", "rif", "tzm", "shi", "kab"]),
        ("Afghaans", ["fa-AF", "ps", "haz", "uz"]),
        ("Eritrees", ["ti", "tig", "ar", "byn", "ssy"]),
        ("Syrisch", ["apc", "kmr", "aii", "tru"]),
        ("Marokkaans", ["ary", "rif", "tzm", "shi"]),
    ],
)
def test_a_word_for_several_languages_is_never_guessed(text: str, choices: list[str]) -> None:
    found = languages.spoken(f"{text} moedertaal", Asker())
    assert found.value is None
    assert [option.value for option in found.questions[0].options] == choices
    key = found.questions[0].key
    assert languages.spoken(f"{text} moedertaal", Asker({key: choices[0]})).value == [
        {"variety": choices[0], "speaking": 4, "understanding": 4, "reading": 0}
    ]


def test_two_levels_for_one_language_are_asked_and_nothing_is_taken_meanwhile() -> None:
    found = languages.spoken("Turks moedertaal / Turks basis", Asker())
    assert (found.value, keys(found)) == (None, ["languages:twice:tr:1:4"])
    assert spoken("Turks moedertaal / Turks basis", languages__twice__tr__1__4="4") == {"tr": (4, 4)}


def test_a_misspelt_language_is_a_question_with_what_it_looks_like() -> None:
    found = languages.spoken("Tigrynja goed", Asker())
    assert (found.value, [option.value for option in found.questions[0].options]) == (None, ["ti"])
    assert languages.spoken("xyzzy", Asker()).questions[0].options == ()


@pytest.mark.parametrize(
    ("text", "variety", "asked"),
    [
        ("Somalisch", "so", []),
        ("oekraïens", "uk", []),
        ("Tigrinya?", None, ["language:doubted:ti"]),
        ("Arabisch of Koerdisch", None, ["language:several:arabisch of koerdisch"]),
        ("Koerdisch", None, ["language:which:koerdisch"]),
        ("-", None, []),
    ],
)
def test_the_language_of_a_request(text: str, variety: str | None, asked: list[str]) -> None:
    found = languages.wanted(text, Asker())
    assert found.value == ({"variety": variety, "also": []} if variety else None)
    assert keys(found) == asked


def test_arabic_or_kurdish_offers_the_kurdish_languages_apart() -> None:
    options = languages.wanted("Arabisch of Koerdisch", Asker()).questions[0].options
    assert [option.value for option in options] == ["ar", "kmr", "ckb", "sdh"]


def test_dutch_words_are_not_taken_for_codes_of_languages() -> None:
    for word in ("of", "is", "in", "am", "man", "so"):
        assert language_names.meanings(word) == ()


# Phones and mail


@pytest.mark.parametrize(
    ("value", "number", "whatsapp"),
    [
        (612340000, "+31612340000", False),
        ("612340000", "+31612340000", False),
        ("06 12 34 00 03", "+31612340003", False),
        ("06-12340019", "+31612340019", False),
        ("0031612340008", "+31612340008", False),
        ("+31 6 1234 0006", "+31612340006", False),
        ("+31 (0)6 12340006", "+31612340006", False),
        ("0612340013 (WhatsApp)", "+31612340013", True),
        ("0314-361111", "+31314361111", False),
        ("+49 1512 3456789", "+4915123456789", False),
    ],
)
def test_phone_numbers_come_out_in_international_form(value: Plain, number: str, whatsapp: bool) -> None:
    assert contacts.phone(cell(value).text, Asker()).value == {"number": number, "whatsapp": whatsapp}


def test_what_no_network_can_have_is_a_question_and_two_numbers_are_a_choice() -> None:
    assert keys(contacts.phone("0612", Asker())) == ["phone:unclear"]
    assert keys(contacts.phone("6,1234E+08", Asker())) == ["phone:unclear"]
    two = contacts.phone("06-12340001 / 0314-361111", Asker())
    assert (two.value, [option.value for option in two.questions[0].options]) == (
        None,
        ["+31612340001", "+31314361111"],
    )
    chosen = contacts.phone("06-12340001 / 0314-361111", Asker({two.questions[0].key: "+31314361111"}))
    assert chosen.value == {"number": "+31314361111", "whatsapp": False}


@pytest.mark.parametrize(
    ("text", "expected", "asked"),
    [
        ("hanan1@voorbeeld.nl ", "hanan1@voorbeeld.nl", []),
        ("Hanan@Voorbeeld.NL", "hanan@voorbeeld.nl", []),
        ("Hanan <hanan@voorbeeld.nl>", "hanan@voorbeeld.nl", []),
        ("geen", None, []),
        ("hanan @voorbeeld.nl", None, ["email:unclear:hanan @voorbeeld.nl"]),
        ("hanan", None, ["email:unclear:hanan"]),
        ("a@b.nl; c@d.nl", None, ["email:several:a@b.nl+c@d.nl"]),
    ],
)
def test_mail_addresses(text: str, expected: str | None, asked: list[str]) -> None:
    found = contacts.email(text, Asker())
    assert (found.value, keys(found)) == (expected, asked)


def test_a_mail_address_with_a_space_is_repaired_only_after_a_yes() -> None:
    key = "email:unclear:hanan @voorbeeld.nl"
    assert contacts.email("hanan @voorbeeld.nl", Asker({key: "hanan@voorbeeld.nl"})).value == "hanan@voorbeeld.nl"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("via mail", None),
        ("juf.anke@voorbeeld.nl", {"email": "juf.anke@voorbeeld.nl", "phone": "", "name": ""}),
        ("612340509", {"email": "", "phone": "+31612340509", "name": ""}),
        ("0612340568 (WhatsApp)", {"email": "", "phone": "+31612340568", "name": ""}),
        ("Anke, 06-12340503", {"email": "", "phone": "+31612340503", "name": "Anke"}),
        ("Anke de Vries", {"email": "", "phone": "", "name": "Anke de Vries"}),
    ],
)
def test_how_to_reach_who_asked(text: str, value: object) -> None:
    assert contacts.contact(text, Asker()).value == value


@given(st.integers(min_value=10_000_000, max_value=59_999_999))
@settings(max_examples=50)
def test_a_mobile_number_is_the_same_however_it_is_written(rest: int) -> None:
    digits = f"6{rest}"
    forms = [digits, f"0{digits}", f"06-{rest}", f"+31{digits}", f"0031{digits}", f"06 {str(rest)[:4]} {str(rest)[4:]}"]
    assert {tuple(contacts.numbers_in(form)) for form in forms} in ({(f"+31{digits}",)}, {()})


# Places


def test_places_in_capitals_with_spaces_and_with_a_postcode(around: Surroundings) -> None:
    def read(text: str) -> Any:
        return places.home(text, Asker(), around.find_place)

    assert read("VARSSEVELD").value == {"place": "Varsseveld", "postcode": ""}
    assert read("’S-HEERENBERG ").value == {"place": "'s-Heerenberg", "postcode": ""}
    assert read("7051 AB Varsseveld").value == {"place": "Varsseveld", "postcode": "7051"}
    assert read("Varsseveld, 7051AB").value == {"place": "Varsseveld", "postcode": "7051"}
    assert read("7051").value == {"place": "", "postcode": "7051"}


def test_of_an_address_only_the_place_is_kept(around: Surroundings) -> None:
    for text in ("Dorpsstraat 12, 7051 AB Varsseveld", "Dorpsstraat 12, Varsseveld"):
        found = places.home(text, Asker(), around.find_place)
        assert found.value["place"] == "Varsseveld"  # type: ignore[index,call-overload]
        assert (found.left_out, "Dorpsstraat" in found.raw) == (("address",), False)


def test_a_misspelt_place_is_a_question_with_what_it_looks_like(around: Surroundings) -> None:
    found = places.home("Varseveld", Asker(), around.find_place)
    assert [option.value for option in found.questions[0].options] == ["Varsseveld", "keep"]
    answered = places.home("Varseveld", Asker({found.questions[0].key: "Varsseveld"}), around.find_place)
    assert answered.value == {"place": "Varsseveld", "postcode": ""}
    kept = places.home("Emmerich", Asker({"place:unknown:emmerich": "keep"}), around.find_place)
    assert kept.value == {"place": "Emmerich", "postcode": ""}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("telefonisch", {"where": "phone", "place": ""}),
        ("online", {"where": "online", "place": ""}),
        ("groenlo", {"where": "place", "place": "Groenlo"}),
    ],
)
def test_where_help_is_wanted(text: str, value: object, around: Surroundings) -> None:
    assert places.meeting_place(text, Asker(), around.find_place).value == value


# Dates


@pytest.mark.parametrize(
    ("text", "on", "precision"),
    [
        ("06-05-2025", date(2025, 5, 6), "day"),
        ("6/5/2025", date(2025, 5, 6), "day"),
        ("06/05/25", date(2025, 5, 6), "day"),
        ("6.5.2025", date(2025, 5, 6), "day"),
        ("2025-05-06", date(2025, 5, 6), "day"),
        ("3 december 2024", date(2024, 12, 3), "day"),
        ("mei 2024", date(2024, 5, 1), "month"),
        ("sept 2023", date(2023, 9, 1), "month"),
        ("mrt '26", date(2026, 3, 1), "month"),
        ("okt. 2025", date(2025, 10, 1), "month"),
        ("05-2024", date(2024, 5, 1), "month"),
        ("March 2024", date(2024, 3, 1), "month"),
        ("2025", date(2025, 1, 1), "year"),
        ("sinds 2019", date(2019, 1, 1), "year"),
    ],
)
def test_dates_keep_the_precision_they_were_written_in(text: str, on: date, precision: str) -> None:
    assert dates.read_date(text) == dates.WrittenDate(on, precision)


@pytest.mark.parametrize("text", ["31/02/2024", "5/13/2024", "00-00-2024", "mei", "2024-13-01", "ja", "99/99/99"])
def test_what_is_no_date_is_not_made_one(text: str) -> None:
    assert dates.read_date(text) is None


@given(st.dates(date(1990, 1, 1), date(2069, 12, 31)))
def test_every_day_survives_every_style(day: date) -> None:
    months = {
        number: name for name, number in dates.months().items() if len(name) > 4 or name in {"mei", "juni", "juli"}
    }
    styles = [
        f"{day:%d-%m-%Y}",
        f"{day:%d/%m/%Y}",
        f"{day:%Y-%m-%d}",
        f"{day.day} {months[day.month]} {day.year}",
    ]
    assert {dates.read_date(style) for style in styles} == {dates.WrittenDate(day, "day")}
    assert dates.cell_date(cell(datetime(day.year, day.month, day.day))) == dates.WrittenDate(day, "day")


@pytest.mark.parametrize(
    ("value", "status", "on", "precision", "asked"),
    [
        ("06-05-2025", "seen", "2025-05-06", "day", []),
        (datetime(2024, 12, 29), "seen", "2024-12-29", "day", []),
        ("mei 2024", "seen", "2024-05-01", "month", []),
        ("2025", "seen", "2025-01-01", "year", ["vog:year:2025"]),
        (2025, "seen", "2025-01-01", "year", ["vog:year:2025"]),
        ("ja", "yes", "", "", ["vog:yes"]),
        (True, "yes", "", "", ["vog:yes"]),
        ("nee", "no", "", "", []),
        ("n.v.t.", "not_needed", "", "", []),
        ("aangevraagd", "requested", "", "", []),
        ("verlopen", "expired", "", "", []),
        ("nog opsturen", "to_follow", "", "", []),
        ("aangevraagd 12-05-2025", "requested", "2025-05-12", "day", []),
        ("ja, mei 2024", "seen", "2024-05-01", "month", []),
    ],
)
def test_readiness_is_a_date_or_a_word(value: Plain, status: str, on: str, precision: str, asked: list[str]) -> None:
    found = dates.readiness(cell(value), Asker(), TODAY, "vog")
    assert found.value == {"status": status, "on": on, "precision": precision}
    assert keys(found) == asked


def test_a_year_ends_where_a_person_says() -> None:
    last = dates.readiness(cell("2025"), Asker({"vog:year:2025": "last"}), TODAY, "vog")
    assert last.value == {"status": "seen", "on": "2025-12-31", "precision": "year"}
    this_year = dates.readiness(cell("2026"), Asker({"vog:year:2026": "last"}), TODAY, "vog")
    assert this_year.value == {"status": "seen", "on": "2026-11-22", "precision": "year"}


@pytest.mark.parametrize(
    ("value", "option"),
    [(45418, "2024-05-06"), ("5/13/2024", "2024-05-13"), ("maandag 6 mei 2024", "2024-05-06")],
)
def test_dates_in_disguise_are_offered_and_never_taken(value: Plain, option: str) -> None:
    found = dates.readiness(cell(value), Asker(), TODAY, "vog")
    assert (found.value, [one.value for one in found.questions[0].options]) == (None, [option])
    taken = dates.readiness(cell(value), Asker({found.questions[0].key: option}), TODAY, "vog")
    assert taken.value == {"status": "seen", "on": option, "precision": "day"}


def test_something_seen_in_the_future_is_asked_about() -> None:
    found = dates.readiness(cell("01-01-2027"), Asker(), TODAY, "vog")
    assert (found.value, keys(found)) == (None, ["vog:odd:2027-01-01"])


# Availability


def week(text: str, **answers: str) -> list[tuple[int, str]]:
    """Blocks as (weekday, "9:00-12:00")."""
    found: Any = availability.week(text, Asker({key.replace("__", ":"): value for key, value in answers.items()})).value
    return [(day, f"{a // 60}:{a % 60:02}-{b // 60}:{b % 60:02}") for day, a, b in found["blocks"]] if found else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ma t/m wo ochtend", [(0, "9:00-12:00"), (1, "9:00-12:00"), (2, "9:00-12:00")]),
        ("dinsdag 13:00-17:00, donderdag 9-17", [(1, "13:00-17:00"), (3, "9:00-17:00")]),
        ("wo hele dag; vr mid", [(2, "9:00-17:00"), (4, "13:00-17:00")]),
        ("ma/wo/vr 9-12", [(0, "9:00-12:00"), (2, "9:00-12:00"), (4, "9:00-12:00")]),
        ("weekend", [(5, "9:00-17:00"), (6, "9:00-17:00")]),
        ("elke dag na 16u", [(day, "16:00-22:00") for day in range(7)]),
        ("di+do", [(1, "9:00-17:00"), (3, "9:00-17:00")]),
        ("ma, di en do tot 14.30 (schooltijden)", [(0, "9:00-14:30"), (1, "9:00-14:30"), (3, "9:00-14:30")]),
        ("'s avonds op maandag", [(0, "18:00-22:00")]),
        ("vrijdagmiddag", [(4, "13:00-17:00")]),
        ("Ma 9.00-12.30u, 13-15u", [(0, "9:00-12:30"), (0, "13:00-15:00")]),
        ("ma 19:00-21:00 / wo 19:00-21:00", [(0, "19:00-21:00"), (2, "19:00-21:00")]),
        ("werkdagen behalve woensdag", [(0, "9:00-17:00"), (1, "9:00-17:00"), (3, "9:00-17:00"), (4, "9:00-17:00")]),
        ("dinsdag 1-5", [(1, "13:00-17:00")]),
        ("vr-ma avond", [(0, "18:00-22:00"), (4, "18:00-22:00"), (5, "18:00-22:00"), (6, "18:00-22:00")]),
    ],
)
def test_weeks_are_read(text: str, expected: list[tuple[int, str]]) -> None:
    assert week(text) == expected


def test_flexible_is_flexible_and_by_agreement_is_a_question() -> None:
    assert availability.week("flexibel", Asker()).value == {"flexible": True, "blocks": []}
    assert keys(availability.week("in overleg", Asker())) == ["availability:by-agreement"]
    assert week("in overleg") == []


def test_evenings_without_days_wait_for_the_days() -> None:
    found = availability.week("alleen avond", Asker())
    assert (found.value, keys(found)) == (None, ["availability:days:1080-1320"])
    assert week("alleen avond", **{"availability:days:1080-1320": "workdays"}) == [
        (day, "18:00-22:00") for day in range(5)
    ]


def test_not_on_friday_does_not_say_when() -> None:
    found = availability.week("niet op vrijdag", Asker())
    assert (found.value, keys(found)) == (None, ["availability:not:4"])
    assert week("niet op vrijdag", **{"availability:not:4": "workdays"}) == [(day, "9:00-17:00") for day in range(4)]


def test_every_other_week_is_not_made_every_week() -> None:
    assert week("even weken maandag") == []
    assert keys(availability.week("even weken maandag", Asker())) == ["availability:weeks:even weken maandag"]


def test_words_that_are_left_over_are_asked_about_while_the_rest_is_read() -> None:
    found = availability.week("ma 9-12 (schooltijden)", Asker())
    assert found.certainty is Certainty.LIKELY
    assert keys(found) == ["availability:left-over:schooltijden"]


def test_a_column_per_weekday_becomes_the_same_week() -> None:
    found: Any = availability.from_columns({0: "x", 2: "ochtend", 3: "13-15", 4: "nee", 5: ""}, Asker()).value
    assert found["blocks"] == [[0, 540, 1020], [2, 540, 720], [3, 780, 900]]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1400), st.integers(1, 1440)), max_size=12))
def test_tidied_blocks_never_overlap_and_lose_no_minute(blocks: list[tuple[int, int, int]]) -> None:
    proper = [(day, start, end) for day, start, end in blocks if end > start]
    tidy = availability.tidy(proper)
    minutes = {(day, minute) for day, start, end in proper for minute in range(start, end)}
    assert {(day, minute) for day, start, end in tidy for minute in range(start, end)} == minutes
    assert all(one[0] < two[0] or one[2] < two[1] for one, two in pairwise(tidy))


@given(st.integers(0, 6), st.integers(8, 17), st.integers(1, 5))
def test_a_block_survives_being_written_down(day: int, start: int, hours: int) -> None:
    name = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"][day]
    for text in (f"{name} {start}:00-{start + hours}:00", f"{name[:2]} {start}-{start + hours}u"):
        found: Any = availability.week(text, Asker()).value
        assert found["blocks"] == [[day, start * 60, (start + hours) * 60]]


# Form, topics, remarks


@pytest.mark.parametrize(
    ("text", "form", "hours"),
    [
        ("vrijwilliger", "volunteer", None),
        ("Vrijw.", "volunteer", None),
        ("vrijw + vergoeding", "volunteer_fee", None),
        ("vrijwilliger zonder vergoeding", "volunteer", None),
        ("in dienst welzijn", "via_welfare", None),
        ("in dienst 16 uur", "employed", 16.0),
        ("ZZP", "hired", None),
    ],
)
def test_forms_of_working(text: str, form: str, hours: float | None) -> None:
    assert engagements.form(text, Asker()).value == {"form": form, "hours_per_week": hours}


def test_paid_says_how_many_hours_but_not_by_whom() -> None:
    found = engagements.form("betaald 12u", Asker())
    assert (found.value, keys(found)) == (None, ["form:paid"])
    assert engagements.form("betaald 12u", Asker({"form:paid": "employed"})).value == {
        "form": "employed",
        "hours_per_week": 12.0,
    }


def test_topics_find_the_products_own_whatever_they_are_called(around: Surroundings) -> None:
    found = subjects.topics_of("geldzaken, zorg, vrouwen & opvoeding", Asker(), around.topics)
    assert found.value == ["money", "health", "women", "parenting"]
    unknown = subjects.topics_of("wonen, kosmologie", Asker(), around.topics)
    assert (unknown.value, keys(unknown)) == (["housing"], ["topics:unknown:kosmologie"])


def remark(text: str, around: Surroundings, **answers: str) -> Any:
    given_answers = {key.replace("__", ":"): value for key, value in answers.items()}
    return remarks.remark(text, Asker(given_answers), TODAY, around.find_sensitive)


@pytest.mark.parametrize(
    ("text", "key", "answer", "proposal"),
    [
        (
            "liever geen ziekenhuis",
            "remarks:wish:practice",
            "wish",
            {"do": "wish", "kind": "not_organisation_kind", "value": "practice"},
        ),
        ("gestopt?", "remarks:state:stopped", "alumni", {"do": "state", "state": "alumni"}),
        ("alleen fiets", "remarks:travel:bike", "bike", {"do": "travel", "means": "bike"}),
        ("rijdt auto", "remarks:travel:car", "car", {"do": "travel", "means": "car"}),
        ("nieuwe baan, minder tijd", "remarks:less-time", "less", {"do": "less", "visits_per_week": 1}),
        (
            "ook Sorani een beetje",
            "remarks:language:ckb:1",
            "ckb:1",
            {"do": "language", "variety": "ckb", "level": 1},
        ),
        ("terug in mei", "remarks:pause:2027-05-01", "pause", {"do": "pause", "until": "2027-05-01"}),
    ],
)
def test_remarks_are_proposals_and_nothing_happens_without_a_yes(
    text: str, key: str, answer: str, proposal: object, around: Surroundings
) -> None:
    asked = remark(text, around)
    assert (asked.value, keys(asked)) == (None, [key])
    assert remark(text, around, **{key: answer}).value == {"proposals": [proposal], "note": ""}
    assert remark(text, around, **{key: "note"}).value == {"proposals": [], "note": text}
    assert remark(text, around, **{key: LEAVE_OUT}).value is None


def test_health_in_a_remark_is_masked_and_the_rest_is_still_asked(around: Surroundings) -> None:
    found = remark("zwanger, vanaf maart terug", around)
    assert (found.raw, found.left_out) == ("▇▇▇▇, vanaf maart terug", ("health",))
    assert keys(found) == ["remarks:pause:2027-03-01"]
    assert "zwanger" not in repr(found)
    only = remark("burn-out", around)
    assert (only.value, only.left_out, only.certainty) == (None, ("health",), Certainty.NOTHING)


@pytest.mark.parametrize("text", ["is moslim", "gevlucht, gemarteld", "heeft PTSS", "ziek sinds mei", "heeft kanker"])
def test_belief_flight_and_illness_are_in_no_question_and_no_value(text: str, around: Surroundings) -> None:
    found = remark(text, around, **{f"remarks:keep:{text}": "note"})
    assert found.left_out
    assert text.split()[-1].casefold() not in repr(found).casefold()


# Requests


@pytest.mark.parametrize(
    ("text", "kind", "topic", "route"),
    [
        ("brief van DUO uitleggen", "one_newcomer", "integration", ""),
        ("uitleg diagnose ziekenhuis", "one_newcomer", "health", "interpreter_first"),
        ("uitleg hoe huisarts werkt", "one_newcomer", "health", ""),
        ("mee naar intake", "accompaniment", "integration", ""),
        ("voorlichting gezondheid vrouwengroep (12 pers.)", "group_session", "health", ""),
        ("meelezen brief afvalbeleid", "reading_panel", "housing", ""),
        ("meedenken beleid inburgering (bijeenkomst)", "advice", "integration", ""),
        ("kinderopvang aanvragen", "one_newcomer", "parenting", ""),
        ("ouders begrijpen advies speciaal onderwijs niet", "one_newcomer", "school", ""),
        ("hulp bij bezwaar uitkering", "one_newcomer", "money", "interpreter_first"),
        ("gesprek over mishandeling", "one_newcomer", "", "professional_first"),
    ],
)
def test_questions_give_kind_topic_and_a_hint_for_the_role_router(
    text: str, kind: str, topic: str, route: str, around: Surroundings
) -> None:
    found: Any = questions.asked(text, Asker(), around.topics).value
    assert (found["kind"], found["topic"], found["route"]) == (kind, topic, route)


@pytest.mark.parametrize(
    ("text", "gender", "required", "town", "same"),
    [
        ("vrouw", "woman", True, False, False),
        ("liefst vrouw", "woman", False, False, False),
        ("man", "man", True, False, False),
        ("geen man", "woman", True, False, False),
        ("niet uit zelfde dorp", "", False, True, False),
        ("zelfde persoon als vorige keer", "", False, False, True),
        ("vrouw, niet uit zelfde dorp", "woman", True, True, False),
    ],
)
def test_wishes(text: str, gender: str, required: bool, town: bool, same: bool) -> None:
    found = wishes.wish(text, Asker())
    assert found.value == {
        "gender": gender,
        "required": required,
        "not_from_own_place": town,
        "same_person": same,
    }
    assert found.questions == ()


def test_a_wish_with_a_reason_is_asked_and_man_or_woman_is_no_wish() -> None:
    assert keys(wishes.wish("vrouw ivm mishandeling", Asker())) == ["wish:left-over:ivm mishandeling"]
    assert wishes.wish("man of vrouw", Asker()).value is None


RECEIVED = date(2026, 9, 8)  # a Tuesday


@pytest.mark.parametrize(
    ("value", "expected", "certainty"),
    [
        ("20-09-2026 9:30-10:30", ("moment", "2026-09-20", "2026-09-20", 570, 630), Certainty.SURE),
        ("14-09 14.00", ("moment", "2026-09-14", "2026-09-14", 840, None), Certainty.LIKELY),
        ("05-01 9 uur", ("moment", "2027-01-05", "2027-01-05", 540, None), Certainty.LIKELY),
        ("do 10/09 's middags", ("window", "2026-09-10", "2026-09-10", 780, 1020), Certainty.LIKELY),
        (datetime(2026, 9, 21, 15, 0), ("moment", "2026-09-21", "2026-09-21", 900, None), Certainty.SURE),
        (datetime(2026, 9, 21), ("window", "2026-09-21", "2026-09-21", None, None), Certainty.SURE),
        ("volgende week", ("window", "2026-09-14", "2026-09-20", None, None), Certainty.LIKELY),
        ("morgen", ("window", "2026-09-09", "2026-09-09", None, None), Certainty.LIKELY),
        ("donderdag 14:00", ("moment", "2026-09-10", "2026-09-10", 840, None), Certainty.LIKELY),
        ("12 oktober 10.30", ("moment", "2026-10-12", "2026-10-12", 630, None), Certainty.LIKELY),
        ("z.s.m.", ("asap", "", "", None, None), Certainty.SURE),
    ],
)
def test_when_is_counted_from_the_day_a_request_came_in(value: Plain, expected: object, certainty: Certainty) -> None:
    found = moments.when(cell(value), Asker(), RECEIVED)
    known: Any = found.value
    assert (known["kind"], known["first_day"], known["last_day"], known["start"], known["end"]) == expected
    assert found.certainty is certainty


def test_a_weekday_that_is_not_the_dates_is_asked() -> None:
    found = moments.when(cell("di 10/09 's middags"), Asker(), RECEIVED)
    assert found.value is None
    assert [option.value for option in found.questions[0].options] == ["2026-09-10", "2026-09-08", "2026-09-15"]
    chosen: Any = moments.when(cell("di 10/09 's middags"), Asker({found.questions[0].key: "2026-09-15"}), RECEIVED)
    assert (chosen.value["first_day"], chosen.value["start"]) == ("2026-09-15", 780)


def test_without_the_day_it_came_in_a_date_without_year_is_not_filled_in() -> None:
    assert moments.when(cell("14-09 14.00"), Asker(), None).value is None
    assert moments.when(cell("volgende week"), Asker(), None).value is None


def test_a_moment_before_the_request_is_asked() -> None:
    assert keys(moments.when(cell("01-09-2026 10:00"), Asker(), RECEIVED)) == ["when:before:2026-09-08:2026-09-01"]


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        ("1:30", 90), ("45 min", 45), ("2u", 120), ("0,5", 30), (1.5, 90), (1, 60), (time(1, 30), 90),
        (timedelta(hours=2), 120), ("1u30", 90), ("1,5 uur", 90), ("half uur", 30), ("0", 0), (None, None),
    ],
)  # fmt: skip
def test_hours_in_every_style_become_minutes(value: Plain, minutes: int | None) -> None:
    assert amounts.minutes(cell(value), Asker()).value == minutes


def test_a_bare_large_number_may_be_minutes_or_hours() -> None:
    found = amounts.minutes(cell(45), Asker())
    assert (found.value, keys(found)) == (None, ["hours:unit:45"])
    assert amounts.minutes(cell(45), Asker({"hours:unit:45": "minutes"})).value == 45


@given(st.integers(0, 12), st.integers(0, 59))
def test_a_length_of_time_survives_being_written_down(hours: int, minutes: int) -> None:
    total = hours * 60 + minutes
    for value in (f"{hours}:{minutes:02}", f"{total} min", timedelta(minutes=total), f"{hours}u{minutes:02}"):
        assert amounts.minutes(cell(value), Asker()).value == total


@pytest.mark.parametrize(
    ("value", "km", "cents", "by"),
    [
        ("24 km", 24.0, 0, ""), (12, 12.0, 0, ""), (0, 0.0, 0, ""), ("€ 6,40", 0.0, 640, ""),
        ("ov 5,60", 0.0, 560, "public"), ("12,5", 12.5, 0, ""), ("24 km + € 3,00", 24.0, 300, ""),
        ("6.40 euro", 0.0, 640, ""),
    ],
)  # fmt: skip
def test_kilometres_and_money_stay_apart(value: Plain, km: float, cents: int, by: str) -> None:
    assert amounts.travel(cell(value), Asker()).value == {"km": km, "cents": cents, "by": by}


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("afgerond", "done"),
        ("klaar", "done"),
        ("geen match", "unmet"),
        ("Geannuleerd", "cancelled"),
        ("gepland", "planned"),
    ],
)
def test_states_of_a_request(text: str, state: str) -> None:
    assert outcomes.status(text, Asker()).value == state


def test_an_empty_state_is_one_question_for_the_whole_log() -> None:
    assert keys(outcomes.status("", Asker())) == ["status:missing"]
    assert outcomes.status("", Asker({"status:missing": "done"})).value == "done"


PEOPLE = (
    KnownPerson("1", "Shirin", "Hassan", place="Ulft"),
    KnownPerson("2", "Shirin", "Yildiz", place="Ruurlo"),
    KnownPerson("3", "Iryna", "Uwera"),
)


def test_who_was_asked_is_found_by_first_name_and_asked_when_two_share_it() -> None:
    assert outcomes.asked_who("Iryna", Asker(), PEOPLE).value == {"people": ["3"], "said": ""}
    assert outcomes.asked_who("niemand gevonden", Asker(), PEOPLE).value == {"people": [], "said": "nobody"}
    assert outcomes.asked_who("app gestuurd", Asker(), PEOPLE).value == {"people": [], "said": "message"}
    assert outcomes.asked_who("Shirin Yildiz", Asker(), PEOPLE).value == {"people": ["2"], "said": ""}
    two = outcomes.asked_who("Shirin", Asker(), PEOPLE)
    assert (two.value, [option.value for option in two.questions[0].options]) == (None, ["1", "2"])
    assert keys(outcomes.asked_who("Samar", Asker(), PEOPLE)) == ["asked_who:samar"]


# All of them


PARSERS = [
    names.full_name, names.first_name, names.last_name, genders.gender, languages.spoken, languages.wanted,
    contacts.phone, contacts.email, contacts.contact, availability.week, engagements.form, wishes.wish, outcomes.status,
]  # fmt: skip


@given(st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_no_text_makes_a_reader_fail_and_no_value_comes_from_nothing(text: str) -> None:
    for parse in PARSERS:
        found = parse(text, Asker())
        assert found.value is None or text.strip()
        assert found.value is None or found.certainty in {Certainty.SURE, Certainty.LIKELY}
    for read in (lambda c: amounts.minutes(c, Asker()), lambda c: amounts.travel(c, Asker())):
        read(cell(text))
    moments.when(cell(text), Asker(), RECEIVED)
    dates.readiness(cell(text), Asker(), TODAY, "vog")


@pytest.mark.parametrize("parse", PARSERS)
def test_a_long_hostile_text_costs_no_time(parse: Any) -> None:
    for piece in ("a-", "ma ", "( ", "1-", "en ", "of ", "*?", "Arabisch ", "niet op "):
        started = process_time()
        parse((piece * 2_000)[:4_000], Asker())
        assert process_time() - started < 2
