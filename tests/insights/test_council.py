"""The page for the council: every number on it against the rows themselves, its life, and what it never tells."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from statistics import median
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.allowances.models import Booking
from sleutelbos.audit.models import Event
from sleutelbos.bridging.models import Experience, Request, Step, Visit
from sleutelbos.insights.models import CouncilPage
from sleutelbos.insights.services import council as services
from sleutelbos.signals.models import Signal
from sleutelbos.ui.errors import NotAllowed, StateChanged
from tests import factories
from tests.insights.year import make_year

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Any], Client]
NOW = datetime(2026, 1, 20, 12, tzinfo=timezone.get_fixed_timezone(60))
YEAR = 2025


@pytest.fixture(autouse=True)
def january() -> Any:
    """The year is over."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def renske(coordinator: Any, region_a: Any) -> Viewer:
    return Viewer(user_id=coordinator.pk, role="coordinator", region_id=region_a.pk, email=coordinator.email)


def text_of(part: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", part)).split())


def article(response: Any) -> str:
    """The page for the council itself, without what stands around it."""
    return str(response.content.decode().split('<article class="sb-council"')[1].split("</article>")[0])


def english(client: Client) -> Client:
    client.cookies["taal"] = "en"
    return client


def tables_of(page: str) -> dict[str, dict[str, tuple[int | None, ...]]]:
    """Every table of the page by its caption: label -> numbers, None where one is not shown."""
    found = {}
    for table in re.findall(r"<table.*?</table>", page, re.S):
        caption = text_of(re.search(r"<caption.*?</caption>", table, re.S)[0])  # type: ignore[index]
        rows = {}
        for row in re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1], re.S):
            label = text_of(re.search(r"<th.*?</th>", row, re.S)[0])  # type: ignore[index]
            cells = [text_of(cell) for cell in re.findall(r"<td class=\"is-number\".*?</td>", row, re.S)]
            rows[label] = tuple(None if cell == "not shown" else int(cell) for cell in cells)
        assert caption not in found
        found[caption] = rows
    return found


def facts_of(page: str) -> dict[str, str]:
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.S)
    return {text_of(label): text_of(value) for label, value in pairs}


def ninth(values: Iterable[float]) -> float:
    """The smallest value that nine in ten do not exceed, counted by hand."""
    ordered = sorted(values)
    return next(one for one in ordered if sum(other <= one for other in ordered) * 10 >= 9 * len(ordered))


def counted_draft(town: Any, actor: Viewer, year: int = YEAR) -> str:
    """Have the figures counted, as the worker does; the seal of what there is."""
    page = services.ask_figures(municipality=town, year=year, actor=actor)
    assert services.count_draft(page_id=page.pk)
    page.refresh_from_db()
    return services.seal_of(page.content)


def publish(town: Any, actor: Viewer, year: int = YEAR) -> CouncilPage:
    return services.publish_page(municipality=town, year=year, seal=counted_draft(town, actor, year), actor=actor)


def in_year(moment: datetime | date) -> bool:
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return day.year == YEAR


