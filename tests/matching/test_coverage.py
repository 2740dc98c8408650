"""Where a region runs short: counted, put in order, and never so small that a family could be recognised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Request
from sleutelbos.keypersons.models import AvailableBlock
from sleutelbos.matching import services
from sleutelbos.matching.queries.coverage import coverage_of
from tests import factories

ClientOf = Callable[[Any], Client]


@pytest.fixture
def renske(coordinator: Any, region_a: Any) -> Viewer:
    return Viewer(user_id=coordinator.pk, role="coordinator", region_id=region_a.pk, email=coordinator.email)


@pytest.fixture
def desk(client_of: ClientOf, coordinator: Any) -> Client:
    client = client_of(coordinator)
    client.cookies["taal"] = "en"
    return client


def asked(region: Any, count: int, **values: Any) -> None:
    town = region.municipalities.first() or factories.MunicipalityFactory(region=region, name="Doetinchem")
    for _ in range(count):
        factories.RequestFactory(region=region, municipality=town, **values)


def test_what_nobody_can_do_stands_first_then_what_was_not_met(region_a: Any, renske: Viewer) -> None:
    factories.KeyPersonFactory(region=region_a, speaks=["ti", "nl"])
    for _ in range(3):
        factories.KeyPersonFactory(region=region_a, speaks=["ar", "nl"])
    asked(region_a, 6, language="so")
    asked(region_a, 8, language="ti", state="unmet", unmet_reason="no_time")
    asked(region_a, 9, language="ar")
    found = coverage_of(renske, region_a).languages
    assert [(row.key, row.asked, row.unmet, row.people, row.nobody) for row in found] == [
        ("so", 6, 0, 0, True),
        ("ti", 8, 8, 1, False),
        ("ar", 9, 0, 3, False),
    ]
    assert [row.per_person for row in found] == [None, 8.0, 3.0]


def test_small_counts_are_never_shown_nor_given_away_by_a_ratio(desk: Client, region_a: Any, renske: Viewer) -> None:
    factories.KeyPersonFactory(region=region_a, speaks=["ti", "nl"])
    asked(region_a, 4, language="ti", state="unmet", unmet_reason="no_time")
    row = coverage_of(renske, region_a).languages[0]
    assert (row.asked, row.unmet, row.per_person) == (None, None, None)
    page = desk.get(reverse("matching:show-coverage")).content.decode()
    main = page.split("<main")[1].split("</main")[0]
    assert "a few" in main and ">4<" not in main, main[max(0, main.find(">4<") - 200) : main.find(">4<") + 20]


def test_one_small_count_is_not_given_away_by_the_sum(region_a: Any, renske: Viewer) -> None:
    asked(region_a, 3, language="so")
    asked(region_a, 6, language="ti")
    asked(region_a, 9, language="ar")
    found = coverage_of(renske, region_a)
    assert {row.key: row.asked for row in found.languages} == {"so": None, "ti": None, "ar": 9}
    assert [row.asked for row in found.places] == [18]


def test_hours_are_counted_against_the_people_who_gave_them(region_a: Any, renske: Viewer) -> None:
    person = factories.KeyPersonFactory(region=region_a, always_available=False)
    AvailableBlock.objects.create(key_person=person, weekday=1, start_minute=600, end_minute=900)
    tuesday = timezone.localdate() + timedelta(days=(1 - timezone.localdate().weekday()) % 7 + 7)
    at = timezone.make_aware(datetime(tuesday.year, tuesday.month, tuesday.day, 10))
    asked(region_a, 5, starts_at=at)
    morning, afternoon, evening = coverage_of(renske, region_a).hours
    assert (morning[1].asked, morning[1].people) == (5, 1)
    assert (afternoon[1].asked, afternoon[1].people) == (0, 1) and evening[1].people == 0


def test_old_questions_other_regions_and_who_is_not_deployable_do_not_count(
    region_a: Any, region_b: Any, renske: Viewer
) -> None:
    factories.KeyPersonFactory(region=region_a, candidate=True)
    factories.KeyPersonFactory(region=region_b)
    asked(region_b, 6)
    asked(region_a, 6, created_at=timezone.now() - timedelta(days=400))
    asked(region_a, 6, state="redirected")
    found = coverage_of(renske, region_a)
    assert found.languages == [] and found.people == 0


def test_an_engagement_without_municipalities_is_for_all_of_them(region_a: Any, renske: Viewer) -> None:
    here = factories.MunicipalityFactory(region=region_a, name="Aalten")
    there = factories.MunicipalityFactory(region=region_a, name="Winterswijk")
    factories.KeyPersonFactory(region=region_a)
    only_there = factories.KeyPersonFactory(region=region_a)
    only_there.engagements.get().municipalities.add(there)
    for town in (here, there):
        for _ in range(5):
            factories.RequestFactory(region=region_a, municipality=town)
    assert {row.label: row.people for row in coverage_of(renske, region_a).places} == {"Aalten": 1, "Winterswijk": 2}


def test_the_page_costs_as_many_queries_with_many_questions_as_with_few(desk: Client, region_a: Any) -> None:
    def look() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(reverse("matching:show-coverage")).status_code == 200
        return len(seen)

    factories.KeyPersonFactory(region=region_a)
    asked(region_a, 5)
    look()
    few = look()
    factories.KeyPersonFactory(region=region_a)
    asked(region_a, 15, language="so")
    assert look() == few


def test_whom_to_look_for_is_who_would_serve_what_nobody_can(desk: Client, region_a: Any) -> None:
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday()) + timedelta(days=7)
    factories.KeyPersonFactory(region=region_a)
    for hour in (10, 14):
        at = timezone.make_aware(datetime(monday.year, monday.month, monday.day, hour))
        factories.RequestFactory(region=region_a, language="so", starts_at=at)
    factories.RequestFactory(region=region_a, starts_at=at)
    found = services.whom_to_recruit(region_a)
    assert [(item.language, item.place, item.parts, item.served) for item in found] == [("so", "Doetinchem", (0, 1), 2)]
    assert found[0].points > 0
    page = desk.get(reverse("matching:show-wanted")).content.decode()
    assert "Somali" in page and "1 to 4" in page and "morning, afternoon" in page


def test_a_region_where_everybody_is_served_needs_nobody(desk: Client, region_a: Any) -> None:
    factories.KeyPersonFactory(region=region_a)
    factories.RequestFactory(region=region_a)
    assert services.whom_to_recruit(region_a) == []
    assert "Everybody gets somebody" in desk.get(reverse("matching:show-wanted")).content.decode()
    assert Request.objects.filter(state="open").count() == 1
