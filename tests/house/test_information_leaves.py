"""What leaves without a page being opened: answers to what is posted, push, SMS, subjects, calendars, log lines."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from sleutelbos.accounts.queries import viewer_of
from sleutelbos.bridging import services
from sleutelbos.bridging.models import Offer, Visit
from sleutelbos.community import services as community
from sleutelbos.exchange import services as exchange
from sleutelbos.notices import services as notices
from sleutelbos.notices.channels import push, sms
from sleutelbos.notices.models import Channel, Kind, Notice, Reader
from sleutelbos.notices.services.sending import short_text
from sleutelbos.ui.logging import MaskFilter
from tests import factories
from tests.house.access_matrix import EVERY_ROLE, MATRIX, World
from tests.house.planted import (
    ACTOR,
    LINKS,
    MAY,
    SECRETS,
    client_of,
    found,
    planted_world,
    secret_person,
    story,
    text_of,
)

__all__ = ["planted_world"]
pytestmark = pytest.mark.django_db


# --- What is posted -------------------------------------------------------------------------------------------------


def _answers(client: Client, address: str, data: dict[str, Any]) -> Iterator[str]:
    """What an answer says, the page that it sends to, and what waits in the outbox; then all is as before."""
    with transaction.atomic():
        known = set(Notice.objects.values_list("pk", flat=True))
        response = client.post(address, data)
        yield text_of(response)
        if response.status_code in {301, 302, 303}:
            yield text_of(client.get(response.headers["Location"]))
        for notice in Notice.objects.exclude(pk__in=known):
            # The subject stands on a locked screen, the short text goes by others' servers.
            assert not found(f"{notice.subject} {short_text(notice)} {notice.link}", set()), notice.template
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", sorted(EVERY_ROLE))
def test_no_answer_to_what_a_role_posts_shows_what_the_role_may_not_know(role: str, planted_world: World) -> None:
    leaks, posted = [], 0
    who = planted_world.memberships[role]
    for name, line in sorted(MATRIX.items()):
        if role not in line.roles or line.who in {"anyone", "link"} or ":" not in name:
            continue
        address = reverse(name, args=line.args(planted_world, who))
        # A browser of its own each time: what was rolled back must not linger in a session.
        for said in _answers(client_of(who), address, line.data):
            posted += 1
            if seen := found(said, MAY[role]):
                leaks.append(f"{name}: {', '.join(seen)}")
    assert not leaks, "\n".join(leaks)
    assert posted >= 5, "there was something to post"


@pytest.mark.parametrize("role", ["coordinator", "key_person"])
def test_what_the_neighbours_post_shows_them_nothing(role: str, planted_world: World) -> None:
    leaks = []
    for name, line in sorted(MATRIX.items()):
        if role not in line.roles or line.who in {"anyone", "link"} or ":" not in name:
            continue
        address = reverse(name, args=line.args(planted_world, planted_world.memberships[role]))
        for said in _answers(client_of(planted_world.neighbours[role]), address, line.data):
            if seen := found(said, set()):
                leaks.append(f"{name}: {', '.join(seen)}")
    assert not leaks, "\n".join(leaks)


# What the page that follows may show, where that is more than the page with the link itself.
AFTER = {
    **dict.fromkeys(("arrange-interpreter", "agree-for-newcomer"), LINKS["show-status"]),
    **dict.fromkeys(("call-me", "rest-after-visit"), LINKS["show-own-visit"]),
}


def test_no_answer_to_what_is_posted_with_a_link_shows_more_than_its_holder_may_know(planted_world: World) -> None:
    leaks = []
    for name, line in sorted(MATRIX.items()):
        if line.who not in {"anyone", "link"} or ":" not in name:
            continue
        short = name.partition(":")[2]
        address = reverse(name, args=line.args(planted_world, planted_world.memberships["professional"]))
        for said in _answers(client_of(None), address, line.data):
            if seen := found(said, LINKS.get(short, AFTER.get(short, set()))):
                leaks.append(f"{name}: {', '.join(seen)}")
    assert not leaks, "\n".join(leaks)


# --- Push, SMS, mail ------------------------------------------------------------------------------------------------


class _Phones:
    """A push service and an SMS provider that keep what they were given."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def push(self, browser: push.Browser, content: bytes, **headers: object) -> None:
        assert set(json.loads(content)) == {"text", "link", "tag", "lang", "dir"}
        self.said.append(f"{content.decode()} {headers}")

    def send(self, *, to: str, text: str, reference: str) -> str:
        self.said.append(f"{text} {reference}")
        return reference