def of_year(town: Any) -> list[Request]:
    """The questions of a town in the year, row by row."""
    rows = Request.objects.select_related("topic")
    return [
        row
        for row in rows
        if row.municipality_id == town.pk and in_year(row.created_at) and row.state not in {"unconfirmed", "expired"}
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_number_on_the_page_is_that_of_the_rows(
    seed: int, region_a: Any, renske: Viewer, coordinator: Any, client_of: ClientOf
) -> None:
    town, _other = make_year(region_a, YEAR, seed, questions=200)
    counted_draft(town, renske)
    address = reverse("insights:show-council-draft", args=[town.pk, YEAR])
    page = article(english(client_of(coordinator)).get(address))
    tables, facts, words = tables_of(page), facts_of(page), text_of(page)

    asked = of_year(town)
    unmet = [row for row in asked if row.state == "unmet"]
    visits = [v for v in Visit.objects.select_related("request") if v.request.municipality_id == town.pk]
    visits = [visit for visit in visits if in_year(visit.starts_at)]
    took_place = [visit for visit in visits if visit.state == "done"]
    booked = [b for b in Booking.objects.all() if b.municipality_id == town.pk and b.state == "booked"]
    booked = [booking for booking in booked if in_year(booking.day)]
    minutes = sum(booking.minutes for booking in booked)
    expected_facts = {
        "questions of organisations": len(asked),
        "appointments that took place": len(took_place),
        "key persons who helped": len({visit.key_person_id for visit in took_place}),
        "questions nobody could do": len(unmet),
        "to an interpreter or professional": sum(row.state == "redirected" for row in asked),
        "newcomers who did not come": sum(visit.state == "no_show" for visit in visits),
    }
    assert facts.pop("hours of work") == f"{minutes // 60}:{minutes % 60:02d}"
    assert set(facts) == set(expected_facts)
    checked = 0
    for label, value in facts.items():
        if value == "not shown":
            continue
        assert int(value) == expected_facts[label], label
        assert not 0 < int(value) < 5, label
        checked += 1

    by_topic = Counter(row.topic.code.title() for row in asked)
    names = {"ti": "Tigrinya", "apc": "Arabic (Levantine)", "so": "Somali", "uk": "Ukrainian", "": "No language needed"}
    by_language = Counter(names.get(row.language, row.language) for row in asked)
    no_language = Counter(names.get(row.language, row.language) for row in unmet)
    kinds = {"no_language": "The language", "no_time": "The time"}
    why = Counter(kinds.get(row.unmet_reason, "Another reason") for row in unmet)
    experiences = [row for row in Experience.objects.all() if row.visit_id in {visit.pk for visit in visits}]
    helped = {1: "No", 2: "A little", 3: "Yes"}
    said = {
        by: Counter(helped[row.helped] for row in experiences if row.by == by) for by in ("professional", "newcomer")
    }
    signals = [s for s in Signal.objects.all() if s.municipality_id == town.pk and in_year(s.created_at)]
    about = Counter(signal.theme.code for signal in signals)
    told = Counter(signal.theme.code for signal in signals if signal.answered_at)
    expected = {
        "Questions by topic": lambda label: (by_topic[label],),
        "Questions by language": lambda label: (by_language[label], no_language[label]),
        "Why nobody could": lambda label: (why[label],),
        "Professionals: did it help?": lambda label: (said["professional"][label],),
        "Newcomers: did it help?": lambda label: (said["newcomer"][label],),
    }
    theme_counts = Counter(about.values()), Counter(told.values())
    for caption, rows in tables.items():
        for label, values in rows.items():
            true = expected[caption](label) if caption in expected else None
            for number, value in enumerate(values):
                if value is None:
                    continue
                assert not 0 < value < 5, (caption, label)
                if true is not None:
                    assert value == true[number], (caption, label)
                else:
                    assert caption == "What signals were about" and value in theme_counts[number]
                checked += 1
    assert checked >= 20, "most of the page is numbers that are shown"

    # How soon: from the steps that were kept, not from the moments on the question.
    days = []
    for row in asked:
        moves = {step.new: step.at for step in Step.objects.filter(request=row)}
        heard = [moves[new] for new in ("planned", "unmet", "redirected") if new in moves]
        if heard:
            days.append(max(0.0, (heard[0] - moves["open"]).total_seconds() / 86400))
    assert f"within {number_of(median(days))} days, nine in ten within {number_of(ninth(days))} days" in words
    share = round(100 * len(unmet) / len(asked))
    assert f"{len(unmet)} of {len(asked)} questions ({share} in a hundred)" in words
    if f"{len(signals)} signals came in." in words and "of them got an answer" in words:
        assert f"{sum(told.values())} of them got an answer" in words

    fee, costs = sum(one.fee_cents for one in booked), sum(one.costs_cents for one in booked)
    each = round((fee + costs) / len(took_place))
    money = [round(cents / 100, 2) for cents in (fee + costs, fee, costs, each)]
    assert [float(amount.replace(",", "")) for amount in re.findall(r"€\s?([\d.,]*\d)", words)] == money


def number_of(days: float) -> str:
    return f"{round(days, 1):.1f}".rstrip("0").rstrip(".")


def test_a_page_of_few_questions_shows_none_of_them(
    region_a: Any, renske: Viewer, coordinator: Any, client_of: ClientOf
) -> None:
    town = factories.MunicipalityFactory(region=region_a, name="Aalten")
    for _number in range(4):
        factories.RequestFactory(region=region_a, municipality=town, created_at=NOW.replace(year=YEAR), language="ti")
    counted_draft(town, renske)
    address = reverse("insights:show-council-draft", args=[town.pk, YEAR])
    page = article(english(client_of(coordinator)).get(address))
    assert facts_of(page)["questions of organisations"] == "not shown"
    shown = {value for rows in tables_of(page).values() for values in rows.values() for value in values}
    assert shown <= {0, None} and "Tigrinya" not in page


def test_what_is_published_is_what_was_looked_at_and_never_changes(
    region_a: Any, renske: Viewer, coordinator: Any, client_of: ClientOf
) -> None:
    town, _other = make_year(region_a, YEAR, 4, questions=70)
    client = client_of(coordinator)
    draft = reverse("insights:show-council-draft", args=[town.pk, YEAR])
    words = {"done_words": "Wij hielpen elke week.", "not_done_words": "", "heard_words": "", "cost_words": ""}
    client.post(reverse("insights:write-council-words", args=[town.pk, YEAR]), words)
    assert client.post(reverse("insights:count-council-figures", args=[town.pk, YEAR])).url == draft
    assert "data-poll" in client.get(draft).content.decode(), "it is being counted"
    assert services.count_draft(page_id=CouncilPage.objects.get().pk)
    assert not services.count_draft(page_id=CouncilPage.objects.get().pk), "the worker may come twice"
    seal = re.search(r'name="seal" value="(\w+)"', client.get(draft).content.decode())[1]  # type: ignore[index]
    answer = client.post(reverse("insights:publish-council-page", args=[town.pk, YEAR]), {"seal": seal})
    assert answer.status_code == 302
    before = article(Client().get(answer.url))
    assert "Wij hielpen elke week." in before
    for _number in range(12):
        factories.RequestFactory(region=region_a, municipality=town, created_at=NOW.replace(year=YEAR))
    assert article(Client().get(answer.url)) == before
    assert [event.verb for event in Event.objects.filter(verb__startswith="insights.").order_by("pk")] == [
        "insights.council_page.changed",
        "insights.council_page.asked",
        "insights.council_page.published",
    ]
    with pytest.raises(StateChanged):
        services.publish_page(municipality=town, year=YEAR, seal=seal, actor=renske)


def test_a_correction_stands_beside_the_old_page_and_a_page_can_be_taken_back(region_a: Any, renske: Viewer) -> None:
    town, _other = make_year(region_a, YEAR, 5, questions=70)
    first = publish(town, renske)
    for _number in range(30):
        factories.RequestFactory(
            region=region_a, municipality=town, created_at=NOW.replace(year=YEAR), language="ti", newcomer=None
        )
    second = publish(town, renske)
    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "published")
    assert second.content["figures"]["questions"] == first.content["figures"]["questions"] + 30
    page = Client().get(reverse("insights:show-council-page", args=[first.public_id]))
    assert page.status_code == 200 and second.public_id in page.content.decode()
    services.withdraw_page(page=second, actor=renske)
    assert Client().get(reverse("insights:show-council-page", args=[second.public_id])).status_code == 410
    with pytest.raises(StateChanged):
        services.withdraw_page(page=second, actor=renske)
    assert Event.objects.filter(verb="insights.council_page.withdrawn").count() == 1


