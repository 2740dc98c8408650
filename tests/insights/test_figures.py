"""The page of figures: who sees what, how old it is, what each figure means, and what it never tells."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sleutelbos.audit.models import Event
from sleutelbos.bridging.models import Visit
from sleutelbos.insights import periods
from sleutelbos.insights.definitions import DEFINITIONS
from sleutelbos.insights.figures import Tally, margins, safe_sum
from sleutelbos.insights.models import FigureSheet
from sleutelbos.insights.queries import figures as queries
from sleutelbos.insights.queries.figures import Scope
from sleutelbos.insights.services.sheets import count_asked, count_sheet, prepare_sheets
from sleutelbos.keypersons.models import Engagement, StateChange
from tests import factories
from tests.insights.year import make_year

ClientOf = Callable[[Any], Client]
NOW = datetime(2026, 1, 20, 12, tzinfo=timezone.get_fixed_timezone(60))


def english(client: Client) -> Client:
    client.cookies["taal"] = "en"
    return client


def test_periods_begin_and_end_where_people_expect() -> None:
    today = date(2024, 2, 29)
    codes = [one.code for one in periods.choices(today)]
    assert codes == ["12m", "2024", "2023", "2024-1", "2023-4", "2023-3", "2023-2", "2023-1"]
    spans = {one.code: (one.first_day, one.last_day) for one in periods.choices(today)}
    assert spans["12m"] == (date(2023, 3, 1), date(2024, 2, 28))
    assert spans["2023-4"] == (date(2023, 10, 1), date(2023, 12, 31))
    assert periods.read("nonsense", today).code == "12m"
    assert periods.rolling(date(2024, 3, 1)).first_day == date(2023, 3, 1)


def test_a_total_that_is_shown_gives_no_small_number_away() -> None:
    tally = Tally({("ti",): 30, ("so",): 3, ("uk",): 12})
    shown = margins(tally, ())
    assert shown[("*",)] == 45 and shown[("so",)] is None
    assert [shown[("ti",)], shown[("uk",)]].count(None) == 1, "one more is hidden, or the three could be subtracted"
    assert margins(tally, (), with_total=False) == {("ti",): 30, ("so",): None, ("uk",): 12}


def test_many_questions_of_one_newcomer_are_about_one_person() -> None:
    tally = Tally()
    for _number in range(20):
        tally.add(("ti",), "1")
    for number in range(20):
        tally.add(("so",), str(number + 2))
    shown = margins(tally, (), with_total=False)
    assert shown == {("ti",): None, ("so",): 20}


def test_what_few_people_earned_is_not_shown() -> None:
    tally = Tally()
    for number in range(4):
        tally.add(("fee",), str(number), 5000)
        tally.add(("costs",), str(number), 300)
    assert set(safe_sum(tally, ("fee", "costs")).values()) == {None}
    for number in range(4, 12):
        tally.add(("fee",), str(number), 5000)
        tally.add(("costs",), str(number), 300)
    assert safe_sum(tally, ("fee", "costs")) == {("fee",): 60000, ("costs",): 3600, ("*",): 63600}


def test_the_middle_and_nine_in_ten() -> None:
    assert queries.spread([]) == queries.Spread(0, None, None)
    assert queries.spread([3.0, 1.0]) == queries.Spread(2, 2.0, 3.0)
    assert queries.spread(float(day) for day in range(1, 21)) == queries.Spread(20, 10.5, 18.0)


@pytest.mark.django_db
def test_every_figure_opens_its_definition_and_how_old_it_is(
    region_a: Any, coordinator: Any, client_of: ClientOf
) -> None:
    with time_machine.travel(NOW, tick=False):
        make_year(region_a, 2025, 1, questions=40)
        client = english(client_of(coordinator))
        assert prepare_sheets(limit=1) == 1
        page = client.get(reverse("insights:show-figures")).content.decode()
        on_page = [one for one in DEFINITIONS if one.code != "load"]
        for one in on_page:
            assert f'id="c-{one.code}"' in page and f'href="#c-{one.code}"' in page, one.code
        assert page.count("What is this figure?") == len(on_page)
        assert "not measured yet" in page, "no-shows that were avoided are not guessed"
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        with CaptureQueriesContext(connection) as found:
            page = client.get(reverse("insights:show-figures")).content.decode()
        assert "2 hours ago" in page and "being counted" not in page
        assert not any("bridging_request" in query["sql"] for query in found)


@pytest.mark.django_db
def test_looking_never_counts_but_asks_the_worker_once(
    region_a: Any, coordinator: Any, client_of: ClientOf, django_capture_on_commit_callbacks: Any
) -> None:
    cache.clear()
    address = reverse("insights:show-figures")
    with time_machine.travel(NOW, tick=False):
        make_year(region_a, 2025, 1, questions=40)
        client = english(client_of(coordinator))
        with django_capture_on_commit_callbacks() as asked, CaptureQueriesContext(connection) as found:
            assert "The figures are being counted" in client.get(address).content.decode()
            client.get(address)
        assert len(asked) == 1
        assert not any("bridging_request" in query["sql"] for query in found)
        assert count_asked(region_id=region_a.pk, municipality_id=None, code="12m")
        assert not count_asked(region_id=region_a.pk, municipality_id=None, code="12m")
        assert "being counted" not in client.get(address).content.decode()
    cache.clear()
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        client = english(client_of(coordinator))
        page = client.get(address).content.decode()
        assert "Newer figures are being counted" in page and "2 days ago" in page and 'id="c-' in page


def _asked_next(text: str) -> str:
    """Where a waiting page asks next; empty when it does not."""
    found = re.search(r'data-hx-get="([^"]+)" data-hx-trigger="load delay:\d+s"', text)
    return html.unescape(found[1]) if found else ""


@pytest.mark.django_db
def test_a_page_that_waits_asks_by_itself_and_gets_the_figures(
    region_a: Any, coordinator: Any, client_of: ClientOf
) -> None:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        town, _other = make_year(region_a, 2025, 1, questions=40)
        client = english(client_of(coordinator))
        page = client.get(reverse("insights:show-figures"), {"gemeente": town.pk}).content.decode()
        assert page.count('role="status"') and '<a href="">Look again</a>' in page
        address = _asked_next(page)
        assert f"gemeente={town.pk}" in address and "keer=1" in address
        waits = client.get(address, headers={"HX-Request": "true"})
        text = waits.content.decode()
        assert "<html" not in text and "HX-Retarget" not in waits.headers and "HX-Request" in waits.headers["Vary"]
        assert "keer=2" in _asked_next(text) and "being counted" not in text, (
            "nothing is said again while nothing changes"
        )
        assert count_asked(region_id=region_a.pk, municipality_id=town.pk, code="12m")
        ready = client.get(_asked_next(text), headers={"HX-Request": "true"})
        text = ready.content.decode()
        assert ready.headers["HX-Retarget"] == "#cijfers" and ready.headers["HX-Reswap"] == "outerHTML"
        assert f"{town.name}</strong>" in text and 'id="c-' in text and "<html" not in text
        assert 'data-hx-swap-oob="innerHTML:#cijfers-stand"' in text and "Ready" in text and not _asked_next(text)
        whole = client.get(address).content.decode()
        assert "<html" in whole and not _asked_next(whole), "without a script the address gives the whole page"


@pytest.mark.django_db
def test_a_page_stops_asking_and_says_so(region_a: Any, coordinator: Any, client_of: ClientOf) -> None:
    cache.clear()
    client = english(client_of(coordinator))
    text, asked, pauses = client.get(reverse("insights:show-figures")).content.decode(), 0, 0
    while address := _asked_next(text):
        asked += 1
        pauses += int(re.findall(r"delay:(\d+)s", text)[0])
        text = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert asked == 24 and 240 <= pauses <= 300
    assert "This takes longer than usual." in text and '<a href="">Look again</a>' in text
    for nonsense in ("-1", "x", "9" * 30, "\u0663"):
        assert client.get(reverse("insights:show-figures"), {"keer": nonsense}).status_code == 200


@pytest.mark.django_db
def test_figures_somebody_reads_are_not_replaced_under_their_eyes(
    region_a: Any, coordinator: Any, client_of: ClientOf
) -> None:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        assert prepare_sheets(limit=1) == 1
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        client = english(client_of(coordinator))
        address = _asked_next(client.get(reverse("insights:show-figures")).content.decode())
        address = _asked_next(client.get(address, headers={"HX-Request": "true"}).content.decode())
        assert count_asked(region_id=region_a.pk, municipality_id=None, code="12m")
        ready = client.get(address, headers={"HX-Request": "true"})
        text = ready.content.decode()
        assert "HX-Retarget" not in ready.headers and 'id="c-' not in text and not _asked_next(text)
        assert 'Newer figures are ready. <a href="">Show</a>' in text


@pytest.mark.django_db
def test_sheets_are_counted_once_and_again_when_they_are_old(region_a: Any) -> None:
    factories.MunicipalityFactory(region=region_a)
    with time_machine.travel(NOW, tick=False):
        wanted = 2 * len(periods.choices(timezone.localdate()))
        assert prepare_sheets(limit=100) == wanted
        assert prepare_sheets(limit=100) == 0
    with time_machine.travel(NOW + timedelta(hours=21), tick=False):
        # The past twelve months are another period after midnight; last year stays for a week.
        assert 0 < prepare_sheets(limit=100) < wanted
        assert FigureSheet.objects.filter(municipality=None, first_day=date(2025, 1, 1)).count() == 2


@pytest.mark.django_db
def test_only_the_coordinator_looks_at_one_municipality(region_a: Any, coordinator: Any, client_of: ClientOf) -> None:
    town = factories.MunicipalityFactory(region=region_a, name="Aalten")
    elsewhere = factories.MunicipalityFactory(name="Elders")
    officer = factories.MembershipFactory(region=region_a, role="policy_officer").user
    address = reverse("insights:show-figures") + f"?gemeente={town.pk}"
    assert "Aalten</strong>" in client_of(coordinator).get(address).content.decode()
    assert "Aalten</strong>" not in client_of(officer).get(address).content.decode()
    other = reverse("insights:show-figures") + f"?gemeente={elsewhere.pk}"
    assert client_of(coordinator).get(other).status_code == 404


@pytest.mark.django_db
def test_how_much_each_person_does_is_for_the_coordinator_and_oneself(
    region_a: Any, coordinator: Any, key_person: Any, client_of: ClientOf
) -> None:
    other = factories.KeyPersonFactory(region=region_a, first_name="Yonas", last_name="Anders")
    stranger = factories.KeyPersonFactory(first_name="Vreemd")
    for person, count in ((key_person, 3), (other, 1), (stranger, 2)):
        for _number in range(count):
            factories.VisitFactory(
                request=factories.RequestFactory(region=person.region),
                key_person=person,
                state=Visit.State.DONE,
                starts_at=timezone.now() - timedelta(days=10),
                ends_at=timezone.now() - timedelta(days=10) + timedelta(hours=1),
            )
    address = reverse("insights:show-load")
    page = client_of(coordinator).get(address).content.decode()
    assert "Selam" in page and "Yonas Anders" in page and "Vreemd" not in page
    assert page.index("Selam") < page.index("Yonas Anders"), "who did most stands first"
    assert Event.objects.filter(verb="insights.load.seen", look=True).count() == 2
    own = client_of(key_person.membership.user).get(address).content.decode()
    assert "Selam" in own and "Yonas" not in own
    assert Event.objects.filter(verb="insights.load.seen").count() == 2, "the own look is not kept"


@pytest.mark.django_db
def test_an_appointment_that_did_not_take_place_is_no_work_done(
    region_a: Any, coordinator: Any, client_of: ClientOf
) -> None:
    left = factories.KeyPersonFactory(region=region_a, first_name="Vertrokken", state="alumni")
    did = factories.KeyPersonFactory(region=region_a, first_name="Geweest", state="alumni")
    there = factories.KeyPersonFactory(region=region_a, first_name="Aanwezig")
    long_ago = timezone.now() - timedelta(days=900)
    for person, state, moment in (
        (left, Visit.State.CANCELLED, timezone.now() - timedelta(days=10)),
        (left, Visit.State.DONE, long_ago),
        (did, Visit.State.DONE, timezone.now() - timedelta(days=10)),
        (there, Visit.State.NO_SHOW, timezone.now() - timedelta(days=10)),
    ):
        request = factories.RequestFactory(region=region_a)
        factories.VisitFactory(
            request=request, key_person=person, state=state, starts_at=moment, ends_at=moment + timedelta(hours=1)
        )
    client = client_of(coordinator)
    page = client.get(reverse("insights:show-load"))
    found = {row.key_person.first_name: row.visits for row in page.context["rows"]}
    assert found == {"Geweest": 1, "Aanwezig": 0}


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL measures its tables and chooses by that")
def test_how_much_people_did_is_read_by_person_not_from_the_whole_country(
    region_a: Any, coordinator: Any, client_of: ClientOf
) -> None:
    with CaptureQueriesContext(connection) as asked:
        client_of(coordinator).get(reverse("insights:show-load"))
    (query,) = [one["sql"] for one in asked if 'FROM "bridging_visit"' in one["sql"]]
    with connection.cursor() as cursor:
        plan = " ".join(row[3] for row in cursor.execute(f"explain query plan {query}"))
    assert "visit_key_person" in plan and "visit_state" not in plan


@pytest.mark.django_db
def test_who_is_still_there_and_who_got_paid(region_a: Any) -> None:
    scope = Scope(region_a.pk, None, date(2025, 1, 1), date(2025, 12, 31))
    start = timezone.make_aware(datetime(2024, 5, 1, 12))
    for number in range(12):
        person = factories.KeyPersonFactory(region=region_a)
        StateChange.objects.create(key_person=person, old="in_training", new="deployable", at=start)
        if number < 3:
            StateChange.objects.create(key_person=person, new="paused", at=start + timedelta(days=300))
        elif number < 9:
            # Six left: two of them only after their twelfth month.
            later = 400 if number < 5 else 200
            StateChange.objects.create(key_person=person, new="alumni", at=start + timedelta(days=later))
        if number < 6:
            Engagement.objects.create(
                key_person=person,
                organisation=person.engagements.get().organisation,
                form="employed",
                valid_from=date(2025, 3, 1) if number else date(2024, 3, 1),
            )
    assert queries.continuation(scope) == queries.Stayed(12, 8)
    assert queries.steps_to_paid_work(scope) == 5
    content = count_sheet(scope)
    # Four left: with the two numbers the four would be known.
    assert content["continuation"]["stayed"] is None and content["paid_work"] == 5


@pytest.mark.django_db
def test_a_page_of_figures_asks_the_database_equally_often_whatever_the_size(region_a: Any) -> None:
    with time_machine.travel(NOW, tick=False):
        make_year(region_a, 2025, 2, questions=30)
        scope = Scope(region_a.pk, None, date(2025, 1, 1), date(2025, 12, 31))
        with CaptureQueriesContext(connection) as few:
            count_sheet(scope)
        for language in ("fa", "tr", "ckb", "ps"):
            for _number in range(8):
                factories.RequestFactory(
                    region=region_a, language=language, created_at=NOW.replace(year=2025), confirmed_at=NOW
                )
        with CaptureQueriesContext(connection) as many:
            count_sheet(scope)
    assert len(many) <= len(few) <= 40
