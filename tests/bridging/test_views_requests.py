"""One question and the steps on it, as its coordinator meets them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sleutelbos.allowances.models import Booking
from sleutelbos.allowances.services import load_law
from sleutelbos.audit.models import Event
from sleutelbos.bridging import services
from sleutelbos.bridging.models import Offer, Request, Visit, VisitLog
from sleutelbos.guidance import services as guidance
from sleutelbos.newcomers.models import Consent
from tests import factories

BSN = "111222333"
ClientOf = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def content(db: None) -> None:
    guidance.load_content()


@pytest.fixture
def desk(client_of: ClientOf, coordinator: Any) -> Client:
    client = client_of(coordinator)
    client.cookies["taal"] = "en"
    return client


@pytest.fixture
def question(region_a: Any) -> Request:
    made: Request = factories.RequestFactory(region=region_a)
    return made


def fresh(row: Any) -> Any:
    return type(row)._default_manager.get(pk=row.pk)


def url(name: str, row: Any) -> str:
    return reverse(f"bridging:{name}", args=[row.pk])


def show(client: Client, question: Request) -> str:
    response = client.get(url("show-request", question))
    assert response.status_code == 200
    return str(response.content.decode())


# --- the page -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", Request.State.values)
def test_a_question_in_every_state_has_a_page(desk: Client, question: Request, state: str) -> None:
    reason = {"unmet_reason": "no_time"} if state == "unmet" else {}
    Request.objects.filter(pk=question.pk).update(state=state, **reason)
    assert f"Question {question.pk}" in show(desk, question)


def test_the_page_says_what_is_asked_and_by_whom(desk: Client, question: Request) -> None:
    Request.objects.filter(pk=question.pk).update(
        gender_wish="woman", gender_required=True, not_from_own_place=True, newcomer_place="Ulft", not_person="Piet"
    )
    page = show(desk, question)
    for words in ("Tigrinya", "A woman", "must", "Not from Ulft", "Piet", "06 12340500", "Schoolstraat 1"):
        assert words in page, words


def test_neither_strangers_nor_other_roles_nor_the_neighbour_see_it(
    question: Request, client_of: ClientOf, professional: Any, key_person: Any, neighbour: Any, client: Client
) -> None:
    address = url("show-request", question)
    assert client.get(address).status_code == 302
    assert client_of(professional).get(address).status_code == 403
    assert client_of(key_person.membership.user).get(address).status_code == 403
    assert client_of(neighbour).get(address).status_code == 404


def test_who_was_kept_out_stands_nowhere_on_the_page(desk: Client, question: Request) -> None:
    hidden = factories.KeyPersonFactory(region=question.region, first_name="Verborgene", last_name="Persoon")
    other = factories.KeyPersonFactory(region=question.region, first_name="Geweigerde", last_name="Ander")
    question.excluded.add(hidden)
    question.newcomer.excluded.add(other)
    page = show(desk, question)
    assert "Verborgene" not in page and "Geweigerde" not in page


def test_a_look_at_a_newcomers_question_is_kept_and_colleagues_see_who_looked(
    desk: Client, question: Request, coordinator: Any, client_of: ClientOf
) -> None:
    show(desk, question)
    event = Event.objects.get(verb="bridging.request.viewed")
    assert (event.actor_user_id, event.look, event.subject) == (
        coordinator.pk,
        True,
        f"newcomer:{question.newcomer_id}",
    )
    assert str(coordinator.name) in show(desk, question).split("Who looked")[1]


def test_a_collective_question_keeps_no_look_because_it_is_about_nobody(desk: Client, region_a: Any) -> None:
    show(desk, factories.RequestFactory(region=region_a, collective=True))
    assert not Event.objects.filter(look=True).exists()


def test_the_history_reads_as_sentences_with_the_newest_on_top(desk: Client, question: Request, actor: Any) -> None:
    person = factories.KeyPersonFactory(region=question.region, first_name="Selam")
    offers = services.send_offers(request=question, asks=[services.Ask(person)], in_turn=False, actor=actor)
    services.decline_offer(offer=offers[0], actor=actor)
    services.close_unmet(request=fresh(question), reason="no_gender", actor=actor)
    history = show(desk, question).split("What happened")[1]
    for words in ("Selam is asked", "Selam said no", "Open again: nobody is left to answer"):
        assert words in history
    assert "Closed: nobody could help: No man or woman as wished" in history
    assert "next in line" not in history, "next in line and asked in one tap is one thing"


def test_ten_people_asked_cost_as_many_queries_as_one(desk: Client, question: Request) -> None:
    def ask(count: int) -> None:
        for _ in range(count):
            offer = factories.OfferFactory(request=question)
            factories.VisitFactory(request=question, offer=offer, key_person=offer.key_person)

    ask(1)
    show(desk, question)
    with CaptureQueriesContext(connection) as one:
        show(desk, question)
    ask(9)
    with CaptureQueriesContext(connection) as ten:
        show(desk, question)
    assert len(one) == len(ten)


def test_a_ready_made_text_carries_the_link_and_names_nobody(desk: Client, question: Request) -> None:
    offer = factories.OfferFactory(request=question, key_person__email="")
    page = show(desk, question)
    assert services.offer_link(offer).rsplit("/", 2)[0] in page
    text = page.split("<textarea", 1)[1].split("</textarea>")[0]
    assert "Anke" not in text and "Schoolstraat" not in text
    assert "has no e-mail address" in page


@pytest.fixture
def actor(coordinator: Any, region_a: Any) -> Any:
    from sleutelbos.accounts.viewer import Viewer

    return Viewer(user_id=coordinator.pk, role="coordinator", region_id=region_a.pk, name="Renske")


# --- steps: happy, stale, wrong input --------------------------------------------------------------------------


def steps(question: Request) -> dict[str, tuple[str, dict[str, Any], str]]:
    """Name -> state it starts from, what is posted, state it ends in."""
    return {
        "close-unmet": ("open", {"reason": "no_time"}, "unmet"),
        "cancel-request": ("open", {"reason": "School dicht"}, "cancelled"),
        "override-triage": ("redirected", {"reason": "Tolk is erbij"}, "open"),
        "redirect-request": ("open", {"outcome": "interpreter_first"}, "redirected"),
        "reopen-request": ("unmet", {}, "open"),
    }


STEPS = ["close-unmet", "cancel-request", "override-triage", "redirect-request", "reopen-request"]


def at(question: Request, state: str) -> Request:
    Request.objects.filter(pk=question.pk).update(
        state=state,
        unmet_reason="no_time" if state == "unmet" else "",
        triage_outcome="interpreter_first" if state == "redirected" else "key_person",
    )
    made: Request = fresh(question)
    return made


@pytest.mark.parametrize("name", STEPS)
def test_a_step_moves_the_question_and_comes_back_to_its_page(desk: Client, question: Request, name: str) -> None:
    start, data, end = steps(question)[name]
    at(question, start)
    response = desk.post(url(name, question), data)
    assert response.status_code == 302 and response.headers["Location"] == url("show-request", question)
    assert fresh(question).state == end
    if name == "override-triage":
        assert (fresh(question).triage_override_reason, bool(fresh(question).triage_overridden_by)) == (
            "Tolk is erbij",
            True,
        )


@pytest.mark.parametrize("name", STEPS)
def test_a_step_from_a_page_that_was_open_too_long_is_told_kindly(desk: Client, question: Request, name: str) -> None:
    _start, data, _end = steps(question)[name]
    at(question, "done")
    response = desk.post(url(name, question), data)
    assert response.status_code == 409
    assert "Somebody else was just before you." in response.content.decode()
    assert fresh(question).state == "done"


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_for_the_coordinator_of_the_region(
    question: Request, name: str, client_of: ClientOf, professional: Any, neighbour: Any
) -> None:
    start, data, _end = steps(question)[name]
    at(question, start)
    assert client_of(professional).post(url(name, question), data).status_code == 403
    assert client_of(neighbour).post(url(name, question), data).status_code == 404
    assert fresh(question).state == start


@pytest.mark.parametrize("name", ["close-unmet", "cancel-request", "override-triage", "redirect-request"])
def test_a_step_without_its_answer_asks_for_it_again(desk: Client, question: Request, name: str) -> None:
    start, _data, _end = steps(question)[name]
    at(question, start)
    assert desk.get(url(name, question)).status_code == 200
    response = desk.post(url(name, question), {"reason": "", "outcome": "somewhere"})
    assert response.status_code == 422
    assert response.context["form"].errors
    assert fresh(question).state == start


@pytest.mark.parametrize("name", ["cancel-request", "override-triage"])
def test_a_bsn_in_a_reason_is_refused_and_not_shown_again(desk: Client, question: Request, name: str) -> None:
    start, _data, _end = steps(question)[name]
    at(question, start)
    response = desk.post(url(name, question), {"reason": f"zie {BSN} in het dossier"})
    assert response.status_code == 422
    page = response.content.decode()
    assert BSN not in page and "BSN" in page and "in het dossier" in page, "the rest of the words stay"
    assert fresh(question).state == start


def test_closing_for_which_somebody_goes_is_refused_on_the_form(desk: Client, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a, state="asking", persons_wanted=2, accepted_count=1)
    factories.VisitFactory(request=question)
    response = desk.post(url("close-unmet", question), {"reason": "no_time"})
    assert response.status_code == 422
    assert "An appointment stands for this question." in response.content.decode()


def test_enough_people_said_yes(desk: Client, region_a: Any) -> None:
    question = factories.RequestFactory(
        region=region_a, collective=True, state="asking", persons_wanted=3, accepted_count=1
    )
    factories.VisitFactory(request=question)
    assert "1 of 3 people said yes." in show(desk, question)
    desk.post(url("go-on-with-fewer", question))
    assert fresh(question).state == "planned"
    assert desk.post(url("go-on-with-fewer", question)).status_code == 409


# --- changing ---------------------------------------------------------------------------------------------------


def change(**values: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=8)
    data = {
        "language": "so",
        "fallback": "none",
        "gender": "woman!",
        "where": "place",
        "place": "Doetinchem",
        "address": "Kerkstraat 2",
        "time_is": "fixed",
        "day": f"{day:%d-%m-%Y}",
        "clock": "09:30",
        "duration_minutes": "90",
        "summary": "Toch een ander gesprek.",
    }
    return {**data, **values}


def test_a_question_is_changed_with_what_it_was_filled_in(desk: Client, question: Request) -> None:
    page = desk.get(url("change-request", question)).content.decode()
    assert 'value="ti" selected' in page and "Schoolstraat 1" in page
    assert desk.post(url("change-request", question), change()).status_code == 302
    changed = fresh(question)
    assert (changed.language, changed.gender_wish, changed.gender_required) == ("so", "woman", True)
    assert (timezone.localtime(changed.starts_at).strftime("%H:%M"), changed.duration_minutes) == ("09:30", 90)
    assert "The question is changed" in show(desk, question).split("What happened")[1]


@pytest.mark.parametrize("wrong", [{"clock": "03:00"}, {"day": "x"}, {"language": "zz"}, {"summary": f"bsn {BSN}"}])
def test_a_wrong_change_is_refused_and_the_rest_stays(desk: Client, question: Request, wrong: dict[str, str]) -> None:
    response = desk.post(url("change-request", question), change(**wrong))
    page = response.content.decode()
    assert response.status_code == 422 and "Kerkstraat 2" in page and BSN not in page
    assert fresh(question).language == "ti"


def test_who_was_asked_is_said_before_the_change(desk: Client, region_a: Any) -> None:
    offer = factories.OfferFactory(request__region=region_a)
    assert "1 person was asked" in desk.get(url("change-request", offer.request)).content.decode()


def test_a_group_question_has_no_wish_for_a_man_or_a_woman(desk: Client, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a, collective=True)
    assert 'name="gender"' not in desk.get(url("change-request", question)).content.decode()
    desk.post(url("change-request", question), change(language="", persons_wanted="3"))
    assert (fresh(question).language, fresh(question).persons_wanted) == ("", 3)


# --- keeping somebody out --------------------------------------------------------------------------------------


def test_somebody_is_kept_out_without_a_reason(desk: Client, question: Request) -> None:
    person = factories.KeyPersonFactory(region=question.region)
    assert b"reason" not in desk.get(url("exclude-person", question)).content.split(b"<main")[1].split(b"</main")[0]
    desk.post(url("exclude-person", question), {"person": person.pk})
    assert list(question.excluded.all()) == [person]


def test_only_people_of_the_region_can_be_chosen(desk: Client, question: Request, region_b: Any) -> None:
    theirs = factories.KeyPersonFactory(region=region_b)
    assert desk.post(url("exclude-person", question), {"person": theirs.pk}).status_code == 422
    assert not question.excluded.exists()


# --- offers ----------------------------------------------------------------------------------------------------


def test_a_question_is_taken_back_and_the_link_stops_working(desk: Client, region_a: Any, client: Client) -> None:
    offer = factories.OfferFactory(request__region=region_a)
    link = services.offer_link(offer)
    assert desk.post(url("withdraw-offer", offer)).status_code == 302
    assert (fresh(offer).state, fresh(offer.request).state) == ("withdrawn", "open")
    client.post("/" + link.split("/", 3)[3] + "ja/")
    assert fresh(offer).state == "withdrawn"
    assert desk.post(url("withdraw-offer", offer)).status_code == 409


def test_another_time_is_agreed_once(desk: Client, region_a: Any) -> None:
    start = factories.in_days(6, hour=10)
    offer = factories.OfferFactory(
        request__region=region_a, request__newcomer_informed="yes", state="other_time", other_start=start
    )
    assert "can come at another time" in show(desk, offer.request)
    assert desk.post(url("accept-other-time", offer)).status_code == 302
    visit = Visit.objects.get(offer=offer)
    assert (visit.starts_at, visit.state, fresh(offer.request).starts_at) == (start, "confirmed", start)
    assert desk.post(url("accept-other-time", offer)).status_code == 409


def test_a_yes_without_a_time_gets_one(desk: Client, region_a: Any) -> None:
    offer = factories.OfferFactory(
        request__region=region_a,
        request__starts_at=None,
        request__state="accepted",
        request__accepted_count=1,
        request__newcomer_informed="yes",
        state="accepted",
    )
    assert url("plan-visit", offer) in show(desk, offer.request)
    past = desk.post(url("plan-visit", offer), {"day": "01-01-2020", "start": "10:00"})
    assert past.status_code == 422 and "This time is over." in past.content.decode()
    day = timezone.localdate() + timedelta(days=5)
    desk.post(url("plan-visit", offer), {"day": f"{day:%d-%m-%Y}", "start": "10.00"})
    assert timezone.localtime(Visit.objects.get(offer=offer).starts_at).hour == 10
    assert fresh(offer.request).state == "planned"


@pytest.mark.parametrize("name", ["withdraw-offer", "accept-other-time", "plan-visit"])
def test_offers_of_the_neighbour_are_not_there(desk: Client, region_b: Any, name: str) -> None:
    offer = factories.OfferFactory(request__region=region_b)
    assert desk.post(url(name, offer), {}).status_code == 404


# --- appointments ----------------------------------------------------------------------------------------------


@pytest.fixture
def visit(region_a: Any) -> Visit:
    made: Visit = factories.VisitFactory(request__region=region_a)
    return made


def new_time(**values: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=8)
    data = {"day": f"{day:%d-%m-%Y}", "start": "11:15", "duration": "45", "place": "Ulft", "address": "Kerkstraat 2"}
    return {**data, **values}


def test_an_appointment_moves_in_time_and_place(desk: Client, visit: Visit) -> None:
    page = desk.get(url("change-visit", visit)).content.decode()
    assert f'value="{timezone.localtime(visit.starts_at):%H:%M}"' in page
    assert desk.post(url("change-visit", visit), new_time()).status_code == 302
    moved = fresh(visit)
    assert (timezone.localtime(moved.starts_at).strftime("%H:%M"), moved.place, moved.sequence) == ("11:15", "Ulft", 1)
    assert moved.ends_at - moved.starts_at == timedelta(minutes=45)


@pytest.mark.parametrize(
    "wrong",
    [{"day": "31-02-2027"}, {"start": "25:61"}, {"duration": "0"}, {"duration": "x"}, {"day": "01-01-2020"}],
)
def test_an_impossible_time_is_refused_and_the_rest_stays(desk: Client, visit: Visit, wrong: dict[str, str]) -> None:
    response = desk.post(url("change-visit", visit), new_time(**wrong))
    assert response.status_code == 422
    assert "Kerkstraat 2" in response.content.decode()
    assert fresh(visit).sequence == 0


def test_a_bsn_in_an_address_is_refused(desk: Client, visit: Visit) -> None:
    response = desk.post(url("change-visit", visit), new_time(address=f"bij {BSN}"))
    assert response.status_code == 422 and BSN not in response.content.decode()


def test_another_appointment_at_that_time_is_said_on_the_form(desk: Client, visit: Visit) -> None:
    busy = factories.in_days(8, hour=11)
    factories.VisitFactory(request__region=visit.request.region, key_person=visit.key_person, starts_at=busy)
    response = desk.post(url("change-visit", visit), new_time())
    assert response.status_code == 422
    assert "There is another appointment at that time." in response.content.decode()


def test_a_call_by_video_has_no_place_to_change(desk: Client, visit: Visit) -> None:
    Visit.objects.filter(pk=visit.pk).update(where="online", place="", address="")
    page = desk.get(url("change-visit", visit)).content.decode()
    assert 'name="place"' not in page
    desk.post(url("change-visit", visit), new_time())
    assert (fresh(visit).place, fresh(visit).sequence) == ("", 1)


def test_a_cancelled_appointment_opens_the_question_again(desk: Client, visit: Visit) -> None:
    assert desk.post(url("cancel-visit", visit), {"reason": f"{BSN}"}).status_code == 422
    desk.post(url("cancel-visit", visit), {"reason": "School dicht"})
    assert (fresh(visit).state, fresh(visit.request).state) == ("cancelled", "open")
    assert desk.post(url("cancel-visit", visit), {"reason": "nog eens"}).status_code == 409


def test_somebody_else_goes(desk: Client, visit: Visit) -> None:
    response = desk.post(url("step-in", visit))
    assert response.headers["Location"] == reverse("matching:show-suggestions", args=[visit.request_id])
    assert (fresh(visit).state, fresh(visit.request).state) == ("handed_over", "open")
    assert Offer.objects.get(pk=visit.offer_id).state == "stepped_out"
    assert desk.post(url("step-in", visit)).status_code == 409


@pytest.mark.parametrize(("posted", "way"), [("paper", "paper"), ("spoken", "spoken"), ("by pigeon", "spoken")])
def test_the_newcomers_yes_is_kept_with_how_it_was_given(desk: Client, region_a: Any, posted: str, way: str) -> None:
    visit = factories.VisitFactory(request__region=region_a, request__state="accepted", state="awaiting")
    assert "The newcomer said yes" in show(desk, visit.request)
    desk.post(url("record-agreement", visit), {"way": posted})
    assert (fresh(visit).state, Consent.objects.get().way) == ("confirmed", way)


def test_the_page_tells_how_a_visit_went_and_that_a_log_is_missing(desk: Client, region_a: Any) -> None:
    over = factories.VisitFactory(request__region=region_a, over=True)
    assert "Nobody told yet how it went." in show(desk, over.request)
    done = factories.VisitFactory(request__region=region_a, request__state="done", state="done")
    VisitLog.objects.create(visit=done, happened=True, minutes=50, follow_up="again", not_my_role="interpret")
    page = show(desk, done.request)
    assert "Took 50 minutes." in page and "One more visit" in page
    assert "I had to interpret a medical or official talk" in page


@pytest.mark.parametrize("name", ["change-visit", "cancel-visit", "step-in", "record-agreement"])
def test_appointments_of_the_neighbour_are_not_there(desk: Client, region_b: Any, name: str) -> None:
    visit = factories.VisitFactory(request__region=region_b)
    assert desk.post(url(name, visit), {}).status_code == 404
    assert fresh(visit).state == "confirmed"


# --- how much one person was asked ------------------------------------------------------------------------------


def test_the_load_of_a_person_counts_asks_and_visits_and_never_how_often_it_was_yes(
    desk: Client, region_a: Any
) -> None:
    person = factories.KeyPersonFactory(region=region_a)
    now = timezone.now()
    for state, days in (("declined", 3), ("declined", 5), ("expired", 40), ("declined", 100)):
        factories.OfferFactory(
            request__region=region_a, key_person=person, state=state, asked_at=now - timedelta(days=days)
        )
    factories.VisitFactory(request__region=region_a, key_person=person)
    response = desk.get(url("person-load", person))
    assert response.context["load"] == {
        "asked_14_days": 3,
        "asked_90_days": 4,
        "visits_ahead": 1,
        "visits_year": 0,
    }
    page = response.content.decode().lower()
    assert "%" not in page.split("<main")[1].split("</main")[0], "no score of anybody's yes"
    part = desk.get(url("person-load", person), headers={"HX-Request": "true"})
    assert part.content.lstrip().startswith(b"<section")


def test_the_load_of_the_neighbours_people_is_not_there(desk: Client, region_b: Any) -> None:
    assert desk.get(url("person-load", factories.KeyPersonFactory(region=region_b))).status_code == 404


def test_a_question_out_of_a_list_is_checked_on_its_page_before_anybody_is_asked(desk: Client, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a, source="import", triage_outcome="")
    page = show(desk, question)
    assert url("check-role", question) in page
    assert reverse("matching:show-suggestions", args=[question.pk]) not in page
    names = list(desk.get(url("check-role", question)).context["form"].fields)
    assert names
    assert desk.post(url("check-role", question), {}).status_code == 422
    assert desk.post(url("check-role", question), dict.fromkeys(names, "no")).status_code == 302
    page = show(desk, question)
    assert url("check-role", question) not in page
    assert reverse("matching:show-suggestions", args=[question.pk]) in page


def test_a_fee_over_a_legal_maximum_is_said_where_a_time_is_agreed_or_confirmed(desk: Client, region_a: Any) -> None:
    load_law()
    words = "goes over the legal maximum of the month"
    question = factories.RequestFactory(region=region_a, state="asking", starts_at=None)
    person = factories.KeyPersonFactory(region=region_a)
    person.engagements.update(fee_cents_per_hour=12_000)
    offer = factories.OfferFactory(request=question, key_person=person, state="accepted")
    url, plan = (
        reverse("bridging:show-request", args=[question.pk]),
        reverse("bridging:plan-visit", args=[offer.pk]),
    )
    assert words not in desk.get(url).content.decode() and words not in desk.get(plan).content.decode()
    Booking.objects.create(
        engagement=person.engagements.get(),
        source="visit:1",
        day=timezone.localdate(),
        minutes=100,
        fee_cents=20_000,
    )
    assert words in desk.get(url).content.decode() and words in desk.get(plan).content.decode()
    # A visit that waits for the newcomer's yes does not count itself twice.
    today = timezone.localtime().replace(hour=23, minute=0, second=0, microsecond=0)
    visit = factories.VisitFactory(request__region=region_a, key_person=person, state="awaiting", starts_at=today)
    page = reverse("bridging:show-request", args=[visit.request_id])
    assert words in desk.get(page).content.decode()
    Booking.objects.update(fee_cents=10_000)
    assert words not in desk.get(page).content.decode()


def test_a_longer_appointment_over_a_legal_maximum_is_warned_about_once_and_then_changed(
    desk: Client, region_a: Any
) -> None:
    load_law()
    person = factories.KeyPersonFactory(region=region_a)
    person.engagements.update(fee_cents_per_hour=12_000)
    visit = factories.VisitFactory(request__region=region_a, key_person=person)
    address = reverse("bridging:change-visit", args=[visit.pk])
    words = "goes over the legal maximum of the month"
    assert words not in desk.get(address).content.decode()
    start = timezone.localtime(visit.starts_at)
    values = {"day": f"{start:%d-%m-%Y}", "start": f"{start:%H:%M}", "duration": 120, "place": "Doetinchem"}
    first = desk.post(address, values)
    assert first.status_code == 422 and words in first.content.decode()
    visit.refresh_from_db()
    assert visit.ends_at - visit.starts_at == timedelta(hours=1), "a warning comes before the change"
    warned = first.context["form"]["warned"].value()
    assert desk.post(address, {**values, "warned": warned}).status_code == 302
    visit.refresh_from_db()
    assert visit.ends_at - visit.starts_at == timedelta(hours=2)
    # It is over the maximum already now: the page says so before anything is changed.
    assert words in desk.get(address).content.decode()