def test_two_pages_do_not_tell_about_the_few_who_came_between(region_a: Any, renske: Viewer) -> None:
    town, _other = make_year(region_a, YEAR, 6, questions=70)
    first = publish(town, renske)
    for _number in range(2):
        factories.RequestFactory(
            region=region_a, municipality=town, created_at=NOW.replace(year=YEAR), language="ti", state="done"
        )
    again = services.count_pages([town], YEAR)[town.pk]
    assert again["figures"] == first.content["figures"], "two more would be told by subtracting"


def test_words_about_one_person_are_refused_and_others_do_not_write(
    region_a: Any, region_b: Any, coordinator: Any, client_of: ClientOf
) -> None:
    town = factories.MunicipalityFactory(region=region_a, name="Aalten")
    address = reverse("insights:write-council-words", args=[town.pk, YEAR])
    answer = client_of(coordinator).post(address, {"done_words": "Haar BSN is 123456782."})
    assert answer.status_code in {200, 422} and not CouncilPage.objects.exists()
    stranger = Viewer(user_id=1, role="coordinator", region_id=region_b.pk, email="b@b.example")
    with pytest.raises(NotAllowed):
        services.write_words(municipality=town, year=YEAR, words={}, actor=stranger)
    assert client_of(coordinator).get(reverse("insights:show-council-draft", args=[town.pk, 2031])).status_code == 404


def test_the_number_of_questions_to_the_database_does_not_grow(region_a: Any, renske: Viewer) -> None:
    town, _other = make_year(region_a, YEAR, 7, questions=40)
    with CaptureQueriesContext(connection) as few:
        services.count_pages([town], YEAR)
    make_more(region_a, town)
    with CaptureQueriesContext(connection) as many:
        services.count_pages([town], YEAR)
    assert len(many) <= len(few), [query["sql"] for query in many][-5:]


def make_more(region: Any, town: Any) -> None:
    for language in ("ti", "apc", "so", "fa"):
        for _number in range(10):
            request = factories.RequestFactory(
                region=region,
                municipality=town,
                language=language,
                created_at=NOW.replace(year=YEAR),
                state="unmet",
                unmet_reason="no_time",
            )
            assert request.pk
