"""An organisation asks, confirms and follows a question: the happy path, wrong turns, and what a stranger sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging import services
from sleutelbos.bridging.models import Experience, KnownAsker, Request, Visit
from sleutelbos.guidance import services as guidance
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.notices.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db
BSN = "111222333"
DAY = (timezone.localdate() + timezone.timedelta(days=10)).strftime("%d-%m-%Y")
RULES = (
    "emergency",
    "minor-as-helper",
    "diagnosis-or-medical-result",
    "formal-decision",
    "legal-consequences",
    "sensitive-or-far-reaching",
    "beside-a-professional",
)
NO = {f"rule_{code}": "no" for code in RULES}
TOPIC = {"topic": "school", "role": "", "language": "ti", "fallback": "declared", "also": ""}
WISHES = {"gender": "none", "newcomer_place": "", "not_person": ""}
WHEN = {
    "where": "place",
    "place": "Doetinchem",
    "address": "Schoolstraat 1",
    "time_is": "fixed",
    "day": DAY,
    "clock": "14:00",
    "duration_minutes": "60",
    "summary": "Ouders begrijpen het advies niet.",
}
WHO = {
    "asker_name": "Anke de Vries",
    "asker_organisation": "OBS De Esdoorn",
    "asker_organisation_kind": "school",
    "asker_email": "anke@school.example",
    "asker_phone": "06 12340500",
    "newcomer_informed": "not_yet",
}
Asked = Callable[..., Any]


@pytest.fixture
def client() -> Client:
    return english(Client())


def english(client: Client) -> Client:
    """Somebody who chose English on this device, so that the sentences below are the sources."""
    client.cookies["taal"] = "en"
    return client


@pytest.fixture(autouse=True)
def content(region_a: Any) -> None:
    guidance.load_content()
    for name, latitude, longitude in (("Doetinchem", 51.965, 6.288), ("Winterswijk", 51.97, 6.72)):
        factories.MunicipalityFactory(region=region_a, name=name, latitude=latitude, longitude=longitude)


def url(step: str) -> str:
    return reverse("bridging:ask-step", args=["achterhoek", step])


def fill(client: Client, *, until: str = "wie", **changes: dict[str, Any]) -> Any:
    """Send the screens one after the other; `changes` by screen replace what is typed there."""
    screens = {
        "wat": {"kind": "accompaniment"},
        "rol": NO,
        "onderwerp": TOPIC,
        "wensen": WISHES,
        "wanneer": WHEN,
        "wie": WHO,
    }
    answer = None
    for step, data in screens.items():
        answer = client.post(url(step), {**data, **changes.get(step, {})})
        if step == until:
            return answer
        assert answer.status_code == 302, (step, answer.context["form"].errors)
    return answer


def test_a_stranger_asks_in_six_small_screens_and_confirms_by_mail(client: Client) -> None:
    answer = fill(client)
    assert answer.url == reverse("bridging:ask-done", args=["achterhoek"])
    question = Request.objects.get()
    assert question.state == "unconfirmed"
    assert (question.place, question.municipality.name, question.latitude) == ("Doetinchem", "Doetinchem", 51.965)
    assert (question.asker_phone, question.asking_kind) == ("+31612340500", "school")
    assert timezone.localtime(question.starts_at).strftime("%d-%m-%Y %H:%M") == f"{DAY} 14:00"
    mail = Notice.objects.get(template="bridging/mail/confirm.txt")
    link = services.confirm_link(question)
    assert mail.to == "anke@school.example"
    assert link.rsplit(":", 2)[0] in mail.body

    assert client.get(link).status_code == 200
    question.refresh_from_db()
    assert question.state == "unconfirmed", "a mail scanner that opens the link must not confirm"
    answer = client.post(link)
    question.refresh_from_db()
    assert question.state == "open"
    assert KnownAsker.objects.filter(email="anke@school.example").exists()
    page = client.get(answer.url)
    assert b"We have your question" in page.content


def test_the_ask_page_leads_to_the_only_region_and_lets_choose_between_two(client: Client, region_a: Any) -> None:
    assert client.get("/vraag/").url == url("wat")
    factories.RegionFactory(name="De Buren")
    assert b"De Buren" in client.get("/vraag/").content


def test_a_known_address_goes_straight_through_and_reads_the_same_page(client: Client, region_a: Any) -> None:
    KnownAsker.objects.create(region=region_a, email="anke@school.example")
    answer = fill(client)
    assert answer.url == reverse("bridging:ask-done", args=["achterhoek"])
    assert Request.objects.get().state == "open"
    assert Notice.objects.filter(template="bridging/mail/received.txt", to="anke@school.example").exists()


def test_two_sends_of_one_form_make_one_question(client: Client) -> None:
    fill(client, until="wanneer")
    session = dict(client.session.items())
    client.post(url("wie"), WHO)
    store = client.session
    store.update(session)
    store.save()
    client.post(url("wie"), WHO)
    assert Request.objects.count() == 1
    assert Newcomer.objects.count() == 1
    assert Notice.objects.filter(template="bridging/mail/confirm.txt").count() == 1


def test_nothing_is_lost_on_the_way_back(client: Client) -> None:
    fill(client, until="wanneer")
    page = client.get(url("wanneer")).content.decode()
    for typed in ("Doetinchem", "Schoolstraat 1", DAY, "Ouders begrijpen het advies niet."):
        assert typed in page
    assert 'value="ti" selected' in client.get(url("onderwerp")).content.decode()


def test_a_screen_cannot_be_skipped(client: Client) -> None:
    client.post(url("wat"), {"kind": "accompaniment"})
    assert client.get(url("wie")).url == url("rol")
    assert client.post(url("wanneer"), WHEN).url == url("rol")


def test_a_collective_question_is_not_routed_and_needs_no_language(client: Client) -> None:
    client.post(url("wat"), {"kind": "reading_panel"})
    assert client.get(url("rol")).status_code == 302
    client.post(url("onderwerp"), {**TOPIC, "language": ""})
    client.post(url("wanneer"), {**WHEN, "persons_wanted": "3"})
    client.post(url("wie"), WHO)
    question = Request.objects.get()
    assert (question.persons_wanted, question.language, question.newcomer, question.triage_outcome) == (3, "", None, "")
    assert question.newcomer_informed == "not_needed"


# --- The role router ----------------------------------------------------------------------------------------------


def test_every_question_of_the_router_must_be_answered(client: Client) -> None:
    client.post(url("wat"), {"kind": "one_newcomer"})
    answer = client.post(url("rol"), dict.fromkeys(list(NO)[:-1], "no"))
    assert answer.status_code == 200
    assert b"Choose yes or no" in answer.content


def test_an_emergency_says_112_and_leads_nowhere_else(client: Client) -> None:
    answer = fill(client, until="rol", rol={"rule_emergency": "yes"})
    assert answer.url == url("advies")
    page = client.get(url("advies")).content
    assert b'href="tel:112"' in page
    assert client.post(url("advies"), {"choice": "coordinator"}).status_code == 200
    assert client.get(url("wie")).url == url("advies")


def test_a_diagnosis_needs_an_interpreter_first_and_says_how(client: Client) -> None:
    fill(client, until="rol", rol={"rule_diagnosis-or-medical-result": "yes"})
    page = client.get(url("advies")).content.decode()
    assert "First a professional interpreter" in page
    assert "Call the interpreter desk of the region" in page
    assert client.get(url("onderwerp")).url == url("advies")


def test_with_an_interpreter_a_key_person_sits_beside(client: Client, region_a: Any) -> None:
    KnownAsker.objects.create(region=region_a, email="anke@school.example")
    fill(client, until="rol", rol={"rule_diagnosis-or-medical-result": "yes"})
    client.post(url("advies"), {"choice": "interpreter"})
    for step, data in (("onderwerp", TOPIC), ("wensen", WISHES), ("wanneer", WHEN), ("wie", WHO)):
        client.post(url(step), data)
    question = Request.objects.get()
    assert (question.state, question.triage_outcome) == ("open", "key_person_beside")
    assert question.interpreter_arranged


def test_without_one_the_coordinator_looks_along_and_nobody_is_asked(client: Client, region_a: Any) -> None:
    KnownAsker.objects.create(region=region_a, email="anke@school.example")
    fill(client, until="rol", rol={"rule_formal-decision": "yes"})
    client.post(url("advies"), {"choice": "coordinator"})
    for step, data in (("onderwerp", TOPIC), ("wensen", WISHES), ("wanneer", WHEN), ("wie", WHO)):
        client.post(url(step), data)
    assert Request.objects.get().state == "redirected"
    assert Notice.objects.filter(template="bridging/mail/redirected.txt").exists()
    assert Notice.objects.filter(template="bridging/mail/coordinator_new.txt").exists()


def test_other_answers_at_the_router_ask_for_advice_again(client: Client) -> None:
    fill(client, until="rol", rol={"rule_formal-decision": "yes"})
    client.post(url("advies"), {"choice": "coordinator"})
    client.post(url("rol"), {**NO, "rule_emergency": "yes"})
    assert client.get(url("onderwerp")).url == url("advies")


def test_stopping_forgets_what_was_typed(client: Client) -> None:
    fill(client, until="wanneer")
    client.post(reverse("bridging:stop-asking", args=["achterhoek"]))
    assert "question:achterhoek" not in client.session
    assert client.get(url("wie")).url == url("wat")


# --- What is typed --------------------------------------------------------------------------------------------------

TYPED = [
    ("wensen", "newcomer_place"),
    ("wensen", "not_person"),
    ("wanneer", "place"),
    ("wanneer", "address"),
    ("wanneer", "day"),
    ("wanneer", "clock"),
    ("wanneer", "time_note"),
    ("wanneer", "summary"),
    ("wie", "asker_name"),
    ("wie", "asker_organisation"),
    ("wie", "asker_email"),
    ("wie", "asker_phone"),
]


# What makes a box visible, so that what stands in it counts.
ALSO = {
    "newcomer_place": {"not_from_own_place": "on"},
    "time_note": {"time_is": "open", "parts": ["morning"], "within": "14"},
}


@pytest.mark.parametrize(("step", "field"), TYPED)
def test_a_bsn_is_refused_in_every_box_and_not_shown_back(client: Client, step: str, field: str) -> None:
    value = f"{BSN}@x.nl" if field == "asker_email" else BSN
    typed = {field: value, **ALSO.get(field, {})}
    answer = fill(client, until=step, **{step: typed})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert BSN.encode() not in answer.content
    assert BSN not in str(dict(client.session.items()))
    assert not Request.objects.exists()


def test_a_bsn_as_link_code_is_refused(client_of: Any, professional: Any) -> None:
    client = english(client_of(professional))
    for code in (BSN, "1234567", "V1234567890", "Z123456789012"):
        answer = fill(client, wie={"case_code": code})
        assert answer.status_code == 200, code
        assert BSN.encode() not in answer.content
    assert not Request.objects.exists()


def test_the_guard_names_the_field_and_keeps_the_rest(client: Client) -> None:
    answer = fill(client, until="wanneer", wanneer={"summary": f"Het BSN is {BSN}"})
    page = answer.content.decode()
    assert "We never store a BSN" in page
    assert "Schoolstraat 1" in page


def test_a_word_about_health_is_a_hint_and_no_refusal(client: Client) -> None:
    fill(client, until="wanneer", wanneer={"summary": "Ouders begrijpen de diagnose niet"})
    assert b"A few words are enough" in client.get(url("wie")).content
    assert client.post(url("wie"), WHO).status_code == 302


def test_kurdish_alone_cannot_be_chosen_but_not_knowing_which_can(client: Client) -> None:
    fill(client, until="rol")
    page = client.get(url("onderwerp")).content.decode()
    assert "Kurdish, I do not know which one" in page
    assert ">Kurdish<" not in page
    assert "I do not know the language" in page
    assert client.post(url("onderwerp"), {**TOPIC, "language": "und"}).status_code == 302
    assert client.post(url("onderwerp"), {**TOPIC, "language": ""}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"day": "01-01-2020"}, "over"),
        ({"day": "31-02-2030"}, "26-11-2026"),
        ({"clock": "2"}, "14:00"),
        ({"day": ""}, "Type the day"),
        ({"time_is": "open"}, "part of the day"),
        ({"place": ""}, "town"),
        ({"day": "26-11-2099"}, "year"),
    ],
)
def test_a_time_that_cannot_be_is_explained(client: Client, typed: dict[str, str], why: str) -> None:
    answer = fill(client, until="wanneer", wanneer=typed)
    assert answer.status_code == 200
    assert why in answer.content.decode()


def test_what_a_choice_hides_is_not_asked_and_not_kept(client: Client) -> None:
    fill(
        client,
        wensen={"newcomer_place": BSN},
        wanneer={"where": "phone", "address": BSN, "time_is": "open", "day": BSN, "parts": ["evening"], "within": "7"},
    )
    question = Request.objects.get()
    assert (question.address, question.newcomer_place, question.starts_at) == ("", "", None)
    assert BSN not in str(dict(client.session.items()))


def test_an_open_time_becomes_windows(client: Client) -> None:
    fill(client, wanneer={"time_is": "open", "day": "", "clock": "", "parts": ["morning"], "within": "14"})
    question = Request.objects.get()
    assert question.starts_at is None
    assert 9 <= len(question.windows) <= 10, "the mornings of the weekdays in two weeks"
    assert all("T09:00:00" in window["start"] for window in question.windows)


def test_an_unknown_place_is_asked_about_once(client: Client) -> None:
    answer = fill(client, until="wanneer", wanneer={"place": "Xyzzyburen"})
    assert b"We do not know this place" in answer.content
    assert 'name="place_seen" value="Xyzzyburen"' in answer.content.decode()
    answer = client.post(url("wanneer"), {**WHEN, "place": "Xyzzyburen", "place_seen": "Xyzzyburen"})
    assert answer.status_code == 302


def test_wishes_are_kept_and_a_named_person_is_left_out_in_silence(client: Client, region_a: Any) -> None:
    selam = factories.KeyPersonFactory(region=region_a, first_name="Selam", last_name="Tesfay")
    factories.KeyPersonFactory(first_name="Selam")
    fill(
        client,
        wensen={
            "gender": "woman!",
            "not_from_own_place": "on",
            "newcomer_place": "Winterswijk",
            "not_person": "selam  TESFAY",
        },
    )
    question = Request.objects.get()
    assert (question.gender_wish, question.gender_required) == ("woman", True)
    assert (question.not_from_own_place, question.newcomer_place) == (True, "Winterswijk")
    assert list(question.excluded.all()) == [selam]


def test_a_wish_about_the_town_needs_the_town(client: Client) -> None:
    assert fill(client, until="wensen", wensen={"not_from_own_place": "on"}).status_code == 200


# --- Machines -------------------------------------------------------------------------------------------------------


def test_a_machine_that_fills_the_hidden_box_makes_no_question(client: Client) -> None:
    answer = fill(client, wie={"website": "http://spam.example"})
    assert answer.url == reverse("bridging:ask-done", args=["achterhoek"])
    assert not Request.objects.exists()
    assert not Notice.objects.exists()


def test_one_mailbox_is_not_flooded(client: Client) -> None:
    for _number in range(6):
        assert fill(english(Client(REMOTE_ADDR=f"10.0.0.{_number}"))).status_code == 302
    answer = fill(english(Client(REMOTE_ADDR="10.0.0.99")))
    assert answer.status_code == 429
    assert Request.objects.count() == 6


def test_one_computer_cannot_ask_without_end() -> None:
    for number in range(12):
        fill(english(Client(REMOTE_ADDR="10.0.0.1")), wie={"asker_email": f"a{number}@school.example"})
    answer = fill(english(Client(REMOTE_ADDR="10.0.0.1")), wie={"asker_email": "z@school.example"})
    assert answer.status_code == 429
    assert b"too often" in answer.content


# --- With an account ------------------------------------------------------------------------------------------------


def test_a_professional_only_says_what_we_do_not_know(client_of: Any, professional: Any) -> None:
    client = english(client_of(professional))
    fill(client, until="wanneer")
    page = client.get(url("wie")).content.decode()
    assert "asker_email" not in page
    answer = client.post(url("wie"), {"asker_phone": "0612340500", "newcomer_informed": "yes", "case_code": "km-104"})
    question = Request.objects.get()
    assert answer.url == reverse("bridging:show-my-request", args=[question.pk])
    assert (question.state, question.source, question.asker) == ("open", "account", professional)
    assert question.asker_organisation == "OBS De Esdoorn"
    assert question.newcomer.case_code == "KM-104"
    assert b"We have your question" in client.get(answer.url).content
    assert reverse("bridging:show-my-request", args=[question.pk]).encode() in client.get("/mijn-vragen/").content


def test_a_stranger_is_not_asked_for_a_link_code_that_would_open_a_newcomers_page(client: Client) -> None:
    fill(client, until="wanneer")
    assert b"case_code" not in client.get(url("wie")).content
    client.post(url("wie"), {**WHO, "case_code": "KM-104"})
    assert Newcomer.objects.get().case_code == ""


def test_the_same_code_finds_the_same_newcomer_and_the_stricter_wish_stays(client_of: Any, professional: Any) -> None:
    client = english(client_of(professional))
    fill(client, wensen={"gender": "woman!"}, wie={"case_code": "KM-104"})
    fill(client, wie={"case_code": "km-104"})
    assert Newcomer.objects.count() == 1
    assert [(row.gender_wish, row.gender_required) for row in Request.objects.all()] == [("woman", True)] * 2


def test_the_same_person_as_last_time_can_be_asked_for(client_of: Any, professional: Any, region_a: Any) -> None:
    person = factories.KeyPersonFactory(region=region_a, first_name="Selam")
    before = factories.RequestFactory(region=region_a, asker=professional, state="done")
    factories.VisitFactory(request=before, key_person=person, state="done", over=True)
    client = english(client_of(professional))
    fill(client, until="onderwerp")
    page = client.get(url("wensen")).content.decode()
    assert f'<option value="{person.pk}">Selam</option>' in page
    assert person.last_name not in page
    fill(client, wensen={"same_person": str(person.pk)})
    assert Request.objects.latest("pk").same_person == person


def test_a_coordinator_types_for_somebody_else(client_of: Any, coordinator: Any) -> None:
    client = english(client_of(coordinator))
    answer = fill(client)
    question = Request.objects.get()
    assert (question.source, question.asker, question.asker_name) == ("coordinator", None, "Anke de Vries")
    assert answer.url == reverse("bridging:show-request", args=[question.pk])


def test_nobody_asks_in_another_region_than_the_own(client_of: Any, neighbour: Any) -> None:
    assert client_of(neighbour).get(url("wat")).status_code == 404


def test_a_colleague_of_another_organisation_finds_nothing(client_of: Any, professional: Any, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a)
    client = english(client_of(professional))
    assert client.get(reverse("bridging:show-my-request", args=[question.pk])).status_code == 404
    assert question.summary.encode() not in client.get("/mijn-vragen/").content


# --- Following ------------------------------------------------------------------------------------------------------


def status(question: Request) -> str:
    return reverse("bridging:show-status", args=[services.status_token(question)])


def act(name: str, question: Request, *more: object) -> str:
    return reverse(f"bridging:{name}", args=[services.status_token(question), *more])


@pytest.mark.parametrize("state", [state for state, _label in Request.State.choices])
def test_every_state_has_words_an_asker_understands(client: Client, region_a: Any, state: str) -> None:
    reason = "no_language" if state == "unmet" else ""
    question = factories.RequestFactory(region=region_a, state=state, unmet_reason=reason)
    page = client.get(status(question))
    assert page.status_code == 200
    assert page.context["state_title"]
    assert page.context["state_text"]


def test_a_withdrawn_a_strange_and_a_foreign_link_open_nothing(client: Client, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a)
    link = status(question)
    Request.objects.update(link_version=2)
    for address in (
        link,
        link[:-4] + "abc/",
        reverse("bridging:show-status", args=["nonsense"]),
        reverse("bridging:show-status", args=[links.make_token("confirm", question.pk, 2)]),
        reverse("bridging:show-status", args=[links.make_token("status", 999_999, 1)]),
    ):
        answer = client.get(address)
        assert answer.status_code == 410
        assert question.summary.encode() not in answer.content


def test_an_expired_link_opens_nothing(client: Client, region_a: Any, time_machine: Any) -> None:
    question = factories.RequestFactory(region=region_a)
    link = status(question)
    time_machine.move_to(timezone.now() + timezone.timedelta(days=121))
    assert client.get(link).status_code == 410


def test_the_asker_writes_down_the_newcomers_yes(client: Client, region_a: Any) -> None:
    visit = waiting_visit(region_a)
    page = client.get(status(visit.request)).content.decode()
    assert "Selam" in page
    assert "Tesfay" not in page, "an asker sees the first name"
    client.post(act("agree-for-newcomer", visit.request, visit.pk), {"way": "paper"})
    visit.refresh_from_db()
    assert visit.state == "confirmed"
    assert visit.request.newcomer.consents.get().way == "paper"
    answer = client.post(act("agree-for-newcomer", visit.request, visit.pk))
    assert answer.status_code == 302, "a second tap is no error"
    assert visit.request.newcomer.consents.count() == 1


def waiting_visit(region: Any) -> Visit:
    request = factories.RequestFactory(region=region, state="accepted", accepted_count=1)
    person = factories.KeyPersonFactory(region=region, first_name="Selam", last_name="Tesfay")
    visit: Visit = factories.VisitFactory(request=request, key_person=person, state="awaiting")
    return visit


def test_the_newcomer_asks_for_somebody_else_through_the_asker(client: Client, region_a: Any) -> None:
    visit = waiting_visit(region_a)
    link = act("another-for-newcomer", visit.request, visit.pk)
    assert client.get(link).status_code == 200
    client.post(link)
    visit.refresh_from_db()
    assert visit.state == "cancelled"
    assert list(visit.request.newcomer.excluded.all()) == [visit.key_person]
    assert client.post(link).status_code == 302, "late: told how it is now"


def test_an_appointment_of_another_question_is_not_found(client: Client, region_a: Any) -> None:
    mine, other = waiting_visit(region_a), waiting_visit(region_a)
    assert client.post(act("agree-for-newcomer", mine.request, other.pk)).status_code == 404


def test_the_newcomers_page_is_not_given_to_who_shares_the_newcomer(client: Client, region_a: Any) -> None:
    visit = waiting_visit(region_a)
    link = status(visit.request)
    code = visit.request.newcomer.code
    assert code in client.get(link).content.decode()
    factories.RequestFactory(region=region_a, newcomer=visit.request.newcomer, asker_email="gp@practice.example")
    assert code not in client.get(link).content.decode()


def test_a_question_changes_as_long_as_nobody_was_asked(client: Client, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a)
    link = act("change-question", question)
    assert "Schoolstraat 1" in client.get(link).content.decode()
    client.post(link, {**WHEN, "address": "Kerkplein 3", "clock": "15:30"})
    question.refresh_from_db()
    assert question.address == "Kerkplein 3"
    assert timezone.localtime(question.starts_at).hour == 15
    factories.OfferFactory(request=question)
    assert client.post(link, WHEN).status_code == 409


def test_a_change_refuses_a_bsn(client: Client, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a)
    answer = client.post(act("change-question", question), {**WHEN, "summary": BSN})
    assert answer.status_code == 200
    assert BSN.encode() not in answer.content


@pytest.mark.parametrize(("before", "after"), [("open", "cancelled"), ("unconfirmed", "expired")])
def test_a_question_is_taken_back_with_one_more_question(
    client: Client, region_a: Any, before: str, after: str
) -> None:
    question = factories.RequestFactory(region=region_a, state=before)
    link = act("cancel-question", question)
    client.get(link)
    question.refresh_from_db()
    assert question.state == before
    client.post(link)
    question.refresh_from_db()
    assert question.state == after
    assert client.post(link).status_code == 409, "a second time says how it is"


def test_cancelling_tells_whoever_was_asked(client: Client, region_a: Any) -> None:
    offer = factories.OfferFactory(request__region=region_a)
    client.post(act("cancel-question", offer.request))
    offer.refresh_from_db()
    assert offer.state == "withdrawn"
    assert Notice.objects.filter(template="bridging/mail/offer_withdrawn.txt", to=offer.key_person.email).exists()


def test_an_interpreter_that_was_found_later_opens_the_question(client: Client, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a, state="redirected", triage_outcome="interpreter_first")
    assert "Call the interpreter desk" in client.get(status(question)).content.decode()
    client.post(act("arrange-interpreter", question))
    question.refresh_from_db()
    assert (question.state, question.triage_outcome) == ("open", "key_person_beside")


def test_a_decision_does_not_open_by_an_interpreter(client: Client, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a, state="redirected", triage_outcome="professional_first")
    assert client.post(act("arrange-interpreter", question)).status_code == 422


def test_the_page_wears_the_colours_of_the_region(client: Client, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a)
    assert "/thema/" not in client.get(status(question)).content.decode()
    region_a.theme = {"action": "#7a1f5c"}
    region_a.save()
    for address in (status(question), url("wat")):
        assert "/thema/achterhoek-" in client.get(address).content.decode()


def test_mails_come_in_the_language_the_question_was_asked_in(client: Client) -> None:
    fill(client)
    assert Request.objects.get().asker_language == "en"
    assert Notice.objects.get(template="bridging/mail/confirm.txt").subject == "Confirm your question"


# --- Afterwards -----------------------------------------------------------------------------------------------------


def test_two_taps_tell_how_it_was_and_a_third_says_thanks(client: Client, region_a: Any) -> None:
    visit = factories.VisitFactory(request__region=region_a, state="done", over=True)
    link = reverse("bridging:give-experience", args=[links.make_token("experience", visit.pk, visit.link_version)])
    assert b"?geholpen=3" in client.get(link).content
    assert b'name="helped" value="3"' in client.get(f"{link}?geholpen=3").content
    client.post(link, {"helped": "3", "again": "yes"})
    client.post(link, {"helped": "1", "again": "no"})
    given = Experience.objects.get()
    assert (given.helped, given.again, given.by) == (3, True, "professional")
    assert b"Thank you" in client.get(link).content


def test_who_asked_stands_in_the_history_by_name(client: Client, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a, unconfirmed=True)
    services.confirm_question(request=question, actor=Viewer.by_link(whom="Anke de Vries", region_id=region_a.pk))
    assert question.steps.last().by == "Anke de Vries"
