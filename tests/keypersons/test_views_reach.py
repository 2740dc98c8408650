"""Choosing how messages come, without JavaScript; and what a coordinator sees of messages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.models import Event
from sleutelbos.keypersons import services as keypersons
from sleutelbos.notices import services as notices
from sleutelbos.notices.channels import push
from sleutelbos.notices.models import Notice, PushSubscription, Reader
from tests import factories
from tests.notices import servers

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(key_person: Any, client_of: Callable[[object], Client]) -> Client:
    return client_of(key_person.membership.user)


@pytest.fixture
def sms_folder(settings: Any, tmp_path: Any) -> Any:
    settings.SMS_PROVIDER, settings.SMS_FOLDER = "folder", tmp_path / "sms"
    return settings.SMS_FOLDER


def _reader(person: Any) -> Reader:
    return Reader.objects.get(who=f"keyperson:{person.pk}")


def _confirmed(me: Client, folder: Any, number: str = "06 12345678") -> None:
    answer = me.post(reverse("keypersons:change-number"), {"phone": number})
    assert answer.headers["Location"] == reverse("keypersons:confirm-number")
    notices.send_due()
    newest = max(folder.iterdir(), key=lambda file: int(file.stem.partition("-")[2]))
    code = re.search(r"\d{6}$", newest.read_text().strip())
    assert code
    arabic = "".join(chr(0x660 + int(digit)) for digit in code[0])
    assert me.post(reverse("keypersons:confirm-number"), {"code": arabic}).status_code == 302


def test_a_number_then_an_sms_in_six_taps_without_a_script(me: Client, key_person: Any, sms_folder: Any) -> None:
    choose = reverse("keypersons:choose-channels", args=["vraag"])
    assert reverse("keypersons:change-number") in me.get(choose).text, "first a number"
    _confirmed(me, sms_folder)
    assert _reader(key_person).phone == "+31612345678"
    me.post(choose, {"way": "sms"})
    me.post(choose, {"way": "mail"})
    assert _reader(key_person).channels == {"question": ["sms"]}
    page = me.post(choose, {"way": "sms"}, follow=True).text
    assert _reader(key_person).channels == {"question": ["sms"]}, "the last one stays"
    assert "Houd er minstens één" in page
    me.post(reverse("keypersons:forget-number"))
    assert _reader(key_person).phone == ""


@pytest.mark.parametrize("number", ["0314 000000", "12", "niets", "+49301234567"])
def test_what_gets_no_sms_is_told_at_once(number: str, me: Client, sms_folder: Any) -> None:
    answer = me.post(reverse("keypersons:change-number"), {"phone": number})
    assert answer.status_code == 200 and 'aria-invalid="true"' in answer.text
    assert not Notice.objects.exists()


def test_a_wrong_code_says_so_and_too_many_codes_too(me: Client, sms_folder: Any) -> None:
    for _ in range(3):
        me.post(reverse("keypersons:change-number"), {"phone": "0612345678"})
    answer = me.post(reverse("keypersons:change-number"), {"phone": "0612345678"})
    assert 'aria-invalid="true"' in answer.text
    assert 'aria-invalid="true"' in me.post(reverse("keypersons:confirm-number"), {"code": "12345"}).text


def test_the_night_and_the_rhythm(me: Client, key_person: Any, sms_folder: Any) -> None:
    night, rhythm = reverse("keypersons:change-quiet-hours"), reverse("keypersons:change-rhythm")
    me.post(night, {"answer": "hours", "quiet_from": "1260", "quiet_until": "480"})
    row = _reader(key_person)
    assert (row.quiet, row.quiet_from, row.quiet_until, row.wake_for_urgent) == (True, 1260, 480, False)
    me.post(night, {"answer": "urgent"})
    row = _reader(key_person)
    assert (row.quiet, row.quiet_from, row.wake_for_urgent) == (True, 1260, True)
    me.post(night, {"answer": "always"})
    assert not _reader(key_person).quiet
    assert me.post(night, {"answer": "hours", "quiet_from": "60", "quiet_until": "60"}).status_code == 200
    me.post(rhythm, {"answer": "week"})
    me.post(rhythm, {"answer": "never"})
    assert _reader(key_person).rhythm == "week"
    assert Event.objects.filter(verb="notices.choice.changed", subject=f"keyperson:{key_person.pk}").count() == 4
    page = me.get(reverse("keypersons:show-reach")).text
    assert "21:00" in me.get(night).text and reverse("keypersons:change-rhythm") in page


def test_without_push_and_sms_the_page_offers_neither(me: Client) -> None:
    page = me.get(reverse("keypersons:show-reach")).text
    for name in ("change-number", "show-browsers", "change-quiet-hours"):
        assert reverse(f"keypersons:{name}") not in page
    assert 'value="sms"' not in me.get(reverse("keypersons:choose-channels", args=["nieuws"])).text
    assert me.get(reverse("keypersons:choose-channels", args=["iets"])).status_code == 404


def test_a_browser_is_switched_on_and_off(me: Client, key_person: Any, settings: Any) -> None:
    settings.VAPID_KEY, settings.VAPID_CONTACT = push.new_key(), "mailto:a@b.nl"
    settings.PUSH_SERVICES = ["https://push.example"]
    browser = servers.Browser("/x")
    said = {"endpoint": "https://push.example/x", "p256dh": browser.p256dh, "auth": servers.b64(browser.auth)}
    page = me.get(reverse("keypersons:show-browsers")).text
    assert push.public_key() in page
    me.post(reverse("keypersons:start-push"), {**said, "endpoint": "https://elsewhere.example/x"})
    me.post(reverse("keypersons:start-push"), {"endpoint": "https://push.example/x"})
    assert not PushSubscription.objects.exists()
    me.post(reverse("keypersons:start-push"), said)
    assert _reader(key_person).channels == {"question": ["push", "mail"], "appointment": ["push", "mail"]}
    me.post(reverse("keypersons:stop-push"), {"endpoint": said["endpoint"]})
    assert not PushSubscription.objects.exists()
    me.post(reverse("keypersons:start-push"), said)
    number = PushSubscription.objects.get().pk
    other = factories.KeyPersonFactory(region=key_person.region, with_account=True)
    stranger = Client()
    stranger.force_login(other.membership.user)
    assert stranger.post(reverse("keypersons:stop-push"), {"browser": number}).status_code == 404
    me.post(reverse("keypersons:stop-push"), {"browser": number})
    assert not PushSubscription.objects.exists()
    assert "push.example" not in str(list(Event.objects.values()))


def test_a_test_message_comes_once_a_minute(me: Client, sms_folder: Any) -> None:
    _confirmed(me, sms_folder)
    for _ in range(2):
        me.post(reverse("keypersons:send-test"))
    tests = Notice.objects.filter(kind="test")
    assert 2 <= tests.count() <= 4 and {row.channel for row in tests} == {"mail", "sms"}
    notices.send_due()
    assert mail.outbox[0].subject == "Sleutelbos"


def _failed(person: Any, reason: str, **more: Any) -> Notice:
    return Notice.objects.create(
        dedupe_key=f"x{Notice.objects.count()}",
        message=f"x{Notice.objects.count()}",
        region_id=person.region_id,
        reader=f"keyperson:{person.pk}",
        kind="question",
        state="failed",
        reason=reason,
        template="bridging/mail/offer.txt",
        subject="Een geheim",
        body="Over de ouders van een kind",
        to=person.email,
        language="nl",
        **more,
    )


def test_a_coordinator_sees_what_did_not_arrive_and_what_to_do_but_not_what_it_said(
    key_person: Any, coordinator: Any, neighbour: Any, client_of: Callable[[object], Client]
) -> None:
    _failed(key_person, "address-unknown")
    _failed(key_person, "push-gone", channel="push")
    Notice.objects.create(
        dedupe_key="asker",
        region_id=key_person.region_id,
        state="failed",
        reason="mail-refused",
        to="anke@school.example",
    )
    page = client_of(coordinator).get(reverse("keypersons:list-undelivered")).text
    assert page.count("Selam") >= 2 and "anke@school.example" in page
    assert "geheim" not in page and "ouders" not in page
    own = client_of(coordinator).get(reverse("keypersons:list-messages", args=[key_person.pk])).text
    assert "geheim" not in own and "ouders" not in own
    assert Event.objects.filter(verb="keypersons.profile.seen", subject=f"keyperson:{key_person.pk}").exists()
    other = client_of(neighbour)
    assert "Selam" not in other.get(reverse("keypersons:list-undelivered")).text
    assert other.get(reverse("keypersons:list-messages", args=[key_person.pk])).status_code == 404


def test_lists_of_messages_cost_the_same_for_ten_and_for_forty(
    key_person: Any, coordinator: Any, client_of: Callable[[object], Client], django_assert_max_num_queries: Any
) -> None:
    client = client_of(coordinator)
    address = reverse("keypersons:list-undelivered")
    for person in [key_person, *factories.KeyPersonFactory.create_batch(4, region=key_person.region)]:
        for _ in range(8):
            _failed(person, "number-wrong")
    with django_assert_max_num_queries(12):
        assert client.get(address).text.count("<tr>") == 41


def test_who_says_goodbye_is_not_reached_by_an_old_number(key_person: Any, coordinator: Any) -> None:
    Reader.objects.create(
        who=f"keyperson:{key_person.pk}",
        region_id=key_person.region_id,
        phone="+31612345678",
        phone_confirmed_at=timezone.now() - timedelta(days=1),
    )
    actor = Viewer(user_id=coordinator.pk, role="coordinator", region_id=key_person.region_id)
    keypersons.move_state(key_person=key_person, new="alumni", actor=actor)
    assert not Reader.objects.exists()
