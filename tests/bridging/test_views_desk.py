"""The desk and the list of questions: what is shown, filters in the address, many at once, views, export."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sleutelbos.audit.models import Event
from sleutelbos.bridging.models import BulkAction, CallRequest, Request, SavedView
from sleutelbos.keypersons.models import ReadinessRequirement
from tests import factories

DESK, LIST = "bridging:show-desk", "bridging:list-requests"
BSN = "111222333"
ClientOf = Callable[[Any], Client]


@pytest.fixture
def desk(client_of: ClientOf, coordinator: Any) -> Client:
    client = client_of(coordinator)
    # English on this device, so that the sentences below are the sources.
    client.cookies["taal"] = "en"
    return client


def numbers(response: Any) -> list[int]:
    """The questions on the page, in order."""
    assert response.status_code == 200
    return [row.question.pk for row in response.context["rows"]]


def get(client: Client, name: str = DESK, **filters: Any) -> Any:
    return client.get(reverse(name), filters)


# --- what is shown --------------------------------------------------------------------------------------------


def test_the_desk_shows_what_runs_and_the_list_everything(desk: Client, region_a: Any, region_b: Any) -> None:
    new = factories.RequestFactory(region=region_a)
    done = factories.RequestFactory(region=region_a, state="done")
    factories.RequestFactory(region=region_b)
    assert numbers(get(desk)) == [new.pk]
    assert set(numbers(get(desk, LIST))) == {new.pk, done.pk}


def test_the_desk_answers_who_to_call_what_is_today_and_who_is_asked_too_often(desk: Client, region_a: Any) -> None:
    busy = factories.KeyPersonFactory(region=region_a, first_name="Bahar", phone="+31612345678")
    resting = factories.KeyPersonFactory(region=region_a, first_name="Rim")
    alumni = factories.KeyPersonFactory(region=region_a, first_name="Oud", alumni=True)
    for _ in range(region_a.max_asks_per_14_days):
        factories.OfferFactory(request__region=region_a, key_person=busy)
    today = timezone.localtime().replace(hour=23, minute=0, second=0, microsecond=0)
    visit = factories.VisitFactory(request__region=region_a, key_person=busy, starts_at=today)
    CallRequest.objects.create(region=region_a, key_person=busy, kind="call_me")
    CallRequest.objects.create(region=region_a, kind="safety", phone="+31612340001")
    response = get(desk)
    context = response.context
    assert [call.kind for call in context["calls"]] == ["safety", "call_me"], "a worry about safety comes first"
    assert [row.pk for row in context["today"]] == [visit.pk]
    assert [person.pk for person in context["often"]] == [busy.pk]
    assert resting in context["not_asked"] and alumni not in context["not_asked"]
    page = response.content.decode()
    assert "06 12345678" in page and "06 12340001" in page


def test_the_desk_says_what_expires_and_leads_to_the_person(desk: Client, region_a: Any, region_b: Any) -> None:
    assert "Nothing ends in the coming two months." in get(desk).content.decode()
    today = timezone.localdate()
    ReadinessRequirement.objects.create(region=region_a, kind="vog", valid_months=36)
    people = [
        factories.KeyPersonFactory(region=region_a, first_name=name)
        for name in ("Bahar", "Rim", *(f"Naam{number}" for number in range(10)))
    ]
    over, soon, *many = people
    over.readiness.filter(kind="vog").update(seen_on=date(2020, 1, 1), valid_until=today - timedelta(days=3))
    soon.engagements.update(valid_until=today + timedelta(days=1))
    for person in many:
        person.engagements.update(valid_until=today + timedelta(days=50))
    factories.KeyPersonFactory(region=region_b, first_name="Buurvrouw").engagements.update(valid_until=today)
    response = get(desk)
    page = response.content.decode()
    card = page[page.index('id="verloopt"') :]
    assert [[ending.key_person_id for ending, _ in group["lines"]] for group in response.context["ends"]] == [
        [over.pk],
        [soon.pk, *(person.pk for person in many[:5])],
    ]
    for person in (over, soon):
        assert reverse("keypersons:show-key-person", args=[person.pk]) in card
    assert "Certificate of conduct (VOG) seen: ended on" in card and "Work for Welzijn: good until" in card
    assert "and 5 more" in card and "?checklist=expires" in card and "Buurvrouw" not in card


def test_an_empty_desk_says_so_in_words(desk: Client, region_a: Any) -> None:
    page = get(desk).content.decode()
    assert "Nothing waits" in page and "No appointments today." in page and "Nobody waits for a call." in page
    assert "No question fits these filters" in get(desk, LIST, taal="ti").content.decode()
    assert "No questions yet" in get(desk, LIST).content.decode()


def test_a_closed_question_says_why_nobody_could_help_wherever_it_stands(desk: Client, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a, state="unmet", unmet_reason="no_gender")
    words = "No man or woman as wished"
    assert words in get(desk, LIST).content.decode()
    assert words in desk.get(reverse("bridging:show-request", args=[question.pk])).content.decode()
    assert words in desk.get(reverse("bridging:export-requests")).content.decode("utf-8-sig")


# --- who may ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [DESK, LIST, "bridging:export-requests"])
def test_only_the_coordinator_has_a_desk(
    name: str, client_of: ClientOf, professional: Any, key_person: Any, client: Client
) -> None:
    assert client_of(professional).get(reverse(name)).status_code == 403
    assert client_of(key_person.membership.user).get(reverse(name)).status_code == 403
    assert client.get(reverse(name)).status_code == 302


def test_the_neighbours_desk_is_empty(client_of: ClientOf, neighbour: Any, region_a: Any) -> None:
    factories.RequestFactory(region=region_a)
    assert numbers(get(client_of(neighbour), LIST)) == []
    exported = client_of(neighbour).get(reverse("bridging:export-requests")).content.decode("utf-8-sig")
    assert len(exported.splitlines()) == 1


# --- filters ---------------------------------------------------------------------------------------------------


@pytest.fixture
def two(region_a: Any) -> tuple[Request, Request]:
    """A question that fits every filter of the test below, and one that fits none."""
    school = factories.OrganisationFactory(region=region_a, name="OBS De Esdoorn")
    fits = factories.RequestFactory(
        region=region_a,
        organisation=school,
        municipality=factories.MunicipalityFactory(region=region_a, name="Aalten"),
        topic=factories.TopicFactory(code="care", names={"nl": "Zorg", "en": "Care"}),
        language="so",
        kind="group_session",
        place="Varsseveld",
        state="unmet",
        unmet_reason="too_far",
    )
    other = factories.RequestFactory(region=region_a, summary="Iets anders", asker_name="Joris", asker_organisation="X")
    return fits, other


@pytest.mark.parametrize(
    "filters",
    [
        {"status": "unmet"},
        {"soort": "group_session"},
        {"onderwerp": "care"},
        {"taal": "so"},
        {"gemeente": "Aalten"},
        {"reden": "too_far"},
        {"zoek": "esdoorn"},
        {"zoek": "varssev"},
        {"zoek": "#first"},
        {"status": ["unmet", "expired"], "taal": "so", "zoek": "esdoorn"},
    ],
)
def test_every_filter_narrows_the_list(desk: Client, two: tuple[Request, Request], filters: dict[str, Any]) -> None:
    fits, _other = two
    if filters.get("gemeente"):
        filters = {"gemeente": fits.municipality_id}
    if filters.get("zoek") == "#first":
        filters = {"zoek": f"#{fits.pk}"}
    response = get(desk, LIST, **filters)
    assert numbers(response) == [fits.pk]
    assert response.context["filter_form"].chips(), "what is on is shown, and can be taken away"


@pytest.mark.parametrize(
    "filters",
    [
        {"status": "nonsense"},
        {"soort": "x", "onderwerp": "y", "taal": "zz", "gemeente": "999999", "stap": "q", "reden": "r"},
        {"volgorde": "random", "page": "9999"},
        {"gemeente": "' or 1=1 --"},
        {"zoek": "#99999999999999999999999"},
    ],
)
def test_unknown_values_in_the_address_are_passed_over(
    desk: Client, two: tuple[Request, Request], filters: dict[str, Any]
) -> None:
    found = numbers(get(desk, LIST, **filters))
    assert found == ([] if "zoek" in filters else [row.pk for row in two[::-1]])


def test_one_unknown_state_does_not_hide_the_known_one_beside_it(desk: Client, two: tuple[Request, Request]) -> None:
    assert numbers(get(desk, LIST, status=["unmet", "nonsense"])) == [two[0].pk]


def test_another_regions_municipality_is_no_filter(desk: Client, two: tuple[Request, Request], region_b: Any) -> None:
    theirs = factories.MunicipalityFactory(region=region_b)
    assert len(numbers(get(desk, LIST, gemeente=theirs.pk))) == 2


def test_a_bsn_typed_in_the_search_box_is_refused_and_leaves_the_address_bar(
    desk: Client, two: tuple[Request, Request]
) -> None:
    response = desk.get(reverse(LIST), {"zoek": BSN, "taal": "so"}, follow=True)
    assert response.redirect_chain == [(reverse(LIST) + "?taal=so", 302)]
    assert numbers(response) == [two[0].pk]
    page = response.content.decode()
    assert BSN not in page and "BSN" in page
    part = desk.get(reverse(LIST), {"zoek": BSN}, headers={"HX-Request": "true"})
    assert part.headers["HX-Push-Url"] == reverse(LIST)
    assert BSN not in part.content.decode() and "BSN" in part.content.decode()


@pytest.mark.parametrize("order", ["first", "newest", "waiting", "start"])
def test_every_order_shows_every_question(desk: Client, two: tuple[Request, Request], order: str) -> None:
    assert sorted(numbers(get(desk, LIST, volgorde=order))) == sorted(row.pk for row in two)


def test_searching_on_the_desk_also_finds_what_is_closed(desk: Client, two: tuple[Request, Request]) -> None:
    assert numbers(get(desk, zoek="esdoorn")) == [two[0].pk]


def test_htmx_gets_the_list_alone_and_going_back_the_whole_page(desk: Client, two: tuple[Request, Request]) -> None:
    part = desk.get(reverse(LIST), headers={"HX-Request": "true"})
    assert part.content.lstrip().startswith(b"<section") and b"<html" not in part.content
    back = desk.get(reverse(LIST), headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert b"<html" in back.content
    assert "HX-Request" in part.headers["Vary"], "a browser must not show a part as the page"


# --- how it grows ---------------------------------------------------------------------------------------------


def fill(region: Any, count: int) -> None:
    for _ in range(count):
        question = factories.RequestFactory(region=region, organisation=None)
        factories.OfferFactory(request=question, state="declined")
        factories.OfferFactory(request=question, state="other_time", other_start=factories.in_days(8))
        factories.VisitFactory(request__region=region, request__state="accepted", state="awaiting")
        CallRequest.objects.create(region=region, kind="call_me", key_person=question.offers.first().key_person)


@pytest.mark.parametrize("name", [DESK, LIST, "bridging:export-requests", "bridging:list-visits"])
def test_twenty_questions_cost_as_many_queries_as_ten(desk: Client, region_a: Any, name: str) -> None:
    fill(region_a, 5)
    desk.get(reverse(name))
    with CaptureQueriesContext(connection) as small:
        desk.get(reverse(name))
    fill(region_a, 5)
    with CaptureQueriesContext(connection) as large:
        desk.get(reverse(name))
    assert len(small) == len(large)


# --- many at once ---------------------------------------------------------------------------------------------


def test_the_ticked_are_closed_and_the_page_offers_the_way_back(desk: Client, region_a: Any) -> None:
    rows = [factories.RequestFactory(region=region_a) for _ in range(2)]
    back = reverse(LIST) + "?taal=ti"
    response = desk.post(
        reverse("bridging:change-many", args=["unmet"]),
        {"keuze": [row.pk for row in rows], "reden": "no_language", "next": back},
        follow=True,
    )
    assert response.redirect_chain == [(back, 302)]
    assert set(Request.objects.values_list("state", "unmet_reason")) == {("unmet", "no_language")}
    action = BulkAction.objects.get()
    assert reverse("bridging:undo-many", args=[action.pk]) in response.content.decode()
    desk.post(reverse("bridging:undo-many", args=[action.pk]))
    assert set(Request.objects.values_list("state", flat=True)) == {"open"}
    assert reverse("bridging:undo-many", args=[action.pk]) not in get(desk).content.decode()


def test_rows_of_the_neighbour_are_left_out_and_no_tick_is_said(desk: Client, region_b: Any) -> None:
    theirs = factories.RequestFactory(region=region_b)
    response = desk.post(reverse("bridging:change-many", args=["cancel"]), {"keuze": [theirs.pk, "x"]}, follow=True)
    theirs.refresh_from_db()
    assert theirs.state == "open"
    assert "Choose one or more questions first." in response.content.decode() or "valid" in response.content.decode()
    empty = desk.post(reverse("bridging:change-many", args=["cancel"]), follow=True)
    assert "Choose one or more questions first." in empty.content.decode()


def test_who_could_not_be_changed_is_named(desk: Client, region_a: Any) -> None:
    done = factories.RequestFactory(region=region_a, state="done")
    response = desk.post(reverse("bridging:change-many", args=["cancel"]), {"keuze": [done.pk]}, follow=True)
    assert f"#{done.pk}" in " ".join(str(message) for message in response.context["messages"])


def test_a_reason_or_verb_nobody_knows_changes_nothing(desk: Client, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a)
    chosen = {"keuze": [question.pk]}
    assert desk.post(reverse("bridging:change-many", args=["erase"]), chosen).status_code == 422
    desk.post(reverse("bridging:change-many", args=["unmet"]), {**chosen, "reden": "made-up"})
    question.refresh_from_db()
    assert question.state == "open"


def test_somebody_elses_bulk_action_is_not_there(desk: Client, region_a: Any) -> None:
    other = factories.MembershipFactory(region=region_a, role="coordinator").user
    action = BulkAction.objects.create(user=other, region=region_a, verb="unmet", items=[])
    assert desk.post(reverse("bridging:undo-many", args=[action.pk])).status_code == 404


def test_a_form_never_leads_to_another_site(desk: Client, region_a: Any) -> None:
    response = desk.post(reverse("bridging:change-many", args=["cancel"]), {"next": "https://evil.example/"})
    assert response.headers["Location"] == reverse(DESK)


# --- views of one's own ---------------------------------------------------------------------------------------


def test_a_view_keeps_the_filters_we_know_and_nothing_else_of_the_address(desk: Client, coordinator: Any) -> None:
    query = f"taal=ti&status=open&status=nonsense&x={BSN}&zoek={BSN}"
    desk.post(reverse("bridging:save-view"), {"name": "Tigrinya", "query": query})
    view = SavedView.objects.get(user=coordinator)
    assert view.query == "status=open&taal=ti"
    response = desk.get(reverse(DESK) + f"?{view.query}")
    assert response.context["view_here"] == view


def test_a_view_can_get_another_name_and_go(desk: Client, coordinator: Any, region_a: Any) -> None:
    view = SavedView.objects.create(user=coordinator, region=region_a, name="Oud", query="taal=ti")
    desk.post(reverse("bridging:save-view"), {"name": "Nieuw", "weergave": view.pk})
    view.refresh_from_db()
    assert (view.name, view.query) == ("Nieuw", "taal=ti")
    desk.post(reverse("bridging:remove-view", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_views_are_ones_own(desk: Client, region_a: Any) -> None:
    other = factories.MembershipFactory(region=region_a, role="coordinator").user
    view = SavedView.objects.create(user=other, region=region_a, name="Van een ander", query="taal=ti")
    assert "Van een ander" not in get(desk).content.decode()
    assert desk.post(reverse("bridging:remove-view", args=[view.pk])).status_code == 404
    assert desk.post(reverse("bridging:save-view"), {"name": "X", "weergave": view.pk}).status_code == 404


def test_a_bsn_as_the_name_of_a_view_is_refused_and_not_shown_again(desk: Client) -> None:
    response = desk.post(reverse("bridging:save-view"), {"name": BSN, "query": "taal=ti"}, follow=True)
    assert not SavedView.objects.exists()
    assert BSN not in response.content.decode() and "BSN" in response.content.decode()


# --- calls and export -----------------------------------------------------------------------------------------


def test_a_call_that_was_made_is_off_the_list_once(desk: Client, region_a: Any) -> None:
    call = CallRequest.objects.create(region=region_a, kind="complaint", phone="+31612340001")
    address = reverse("bridging:handle-call", args=[call.pk])
    assert desk.post(address).status_code == 302
    call.refresh_from_db()
    assert call.handled_at is not None and call.phone == ""
    assert desk.post(address).status_code == 409, "two coordinators, one call"


def test_the_export_is_what_is_on_the_screen_and_safe_in_a_spreadsheet(
    desk: Client, two: tuple[Request, Request], coordinator: Any
) -> None:
    fits, _other = two
    Request.objects.filter(pk=fits.pk).update(place="=HYPERLINK(1)", organisation=None)
    response = desk.get(reverse("bridging:export-requests"), {"taal": "so"})
    assert response.headers["Content-Type"].startswith("text/csv")
    lines = list(csv.reader(response.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert [line[0] for line in lines[1:]] == [str(fits.pk)]
    assert not any(cell.startswith(("=", "+", "@")) for line in lines for cell in line)
    event = Event.objects.get(verb="bridging.requests.exported")
    assert (event.actor_user_id, event.data) == (coordinator.pk, {"count": 1})


def test_the_export_of_the_desk_is_the_desk(desk: Client, two: tuple[Request, Request]) -> None:
    page = get(desk)
    address = page.content.decode().split('href="/vragen/export.csv?', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    exported = desk.get("/vragen/export.csv?" + address).content.decode("utf-8-sig")
    assert [line.split(";")[0] for line in exported.splitlines()[1:]] == [str(pk) for pk in numbers(page)]


# --- appointments ---------------------------------------------------------------------------------------------


def test_appointments_start_today_and_fold_by_day(desk: Client, region_a: Any, region_b: Any) -> None:
    ahead = factories.VisitFactory(request__region=region_a)
    over = factories.VisitFactory(request__region=region_a, starts_at=timezone.now() - timedelta(days=3))
    factories.VisitFactory(request__region=region_b)
    name = reverse("bridging:list-visits")
    assert [row.pk for row in desk.get(name).context["page_obj"]] == [ahead.pk]
    late = next(query for _label, query, _here in desk.get(name).context["views"] if "stand=confirmed" in query)
    response = desk.get(f"{name}?{late}")
    assert [row.pk for row in response.context["page_obj"]] == [over.pk]
    wrong = desk.get(name, {"van": "31-02-2026", "tot": "x", "stand": "nonsense"})
    assert [row.pk for row in wrong.context["page_obj"]] == [ahead.pk]
    part = desk.get(name, headers={"HX-Request": "true"})
    assert part.content.lstrip().startswith(b"<section")
