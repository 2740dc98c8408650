"""The public pages of national figures: newest edition, older ones, what changed, the file."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from sleutelbos.insights.models import Source
from sleutelbos.insights.services import external as services

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded() -> None:
    services.load_first_set()


def page(name: str, *args: object) -> str:
    return Client().get(reverse(f"insights:{name}", args=args)).content.decode()


def test_everybody_sees_every_source_with_its_newest_edition() -> None:
    shown = page("list-sources")
    for source in Source.objects.all():
        assert source.title in shown and reverse("insights:show-source", args=[source.code]) in shown
    assert "SWI 2023" in shown and "SWI 2022" not in shown


def test_a_source_shows_its_newest_edition_and_what_it_changed() -> None:
    shown = page("show-source", "swi")
    assert "26,2" in shown and "36,1" in shown and "Voorlopig" in shown
    assert "<svg" in shown and "<caption>" in shown
    assert "<s>" in shown and "26,5</s>" in shown, "what the number was before"
    assert reverse("insights:show-source-edition", args=["swi", 1]) in shown
    assert "31 dec 2023" in shown and "Creative Commons" in shown
    assert "Alle inburgeringsplichtigen van het cohort" in shown, "of how many"


def test_an_older_edition_opens_and_points_to_the_newer_one() -> None:
    shown = page("show-source-edition", "swi", 1)
    assert "26,5" in shown and "26,2" not in shown and "36,1" not in shown
    assert f'href="{reverse("insights:show-source", args=["swi"])}"' in shown


def test_what_is_not_there_is_not_there() -> None:
    client = Client()
    for name, args in (
        ("show-source", ["niets"]),
        ("show-source-edition", ["swi", 9]),
        ("download-source", ["swi", 9]),
    ):
        assert client.get(reverse(f"insights:{name}", args=args)).status_code == 404


def test_an_edition_as_a_file_has_every_number_with_its_status() -> None:
    response = Client().get(reverse("insights:download-source", args=["swi", 2]))
    assert response["Content-Type"] == "text/csv; charset=utf-8" and "swi-2.csv" in response["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert len(rows) == 10
    assert [(row["value"], row["status"]) for row in rows[:2]] == [("26.2", "final"), ("36.1", "provisional")]
    assert {row["unit"] for row in rows} == {"x 1.000", "%"}


def test_a_first_to_third_place_is_not_drawn() -> None:
    shown = page("show-source", "blik-op-werk-sleutelpersonen")
    assert "Jemenitisch" in shown and shown.count("<svg") - page("list-sources").count("<svg") <= 3


def test_a_page_in_another_language_marks_what_is_dutch() -> None:
    shown = (
        Client(headers={"accept-language": "ar"}).get(reverse("insights:show-source", args=["swi"])).content.decode()
    )
    assert 'dir="rtl"' in shown and '<h1 lang="nl" dir="ltr">' in shown
