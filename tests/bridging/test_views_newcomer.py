"""The newcomer chooses: yes, somebody else, stop; sees what is kept and has it deleted, really."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.audit.models import Event
from sleutelbos.bridging import retention, services
from sleutelbos.bridging.models import CallRequest, Experience, Request, TimeWish, Visit
from sleutelbos.guidance import services as guidance
from sleutelbos.newcomers.models import Consent, Newcomer
from sleutelbos.notices.models import Notice
from sleutelbos.ui.errors import StateChanged
from tests import factories

pytestmark = pytest.mark.django_db
BSN = "111222333"
ACTOR = Viewer.system(reason="test")


@pytest.fixture
def visit(region_a: Any) -> Visit:
    """Selam Tesfay said yes; the newcomer (who reads English here) was not asked yet."""
    guidance.load_content()
    newcomer = factories.NewcomerFactory(region=region_a, code="ABCD-EFGH-JKMN", page_language="en")
    request = factories.RequestFactory(region=region_a, newcomer=newcomer, state="accepted", accepted_count=1)
    person = factories.KeyPersonFactory(region=region_a, first_name="Selam", last_name="Tesfay", phone="+31687654321")
    made: Visit = factories.VisitFactory(request=request, key_person=person, state="awaiting")
    return made


def to(name: str, *more: object) -> str:
    return reverse(f"bridging:{name}", args=["ABCD-EFGH-JKMN", *more])


def home(client: Client) -> str:
    answer = client.get(to("show-helper"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_newcomer_sees_a_first_name_and_what_this_person_does(client: Client, visit: Visit) -> None:
    shown = home(client)
    for words in ("Selam wants to help you", "a woman", "Tigrinya", "Doetinchem"):
        assert words in shown
    for part, words in (("wel", "Listens"), ("niet", "Is not an interpreter"), ("afspraken", "The help is free.")):
        explained = client.get(to("explain-helper", part)).content.decode()
        assert words in explained
        shown += explained
    assert client.get(to("explain-helper", "anders")).status_code == 404
    for secret in (
        "Tesfay",
        visit.key_person.email,
        "87654321",
        "Anke de Vries",
        "anke@school.example",
        "Schoolstraat",
    ):
        assert secret not in shown


def test_yes_makes_the_appointment_stand_and_a_second_tap_changes_nothing(client: Client, visit: Visit) -> None:
    for _tap in range(2):
        client.post(to("agree-as-newcomer", visit.pk))
    visit.refresh_from_db()
    assert visit.state == "confirmed"
    consent = Consent.objects.get()
    assert (consent.answer, consent.way, consent.language) == ("yes", "link", "en")
    assert Request.objects.get().state == "planned"
    assert "Selam comes" in home(client)
    assert "Schoolstraat 1" in client.get(to("show-own-appointment", visit.pk)).content.decode()


def test_opening_a_page_says_nothing_for_the_newcomer(client: Client, visit: Visit) -> None:
    assert client.get(to("agree-as-newcomer", visit.pk)).status_code == 405
    for name, more in (("want-another", [visit.pk]), ("stop-as-newcomer", []), ("erase-newcomer", [])):
        assert client.get(to(name, *more)).status_code == 200
    visit.refresh_from_db()
    assert visit.state == "awaiting"
    assert Newcomer.objects.exists()


def test_somebody_else_is_looked_for_and_this_person_is_not_proposed_again(client: Client, visit: Visit) -> None:
    client.post(to("want-another", visit.pk))
    visit.refresh_from_db()
    assert visit.state == "cancelled"
    assert Request.objects.get().state == "open"
    assert list(Newcomer.objects.get().excluded.all()) == [visit.key_person]
    assert "We look for somebody for you" in home(client)
    mail = Notice.objects.get(template="bridging/mail/visit_cancelled_key_person.txt")
    assert "newcomer" not in mail.body.lower()
    assert "nieuwkomer" not in mail.body.lower()
    assert Notice.objects.filter(template="bridging/mail/coordinator_find_another.txt").exists()


def test_a_late_answer_is_told_how_it_is_now(client: Client, visit: Visit) -> None:
    services.cancel_visit(visit=visit, actor=ACTOR)
    for name in ("agree-as-newcomer", "want-another"):
        answer = client.post(to(name, visit.pk), follow=True)
        assert answer.status_code == 200
        assert "This had already changed" in answer.content.decode()
    assert not Consent.objects.exists()


def test_stopping_stops_everything_and_asks_no_reason(client: Client, visit: Visit) -> None:
    assert "<textarea" not in client.get(to("stop-as-newcomer")).content.decode()
    open_one = factories.RequestFactory(region=visit.request.region, newcomer=visit.request.newcomer, state="asking")
    offer = factories.OfferFactory(request=open_one)
    waiting = factories.RequestFactory(region=visit.request.region, newcomer=visit.request.newcomer, unconfirmed=True)
    client.post(to("stop-as-newcomer"))
    states = set(Request.objects.exclude(pk=waiting.pk).values_list("state", flat=True))
    assert states == {"cancelled"}
    waiting.refresh_from_db()
    offer.refresh_from_db()
    assert (waiting.state, offer.state) == ("expired", "withdrawn")
    assert Newcomer.objects.get().stopped_at is not None
    assert Notice.objects.filter(template="bridging/mail/newcomer_stopped.txt").count() == 2
    assert "Nobody comes now" in home(client)
    assert client.post(to("stop-as-newcomer")).status_code == 302, "a second tap is no error"


# --- The appointment ------------------------------------------------------------------------------------------------


@pytest.fixture
def agreed(visit: Visit) -> Visit:
    """The newcomer said yes to Selam."""
    services.newcomer_agrees(visit=visit, way="link", actor=ACTOR)
    visit.refresh_from_db()
    return visit


def test_another_time_is_two_taps_and_the_appointment_stands_until_it_is_moved(client: Client, agreed: Visit) -> None:
    address = to("ask-other-time", agreed.pk)
    assert "?wanneer=same_week" in client.get(address).content.decode()
    assert 'value="morning"' in client.get(f"{address}?wanneer=same_week").content.decode()
    for part in ("morning", "evening"):
        client.post(address, {"when": "same_week", "part": part})
    wish = TimeWish.objects.get()
    assert (wish.when, wish.part, wish.settled_at) == ("same_week", "evening", None), "the last one counts"
    agreed.refresh_from_db()
    assert agreed.state == "confirmed"
    shown = client.get(to("show-own-appointment", agreed.pk)).content.decode()
    assert "You asked for another time" in shown
    told = Notice.objects.filter(template="bridging/mail/coordinator_newcomer_other_time.txt").last()
    assert told is not None
    with translation.override("nl"):
        assert str(TimeWish.Part.EVENING.label) in told.body
    assert f"/afspraken/{agreed.pk}/wijzigen/" in told.body
    services.move_appointment(
        visit=agreed,
        starts_at=agreed.starts_at + timedelta(days=1),
        duration_minutes=60,
        place="Doetinchem",
        address="",
        actor=ACTOR,
    )
    wish.refresh_from_db()
    assert wish.settled_at is not None
    shown = client.get(to("show-own-appointment", agreed.pk)).content.decode()
    assert "You asked for another time" not in shown
    assert "The time or the place has changed." in shown


@pytest.mark.parametrize("data", [{}, {"when": "never", "part": "morning"}, {"when": "later", "part": "x"}])
def test_another_time_that_is_none_changes_nothing(client: Client, agreed: Visit, data: dict[str, str]) -> None:
    assert client.post(to("ask-other-time", agreed.pk), data).status_code == 200
    assert not TimeWish.objects.exists()


def test_calling_one_appointment_off_tells_everybody_and_stops_nothing_else(client: Client, agreed: Visit) -> None:
    assert "<textarea" not in client.get(to("call-off", agreed.pk)).content.decode()
    agreed.refresh_from_db()
    assert agreed.state == "confirmed", "looking at the question is no answer"
    for _tap in range(2):
        assert client.post(to("call-off", agreed.pk)).status_code == 302
    agreed.refresh_from_db()
    newcomer = Newcomer.objects.get()
    assert agreed.state == "cancelled"
    assert Request.objects.get().state == "open"
    assert newcomer.stopped_at is None
    assert not newcomer.excluded.exists(), "the same person may be asked again"
    told = set(Notice.objects.values_list("template", flat=True))
    assert {
        "bridging/mail/visit_cancelled_key_person.txt",
        "bridging/mail/visit_cancelled_asker.txt",
        "bridging/mail/coordinator_newcomer_called_off.txt",
    } <= told
    assert Consent.objects.filter(answer="not_now").count() == 1
    assert "We look for somebody for you" in home(client)


def test_an_appointment_that_is_over_cannot_be_moved_or_called_off(client: Client, agreed: Visit) -> None:
    Visit.objects.update(
        starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(hours=2), state="done"
    )
    client.post(to("ask-other-time", agreed.pk), {"when": "later", "part": "any"})
    client.post(to("call-off", agreed.pk))
    agreed.refresh_from_db()
    assert agreed.state == "done"
    assert not TimeWish.objects.exists()
    assert "another" not in client.get(to("show-own-appointment", agreed.pk)).content.decode().lower()


# --- Receipts -------------------------------------------------------------------------------------------------------


def test_a_yes_is_a_receipt_in_the_own_language_and_can_be_taken_back(client: Client, visit: Visit) -> None:
    Newcomer.objects.update(page_language="ar")
    client.post(to("agree-as-newcomer", visit.pk))
    consent = Consent.objects.get()
    assert consent.language == "ar"
    assert "Selam" in consent.words
    shown = client.get(to("show-receipt", consent.pk)).content.decode()
    assert consent.words in shown and 'lang="ar" dir="rtl"' in shown
    assert "ABCD-EFGH-JKMN" in shown
    assert to("stop-as-newcomer") in shown and to("want-another", visit.pk) in shown
    Newcomer.objects.update(page_language="en")
    assert consent.words in client.get(to("show-receipt", consent.pk)).content.decode(), "what was said stays as it was"
    client.post(to("stop-as-newcomer"))
    shown = client.get(to("show-receipt", consent.pk)).content.decode()
    assert "You took it back on" in shown
    assert "taken back" in client.get(to("list-receipts")).content.decode()


def test_what_the_organisation_said_for_the_newcomer_is_a_receipt_too(client: Client, region_a: Any) -> None:
    newcomer = factories.NewcomerFactory(region=region_a, code="ABCD-EFGH-JKMN", page_language="en")
    request = factories.RequestFactory(region=region_a, newcomer=newcomer, state="asking", agreed=True)
    services.accept_offer(offer=factories.OfferFactory(request=request), actor=ACTOR)
    shown = client.get(to("show-receipt", Consent.objects.get().pk)).content.decode()
    assert "You said it to the organisation." in shown


def test_the_answer_of_another_newcomer_is_not_found(client: Client, visit: Visit) -> None:
    other = factories.VisitFactory(request__region=visit.request.region, state="awaiting")
    services.newcomer_agrees(visit=other, way="link", actor=ACTOR)
    assert client.get(to("show-receipt", Consent.objects.get().pk)).status_code == 404


# --- Somebody else may come -----------------------------------------------------------------------------------------


def test_before_the_newcomers_yes_nobody_else_hears_of_a_handover(client: Client, agreed: Visit) -> None:
    asked = services.ask_handover(visit=agreed, actor=ACTOR)
    assert services.ask_handover(visit=agreed, actor=ACTOR) == asked
    assert "May somebody else come?" in home(client)
    agreed.refresh_from_db()
    assert agreed.state == "confirmed"
    told = [row.to for row in Notice.objects.filter(template__contains="handover")]
    assert told == [agreed.request.asker_email]


def test_after_a_yes_somebody_is_looked_for_and_the_newcomer_sees_who_it_is_first(
    client: Client, agreed: Visit
) -> None:
    Request.objects.update(newcomer_informed="yes")
    asked = services.ask_handover(visit=agreed, actor=ACTOR)
    client.post(to("answer-handover", asked.pk, "ja"))
    agreed.refresh_from_db()
    request = Request.objects.get()
    assert (agreed.state, request.state, request.newcomer_informed) == ("handed_over", "open", "not_yet")
    assert Consent.objects.get(purpose="handover").words.startswith("Somebody else may come instead of Selam")
    offer = factories.OfferFactory(request=request, key_person__first_name="Yonas")
    services.accept_offer(offer=offer, actor=ACTOR)
    following = Visit.objects.get(offer=offer)
    assert following.state == "awaiting", "also where a yes to help in general was given before"
    page = client.get(reverse("bridging:show-own-visit", args=[services.visit_token(following)])).content.decode()
    assert "Schoolstraat" not in page
    assert "Yonas wants to help you" in home(client)


def test_after_a_no_the_appointment_stays(client: Client, agreed: Visit) -> None:
    asked = services.ask_handover(visit=agreed, actor=ACTOR)
    client.post(to("answer-handover", asked.pk, "nee"))
    agreed.refresh_from_db()
    asked.refresh_from_db()
    assert (agreed.state, asked.state) == ("confirmed", "refused")
    assert Notice.objects.filter(template="bridging/mail/coordinator_handover_refused.txt").exists()
    late = client.post(to("answer-handover", asked.pk, "ja"), follow=True)
    assert "This had already changed" in late.content.decode()
    agreed.refresh_from_db()
    assert agreed.state == "confirmed"


def test_a_handover_of_another_newcomer_is_not_found(client: Client, agreed: Visit) -> None:
    other = factories.VisitFactory(request__region=agreed.request.region)
    asked = services.ask_handover(visit=other, actor=ACTOR)
    assert client.post(to("answer-handover", asked.pk, "ja")).status_code == 404
    assert client.post(to("answer-handover", asked.pk, "misschien")).status_code == 404


def test_an_appointment_without_a_newcomer_cannot_be_handed_over(region_a: Any) -> None:
    visit = factories.VisitFactory(request__region=region_a, request__collective=True)
    with pytest.raises(StateChanged):
        services.ask_handover(visit=visit, actor=ACTOR)


def test_another_newcomers_appointment_is_not_found(client: Client, visit: Visit) -> None:
    other = factories.VisitFactory(request__region=visit.request.region, state="awaiting")
    for name in ("agree-as-newcomer", "want-another"):
        assert client.post(to(name, other.pk)).status_code == 404
    other.refresh_from_db()
    assert other.state == "awaiting"


# --- Wishes ---------------------------------------------------------------------------------------------------------


def test_wishes_change_and_running_questions_follow(client: Client, region_a: Any, visit: Visit) -> None:
    question = factories.RequestFactory(region=region_a, newcomer=visit.request.newcomer, state="asking")
    man = factories.OfferFactory(request=question, key_person__gender="man")
    woman = factories.OfferFactory(request=question, key_person__gender="woman")
    client.post(to("change-own-wish", "wie"), {"gender": "woman!"})
    client.post(to("change-own-wish", "taal"), {"language": "am"})
    question.refresh_from_db()
    assert (question.gender_wish, question.gender_required, question.language) == ("woman", True, "am")
    man.refresh_from_db()
    woman.refresh_from_db()
    assert (man.state, woman.state) == ("withdrawn", "open")
    assert client.get(to("change-own-wish", "wie")).context["form"].now == "woman!"
    shown = client.get(to("change-own-wishes")).content.decode()
    assert "Only a woman" in shown and "Amharic" in shown


def test_not_from_my_town_takes_the_question_back_from_people_there(
    client: Client, region_a: Any, visit: Visit
) -> None:
    question = factories.RequestFactory(region=region_a, newcomer=visit.request.newcomer, state="asking")
    near = factories.OfferFactory(request=question, key_person__home_place="Doetinchem")
    client.post(to("change-own-wish", "plaats"), {"place": "doetinchem"})
    near.refresh_from_db()
    assert near.state == "withdrawn"
    client.post(to("change-own-wish", "plaats"), {"place": "doetinchem", "no_wish": "1"})
    newcomer = Newcomer.objects.get()
    assert (newcomer.not_from_own_place, newcomer.place, newcomer.language) == (False, "", "ti")


def test_one_wish_leaves_the_others_as_they_are(client: Client, visit: Visit) -> None:
    client.post(to("change-own-wish", "wie"), {"gender": "man"})
    client.post(to("change-own-wish", "plaats"), {"place": "Zelhem"})
    client.post(to("change-own-wish", "taal"), {"language": ""})
    newcomer = Newcomer.objects.get()
    assert (newcomer.gender_wish, newcomer.gender_required, newcomer.place) == ("man", False, "Zelhem")
    assert newcomer.language == ""
    assert client.get(to("change-own-wish", "anders")).status_code == 404


@pytest.mark.parametrize("place", ["", BSN])
def test_a_town_must_be_a_town(client: Client, visit: Visit, place: str) -> None:
    answer = client.post(to("change-own-wish", "plaats"), {"place": place})
    assert answer.status_code == 200
    assert BSN.encode() not in answer.content
    assert not Newcomer.objects.get().not_from_own_place


# --- What is kept ---------------------------------------------------------------------------------------------------


def test_the_newcomer_reads_what_is_kept_and_who_looked(client: Client, visit: Visit, coordinator: Any) -> None:
    looker = Viewer(user_id=coordinator.pk, role="coordinator", name="Renske", region_id=visit.request.region_id)
    audit.looked("bridging.request.viewed", actor=looker, subject=visit.request.newcomer)
    shown = "".join(
        client.get(to(name)).content.decode() for name in ("show-facts", "list-own-questions", "show-who-looked")
    )
    for words in (
        "ABCD-EFGH-JKMN",
        "Tigrinya",
        "OBS De Esdoorn",
        "Ouders begrijpen",
        "Renske",
        "Looked at the question",
    ):
        assert words in shown
    assert "Tesfay" not in shown


def test_the_same_can_be_taken_along_as_a_file(client: Client, visit: Visit) -> None:
    answer = client.get(to("download-kept"))
    assert "attachment" in answer["Content-Disposition"]
    kept = json.loads(answer.content)
    assert kept["you"]["code"] == "ABCD-EFGH-JKMN"
    assert kept["appointments"][0]["with"] == "Selam"
    assert "Tesfay" not in answer.content.decode()
    assert "anke@school.example" not in answer.content.decode()


def test_deleting_is_really_gone_and_told_so(client: Client, visit: Visit) -> None:
    Request.objects.update(not_person="Hanan", newcomer_place="Zelhem", gender_wish="woman")
    answer = client.post(to("erase-newcomer"), follow=True)
    assert "Everything is gone" in answer.content.decode()
    assert not Newcomer.objects.exists()
    assert not Consent.objects.exists()
    request = Request.objects.get()
    assert (request.state, request.newcomer) == ("cancelled", None)
    left = [request.summary, request.address, request.not_person, request.newcomer_place, request.time_note]
    assert left == ["", "", "", "", ""]
    assert request.gender_wish == "none"
    assert Visit.objects.get().address == ""
    assert client.get(to("show-helper")).status_code == 404
    assert client.get(reverse("newcomers:show", args=["ABCD-EFGH-JKMN"])).status_code == 404
    trail = str([vars(event) for event in Event.objects.all()])
    assert "ABCD-EFGH-JKMN" not in trail
    assert Event.objects.filter(verb="newcomers.newcomer.erased").exists()


def test_what_was_deleted_is_told_in_the_language_of_the_page(client: Client, visit: Visit) -> None:
    Newcomer.objects.update(page_language="ar")
    answer = client.post(to("erase-newcomer"), follow=True)
    assert 'lang="ar" dir="rtl"' in answer.content.decode()


def test_records_go_by_themselves_after_their_term_unless_somebody_is_being_helped(region_a: Any) -> None:
    over = timezone.localdate() - timedelta(days=1)
    old = factories.RequestFactory(region=region_a, state="done", newcomer__delete_on=over)
    busy = factories.RequestFactory(region=region_a, state="planned", newcomer__delete_on=over)
    assert retention.erase_due() == 1
    old.refresh_from_db()
    busy.refresh_from_db()
    assert (old.newcomer, old.summary) == (None, "")
    assert busy.newcomer is not None
    assert busy.newcomer.delete_on > timezone.localdate()
    assert retention.erase_due() == 0


# --- Complaint and experience ---------------------------------------------------------------------------------------


def test_a_complaint_keeps_a_number_to_call_and_no_story(client: Client, visit: Visit) -> None:
    shown = client.get(to("complain")).content.decode()
    assert "<textarea" not in shown
    assert "<textarea" not in client.get(to("ask-for-call")).content.decode()
    client.post(to("ask-for-call"), {"phone": "06 12345678", "story": "he was rude"})
    call = CallRequest.objects.get()
    assert (call.kind, call.phone, call.detail, call.key_person) == ("complaint", "+31612345678", "", None)
    services.handle_call(call=call, actor=ACTOR)
    call.refresh_from_db()
    assert call.phone == "", "the number goes when the call was made"


def test_a_complaint_goes_to_the_independent_person_and_not_to_who_looks_after_safety(
    client: Client, visit: Visit
) -> None:
    shown = client.get(to("complain")).content.decode()
    assert "Harriët" in shown and "tel:+31314000002" in shown and "mailto:klachten@" in shown
    assert "independent" in shown
    assert "Miriam" not in shown and "tel:+31314000000" not in shown.split("<main")[1].split("</main")[0]


def test_where_nobody_is_independent_the_page_says_so_and_names_who_else(client: Client, visit: Visit) -> None:
    Region.objects.update(complaints_name="", complaints_phone="", complaints_email="")
    shown = client.get(to("complain")).content.decode()
    assert "There is no independent person here yet." in shown
    assert "Tell it to an independent person" not in shown
    assert "tel:+31314000000" in shown.split("<main")[1].split("</main")[0], "the coordinator"
    assert "Miriam" not in shown
    client.post(to("ask-for-call"), {"phone": "06 12345678"})
    assert CallRequest.objects.get().kind == "complaint"


@pytest.mark.parametrize("phone", ["", BSN, "call me", "06"])
def test_a_number_to_call_must_be_one(client: Client, visit: Visit, phone: str) -> None:
    answer = client.post(to("ask-for-call"), {"phone": phone})
    assert answer.status_code == 200
    assert BSN.encode() not in answer.content
    assert not CallRequest.objects.exists()


def test_two_complaints_are_two_calls(client: Client, visit: Visit) -> None:
    for phone in ("0612345678", "0612345679", "0612345678"):
        client.post(to("ask-for-call"), {"phone": phone})
    assert CallRequest.objects.count() == 2


def test_after_a_visit_two_taps_say_how_it_was(client: Client, visit: Visit) -> None:
    Visit.objects.update(
        state="done", starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(hours=2)
    )
    assert "Did Selam help you?" in home(client)
    for answer in ("yes", "no"):
        client.post(to("give-newcomer-experience", visit.pk), {"helped": "3", "again": answer})
    given = Experience.objects.get()
    assert (given.by, given.helped, given.again) == ("newcomer", 3, True)
    assert "Did Selam help you?" not in home(client)


def test_a_visit_that_was_not_yet_cannot_be_rated(client: Client, visit: Visit) -> None:
    client.post(to("give-newcomer-experience", visit.pk), {"helped": "3", "again": "yes"})
    assert not Experience.objects.exists()


def test_the_newcomers_page_is_a_few_queries(client: Client, visit: Visit, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(7):
        home(client)


# --- Another time: the coordinator's answer ------------------------------------------------------------------------


@pytest.fixture
def wish(visit: Visit) -> TimeWish:
    """The newcomer said yes, and would rather come another week, in the morning."""
    services.newcomer_agrees(visit=visit, way="link", actor=ACTOR)
    return services.newcomer_asks_other_time(visit=visit, when="later", part="morning", actor=ACTOR)


def test_a_wish_for_another_time_stands_on_the_desk_and_the_question_until_the_appointment_is_moved(
    client_of: Any, coordinator: Any, visit: Visit, wish: TimeWish
) -> None:
    desk = client_of(coordinator)
    pages = [reverse("bridging:show-desk"), reverse("bridging:show-request", args=[visit.request_id])]
    move = reverse("bridging:change-visit", args=[visit.pk])
    for page in [*pages, move]:
        assert "In de ochtend" in desk.get(page).content.decode()
    day = timezone.localtime(visit.starts_at) + timedelta(days=7)
    typed = {"day": f"{day:%d-%m-%Y}", "start": "09:30", "duration": "60", "place": "Doetinchem", "address": "Weg 1"}
    assert desk.post(move, typed).status_code == 302
    for page in pages:
        assert "In de ochtend" not in desk.get(page).content.decode()
    shown = Client().get(to("show-own-appointment", visit.pk)).content.decode()
    assert "The time or the place has changed" in shown and "You asked for another time" not in shown


def test_a_wish_that_is_declined_is_answered_with_a_sentence_in_the_newcomers_language(
    client_of: Any, coordinator: Any, visit: Visit, wish: TimeWish
) -> None:
    desk = client_of(coordinator)
    page = reverse("bridging:decline-time-wish", args=[wish.pk])
    assert "In de ochtend" in desk.get(page).content.decode()
    assert desk.post(page, {"asked": "later:morning"}).status_code == 422, "a sentence must be chosen"
    assert desk.post(page, {"asked": "later:morning", "answer": "person"}).status_code == 302
    assert "In de ochtend" not in desk.get(reverse("bridging:show-desk")).content.decode()
    shown = Client().get(to("show-own-appointment", visit.pk)).content.decode()
    assert "The person who helps you cannot come at that time. The appointment stays as it is." in shown
    event = Event.objects.get(verb="bridging.visit.other_time_declined")
    assert event.subject == f"newcomer:{visit.request.newcomer_id}" and event.data["answer"] == "person"
    # Another wish takes the answer's place.
    services.newcomer_asks_other_time(visit=visit, when="same_day", part="evening", actor=ACTOR)
    shown = Client().get(to("show-own-appointment", visit.pk)).content.decode()
    assert "cannot come at that time" not in shown and "Until we have it, nothing changes" in shown


def test_only_what_the_coordinator_read_is_declined(
    client_of: Any, coordinator: Any, visit: Visit, wish: TimeWish
) -> None:
    desk, page = client_of(coordinator), reverse("bridging:decline-time-wish", args=[wish.pk])
    services.newcomer_asks_other_time(visit=visit, when="same_day", part="evening", actor=ACTOR)
    late = {"asked": "later:morning", "answer": "no_other"}
    assert desk.post(page, late).status_code == 409
    wish.refresh_from_db()
    assert (wish.when, wish.settled_at, wish.answer) == ("same_day", None, "")
    services.decline_time_wish(wish=wish, when="same_day", part="evening", answer="place", actor=ACTOR)
    with pytest.raises(StateChanged):
        services.decline_time_wish(wish=wish, when="same_day", part="evening", answer="no_other", actor=ACTOR)
    services.newcomer_cancels(visit=visit, actor=ACTOR)
    with pytest.raises(StateChanged):
        services.decline_time_wish(wish=wish, when="same_day", part="evening", answer="place", actor=ACTOR)


def test_the_neighbour_and_a_key_person_cannot_answer_a_wish(
    client_of: Any, neighbour: Any, key_person: Any, wish: TimeWish
) -> None:
    page = reverse("bridging:decline-time-wish", args=[wish.pk])
    assert client_of(neighbour).get(page).status_code == 404
    assert client_of(key_person.membership.user).get(page).status_code in {403, 404}
