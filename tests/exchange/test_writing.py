"""Spreadsheets out: safe for spreadsheet programs, and readable by our own import."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from sleutelbos.accounts.models import Region
from sleutelbos.audit.models import Event
from sleutelbos.exchange import load, queries, writing
from sleutelbos.exchange.reading.asking import Asker
from sleutelbos.exchange.reading.layout import lay_out_book
from sleutelbos.exchange.reading.reader import read_book
from sleutelbos.exchange.reading.rows import Answers
from sleutelbos.exchange.reading.values.languages import spoken
from sleutelbos.exchange.reading.workbook import open_workbook
from sleutelbos.keypersons.languages import variety_name, variety_tags
from sleutelbos.keypersons.models import AvailableBlock, KeyPerson, ReadinessItem, SpokenLanguage
from tests import factories


def cells(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("text", ["=1+1", "+cmd|'/C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1+1"])
def test_no_text_leaves_as_a_formula(text: str) -> None:
    content = writing.workbook([("Blad", ["Kop"], [[text]])])
    cell = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]  # type: ignore[index]
    assert cell.data_type != "f"
    assert str(cell.value)[0] not in "=+-@\t\r＝"


def test_control_characters_and_impossible_sheet_names_do_no_harm() -> None:
    content = writing.workbook([("a/b:c*d?e[f]" * 5, ["x"], [["een\x00twee\x08drie\nvier"]]), ("", ["y"], [])])
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert len(book.sheetnames[0]) <= 31
    assert cells(content)[1] == ["eentweedrie\nvier"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_variety_is_read_back_by_the_name_the_product_gives_it(language: str) -> None:
    # Words for a whole family are asked about, because its members must not stand in for each other.
    families = {"ku", "ber", "syr"}
    for tag in variety_tags():
        found: Any = spoken(f"{variety_name(tag, language)} B2", Asker()).value
        assert tag in families or [one["variety"] for one in found] == [tag]


@pytest.fixture
def person(region_a: Region) -> KeyPerson:
    for code, name in (("school", "School en opleiding"), ("care", "Zorg: de weg vinden")):
        factories.TopicFactory(code=code, names={"nl": name, "en": name})
    made: KeyPerson = factories.KeyPersonFactory(
        region=region_a, first_name="Selam", last_name="van der Berg", phone="+31612340100", email="selam@voorbeeld.nl",
        home_place="'s-Heerenberg", home_postcode="7041", gender="woman", travel="car", speaks=[],
        always_available=False, ready=False,
    )  # fmt: skip
    made.topics.set([factories.TopicFactory(code="school"), factories.TopicFactory(code="care")])
    for variety, speaking, understanding, reading in (("kmr", 4, 4, 0), ("ar", 0, 2, 0), ("nl", 2, 3, 1)):
        SpokenLanguage.objects.create(
            key_person=made, variety=variety, speaking=speaking, understanding=understanding, reading=reading
        )
    AvailableBlock.objects.create(key_person=made, weekday=0, start_minute=480, end_minute=720)
    AvailableBlock.objects.create(key_person=made, weekday=3, start_minute=810, end_minute=1050)
    ReadinessItem.objects.create(key_person=made, kind="vog", seen_on=date(2025, 5, 1), precision="month")
    ReadinessItem.objects.create(key_person=made, kind="training", seen_on=date(2024, 5, 7))
    return made


@pytest.mark.django_db
def test_an_exported_list_reads_back_as_it_was(person: KeyPerson, region_a: Region) -> None:
    people = KeyPerson.objects.prefetch_related("languages", "topics", "blocks", "readiness")
    content = writing.people_file(people)
    around = load.surroundings(region_a)
    book = open_workbook(content, "sleutelpersonen.xlsx")
    layouts = lay_out_book(book, around)
    assert layouts[0].chosen
    assert all(guess.sure for guess in layouts[0].columns)
    row = read_book(book, layouts, around, Answers({"row:known": "complete"}))[0].rows[0]
    assert list(row.open_questions()) == []
    assert row.same_as == str(person.pk)
    assert {name: row.value(name) for name in row.fields} == {
        "first_name": "Selam",
        "last_name": "van der Berg",
        "gender": "woman",
        "languages": [
            {"variety": "kmr", "speaking": 4, "understanding": 4, "reading": 0},
            {"variety": "nl", "speaking": 2, "understanding": 3, "reading": 1},
            {"variety": "ar", "speaking": 0, "understanding": 2, "reading": 0},
        ],
        "place": {"place": "'s-Heerenberg", "postcode": ""},
        "postcode": {"place": "", "postcode": "7041"},
        "phone": {"number": "+31612340100", "whatsapp": False},
        "email": "selam@voorbeeld.nl",
        "topics": ["care", "school"],
        "availability": {"flexible": False, "blocks": [[0, 480, 720], [3, 810, 1050]], "note": ""},
        "vog": {"status": "seen", "on": "2025-05-01", "precision": "month"},
        "training": {"status": "seen", "on": "2024-05-07", "precision": "day"},
        "travel": "car",
        "state": "deployable",
    }


@pytest.mark.django_db
def test_the_export_follows_the_filters_and_is_in_the_trail(
    person: KeyPerson, region_a: Region, coordinator: Any, client_of: Callable[[Any], Client]
) -> None:
    factories.KeyPersonFactory(region=region_a, first_name="Yonas", state="alumni")
    factories.KeyPersonFactory(first_name="Buur")
    client = client_of(coordinator)
    address = reverse("exchange:export-key-persons")
    assert [row[0] for row in cells(client.get(address).content)] == ["Voornaam", "Selam"]
    assert [row[0] for row in cells(client.get(address, {"status": "alumni"}).content)] == ["Voornaam", "Yonas"]
    assert [row[0] for row in cells(client.get(address, {"taal": "kmr"}).content)] == ["Voornaam", "Selam"]
    assert cells(client.get(address, {"taal": "ti"}).content)[1:] == []
    assert cells(client.get(address, {"status": "onzin", "gebruik": "x", "sort": "y"}).content)[1:] == []
    event = Event.objects.filter(verb="exchange.people.exported").first()
    assert event is not None
    assert event.data == {"count": 0}


@pytest.mark.django_db
def test_the_export_costs_the_same_queries_for_more_people(
    region_a: Region, coordinator: Any, django_assert_max_num_queries: Any
) -> None:
    from sleutelbos.accounts.queries import viewer_of

    viewer = viewer_of(coordinator.memberships.get())
    used = []
    for _ in range(2):
        for _number in range(6):
            factories.KeyPersonFactory(region=region_a)
        with django_assert_max_num_queries(12) as captured:
            writing.people_file(list(queries.people_to_export(viewer, {}, date(2026, 11, 22))))
        used.append(len(captured))
    assert used[0] == used[1]


@pytest.mark.django_db
def test_the_finders_of_the_region_know_places_topics_and_parts_of_the_day(region_a: Region) -> None:
    factories.MunicipalityFactory(region=region_a, name="Oude IJsselstreek")
    factories.TopicFactory(code="care", names={"nl": "Zorg: de weg vinden", "en": "Care: finding the way"})
    around = load.surroundings(region_a)
    assert around.find_place("'S-HEERENBERG").name == "'s-Heerenberg"
    assert around.find_place("Varseveld").name == ""
    assert "Varsseveld" in around.find_place("Varseveld").suggestions
    assert around.find_place("telefonisch").name == ""
    assert around.parts.morning == (480, 720)
    assert [topic.code for topic in around.topics] == ["care"]
    assert around.secret != load.surroundings(factories.RegionFactory()).secret
