"""What a phone keeps of a round, whose phone it is, and what happens when it is lost."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sleutelbos.letters import services
from sleutelbos.letters.models import Reader
from sleutelbos.letters.services import reader_token
from sleutelbos.notices import services as notices
from sleutelbos.pocket.models import Phone
from tests.letters import room

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(region_a: Any, key_person: Any) -> Reader:
    """Selam, who read the letter and answered what was asked back."""
    _round, (made,) = room.open_round(region_a, room.writer(region_a), [key_person])
    return room.begin(made)


def at(name: str, reader: Reader) -> str:
    return reverse(f"letters:{name}", args=[reader_token(reader)])


def kept(response: Any) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(unquote(response["Sleutelbos-Keep"]))
    return said


@pytest.mark.parametrize("page", ["read-letter", "answer-questions", "mark-sentences"])
def test_a_page_of_a_round_is_kept_until_it_closes(client: Client, reader: Reader, page: str) -> None:
    answer = client.get(at(page, reader))
    said = kept(answer)
    last = datetime.fromtimestamp(said["until"] / 1000, tz=timezone.get_current_timezone())
    assert (last.date() - reader.round.closes_on).days == 1 and last.hour == 0
    asked = re.search(r'data-keep="([^"|]+)\|(\w+)"', answer.content.decode())
    assert asked is not None and asked[2] == said["version"], "the page and its header name one version"


def test_what_is_over_leaves_the_phone(client: Client, reader: Reader) -> None:
    room.done(reader)
    page = client.get(at("finish-reading", reader))
    assert "Sleutelbos-Keep" not in page
    drop = re.search(r'data-drop="([^"]*)"', page.content.decode())
    assert drop is not None and [part.split("/")[3] for part in drop[1].split()] == ["brief", "vragen", "zinnen"]


def test_a_round_that_runs_drops_only_what_was_sent(client: Client, reader: Reader) -> None:
    drop = re.search(r'data-drop="([^"]*)"', client.get(at("mark-sentences", reader)).content.decode())
    assert drop is not None and [part.split("/")[3] for part in drop[1].split()] == ["vragen"]
    assert 'data-drop=""' in client.get(at("read-letter", reader)).content.decode()


def test_a_lost_phone_ends_the_links_to_rounds_and_new_ones_can_be_sent(
    client: Client, client_of: Any, coordinator: Any, key_person: Any, reader: Reader
) -> None:
    old, number = at("mark-sentences", reader), uuid4()
    touched = client.post(reverse("pocket:touch"), {"device": str(number), "path": old})
    assert touched.json() == {"state": "ok"} and Phone.objects.get().key_person == key_person
    desk, address = client_of(coordinator), reverse("pocket:lose-phone-of", args=[key_person.pk])
    desk.post(address)
    assert client.get(old).status_code == 410
    touched = client.post(reverse("pocket:touch"), {"device": str(number), "path": old})
    assert touched.json() == {"state": "lost"}
    notices.send_due()
    mail.outbox.clear()
    desk.post(address, {"send": "yes"})
    notices.send_due()
    (link,) = {found for message in mail.outbox for found in re.findall(r"/lezen/\S+", message.body)}
    assert client.get(link).status_code == 200
    assert services.send_links(key_person=key_person, actor=room.lead(reader.round.region)) == 1


def test_the_link_of_nobody_proves_no_phone(client: Client, reader: Reader) -> None:
    path = at("mark-sentences", reader)[:-20] + "/zinnen/"
    assert client.post(reverse("pocket:touch"), {"device": str(uuid4()), "path": path}).json() == {"state": "unknown"}
