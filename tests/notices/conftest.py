"""Somebody with a phone, a browser and a mailbox, and servers that bring messages there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from sleutelbos.notices import services
from sleutelbos.notices.channels import push
from sleutelbos.notices.models import Notice, Reader
from sleutelbos.notices.services.trail import Machine
from tests.notices import servers

WHO = "keyperson:12"
ACTOR = Machine(reason="test")


SECRETS = ("Selam", "Anke", "Schoolstraat", "Doetinchem", "ouders", "14:00")


@pytest.fixture
def mail_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a template of an app above makes: full of what may not leave by push or SMS."""
    text = "Selam, kun je helpen?\n\nOm 14:00 bij Anke, Schoolstraat 1, Doetinchem. De ouders komen ook.\n"
    monkeypatch.setattr("sleutelbos.notices.services.outbox.render_to_string", lambda *args: text)


@pytest.fixture
def daytime() -> Iterator[Any]:
    """A Tuesday at half past two; the clock goes on from there."""
    with time_machine.travel(datetime(2026, 11, 24, 13, 30, tzinfo=UTC)) as traveller:
        yield traveller


@pytest.fixture
def push_service(settings: Any) -> Iterator[servers.PushService]:
    settings.VAPID_KEY = push.new_key()
    settings.VAPID_CONTACT = "mailto:beheer@sleutelbos.example"
    with servers.running(servers.PushService(push.public_key())) as server:
        settings.PUSH_SERVICES = [server.url]
        assert isinstance(server, servers.PushService)
        yield server


@pytest.fixture
def notify(settings: Any) -> Iterator[servers.Notify]:
    with servers.running(servers.Notify()) as server:
        settings.SMS_PROVIDER = "notify"
        settings.NOTIFY_URL = server.url
        settings.NOTIFY_API_KEY = f"sleutelbos-{servers.SERVICE}-{servers.SECRET}"
        settings.NOTIFY_TEMPLATE = servers.TEMPLATE
        settings.RECEIPT_TOKEN = "a token of the provider, long enough"
        assert isinstance(server, servers.Notify)
        yield server


@pytest.fixture
def reader(db: None) -> Reader:
    return Reader.objects.create(
        who=WHO, region_id=1, phone="+31612345678", phone_confirmed_at=datetime(2026, 1, 1, tzinfo=UTC)
    )


def choose(*channels: str, kind: str = "question") -> None:
    services.change_channels(who=WHO, region_id=1, kind=kind, channels=channels, actor=ACTOR)


def browser_of(service: servers.PushService) -> servers.Browser:
    made = service.new_browser()
    services.subscribe(
        who=WHO,
        region_id=1,
        endpoint=service.endpoint(made),
        p256dh=made.p256dh,
        auth=servers.b64(made.auth),
        actor=ACTOR,
    )
    return made


def ask(key: str = "offer:1:offer:1", **more: Any) -> Notice | None:
    """A question as an app above queues it: the mail has names, the short ones have none."""
    values: dict[str, Any] = {
        "template": "notices/test_message.txt",
        "to": "selam@example.org",
        "language": "nl",
        "dedupe_key": key,
        "context": {},
        "region_id": 1,
        "reader": WHO,
        "kind": "question",
        "link": "http://testserver/aanbod/WzEsMV0:1tabcd:signature/",
    }
    return services.queue(**{**values, **more})


def states() -> dict[str, str]:
    """Channel to state, of all messages."""
    return dict(Notice.objects.order_by("pk").values_list("channel", "state"))
