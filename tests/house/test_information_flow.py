"""Nothing leaves by a side door: marked secrets are planted, and every page, message, address and log line is read.

The secrets: what a newcomer may be called and wished away, where the newcomer waits, somebody's full name before a
yes, the note of the coordinator, the name a key person must not be asked for. Who may see each stands in `MAY`.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sleutelbos.bridging import retention, services
from sleutelbos.bridging.models import Offer, Request, Visit
from sleutelbos.notices.models import Notice
from tests import factories
from tests.house.access_matrix import EVERY_ROLE, MATRIX, World
from tests.house.planted import ACTOR, LINKS, MAY, SECRETS, client_of, found, messages_to, planted_world, story, text_of

__all__ = ["planted_world"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", sorted(EVERY_ROLE))
def test_no_page_of_a_role_shows_what_the_role_may_not_know(role: str, planted_world: World) -> None:
    client, leaks, read = client_of(planted_world.memberships[role]), [], 0
    for name, line in sorted(MATRIX.items()):
        if line.post or role not in line.roles or line.who in {"anyone", "link"} or ":" not in name:
            continue
        response = client.get(reverse(name, args=line.args(planted_world, planted_world.memberships[role])))
        read += response.status_code == 200
        if seen := found(text_of(response), MAY[role]):
            leaks.append(f"{name}: {', '.join(seen)}")
    assert not leaks, "\n".join(leaks)
    assert read >= 3, "there was something to read"


@pytest.mark.parametrize("role", ["coordinator", "key_person"])
def test_the_neighbours_see_no_secret_at_all(role: str, planted_world: World) -> None:
    client, leaks = client_of(planted_world.neighbours[role]), []
    for name, line in sorted(MATRIX.items()):
        if line.post or role not in line.roles or line.who in {"anyone", "link"} or ":" not in name:
            continue
        response = client.get(reverse(name, args=line.args(planted_world, planted_world.memberships[role])))
        if seen := found(text_of(response), set()):
            leaks.append(f"{name}: {', '.join(seen)}")
    assert not leaks, "\n".join(leaks)


def test_no_link_without_an_account_shows_more_than_its_holder_may_know(planted_world: World) -> None:
    leaks = []
    for name, line in sorted(MATRIX.items()):
        if line.post or line.who not in {"anyone", "link"} or ":" not in name:
            continue
        address = reverse(name, args=line.args(planted_world, planted_world.memberships["professional"]))
        assert not found(address, set()), f"{name}: the address itself tells"
        response = client_of(None).get(address)
        if seen := found(text_of(response), LINKS.get(name.partition(":")[2], set())):
            leaks.append(f"{name}: {', '.join(seen)}")
    assert not leaks, "\n".join(leaks)


def test_before_the_yes_an_offer_tells_nothing_and_nobody_is_told_who_was_left_out(region_a: Any) -> None:
    request, offer = story(region_a)
    person = offer.key_person
    page = reverse("bridging:answer-offer", args=[services.offer_token(offer)])
    assert not found(messages_to(person.email) + text_of(Client().get(page)), {"last_name"})
    services.accept_offer(offer=offer, actor=ACTOR)
    visit = Visit.objects.get(offer=offer)
    own = reverse("bridging:show-own-visit", args=[services.visit_token(visit)])
    assert not found(messages_to(person.email) + text_of(Client().get(own)), {"last_name"}), (
        "the newcomer said no yes yet"
    )
    assert "Tesfay" not in messages_to(request.asker_email)
    services.newcomer_agrees(visit=visit, way="link", actor=ACTOR)
    told = messages_to(person.email)
    assert SECRETS["address"] in told, "now the key person must know where to go"
    assert not found(told, {"address", "asker_name", "last_name"})
    assert not found(messages_to(request.asker_email), {"address", "asker_name", "summary"})


def test_no_message_to_the_coordinator_holds_what_was_typed_about_a_newcomer(region_a: Any) -> None:
    _request, offer = story(region_a)
    services.accept_offer(offer=offer, actor=ACTOR)
    visit = Visit.objects.get(offer=offer)
    services.newcomer_agrees(visit=visit, way="link", actor=ACTOR)
    services.newcomer_asks_other_time(visit=visit, when="later", part="any", actor=ACTOR)
    services.ask_handover(visit=visit, actor=ACTOR)
    services.newcomer_cancels(visit=visit, actor=ACTOR)
    assert not found(messages_to(region_a.coordinator_email), {"asker_name", "address"})


def test_log_lines_name_nobody(planted_world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="sleutelbos")
    caplog.set_level(logging.INFO, logger="django.request")
    code = planted_world.request.newcomer.code
    for path in (
        f"/n/{code}/hulp/",
        f"/n/{code}x/hulp/",
        "/sleutelpersonen/999999/",
        f"/vragen/{planted_world.request.pk}/",
    ):
        client_of(planted_world.memberships["key_person"]).get(path)
    _request, offer = story(planted_world.region)
    services.accept_offer(offer=offer, actor=ACTOR)
    lines = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("sleutelbos"))
    assert not found(lines, set())
    assert code not in lines


def test_the_file_a_newcomer_takes_along_names_key_persons_by_first_name_only(planted_world: World) -> None:
    kept = str(retention.kept_about(planted_world.visit.request.newcomer))
    assert SECRETS["last_name"] not in kept and SECRETS["note"] not in kept


# --- A yes that is taken back ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["stop", "erase"])
def test_a_yes_that_is_taken_back_stops_every_flow_that_depends_on_it(region_a: Any, way: str) -> None:
    """Offers, who is next in line, appointments, reminders, requests for a log, pages, calendar, wishes, handovers."""
    request, offer = story(region_a)
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
        assert SECRETS["address"] not in text_of(Client().get(reverse(f"bridging:{name}", args=[token])))
    assert Client().get(reverse("bridging:download-visit", args=[token])).status_code == 410
    assert not services.answer_handover(handover=handover, yes=True, actor=ACTOR) if way == "stop" else True
    assert set(Request.objects.values_list("state", flat=True)) == {"cancelled"}, "a late answer opens nothing again"
    for late in Offer.objects.all():
        answer = Client().post(reverse("bridging:accept-offer", args=[services.offer_token(late)]))
        assert answer.status_code in {302, 410}
    assert set(Offer.objects.values_list("state", flat=True)) == {"withdrawn"}
