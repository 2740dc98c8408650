"""A key person answers from the phone: one tap, a second tap, a late tap; then the appointment and the log."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.allowances.models import Booking
from sleutelbos.bridging import services
from sleutelbos.bridging.models import CallRequest, Offer, Request, Visit, VisitLog
from sleutelbos.guidance import services as guidance
from sleutelbos.notices.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db
BSN = "111222333"
ACTOR = Viewer.system(reason="test")
LOG = {"happened": "yes", "minutes": "60", "acts": ["explained", "accompanied"], "follow_up": "none"}


@pytest.fixture
def client() -> Client:
    client = Client()
    client.cookies["taal"] = "en"
    return client


@pytest.fixture
def offer(region_a: Any) -> Offer:
    """Selam is asked by a school in Doetinchem."""
    guidance.load_content()
    organisation = factories.OrganisationFactory(region=region_a, name="OBS De Esdoorn", kind="school")
    request = factories.RequestFactory(region=region_a, organisation=organisation, state="asking")
    person = factories.KeyPersonFactory(region=region_a, first_name="Selam", last_name="Tesfay", latitude=52.0)
    made: Offer = factories.OfferFactory(request=request, key_person=person)
    return made


def to(name: str, offer: Offer) -> str:
    return reverse(f"bridging:{name}", args=[services.offer_token(offer)])


def stem(link: str) -> str:
    """A link without its moment: a token made a second later differs from there on."""
    return link.split(":", 1)[0]


def page(client: Client, offer: Offer) -> str:
    answer = client.get(to("answer-offer", offer))
    assert answer.status_code == 200
    return answer.content.decode()


def state(offer: Offer) -> str:
    offer.refresh_from_db()
    return offer.state


# --- What is seen before a yes --------------------------------------------------------------------------------------


def test_the_answer_page_holds_nothing_that_identifies_anybody_before_a_yes(client: Client, offer: Offer) -> None:
    request = offer.request
    everything = client.get(to("answer-offer", offer)).content.decode()
    everything += client.get(to("propose-other-time", offer)).content.decode()
    for secret in (
        request.asker_name,
        request.asker_email,
        request.asker_phone,
        "12340500",
        request.asker_organisation,
        request.organisation.name,
        request.address,
        request.summary,
        request.newcomer.code,
        "Tesfay",
    ):
        assert secret not in everything


def test_it_says_what_somebody_needs_to_choose(client: Client, offer: Offer) -> None:
    shown = page(client, offer)
    for words in (
        "Selam, can you help?",
        "A school in Doetinchem",
        "School",
        "1 hour",
        "minutes by bike",
        "A fee and travel money",
        "Tigrinya",
        "You do not have to say why",
    ):
        assert words in shown
    assert shown.count('class="sb-choice') >= 5
    assert "tel:+31314000000" in shown


def test_it_needs_no_script_and_asks_only_own_files(client: Client, offer: Offer) -> None:
    shown = page(client, offer)
    assert "style=" not in shown
    assert "onclick" not in shown
    assert "htmx" not in shown
    assert "http://" not in shown.replace("http://www.w3.org", "")


def test_everything_of_it_together_is_less_than_forty_five_kilobytes(client: Client, offer: Offer) -> None:
    shown = page(client, offer)
    files = {path.removeprefix("/static/") for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', shown)}
    assert files, "the page has its own style"
    weight = len(shown.encode())
    for name in files:
        found = finders.find(name)
        assert found, name
        weight += len(gzip.compress(Path(found).read_bytes(), 9))
    assert weight < 45_000


def test_it_opens_in_the_language_of_the_key_person_until_another_is_chosen(offer: Offer) -> None:
    offer.key_person.language = "ar"
    offer.key_person.save()
    answer = Client(headers={"accept-language": "nl"}).get(to("answer-offer", offer))
    assert 'lang="ar" dir="rtl"' in answer.content.decode()
    chosen = Client()
    chosen.cookies["taal"] = "nl"
    assert 'lang="nl" dir="ltr"' in chosen.get(to("answer-offer", offer)).content.decode()


@pytest.mark.parametrize("name", ["accept-offer", "decline-offer", "refer-offer", "ask-later"])
def test_opening_a_link_answers_nothing(client: Client, offer: Offer, name: str) -> None:
    assert client.get(to(name, offer)).status_code == 405
    client.get(to("answer-offer", offer))
    assert state(offer) == "open"


# --- Five answers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "after", "words"),
    [
        ("accept-offer", "accepted", "Thank you, Selam!"),
        ("decline-offer", "declined", "You said no. That is fine."),
        ("refer-offer", "referred", "You know someone"),
        ("ask-later", "later", "Have a rest"),
    ],
)
def test_one_tap_answers_and_a_second_tap_changes_nothing(
    client: Client, offer: Offer, name: str, after: str, words: str
) -> None:
    for _tap in range(2):
        answer = client.post(to(name, offer))
        assert answer.url.startswith(stem(to("answer-offer", offer)))
        assert state(offer) == after
    assert words in page(client, offer)
    assert offer.steps.filter(new=after).count() == 1


def test_another_time_is_typed_as_people_write_it(client: Client, offer: Offer) -> None:
    day = (timezone.localdate() + timedelta(days=6)).strftime("%d-%m-%Y")
    client.post(to("propose-other-time", offer), {"day": day, "clock": "15.30"})
    assert state(offer) == "other_time"
    assert timezone.localtime(offer.other_start).strftime("%d-%m-%Y %H:%M") == f"{day} 15:30"
    assert "You proposed another time" in page(client, offer)
    assert Notice.objects.filter(template="bridging/mail/coordinator_other_time.txt").exists()


@pytest.mark.parametrize(
    "typed",
    [{"day": "", "clock": ""}, {"day": "01-01-2020", "clock": "10:00"}, {"day": BSN, "clock": BSN}, {"day": "morgen"}],
)
def test_a_time_that_cannot_be_is_explained_and_not_repeated(
    client: Client, offer: Offer, typed: dict[str, str]
) -> None:
    answer = client.post(to("propose-other-time", offer), typed)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert BSN.encode() not in answer.content
    assert state(offer) == "open"


def test_after_a_yes_the_newcomer_is_asked_first(client: Client, offer: Offer) -> None:
    client.post(to("accept-offer", offer))
    visit = Visit.objects.get()
    assert visit.state == "awaiting"
    shown = page(client, offer)
    assert "Now the newcomer also says yes or no" in shown
    assert offer.request.address not in shown
    assert offer.request.asker_name not in shown


def test_after_a_yes_without_a_newcomer_the_appointment_stands(client: Client, offer: Offer) -> None:
    Request.objects.update(newcomer_informed="yes")
    client.post(to("accept-offer", offer))
    assert "The appointment stands" in page(client, offer)
    assert stem(services.visit_token(Visit.objects.get())) in page(client, offer)


def test_a_yes_without_a_time_waits_for_the_coordinator(client: Client, offer: Offer) -> None:
    Request.objects.update(starts_at=None, windows=[])
    assert "The time is still open" in page(client, offer)
    client.post(to("accept-offer", offer))
    assert "to agree on the time" in page(client, offer)


def test_a_change_of_mind_is_welcome_while_nobody_was_chosen(client: Client, offer: Offer) -> None:
    second = factories.OfferFactory(request=offer.request)
    client.post(to("decline-offer", offer))
    assert "Can you help after all?" in page(client, offer)
    client.post(to("accept-offer", offer))
    assert state(offer) == "accepted"
    assert "Somebody else was just before you" in page(client, second)


# --- Late, at once, withdrawn ---------------------------------------------------------------------------------------


def test_of_two_people_one_wins_and_the_other_reads_a_kind_sentence(client: Client, offer: Offer) -> None:
    other = factories.OfferFactory(request=offer.request, key_person__first_name="Hanan")
    client.post(to("accept-offer", offer))
    client.post(to("accept-offer", other))
    assert (state(offer), state(other)) == ("accepted", "taken")
    assert "Somebody else was just before you" in page(client, other)
    assert Request.objects.get(pk=offer.request_id).accepted_count == 1


@pytest.mark.parametrize("name", ["accept-offer", "decline-offer", "refer-offer", "ask-later"])
def test_a_tap_after_the_time_is_over_is_kind(client: Client, offer: Offer, name: str) -> None:
    Offer.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    offer.refresh_from_db()
    assert "The time to answer is over" in page(client, offer)
    assert client.post(to(name, offer), follow=True).status_code == 200


def test_a_yes_after_the_time_is_over_does_not_count(client: Client, offer: Offer) -> None:
    Offer.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    client.post(to("accept-offer", offer))
    assert not Visit.objects.exists()
    services.expire_offers()
    assert state(offer) == "expired"
    assert "The time to answer is over" in page(client, offer)


def test_a_withdrawn_question_is_told_kindly_on_the_old_link(client: Client, offer: Offer) -> None:
    old = to("answer-offer", offer)
    yes = to("accept-offer", offer)
    services.withdraw_offer(offer=offer, actor=ACTOR)
    assert "not needed any more" in client.get(old).content.decode()
    answer = client.post(yes, follow=True)
    assert answer.status_code == 200
    assert "You did nothing wrong" in answer.content.decode()
    assert state(offer) == "withdrawn"


def test_a_cancelled_question_is_told_kindly(client: Client, offer: Offer) -> None:
    services.cancel_question(request=offer.request, actor=ACTOR)
    assert "not needed any more" in page(client, offer)


def test_an_appointment_that_was_cancelled_is_told_kindly(client: Client, offer: Offer) -> None:
    client.post(to("accept-offer", offer))
    services.cancel_visit(visit=Visit.objects.get(), actor=ACTOR)
    shown = page(client, offer)
    assert "You did nothing wrong" in shown


def test_that_the_newcomer_chose_somebody_else_is_not_told(client: Client, offer: Offer) -> None:
    client.post(to("accept-offer", offer))
    services.newcomer_wants_another(visit=Visit.objects.get(), way="link", actor=ACTOR)
    shown = page(client, offer)
    assert "not needed any more" in shown
    assert "newcomer" not in shown.split("<main", 1)[1].split("</main>", 1)[0]


def test_a_strange_link_opens_nothing(client: Client, offer: Offer) -> None:
    token = services.offer_token(offer)
    for wrong in (
        "x",
        token[:-3],
        token[::-1],
        links.make_token("visit", offer.pk, 1),
        links.make_token("offer", 9_999, 1),
    ):
        for name in ("answer-offer", "propose-other-time"):
            assert client.get(reverse(f"bridging:{name}", args=[wrong])).status_code == 410
        assert client.post(reverse("bridging:accept-offer", args=[wrong])).status_code == 410
    assert state(offer) == "open"


def test_somebody_with_another_appointment_then_is_told(client: Client, offer: Offer) -> None:
    factories.VisitFactory(
        request__region=offer.request.region, key_person=offer.key_person, starts_at=offer.request.starts_at
    )
    answer = client.post(to("accept-offer", offer), follow=True)
    assert "There is another appointment at that time" in answer.content.decode()
    assert state(offer) == "open"
    assert Request.objects.get(pk=offer.request_id).accepted_count == 0


# --- The appointment ------------------------------------------------------------------------------------------------


@pytest.fixture
def visit(region_a: Any) -> Visit:
    """Selam goes to a school in four days; the newcomer agreed."""
    guidance.load_content()
    request = factories.RequestFactory(region=region_a, state="planned", accepted_count=1)
    person = factories.KeyPersonFactory(region=region_a, first_name="Selam")
    made: Visit = factories.VisitFactory(request=request, key_person=person)
    return made


def at(name: str, visit: Visit) -> str:
    return reverse(f"bridging:{name}", args=[services.visit_token(visit)])


def test_the_appointment_shows_whom_where_and_whom_to_call(client: Client, visit: Visit) -> None:
    shown = client.get(at("show-own-visit", visit)).content.decode()
    for words in (
        "Anke de Vries",
        "OBS De Esdoorn",
        'href="tel:+31612340500"',
        "Schoolstraat 1, Doetinchem",
        'href="tel:112"',
        'href="tel:+31314000001"',
        "What a key person does and does not do",
    ):
        assert words in shown
    assert visit.request.newcomer.code not in shown
    assert visit.request.summary not in shown


def test_address_and_names_wait_for_the_newcomers_yes(client: Client, visit: Visit) -> None:
    Visit.objects.update(state="awaiting")
    shown = client.get(at("show-own-visit", visit)).content.decode()
    assert "has not said yes yet" in shown
    for secret in ("Anke de Vries", "Schoolstraat", "12340500", "OBS De Esdoorn"):
        assert secret not in shown
    assert client.get(at("download-visit", visit)).status_code == 410


@pytest.mark.parametrize("state", ["done", "no_show", "cancelled", "handed_over"])
def test_an_appointment_that_is_over_shows_no_names(client: Client, visit: Visit, state: str) -> None:
    Visit.objects.update(state=state)
    answer = client.get(at("show-own-visit", visit))
    assert answer.status_code == 200
    for secret in ("Anke de Vries", "Schoolstraat", "12340500"):
        assert secret not in answer.content.decode()


def test_the_calendar_file_holds_the_appointment_and_nobody_to_answer(client: Client, visit: Visit) -> None:
    answer = client.get(at("download-visit", visit))
    text = answer.content.decode().replace("\r\n ", "")
    assert answer["Content-Type"].startswith("text/calendar")
    assert "METHOD:PUBLISH" in text
    assert f"UID:{visit.calendar_uid}" in text
    assert "ATTENDEE" not in text
    assert "Anke" not in text


def test_stepping_out_takes_one_more_tap_and_finds_somebody_else(client: Client, visit: Visit) -> None:
    assert client.get(at("step-out", visit)).status_code == 200
    visit.refresh_from_db()
    assert visit.state == "confirmed"
    for _tap in range(2):
        answer = client.post(at("step-out", visit), follow=True)
        assert answer.status_code == 200
        assert "That is fine" in answer.content.decode()
    visit.refresh_from_db()
    assert visit.state == "handed_over"
    assert Request.objects.get(pk=visit.request_id).state == "open"
    assert Notice.objects.filter(template="bridging/mail/coordinator_stepped_out.txt").count() == 1


def test_please_call_me_is_one_call_however_often_it_is_tapped(client: Client, visit: Visit) -> None:
    for _tap in range(3):
        client.post(at("call-me", visit))
    call = CallRequest.objects.get()
    assert (call.kind, call.key_person, call.visit) == ("call_me", visit.key_person, visit)


def test_not_my_role_gives_a_sentence_and_the_coordinator_takes_over(client: Client, visit: Visit) -> None:
    shown = client.get(at("not-my-role", visit)).content.decode()
    assert "This is not my role. An interpreter is needed here." in shown
    assert shown.count('name="detail"') == 6
    client.post(at("not-my-role", visit), {"detail": "interpret"})
    call = CallRequest.objects.get()
    assert (call.kind, call.detail) == ("not_my_role", "interpret")
    client.post(at("not-my-role", visit), {"detail": "a long story about somebody"})
    assert CallRequest.objects.count() == 1


def test_a_worry_shows_numbers_asks_for_nothing_and_keeps_only_that_a_call_was_asked(
    client: Client, visit: Visit
) -> None:
    shown = client.get(at("worry", visit)).content.decode()
    assert 'href="tel:112"' in shown
    assert "Miriam" in shown
    for box in ("<textarea", 'type="text"', "<select"):
        assert box not in shown
    answer = client.post(at("worry", visit), {"story": "he hits her"}, follow=True)
    assert "Somebody calls you" in answer.content.decode()
    call = CallRequest.objects.get()
    assert (call.kind, call.detail, call.phone) == ("safety", "", "")
    assert Notice.objects.get(template="bridging/mail/coordinator_call.txt").subject.startswith(
        ("URGENT", "DRINGEND", "SPOED")
    )


def test_an_appointment_link_that_was_withdrawn_opens_nothing(client: Client, visit: Visit) -> None:
    link = at("show-own-visit", visit)
    Visit.objects.update(link_version=2)
    answer = client.get(link)
    assert answer.status_code == 410
    assert "Anke" not in answer.content.decode()


# --- The log --------------------------------------------------------------------------------------------------------


@pytest.fixture
def past(visit: Visit) -> Visit:
    """The same appointment, two hours ago."""
    Visit.objects.update(starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1))
    visit.refresh_from_db()
    return visit


def test_the_log_is_filled_in_before_one_starts(client: Client, past: Visit) -> None:
    shown = client.get(at("log-visit", past)).content.decode()
    for name, value in (("happened", "yes"), ("follow_up", "none")):
        assert re.search(rf'<input type="radio" name="{name}"[^>]*value="{value}"[^>]*checked', shown), name
    assert re.search(r'<input type="text" name="minutes"[^>]*value="60"', shown)


def test_an_unusual_length_is_filled_in_too(client: Client, past: Visit) -> None:
    Visit.objects.update(ends_at=past.starts_at + timedelta(minutes=75))
    shown = client.get(at("log-visit", past)).content.decode()
    assert 'value="75"' in shown


def test_sending_the_log_as_it_stands_books_the_hour(client: Client, past: Visit) -> None:
    answer = client.post(at("log-visit", past), {**LOG, "km": "12,5", "costs": "2,40"}, follow=True)
    assert "Thank you!" in answer.content.decode()
    log = VisitLog.objects.get()
    assert (log.happened, log.minutes, log.acts, float(log.km), log.costs_cents) == (
        True,
        60,
        ["explained", "accompanied"],
        12.5,
        240,
    )
    booking = Booking.objects.get()
    assert (booking.minutes, booking.fee_cents) == (60, 500)
    past.refresh_from_db()
    assert past.state == "done"
    assert Request.objects.get(pk=past.request_id).state == "done"


def test_a_double_send_is_one_log_and_one_booking(client: Client, past: Visit) -> None:
    client.post(at("log-visit", past), LOG)
    client.post(at("log-visit", past), {**LOG, "minutes": "120"})
    assert VisitLog.objects.get().minutes == 60
    assert Booking.objects.count() == 1


def test_the_kilometres_of_last_time_are_remembered(client: Client, past: Visit) -> None:
    client.post(at("log-visit", past), {**LOG, "km": "8"})
    again = factories.VisitFactory(
        request=factories.RequestFactory(region=past.request.region, state="planned", accepted_count=1),
        key_person=past.key_person,
        over=True,
    )
    form = client.get(at("log-visit", again)).context["form"]
    assert form.initial["km"] == "8"


def test_a_visit_where_nobody_came_counts_the_time_and_no_acts(client: Client, past: Visit) -> None:
    client.post(at("log-visit", past), {**LOG, "happened": "no", "minutes": "30"})
    log = VisitLog.objects.get()
    past.refresh_from_db()
    assert (past.state, log.minutes, log.acts) == ("no_show", 30, [])
    assert not Notice.objects.filter(template="bridging/mail/experience.txt").exists()


def test_not_my_role_and_heavy_reach_the_coordinator(client: Client, past: Visit) -> None:
    client.post(at("log-visit", past), {**LOG, "heavy": "on", "not_my_role": "money"})
    assert VisitLog.objects.get().heavy
    call = CallRequest.objects.get()
    assert (call.kind, call.detail) == ("not_my_role", "money")


@pytest.mark.parametrize(
    "typed",
    [
        {"km": BSN},
        {"km": "-3"},
        {"km": "9999"},
        {"km": "many"},
        {"costs": "NaN"},
        {"costs": BSN},
        {"minutes": "9999"},
        {"minutes": BSN},
        {"minutes": ""},
        {"note": f"Haar nummer is {BSN}"},
        {"note": "x" * 201},
        {"acts": ["a long story"]},
    ],
)
def test_what_is_no_answer_is_refused_and_not_repeated(client: Client, past: Visit, typed: dict[str, Any]) -> None:
    answer = client.post(at("log-visit", past), {**LOG, **typed})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert BSN.encode() not in answer.content
    assert not VisitLog.objects.exists()


def test_a_log_before_the_visit_says_come_back(client: Client, visit: Visit) -> None:
    assert "has not been yet" in client.get(at("log-visit", visit)).content.decode()
    client.post(at("log-visit", visit), LOG)
    assert not VisitLog.objects.exists()


def test_a_log_of_a_cancelled_visit_is_told_kindly(client: Client, past: Visit) -> None:
    Visit.objects.update(state="cancelled")
    assert client.post(at("log-visit", past), LOG).status_code == 200
    assert not VisitLog.objects.exists()


# --- With an account ------------------------------------------------------------------------------------------------


def test_own_work_shows_what_is_asked_what_stands_and_what_is_to_be_told(client_of: Any, region_a: Any) -> None:
    person = factories.KeyPersonFactory(region=region_a, first_name="Selam", with_account=True)
    offer = factories.OfferFactory(request__region=region_a, key_person=person)
    stands = factories.VisitFactory(request__region=region_a, key_person=person)
    to_tell = factories.VisitFactory(request__region=region_a, key_person=person, over=True)
    foreign = factories.VisitFactory(request__region=region_a)
    client = client_of(person.membership.user)
    client.cookies["taal"] = "en"
    shown = client.get("/voor-mij/").content.decode()
    assert stem(to("answer-offer", offer)) in shown
    assert stem(at("show-own-visit", stands)) in shown
    assert stem(at("log-visit", to_tell)) in shown
    assert stem(at("show-own-visit", foreign)) not in shown
    assert "Anke de Vries" not in shown


def test_own_work_says_so_when_there_is_nothing(client_of: Any, key_person: Any) -> None:
    client = client_of(key_person.membership.user)
    client.cookies["taal"] = "en"
    assert "Nothing to do now" in client.get("/voor-mij/").content.decode()


def test_a_signed_in_key_person_stands_in_the_history_as_that_account(client_of: Any, region_a: Any) -> None:
    person = factories.KeyPersonFactory(region=region_a, first_name="Selam", with_account=True)
    offer = factories.OfferFactory(request__region=region_a, key_person=person)
    client_of(person.membership.user).post(to("accept-offer", offer))
    assert offer.steps.get(new="accepted").by_user_id == person.membership.user_id


def test_own_work_costs_the_same_queries_for_ten_and_for_twenty(
    client_of: Any, region_a: Any, django_assert_max_num_queries: Any
) -> None:
    person = factories.KeyPersonFactory(region=region_a, with_account=True)
    client = client_of(person.membership.user)
    counts = []
    for _round in range(2):
        for _number in range(10):
            factories.OfferFactory(request__region=region_a, key_person=person)
        with django_assert_max_num_queries(100) as seen:
            client.get("/voor-mij/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_answer_page_is_a_few_queries(client: Client, offer: Offer, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(4):
        page(client, offer)