@pytest.fixture
def phones(monkeypatch: pytest.MonkeyPatch, settings: Any) -> _Phones:
    settings.VAPID_KEY, settings.VAPID_CONTACT = push.new_key(), "mailto:beheer@sleutelbos.example"
    settings.SMS_PROVIDER = "folder"
    made = _Phones()
    monkeypatch.setattr("sleutelbos.notices.channels.push.send", made.push)
    monkeypatch.setattr(sms, "provider", lambda: made)
    return made


def _with_phone(person: Any) -> None:
    """Somebody who wants everything by push and SMS."""
    who = f"keyperson:{person.pk}"
    reader = Reader.objects.create(
        who=who,
        region_id=person.region_id,
        quiet=False,
        phone="+31612345678",
        phone_confirmed_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    key = push.pack(b"\4" + bytes(64))
    reader.subscriptions.create(
        region_id=person.region_id, endpoint="https://x", endpoint_hash=who, p256dh=key, auth=""
    )
    for kind in (Kind.QUESTION, Kind.APPOINTMENT, Kind.NEWS):
        notices.change_channels(
            who=who, region_id=person.region_id, kind=kind, channels=[Channel.PUSH, Channel.SMS], actor=ACTOR
        )


def _whole_life(region: Any) -> tuple[Visit, Offer]:
    """From a question to an appointment that is agreed, moved, reminded of, over and asked about; then called off."""
    person = secret_person(region)
    _with_phone(person)
    _request, offer = story(region, person)
    services.accept_offer(offer=offer, actor=ACTOR)
    visit = Visit.objects.get(offer=offer)
    services.newcomer_agrees(visit=visit, way="link", actor=ACTOR)
    services.move_appointment(
        visit=visit,
        starts_at=factories.in_days(1, 15),
        duration_minutes=60,
        place="Doetinchem",
        address=SECRETS["address"],
        actor=ACTOR,
    )
    services.newcomer_asks_other_time(visit=visit, when="later", part="any", actor=ACTOR)
    services.queue_reminders()
    visit.refresh_from_db()
    services.cancel_visit(visit=visit, actor=ACTOR)
    past = factories.VisitFactory(request__region=region, key_person=offer.key_person, over=True)
    services.ask_for_logs()
    assert Notice.objects.filter(dedupe_key__startswith=f"visit:{past.pk}:").exists()
    return visit, offer


def test_push_and_sms_say_nothing_of_anybody_from_the_question_to_the_log(region_a: Any, phones: _Phones) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 13, 30, tzinfo=UTC)):
        _visit, offer = _whole_life(region_a)
        while notices.send_due():
            pass
    person = offer.key_person
    said = "\n".join(phones.said)
    kinds = set(Notice.objects.filter(channel__in=["push", "sms"]).values_list("kind", "channel"))
    assert {("question", "push"), ("question", "sms"), ("appointment", "push"), ("appointment", "sms")} <= kinds
    assert len(phones.said) == Notice.objects.filter(channel__in=["push", "sms"], state="sent").count() >= 8
    for word in (*SECRETS.values(), person.first_name, "Tesfay", "OBS", "Esdoorn", "Doetinchem", "15:00", "14:00"):
        assert word.lower() not in said.lower()
    assert person.email not in said and "+316" not in said


def test_no_subject_names_anybody_and_no_mail_carries_a_secret_in_its_headers(region_a: Any) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 13, 30, tzinfo=UTC)):
        _visit, offer = _whole_life(region_a)
        Notice.objects.update(channel="mail", to=offer.key_person.email)
        while notices.send_due():
            pass
    assert len(mail.outbox) >= 6
    for letter in mail.outbox:
        message = letter.message()
        # Without the receiver's own address.
        headers = " ".join(f"{name}: {value}" for name, value in message.items() if name != "To")
        assert not found(headers, set()), letter.subject


def test_an_announcement_and_an_answer_of_the_group_stay_inside_by_push_and_sms(region_a: Any, phones: _Phones) -> None:
    asker, other = [factories.KeyPersonFactory(region=region_a, with_account=True) for _number in range(2)]
    _with_phone(asker)
    coordinator = factories.MembershipFactory(region=region_a, role="coordinator")
    room = community.make_room(
        region=region_a, title=SECRETS["conflict"], about="", languages=[], topic=None, actor=viewer_of(coordinator)
    )
    with time_machine.travel(datetime(2026, 11, 24, 13, 30, tzinfo=UTC)):
        community.announce(room=room, text=f"Morgen {SECRETS['summary']}", actor=viewer_of(coordinator))
        question = community.ask_colleagues(room=room, text="Wie weet dit?", actor=viewer_of(asker.membership))
        community.answer_question(question=question, text=SECRETS["note"], actor=viewer_of(other.membership))
        while notices.send_due():
            pass
    said = "\n".join(phones.said)
    assert len(phones.said) >= 2, "push and SMS of the announcement or the answer"
    assert not found(said, set()) and other.first_name not in said


