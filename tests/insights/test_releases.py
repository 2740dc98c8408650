"""Open figures: only counts come out of the database, and only what harms nobody comes out of the product."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.models import Event
from sleutelbos.bridging.models import Request
from sleutelbos.insights.disclosure import Cell, Dimension, Population, interval_of
from sleutelbos.insights.models import Release
from sleutelbos.insights.open_data import package
from sleutelbos.insights.open_data.periods import days_of, over, quarters_of, so_far
from sleutelbos.insights.open_data.together import SUBJECTS
from sleutelbos.insights.queries import counts
from sleutelbos.insights.queries import releases as queries
from sleutelbos.insights.services import releases as services
from sleutelbos.insights.wording.releases import set_page
from sleutelbos.ui.errors import RuleBroken, StateChanged
from tests.factories import (
    KeyPersonFactory,
    MembershipFactory,
    MunicipalityFactory,
    NewcomerFactory,
    RegionFactory,
    RequestFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db

SYSTEM = Viewer.system(reason="test")
NOW = datetime(2026, 7, 10, 12, tzinfo=UTC)
# Municipality, language, topic, how many in the first and in the second quarter.
ASKED = [
    ("Doetinchem", "ti", "school", 12, 30),
    ("Doetinchem", "ar", "school", 20, 14),
    ("Doetinchem", "ti", "care", 9, 11),
    ("Aalten", "ti", "school", 3, 25),
    ("Aalten", "ar", "care", 16, 2),
    ("Aalten", "prs", "school", 1, 0),
    ("Winterswijk", "ar", "school", 8, 19),
    ("Winterswijk", "prs", "care", 22, 7),
]


@pytest.fixture
def asked(region_a: Any) -> Any:
    """Two quarters of questions, each of another newcomer, and eleven key persons."""
    places = {name: MunicipalityFactory(region=region_a, name=name) for name in ("Aalten", "Doetinchem", "Winterswijk")}
    topics = {code: TopicFactory(code=code, names={"nl": code.title()}) for code in ("school", "care")}
    one = RequestFactory(region=region_a, municipality=places["Aalten"], topic=topics["school"], state="unconfirmed")
    rows = []
    for place, language, topic, *numbers in ASKED:
        for month, number in zip((2, 5), numbers, strict=True):
            rows += [
                Request(
                    region=region_a,
                    municipality=places[place],
                    language=language,
                    topic=topics[topic],
                    kind=one.kind,
                    asker_name="Anke",
                    state="done",
                    created_at=datetime(2026, month, 3, 9, tzinfo=UTC),
                )
                for _ in range(number)
            ]
    Request.objects.bulk_create(rows)
    for number in range(11):
        person = KeyPersonFactory(region=region_a, state="deployable")
        person.languages.all().delete()
        person.languages.create(variety="ar" if number < 8 else "ti", speaking=4, understanding=4)
    return region_a


def made(region: Any, period: str, *, publish: bool = True) -> Release:
    release = services.prepare_release(region=region, period=period, threshold=5, actor=SYSTEM)
    assert services.make_release(release_id=release.pk)
    release.refresh_from_db()
    if publish:
        services.publish_release(release=release, actor=SYSTEM)
    return release


def part(release: Release, code: str = "questions") -> dict[str, Any]:
    return next(one for one in release.content["sets"] if one["code"] == code)


def cells(release: Release, code: str = "questions") -> dict[Cell, int | None]:
    return {tuple(row[:-1]): row[-1] for row in part(release, code)["cells"]}


def place(region: Any, name: str) -> str:
    return str(region.municipalities.get(name=name).pk)


def truth(region: Any) -> Population:
    """Everything that was asked, counted from the list above and not from the database."""
    quarters = ("2026-Q1", "2026-Q2")
    numbers = {name: place(region, name) for name in ("Aalten", "Doetinchem", "Winterswijk")}
    values = (tuple(numbers.values()), ("ti", "ar", "prs"), ("school", "care"))
    dimensions = [Dimension("period", quarters, {"both": quarters})]
    dimensions += [Dimension(str(at), one, {"*": one}) for at, one in enumerate(values)]
    found = {}
    for name, language, topic, *both in ASKED:
        for quarter, number in zip(quarters, both, strict=True):
            found[quarter, numbers[name], language, topic] = number
    return Population(tuple(dimensions), found)


def test_counts_are_codes_and_numbers_and_nothing_that_leads_to_a_person(region_a: Any) -> None:
    town = MunicipalityFactory(region=region_a, name="Aalten")
    newcomer = NewcomerFactory(region=region_a)
    for _ in range(3):
        RequestFactory(region=region_a, municipality=town, newcomer=newcomer, language="ti", asker_name="Wie Vraagt")
    RequestFactory(region=region_a, municipality=None, newcomer=None, language="")
    today = timezone.localdate()
    quarter = f"{today.year}-Q{(today.month + 2) // 3}"
    found = counts.questions(region_a.pk, today.year)
    assert found.counts == {
        (quarter, str(town.pk), "ti", "school", "rest"): 3,
        (quarter, "none", "none", "school", "rest"): 1,
    }
    assert found.parts[quarter, str(town.pk), "ti", "school", "rest"] == {"1": 3}, (
        "three questions, one person, under a made-up name"
    )
    for code in SUBJECTS:
        one = getattr(counts, code)(region_a.pk, today.year)
        assert all(isinstance(code, str) for cell in one.counts for code in cell)
        assert all(isinstance(count, int) for count in one.counts.values())
        assert "Wie Vraagt" not in repr(one)
        assert newcomer.code not in repr(one)


def test_nothing_of_another_region_is_counted(region_a: Any, region_b: Any) -> None:
    RequestFactory(region=region_b)
    KeyPersonFactory(region=region_b, state="deployable")
    assert counts.questions(region_a.pk, timezone.localdate().year).counts == {}
    assert counts.key_persons(region_a.pk) == 0
    assert counts.key_persons_by_language(region_a.pk) == {}


@time_machine.travel(NOW, tick=False)
def test_a_release_holds_what_readers_get_and_no_hidden_count(asked: Any) -> None:
    release = made(asked, "2026-Q1")
    assert (release.state, release.edition) == ("published", 1)
    found = cells(release)
    assert found["2026-Q1", "*", "*", "*"] == 91, "unconfirmed questions are not counted"
    assert found["2026-Q1", place(asked, "Aalten"), "prs", "*"] is None
    assert found["2026-Q1", place(asked, "Winterswijk"), "ti", "*"] in {0, None}
    assert not [count for count in found.values() if count is not None and 0 < count < 5]
    assert len(release.fingerprint) == 64
    published = {cell: count for cell, count in found.items() if count is not None}
    assert interval_of(truth(asked), published, ("2026-Q1", place(asked, "Aalten"), "prs", "school")).width >= 5
    assert cells(release, "key-persons") == {("2026-07-10",): 11}
    assert cells(release, "key-persons-language") == {("2026-07-10", "ar"): 8, ("2026-07-10", "ti"): None}


@time_machine.travel(NOW, tick=False)
def test_two_quarters_together_do_not_tell_what_each_hides(asked: Any) -> None:
    known: dict[Cell, int] = {}
    for period in ("2026-Q1", "2026-Q2"):
        known |= {cell: count for cell, count in cells(made(asked, period)).items() if count is not None}
    population = truth(asked)
    small = [cell for cell in population.positions() if 0 < population.count(cell) < 5]
    assert small
    assert all(interval_of(population, known, cell).width >= 5 for cell in small)


@time_machine.travel(NOW, tick=False)
def test_a_question_that_comes_in_late_is_not_the_difference_between_two_editions(asked: Any) -> None:
    first = made(asked, "2026-Q1")
    Request.objects.bulk_create(
        [
            Request(
                region=asked,
                municipality=asked.municipalities.get(name="Doetinchem"),
                language="ti",
                topic=TopicFactory(code="school"),
                kind="accompaniment",
                asker_name="Anke",
                state="done",
                created_at=datetime(2026, 3, 30, 9, tzinfo=UTC),
            )
        ]
    )
    second = made(asked, "2026-Q1")
    assert second.edition == 2
    before, after = cells(first), cells(second)
    for cell, count in after.items():
        if count is not None and before.get(cell) is not None:
            assert count == before[cell], "a figure is the same in both, or not in the second"
    assert after["2026-Q1", "*", "*", "*"] is None, "92 - 91 is one person"
    assert cells(first, "key-persons") == cells(second, "key-persons"), "people are not counted again"
    assert second.fingerprint != first.fingerprint


@time_machine.travel(NOW, tick=False)
def test_a_draft_that_was_made_before_others_came_out_is_refused(asked: Any) -> None:
    draft = made(asked, "2026-Q1", publish=False)
    made(asked, "2026-Q2")
    with pytest.raises(RuleBroken, match="release-outdated"):
        services.publish_release(release=draft, actor=SYSTEM)
    services.discard_release(release=draft, actor=SYSTEM)
    draft.refresh_from_db()
    assert (draft.state, draft.content) == ("discarded", {})
    assert made(asked, "2026-Q1").edition == 1


@time_machine.travel(NOW, tick=False)
def test_a_release_is_published_once_and_every_step_is_in_the_trail(asked: Any) -> None:
    draft = made(asked, "2026-Q1", publish=False)
    twin = Release.objects.get(pk=draft.pk)
    services.publish_release(release=draft, actor=SYSTEM)
    twin.checked_against = [f"release {draft.pk}"]
    with pytest.raises(StateChanged):
        services.publish_release(release=twin, actor=SYSTEM)
    assert not services.make_release(release_id=draft.pk), "the worker may come twice"
    verbs = list(
        Event.objects.filter(verb__startswith="insights.release").order_by("id").values_list("verb", flat=True)
    )
    assert verbs == ["insights.release.prepared", "insights.release.ready", "insights.release.published"]


@time_machine.travel(NOW, tick=False)
def test_a_period_that_is_not_over_or_is_being_made_is_refused(asked: Any) -> None:
    assert queries.periods_to_publish(asked.pk, date(2026, 7, 10)) == ["2026-Q2", "2026-Q1"]
    for period in ("2026-Q3", "2026", "1999-Q1", "x"):
        with pytest.raises(RuleBroken, match="period-not-over"):
            services.prepare_release(region=asked, period=period, threshold=5, actor=SYSTEM)
    services.prepare_release(region=asked, period="2026-Q1", threshold=5, actor=SYSTEM)
    with pytest.raises(RuleBroken, match="release-there"):
        services.prepare_release(region=asked, period="2026-Q1", threshold=5, actor=SYSTEM)


def test_a_draft_nobody_publishes_goes_and_one_that_was_never_finished_fails(asked: Any) -> None:
    with time_machine.travel(NOW, tick=False):
        draft = made(asked, "2026-Q1", publish=False)
        stuck = services.prepare_release(region=asked, period="2026-Q2", threshold=5, actor=SYSTEM)
        assert services.forget_drafts() == 0
    with time_machine.travel(NOW + timedelta(days=61), tick=False):
        assert services.forget_drafts() == 2
        assert services.forget_drafts() == 0
    draft.refresh_from_db()
    stuck.refresh_from_db()
    assert (draft.state, draft.content, stuck.state) == ("discarded", {}, "failed")


@time_machine.travel(datetime(2027, 1, 20, 12, tzinfo=UTC), tick=False)
def test_a_year_after_its_quarters_gives_no_quarter_away_and_closes_them(asked: Any) -> None:
    known: dict[Cell, int] = {}
    for period in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2026"):
        release = made(asked, period)
        known |= {cell: count for cell, count in cells(release).items() if count is not None}
    assert release.withheld == []
    assert not [one for one in release.content["sets"] if "key-persons" in one["code"]]
    population = truth(asked)
    # Nothing was asked in the second half: what is known of it is nought, and the year is the first half.
    attack = {("both", *cell[1:]): count for cell, count in known.items() if cell[0] == "2026"}
    attack |= {cell: count for cell, count in known.items() if cell[0] in {"2026-Q1", "2026-Q2"}}
    small = [cell for cell in population.positions() if 0 < population.count(cell) < 5]
    assert all(interval_of(population, attack, cell).width >= 5 for cell in small)
    assert queries.periods_to_publish(asked.pk, date(2027, 1, 20)) == ["2026"]


def test_periods_are_quarters_and_years_that_are_over() -> None:
    assert days_of("2026-Q4") == (date(2026, 10, 1), date(2027, 1, 1))
    assert days_of("2026") == (date(2026, 1, 1), date(2027, 1, 1))
    assert over(date(2027, 1, 1), date(2026, 1, 1)) == ["2026", "2026-Q4", "2026-Q3", "2026-Q2", "2026-Q1"]
    assert quarters_of("2026-Q1-Q3") == ("2026-Q1", "2026-Q2", "2026-Q3")
    assert days_of("2026-Q1-Q3") == (date(2026, 1, 1), date(2026, 10, 1))
    days = (date(2026, 3, 31), date(2026, 4, 1), date(2026, 7, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [so_far(2026, day) for day in days] == [None, "2026-Q1", "2026-Q1-Q2", "2026-Q1-Q3", "2026"]
    for wrong in ("2026-Q5", "kwartaal", ""):
        with pytest.raises((ValueError, IndexError)):
            days_of(wrong)


@time_machine.travel(NOW, tick=False)
def test_files_are_as_their_description_says(asked: Any) -> None:
    release = made(asked, "2026-Q1")
    address = [asked.slug, "2026-Q1", 1]
    client = Client()
    described = json.loads(client.get(reverse("insights:download-release-package", args=address)).content)
    assert described["profile"] == "tabular-data-package"
    assert described["id"].endswith("/datapackage.json")
    assert described["name"] == described["name"].lower()
    assert {one["name"] for one in described["resources"]} == {one["code"] for one in release.content["sets"]}
    folder = reverse("insights:show-release", args=address)
    for resource in described["resources"]:
        answer = client.get(f"{folder}{resource['path']}")
        assert answer["Content-Type"].startswith(resource["mediatype"])
        table = csv.DictReader(io.StringIO(answer.content.decode(resource["encoding"])))
        lines = list(table)
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == table.fieldnames
        keys = [tuple(line[name] for name in resource["schema"]["primaryKey"]) for line in lines]
        assert len(keys) == len(set(keys))
        for line in lines:
            for field in fields:
                value, limits = line[field["name"]], field["constraints"]
                assert value or not limits.get("required")
                assert value in limits.get("enum", [value])
                if field["type"] == "integer" and value:
                    assert int(value) >= limits["minimum"]
            assert (line["status"] == "hidden") == (line["count"] == "")
    whole = json.loads(client.get(reverse("insights:download-release-json", args=address)).content)
    assert whole["rule"]["threshold"] == 5
    rows = next(one["rows"] for one in whole["sets"] if one["code"] == "questions")
    assert {
        tuple(row[name] for name in ("period", "municipality", "language", "topic")): row["count"] for row in rows
    } == cells(release)


@time_machine.travel(NOW, tick=False)
def test_everybody_reads_the_page_and_hidden_numbers_are_said_in_words(asked: Any) -> None:
    release = made(asked, "2026-Q1")
    with translation.override("en"):
        shown = set_page(release.content, part(release))
    assert shown.total is not None
    assert shown.total.count == 91
    assert {one.title for one in shown.lists} == {"Municipality", "Language", "Topic"}
    answer = Client().get(
        reverse("insights:show-release", args=[asked.slug, "2026-Q1", 1]), headers={"accept-language": "en"}
    )
    page = answer.content.decode()
    assert page.count('class="sb-drawn"') == sum(
        len(set_page(release.content, one).lists) for one in release.content["sets"]
    )
    assert page.count('class="sb-rule"') == len(release.content["sets"]), "the rule stands beside each"
    counted = Client().get(reverse("insights:show-key-person-counts")).content.decode()
    assert "Achterhoek" in counted
    assert ">11<" in counted.replace("</strong>", "<")


@time_machine.travel(NOW, tick=False)
def test_nobody_reads_a_draft_and_only_makers_make_one(asked: Any, client_of: Callable[[object], Client]) -> None:
    draft = made(asked, "2026-Q1", publish=False)
    assert Client().get(reverse("insights:show-release", args=[asked.slug, "2026-Q1", 1])).status_code == 404
    assert (
        "2026"
        not in Client().get(reverse("insights:list-releases")).content.decode().split("<main")[1].split("</main")[0]
    )
    officer = client_of(MembershipFactory(region=asked, role="policy_officer").user)
    assert officer.get(reverse("insights:show-draft-release", args=[draft.pk])).status_code == 200
    answer = officer.post(reverse("insights:publish-release", args=[draft.pk]))
    assert answer["Location"] == reverse("insights:show-release", args=[asked.slug, "2026-Q1", 1])
    answer = officer.post(reverse("insights:prepare-release"), {"period": "2026-Q2", "threshold": "10"})
    made_now = Release.objects.get(period="2026-Q2")
    assert answer["Location"] == reverse("insights:show-draft-release", args=[made_now.pk])
    assert (made_now.threshold, made_now.state) == (10, "preparing")
    assert officer.post(reverse("insights:prepare-release"), {"period": "2026-Q4"}).status_code == 422


@time_machine.travel(NOW, tick=False)
def test_more_releases_cost_no_more_queries(asked: Any, region_b: Any) -> None:
    release = made(asked, "2026-Q1")

    def queries_of(name: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert Client().get(reverse(name)).status_code == 200
        return len(found)

    names = ("insights:list-releases", "insights:show-key-person-counts")
    few = [queries_of(name) for name in names]
    for edition in range(2, 9):
        for region in (asked, region_b):
            Release.objects.create(
                region=region,
                period="2026-Q1",
                state="published",
                edition=edition,
                published_at=NOW,
                content=release.content,
            )
    assert [queries_of(name) for name in names] == few


@time_machine.travel(NOW, tick=False)
def test_the_regions_of_a_whole_country_do_not_stand_on_one_page(asked: Any) -> None:
    content = made(asked, "2026-Q1").content
    for number in range(1, 12):
        region = RegionFactory(name=f"Zeker {number:02}")
        Release.objects.create(
            region=region, period="2026-Q1", state="published", edition=1, published_at=NOW, content=content
        )
    address = reverse("insights:show-key-person-counts")
    first, second = (Client().get(address, {"page": number}).content.decode() for number in (1, 2))
    assert first.count('class="sb-network"') == 10 and second.count('class="sb-network"') == 2
    assert "Achterhoek" in first and "Zeker 09" in first and "Zeker 11" in second and 'href="?page=2"' in first
    beyond = Client().get(address, {"page": "99"})
    assert beyond.status_code == 200 and "Zeker 11" in beyond.content.decode(), "the last page for who asks too far"


def test_a_name_that_a_spreadsheet_would_run_stays_text() -> None:
    one = {
        "code": "questions",
        "dimensions": ["period", "municipality"],
        "tables": [{"name": "x", "axes": ["period", "municipality"]}],
        "cells": [["2026-Q1", "7", 12]],
    }
    content = {"sets": [one], "names": {"municipality": {"7": "=1+1"}}}
    assert "'=1+1" in package.as_csv(content, one)
