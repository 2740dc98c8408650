"""The installed app, the phones it is on, and what is kept on them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sleutelbos.audit.models import Event
from sleutelbos.bridging.models import CallRequest, Visit, VisitLog
from sleutelbos.bridging.services import offer_token, visit_token
from sleutelbos.notices import services as notices
from sleutelbos.pocket.models import Phone
from sleutelbos.pocket.retention import forget_phones
from tests import factories

pytestmark = pytest.mark.django_db
LOG = {"happened": "yes", "minutes": "50", "acts": ["explained"], "follow_up": "none"}


@pytest.fixture
def visit(key_person: Any) -> Visit:
    """An appointment of tomorrow that stands."""
    question = factories.RequestFactory(region=key_person.region, state="planned", accepted_count=1)
    made: Visit = factories.VisitFactory(request=question, key_person=key_person)
    return made


@pytest.fixture
def past(visit: Visit) -> Visit:
    """The same one, two hours ago."""
    Visit.objects.update(starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1))
    visit.refresh_from_db()
    return visit


def at(name: str, visit: Visit) -> str:
    return reverse(f"bridging:{name}", args=[visit_token(visit)])


def kept(response: Any) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(unquote(response["Sleutelbos-Keep"]))
    return said


# --- What a phone may keep -------------------------------------------------------------------------


def test_a_card_may_be_kept_until_the_evening_after_and_its_form_for_two_weeks(client: Client, visit: Visit) -> None:
    card = kept(client.get(at("show-own-visit", visit)))
    form = kept(client.get(at("log-visit", visit) + "?mee=1"))
    end = visit.ends_at.timestamp() * 1000
    assert (card["kind"], form["kind"]) == ("visit", "log")
    assert card["until"] - end == pytest.approx(12 * 3_600_000, abs=2000)
    assert form["until"] - end == pytest.approx(14 * 24 * 3_600_000, abs=2000)


def test_a_form_before_the_appointment_comes_only_to_take_along(client: Client, visit: Visit) -> None:
    plain = client.get(at("log-visit", visit))
    assert "data-queue" not in plain.content.decode()
    assert "Sleutelbos-Keep" not in plain, "what was taken along before stays"
    assert 'data-queue="log"' in client.get(at("log-visit", visit) + "?mee=1").content.decode()
    client.post(at("log-visit", visit) + "?mee=1", LOG)
    assert not VisitLog.objects.exists()


@pytest.mark.parametrize("state", ["cancelled", "handed_over", "done"])
def test_a_phone_lets_go_of_an_appointment_that_is_off_or_over(client: Client, visit: Visit, state: str) -> None:
    Visit.objects.update(state=state)
    for name in ("show-own-visit", "log-visit", "not-my-role", "worry"):
        assert client.get(at(name, visit))["Sleutelbos-Keep"] == "no", name


def test_a_card_has_another_version_when_its_time_or_address_changes(client: Client, visit: Visit) -> None:
    first = kept(client.get(at("show-own-visit", visit)))["version"]
    assert kept(client.get(at("show-own-visit", visit)))["version"] == first
    Visit.objects.update(address="Kerkstraat 2")
    assert kept(client.get(at("show-own-visit", visit)))["version"] != first


def test_the_first_page_names_what_the_phone_should_keep(client_of: Any, visit: Visit) -> None:
    Visit.objects.update(
        starts_at=timezone.now() + timedelta(days=2), ends_at=timezone.now() + timedelta(days=2, hours=1)
    )
    assert visit.key_person.membership is not None
    shown = client_of(visit.key_person.membership.user).get(reverse("bridging:show-own-work")).content.decode()
    wanted = re.search(r'data-keep="([^"]*)"', shown)
    assert wanted is not None
    paths = [part.split("|")[0] for part in wanted[1].split()]
    assert [re.sub(r"[\w-]+:[\w-]+:[\w-]+", "x", path) for path in paths] == [
        "/afspraak/x/",
        "/verslag/x/?mee=1",
        "/afspraak/x/mijn-rol/",
        "/afspraak/x/zorgen/",
    ]


# --- What a phone sends later ----------------------------------------------------------------------


def test_a_log_sent_twice_under_one_name_is_one_log(client: Client, past: Visit) -> None:
    key = str(uuid4())
    answers = [client.post(at("send-log", past), {**LOG, "sent_key": key}).json() for _ in range(3)]
    assert [answer["outcome"] for answer in answers] == ["kept", "again", "again"]
    assert {answer["sent_key"] for answer in answers} == {key}
    assert VisitLog.objects.get().minutes == 50


def test_a_log_that_was_told_by_another_phone_or_called_off_is_said_in_a_sentence(client: Client, past: Visit) -> None:
    client.post(at("send-log", past), {**LOG, "sent_key": str(uuid4())})
    other = client.post(at("send-log", past), {**LOG, "minutes": "20", "sent_key": str(uuid4())}).json()
    assert other["outcome"] == "already"
    assert other["say"]
    assert VisitLog.objects.get().minutes == 50
    VisitLog.objects.all().delete()
    Visit.objects.update(state="cancelled")
    off = client.post(at("send-log", past), {**LOG, "sent_key": str(uuid4())}).json()
    assert off["outcome"] == "off" and off["say"]
    assert not VisitLog.objects.exists()


def test_what_must_be_mended_is_not_kept_and_says_why(client: Client, past: Visit) -> None:
    key = str(uuid4())
    wrong = client.post(at("send-log", past), {**LOG, "note": "bsn 123456782", "sent_key": key}).json()
    assert wrong["outcome"] == "wrong" and wrong["say"] and "123456782" not in wrong["say"]
    Visit.objects.update(starts_at=timezone.now() + timedelta(hours=1), ends_at=timezone.now() + timedelta(hours=2))
    assert client.post(at("send-log", past), {**LOG, "sent_key": key}).json()["outcome"] == "early"
    Visit.objects.update(link_version=9)
    assert client.post(at("send-log", past), {**LOG, "sent_key": key}).json()["outcome"] == "gone"
    assert client.post(at("send-log", past), LOG).status_code == 400
    assert not VisitLog.objects.exists()


def test_please_call_me_sent_twice_is_one_call_also_after_the_call(client: Client, visit: Visit) -> None:
    sent = {"kind": "not_my_role", "detail": "money", "sent_key": str(uuid4())}
    assert client.post(at("send-call", visit), sent).json()["outcome"] == "kept"
    CallRequest.objects.update(handled_at=timezone.now())
    assert client.post(at("send-call", visit), sent).json()["outcome"] == "kept"
    call = CallRequest.objects.get()
    assert (call.kind, call.detail) == ("not_my_role", "money")


def test_no_cookie_gives_a_right_where_no_token_against_forged_forms_is_asked(client_of: Any, past: Visit) -> None:
    assert past.key_person.membership is not None
    signed_in = Client(enforce_csrf_checks=True)
    signed_in.force_login(past.key_person.membership.user)
    foreign = reverse("bridging:send-log", args=["abc:def:ghi"])
    answer = signed_in.post(foreign, {**LOG, "sent_key": str(uuid4())}).json()
    assert answer["outcome"] == "gone"
    assert signed_in.post(at("send-log", past), {**LOG, "sent_key": str(uuid4())}).json()["outcome"] == "kept"


# --- Phones ----------------------------------------------------------------------------------------


def touch(client: Client, number: Any, path: str = "") -> Any:
    return client.post(
        reverse("pocket:touch"), {"device": str(number), "path": path}, headers={"User-Agent": "Android"}
    )


def test_a_phone_is_known_by_a_link_and_a_random_one_is_not(client: Client, visit: Visit, key_person: Any) -> None:
    number = uuid4()
    assert touch(client, number).json() == {"state": "unknown"}
    assert touch(client, number, "/bureau/").json() == {"state": "unknown"}
    assert touch(client, number, at("show-own-visit", visit) + "x").json() == {"state": "unknown"}
    assert touch(client, number, at("show-own-visit", visit)).json() == {"state": "ok"}
    phone = Phone.objects.get()
    assert (phone.key_person, phone.region, phone.kind) == (key_person, key_person.region, "phone")
    assert touch(client, number).json() == {"state": "ok"}


def test_a_lost_phone_is_told_to_forget_everything_and_its_links_and_sessions_end(
    client_of: Any, client: Client, visit: Visit, key_person: Any
) -> None:
    question = factories.RequestFactory(region=key_person.region, state="asking")
    offer = factories.OfferFactory(request=question, key_person=key_person)
    user = key_person.membership.user
    old = {at("show-own-visit", visit), reverse("bridging:answer-offer", args=[offer_token(offer)])}
    stolen, mine = uuid4(), uuid4()
    touch(client, stolen, at("show-own-visit", visit))
    thief, own = client_of(user), client_of(user)
    for browser in (thief, own):
        assert browser.get(reverse("bridging:show-own-work")).status_code == 200
    touch(own, mine)
    own.get(reverse("pocket:list-phones"))
    assert own.post(reverse("pocket:lose-own-phone", args=[stolen])).status_code == 302
    assert own.get(reverse("bridging:show-own-work")).status_code == 200, "who reports it stays signed in"
    answer = touch(thief, stolen)
    assert answer.json() == {"state": "lost"}
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert touch(own, mine).json() == {"state": "ok"}
    first, second = sorted(old)
    shown = [client.get(path) for path in (first, second)]
    assert all("Anke" not in page.content.decode() and "Schoolstraat" not in page.content.decode() for page in shown)
    assert Visit.objects.get().link_version == 2
    assert Phone.objects.get(pk=stolen).wiped_at is not None
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"pocket.phone.lost", "pocket.phone.wiped"} <= verbs


def test_sessions_elsewhere_end_when_a_phone_is_lost(client_of: Any, key_person: Any, settings: Any) -> None:
    from allauth.usersessions.models import UserSession

    own, thief = client_of(key_person.membership.user), client_of(key_person.membership.user)
    for browser in (own, thief):
        UserSession.objects.create(
            user=key_person.membership.user, ip="127.0.0.1", session_key=browser.session.session_key, user_agent=""
        )
    number = uuid4()
    touch(own, number)
    own.post(reverse("pocket:lose-own-phone", args=[number]))
    assert own.get(reverse("bridging:show-own-work")).status_code == 200
    assert thief.get(reverse("bridging:show-own-work")).status_code == 302


def test_the_coordinator_reports_a_phone_and_sends_new_links(
    client_of: Any, client: Client, coordinator: Any, visit: Visit, key_person: Any
) -> None:
    touch(client, uuid4(), at("show-own-visit", visit))
    old, desk = at("show-own-visit", visit), client_of(coordinator)
    address = reverse("pocket:lose-phone-of", args=[key_person.pk])
    assert desk.get(address).status_code == 200
    desk.post(address)
    assert client.get(old).status_code == 410
    assert Phone.objects.get().lost_at is not None
    desk.post(address, {"send": "yes"})
    notices.send_due()
    message = next(message for message in mail.outbox if key_person.email in message.to)
    link = re.search(r"/afspraak/\S+", message.body)
    assert link is not None and client.get(link[0]).status_code == 200


def test_a_phone_of_another_person_cannot_be_reported(client_of: Any, client: Client, visit: Visit) -> None:
    number = uuid4()
    touch(client, number, at("show-own-visit", visit))
    other = factories.KeyPersonFactory(region=visit.key_person.region, with_account=True)
    assert client_of(other.membership.user).post(reverse("pocket:lose-own-phone", args=[number])).status_code == 404
    assert Phone.objects.get().lost_at is None


def test_signing_out_tells_the_browser_to_forget(client_of: Any, key_person: Any) -> None:
    answer = client_of(key_person.membership.user).post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_phones_that_are_not_seen_any_more_are_forgotten(key_person: Any) -> None:
    now = timezone.now()
    for days, lost in ((10, None), (100, None), (100, 100), (400, 400)):
        Phone.objects.create(
            pk=uuid4(),
            region=key_person.region,
            key_person=key_person,
            kind="phone",
            last_seen=now - timedelta(days=days),
            lost_at=now - timedelta(days=lost) if lost else None,
        )
    assert forget_phones() == 2
    assert Phone.objects.count() == 2


# --- Manifest, worker, first page ------------------------------------------------------------------


def test_the_manifest_speaks_the_language_and_wears_the_colours_of_the_region(client: Client) -> None:
    region = factories.RegionFactory(slug="kleur", name="Kleurstreek", theme={"action": "#7a1f5c"})
    said = client.get(reverse("pocket:manifest", args=["kleur", "ar"])).json()
    assert (said["lang"], said["dir"], said["display"], said["scope"]) == ("ar", "rtl", "standalone", "/")
    assert region.name in said["name"]
    assert said["theme_color"] != "#0d4339"
    purposes = {(icon["sizes"], icon["purpose"]) for icon in said["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= purposes
    assert client.get(reverse("pocket:manifest", args=["nergens", "nl"])).status_code == 404


def test_the_worker_is_asked_for_anew_and_knows_the_rules_of_the_site(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer["Cache-Control"] == "no-cache"
    assert client.get("/sw.js", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    text = answer.content.decode()
    settings = json.loads(text.split("self.POCKET = ", 1)[1].split(";\n", 1)[0])
    policy = settings["headers"]["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert policy == sorted(policy), "another order would be a new version to every browser"
    assert set(settings["pages"]) == {"/afspraak/", "/verslag/", "/aanbod/", "/voor-mij/", "/lezen/", "/app/"}


def test_the_app_opens_the_own_page_or_what_the_phone_keeps(client: Client, client_of: Any, key_person: Any) -> None:
    assert client.get("/app/").status_code == 200
    signed_in = client_of(key_person.membership.user)
    assert signed_in.get("/app/").headers["Location"] == "/voor-mij/"
    assert signed_in.get("/app/?telefoon=1").status_code == 200
