"""Nothing leaves by a side door: marked secrets are planted, and every page, message, address and log line is read.

The secrets: what a newcomer may be called and wished away, where the newcomer waits, somebody's full name before a
yes, the note of the coordinator, the name a key person must not be asked for. Who may see each stands in `MAY`.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.middleware import SESSION_KEY
from sleutelbos.accounts.models import Membership
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging import retention, services
from sleutelbos.bridging.models import Offer, Request, Visit
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.notices.models import Notice
from tests import factories
from tests.house.access_matrix import EVERY_ROLE, MATRIX, World

pytestmark = pytest.mark.django_db
ACTOR = Viewer.system(reason="test")

# Each secret is one word that stands nowhere else.
SECRETS = {
    "case_code": "KM-ZWALUW",
    "not_person": "Merelvrouw",
    "excluded": "Ooievaar",
    "newcomer_place": "Kwartelveen",
    "address": "Roerdompstraat",
    "asker_name": "Anneleeuwerik",
    "last_name": "Wielewaal",
    "note": "Nachtegaaltje",
    "conflict": "Kievitschool",
    "summary": "Roodborstje",
}
# The coordinator works with all of it, in the own region; whoever asked sees what they typed themselves.
MAY = {
    "coordinator": set(SECRETS),
    "professional": {"case_code", "not_person", "newcomer_place", "address", "asker_name", "summary"},
    "case_worker": {"case_code", "not_person", "newcomer_place", "address", "asker_name", "summary"},
    "policy_officer": {"case_code", "not_person", "newcomer_place", "address", "asker_name", "summary"},
    # The own name and the note that may be read by the person; the own organisation that is avoided.
    "key_person": {"last_name", "note", "conflict"},
    # Checks who did what, by name of the actor; never what it was about.
    "privacy_officer": set(),
    "functional_administrator": {"conflict"},
    "researcher": set(),
}


@pytest.fixture
def world(db: None) -> World:
    """Region A with secrets in everything that is typed about a newcomer or kept about a key person."""
    world = World()
    school = factories.OrganisationFactory(region=world.region, name=SECRETS["conflict"], municipality=None)
    person = world.key_person
    person.last_name, person.note = SECRETS["last_name"], SECRETS["note"]
    person.save()
    person.standing_conflicts.create(organisation=school)
    world.fill()
    barred = factories.KeyPersonFactory(region=world.region, first_name=SECRETS["excluded"])
    secret = {name: SECRETS[name] for name in ("summary", "asker_name", "not_person", "address", "newcomer_place")}
    Request.objects.filter(region=world.region).update(**secret)
    Visit.objects.update(address=SECRETS["address"])
    for number, newcomer in enumerate(Newcomer.objects.filter(region=world.region)):
        newcomer.case_code = f"{SECRETS['case_code']}{number}"
        newcomer.place = SECRETS["newcomer_place"]
        newcomer.save()
        newcomer.excluded.add(barred)
    for request in Request.objects.filter(region=world.region):
        request.excluded.add(barred)
    for row in (world.request, world.offer, world.visit, world.past_visit):
        row.refresh_from_db()
    return world


def _client(membership: Membership | None) -> Client:
    client = Client()
    if membership is not None:
        client.force_login(membership.user)
        session = client.session
        session[SESSION_KEY] = membership.pk
        session.save()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "nl"
    return client


def _text(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers} {body.decode('utf-8', 'replace')}"


def _found(text: str, allowed: set[str] | frozenset[str]) -> list[str]:
    return [name for name, word in SECRETS.items() if name not in allowed and word.lower() in text.lower()]


@pytest.mark.parametrize("role", sorted(EVERY_ROLE))
def test_no_page_of_a_role_shows_what_the_role_may_not_know(role: str, world: World) -> None:
    client, leaks, read = _client(world.memberships[role]), [], 0
    for name, line in sorted(MATRIX.items()):
        if line.post or role not in line.roles or line.who in {"anyone", "link"} or ":" not in name:
            continue
        response = client.get(reverse(name, args=line.args(world, world.memberships[role])))
        read += response.status_code == 200
        if found := _found(_text(response), MAY[role]):
            leaks.append(f"{name}: {', '.join(found)}")
    assert not leaks, "\n".join(leaks)
    assert read >= 3, "there was something to read"


@pytest.mark.parametrize("role", ["coordinator", "key_person"])
def test_the_neighbours_see_no_secret_at_all(role: str, world: World) -> None:
    client, leaks = _client(world.neighbours[role]), []
    for name, line in sorted(MATRIX.items()):
        if line.post or role not in line.roles or line.who in {"anyone", "link"} or ":" not in name:
            continue
        response = client.get(reverse(name, args=line.args(world, world.memberships[role])))
        if found := _found(_text(response), set()):
            leaks.append(f"{name}: {', '.join(found)}")
    assert not leaks, "\n".join(leaks)


# What each link may show, by the beginning of its address's name. A key person reads where to go after the yes.
LINKS: dict[str, set[str] | frozenset[str]] = {
    **dict.fromkeys(
        ("confirm-question", "show-status", "change-question", "cancel-question", "another-for-newcomer"),
        frozenset({"summary", "asker_name", "address", "not_person", "newcomer_place", "case_code"}),
    ),
    **dict.fromkeys(("show-own-visit", "download-visit"), frozenset({"address", "asker_name"})),
    # The newcomer's own: what was asked, what is kept, whom the newcomer sent away, by first name.
    **dict.fromkeys(
        ("show-facts", "list-own-questions"), frozenset({"summary", "newcomer_place", "excluded", "case_code"})
    ),
    "download-kept": {"summary", "newcomer_place", "excluded", "case_code", "not_person", "address"},
    **dict.fromkeys(("change-own-wish", "change-own-wishes"), frozenset({"newcomer_place"})),
    "show-own-appointment": {"address"},
}


def test_no_link_without_an_account_shows_more_than_its_holder_may_know(world: World) -> None:
    leaks = []
    for name, line in sorted(MATRIX.items()):
        if line.post or line.who not in {"anyone", "link"} or ":" not in name:
            continue
        address = reverse(name, args=line.args(world, world.memberships["professional"]))
        assert not _found(address, set()), f"{name}: the address itself tells"
        response = _client(None).get(address)
        if found := _found(_text(response), LINKS.get(name.partition(":")[2], set())):
            leaks.append(f"{name}: {', '.join(found)}")
    assert not leaks, "\n".join(leaks)


def _story(region: Any) -> tuple[Request, Offer]:
    """A question with secrets in it, asked of somebody."""
    barred = factories.KeyPersonFactory(region=region, first_name=SECRETS["excluded"])
    newcomer = factories.NewcomerFactory(region=region, case_code=SECRETS["case_code"])
    newcomer.excluded.add(barred)
    request = factories.RequestFactory(
        region=region,
        newcomer=newcomer,
        not_from_own_place=True,
        **{name: SECRETS[name] for name in ("summary", "asker_name", "not_person", "address", "newcomer_place")},
    )
    request.excluded.add(barred)
    person = factories.KeyPersonFactory(region=region, last_name=SECRETS["last_name"], note=SECRETS["note"])
    return request, services.send_offers(request=request, asks=[services.Ask(person)], in_turn=False, actor=ACTOR)[0]


def _messages(to: str) -> str:
    return "\n".join(f"{row.subject} {row.body} {row.calendar}" for row in Notice.objects.filter(to=to).order_by("pk"))


def test_before_the_yes_an_offer_tells_nothing_and_nobody_is_told_who_was_left_out(region_a: Any) -> None:
    request, offer = _story(region_a)
    person = offer.key_person
    page = reverse("bridging:answer-offer", args=[services.offer_token(offer)])
    assert not _found(_messages(person.email) + _text(Client().get(page)), {"last_name"})
    services.accept_offer(offer=offer, actor=ACTOR)
    visit = Visit.objects.get(offer=offer)
    own = reverse("bridging:show-own-visit", args=[services.visit_token(visit)])
    assert not _found(_messages(person.email) + _text(Client().get(own)), {"last_name"}), "the newcomer said no yes yet"
    assert "Tesfay" not in _messages(request.asker_email)
    services.newcomer_agrees(visit=visit, way="link", actor=ACTOR)
    told = _messages(person.email)
    assert SECRETS["address"] in told, "now the key person must know where to go"
    assert not _found(told, {"address", "asker_name", "last_name"})
    assert not _found(_messages(request.asker_email), {"address", "asker_name", "summary"})


def test_no_message_to_the_coordinator_holds_what_was_typed_about_a_newcomer(region_a: Any) -> None:
    _request, offer = _story(region_a)
    services.accept_offer(offer=offer, actor=ACTOR)
    visit = Visit.objects.get(offer=offer)
    services.newcomer_agrees(visit=visit, way="link", actor=ACTOR)
    services.newcomer_asks_other_time(visit=visit, when="later", part="any", actor=ACTOR)
    services.ask_handover(visit=visit, actor=ACTOR)
    services.newcomer_cancels(visit=visit, actor=ACTOR)
    assert not _found(_messages(region_a.coordinator_email), {"asker_name", "address"})


def test_log_lines_name_nobody(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="sleutelbos")
    caplog.set_level(logging.INFO, logger="django.request")
    code = world.request.newcomer.code
    for path in (f"/n/{code}/hulp/", f"/n/{code}x/hulp/", "/sleutelpersonen/999999/", f"/vragen/{world.request.pk}/"):
        _client(world.memberships["key_person"]).get(path)
    _request, offer = _story(world.region)
    services.accept_offer(offer=offer, actor=ACTOR)
    lines = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("sleutelbos"))
    assert not _found(lines, set())
    assert code not in lines


def test_the_file_a_newcomer_takes_along_names_key_persons_by_first_name_only(world: World) -> None:
    kept = str(retention.kept_about(world.visit.request.newcomer))
    assert SECRETS["last_name"] not in kept and SECRETS["note"] not in kept


# --- A yes that is taken back ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["stop", "erase"])
def test_a_yes_that_is_taken_back_stops_every_flow_that_depends_on_it(region_a: Any, way: str) -> None:
    """Offers, who is next in line, appointments, reminders, requests for a log, pages, calendar, wishes, handovers."""
    request, offer = _story(region_a)
    newcomer = request.newcomer
    assert newcomer is not None
    services.accept_offer(offer=offer, actor=ACTOR)
    visit = Visit.objects.get(offer=offer)
    services.newcomer_agrees(visit=visit, way="link", actor=ACTOR)
    tomorrow = timezone.now() + timedelta(hours=20)
    Visit.objects.update(starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1))
    assert services.queue_reminders() == 1
    other = factories.RequestFactory(region=region_a, newcomer=newcomer)
    people = [factories.KeyPersonFactory(region=region_a) for _number in range(2)]
    asks = [services.Ask(person) for person in people]
    services.send_offers(request=other, asks=asks, in_turn=True, actor=ACTOR)
    visit.refresh_from_db()
    services.newcomer_asks_other_time(visit=visit, when="later", part="any", actor=ACTOR)
    handover = services.ask_handover(visit=visit, actor=ACTOR)

    page = "stop-as-newcomer" if way == "stop" else "erase-newcomer"
    assert Client().post(reverse(f"bridging:{page}", args=[newcomer.code])).status_code == 302

    assert set(Request.objects.values_list("state", flat=True)) == {"cancelled"}
    assert set(Visit.objects.values_list("state", flat=True)) == {"cancelled"}
    assert set(Offer.objects.values_list("state", flat=True)) == {"withdrawn"}
    waiting = Notice.objects.filter(state="queued", dedupe_key__contains=":reminder")
    assert not waiting.exists(), "no reminder of what is off"
    assert services.queue_reminders() == 0
    Visit.objects.update(starts_at=timezone.now() - timedelta(hours=4), ends_at=timezone.now() - timedelta(hours=3))
    assert services.ask_for_logs() == 0
    token = services.visit_token(Visit.objects.get(pk=visit.pk))
    for name in ("show-own-visit", "log-visit"):
        assert SECRETS["address"] not in _text(Client().get(reverse(f"bridging:{name}", args=[token])))
    assert Client().get(reverse("bridging:download-visit", args=[token])).status_code == 410
    assert not services.answer_handover(handover=handover, yes=True, actor=ACTOR) if way == "stop" else True
    assert set(Request.objects.values_list("state", flat=True)) == {"cancelled"}, "a late answer opens nothing again"
    for late in Offer.objects.all():
        answer = Client().post(reverse("bridging:accept-offer", args=[services.offer_token(late)]))
        assert answer.status_code in {302, 410}
    assert set(Offer.objects.values_list("state", flat=True)) == {"withdrawn"}