# --- Calendars ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["busy", "place", "full"])
def test_a_calendar_tells_what_its_level_may_and_before_the_yes_only_the_town(region_a: Any, level: str) -> None:
    """Stages: said yes, the newcomer said yes, called off."""
    request, offer = story(region_a, secret_person(region_a, with_account=True))
    _feed, token = exchange.make_feed(key_person=offer.key_person, level=level, actor=ACTOR)
    address = reverse("exchange:read-feed", args=[token])

    def read() -> str:
        response = Client().get(address)
        assert response.status_code == 200
        # Lines of 75 octets may cut a word in two.
        return text_of(response).replace("\r\n ", "").replace("\\n", " ")

    assert "BEGIN:VEVENT" not in read(), "an offer is no appointment"
    services.accept_offer(offer=offer, actor=ACTOR)
    visit = Visit.objects.get(offer=offer)
    before = read()
    assert "BEGIN:VEVENT" in before and not found(before, set())
    services.newcomer_agrees(visit=visit, way="link", actor=ACTOR)
    after = read()
    assert not found(after, {"busy": set(), "place": {"address"}, "full": {"address", "asker_name"}}[level])
    assert (SECRETS["address"] in after) == (level != "busy")
    assert (SECRETS["asker_name"] in after) == (level == "full")
    for said in (before, after):
        assert not {"TEST-CODE", "Tigrinya", str(request.topic.names["nl"])} & set(said.split())
        assert services.visit_token(visit) not in said and token not in said
    services.newcomer_wants_another(visit=visit, way="link", actor=ACTOR)
    assert "BEGIN:VEVENT" not in read()
    _other, stranger = exchange.make_feed(
        key_person=factories.KeyPersonFactory(region=region_a, with_account=True), level="full", actor=ACTOR
    )
    assert not found(text_of(Client().get(reverse("exchange:read-feed", args=[stranger]))), set())


# --- Log lines ------------------------------------------------------------------------------------------------------


class _Lines(logging.Handler):
    """What a real handler would write, with its mask."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.addFilter(MaskFilter())
        self.setFormatter(logging.Formatter("{levelname} {name} {message}", style="{"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Every line from INFO up of everything that is not the test's own tools."""
    handler, root = _Lines(), logging.getLogger()
    loggers = [root, logging.getLogger("django"), logging.getLogger("sleutelbos"), logging.getLogger("django.request")]
    levels = [logger.level for logger in loggers]
    root.addHandler(handler)
    for logger in loggers:
        logger.setLevel(logging.INFO)
    yield handler.lines
    root.removeHandler(handler)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def test_log_lines_hold_no_name_no_word_and_no_key_that_opens_something(
    planted_world: World, lines: list[str], phones: _Phones
) -> None:
    """Every address, by a role that may not and by a stranger; mails, push and SMS that work and that fail."""
    newcomer = planted_world.request.newcomer
    code = type(newcomer).objects.filter(pk=newcomer.pk).update(code="KQ7M-3XZP-R8TW") and "KQ7M-3XZP-R8TW"
    newcomer.refresh_from_db()
    keys = [code]
    for name, line in sorted(MATRIX.items()):
        if ":" not in name:
            continue
        args = line.args(planted_world, planted_world.memberships["coordinator"])
        if line.who == "link":
            keys += [str(arg) for arg in args if len(str(arg)) > 30]
        member = None if line.who == "link" else planted_world.memberships["researcher"]
        client_of(member).get(reverse(name, args=args))
    client_of(None).get(f"/n/{code[:-1]}9/hulp/")
    _visit, offer = _whole_life(planted_world.region)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phones, "push", None)

        def broken(*args: object, **more: object) -> None:
            raise ValueError(f"no way to {offer.key_person.email} {SECRETS['address']}")

        patch.setattr("sleutelbos.notices.channels.push.send", broken)
        while notices.send_due():
            pass
    said = "\n".join(lines)
    assert "not delivered" in said and "Not Found" in said, "there was something to read"
    assert not found(said, set())
    assert offer.key_person.email not in said
    assert [key for key in keys if key in said] == []
    assert "KQ7M" not in said
