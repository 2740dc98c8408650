"""Pages of the Group: what is refused and how that is said, voices, links, names."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sleutelbos.community import services
from sleutelbos.community.models import Message, Room, VoiceNote
from tests import factories

from . import voices
from .conftest import viewer


@pytest.fixture
def mine(key_person: Any, client_of: Any) -> Client:
    client: Client = client_of(key_person.membership.user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def _write(client: Client, room: Room, text: str, **more: Any) -> Any:
    return client.post(reverse("community:show-room", args=[room.pk]), {"text": text, **more})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("De cliënt heeft BSN 111222333", "We never store a BSN"),
        ("Bel haar op 06 12345678", "We leave phone numbers out of the Group"),
        ("Hij woont Dorpsstraat 12", "they say where somebody lives"),
        ("anke@voorbeeld.nl", "We leave addresses out of the Group"),
    ],
)
def test_details_of_people_are_refused_with_the_reason(mine: Client, room: Room, text: str, why: str) -> None:
    response = _write(mine, room, text)
    assert response.status_code == 400
    assert why in response.content.decode()
    assert not Message.objects.exists()


def test_a_word_that_asks_for_care_is_asked_about_once(mine: Client, room: Room) -> None:
    response = _write(mine, room, "Zij heeft een depressie", once="6f1f3ad4-3d3f-4c2e-9c2a-52a94f2f4f11")
    page = response.content.decode()
    assert response.status_code == 200 and not Message.objects.exists()
    assert "health" in page and 'name="sure" value="yes"' in page
    assert 'value="6f1f3ad4-3d3f-4c2e-9c2a-52a94f2f4f11"' in page
    assert _write(mine, room, "Zij heeft een depressie", sure="yes").status_code == 302
    assert Message.objects.count() == 1


def test_words_are_shown_as_words(mine: Client, room: Room, colleague: Any) -> None:
    text = "<script>alert(1)</script> https://boef.example/pad?a=1"
    services.write_message(room=room, text=text, actor=viewer(colleague))
    page = mine.get(reverse("community:show-room", args=[room.pk])).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; boef.example" in page
    assert "boef.example/pad" not in page and 'href="https://boef' not in page


def test_a_page_shows_first_names_and_no_way_to_reach_anybody(mine: Client, room: Room, region_a: Any) -> None:
    person = factories.KeyPersonFactory(
        region=region_a, first_name="Yonas", last_name="Geheim", phone="+31612345678", with_account=True
    )
    said = services.write_message(room=room, text="Hallo", actor=viewer(person))
    for name, pk in (("show-room", room.pk), ("show-about", room.pk), ("show-message", said.pk)):
        page = mine.get(reverse(f"community:{name}", args=[pk])).content.decode()
        assert "Yonas" in page
        for secret in ("Geheim", "612345678", person.email, person.membership.user.email):
            assert secret not in page, name


def test_hidden_words_stand_on_no_page(mine: Client, room: Room, colleague: Any) -> None:
    said = services.write_message(room=room, text="Zeer pijnlijk", actor=viewer(colleague))
    assert mine.post(reverse("community:report-message", args=[said.pk]), {"reason": "hurts"}).status_code == 302
    for name in ("show-room", "stream-room"):
        page = mine.get(reverse(f"community:{name}", args=[room.pk]) + "?na=0").content.decode()
        assert "Zeer pijnlijk" not in page
        assert f"bericht-{said.pk}" in page


def _speak(client: Client, room: Room, data: bytes, **more: Any) -> Any:
    file = SimpleUploadedFile("stem.mp3.exe", data, content_type="text/html")
    form = {"text": "Ik kom dinsdag", "sound": file, **more}
    return client.post(reverse("community:speak", args=[room.pk]), form)


@pytest.mark.parametrize(
    ("data", "kind", "served"),
    [(voices.webm(4), "webm", "audio/webm"), (voices.ogg(4), "ogg", "audio/ogg"), (voices.mp4(4), "mp4", "audio/mp4")],
)
def test_a_voice_is_kept_as_what_it_is_and_served_as_nothing_else(
    mine: Client, room: Room, data: bytes, kind: str, served: str
) -> None:
    assert _speak(mine, room, data).status_code == 302
    note = VoiceNote.objects.get()
    assert (note.kind, note.seconds, note.message.text) == (kind, 4, "Ik kom dinsdag")
    address = reverse("community:play-voice", args=[note.message_id])
    response = mine.get(address)
    assert response.content == data
    assert response.headers["Content-Type"] == served
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "sandbox" in response.headers["Content-Security-Policy"]
    part = mine.get(address, headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.content) == (206, data[:2])
    assert part.headers["Content-Range"] == f"bytes 0-1/{len(data)}"
    assert mine.get(address, headers={"Range": "bytes=-3"}).content == data[-3:]
    for odd in ("bytes=9-2", "bytes=0-1,4-5", "apples=1-2", f"bytes={len(data)}-"):
        assert mine.get(address, headers={"Range": odd}).status_code == 200


@pytest.mark.parametrize("data", [b"<html>", voices.webm(3, kind=1), voices.ogg(70), voices.mp4(0)])
def test_what_is_no_short_sound_is_refused(mine: Client, room: Room, data: bytes) -> None:
    assert _speak(mine, room, data).status_code == 400
    assert not Message.objects.exists()


def test_a_voice_without_its_words_is_refused(mine: Client, room: Room) -> None:
    assert _speak(mine, room, voices.ogg(3), text="").status_code == 400
    assert not Message.objects.exists()


def test_only_the_page_that_records_may_ask_for_the_microphone(mine: Client, room: Room) -> None:
    speak = mine.get(reverse("community:speak", args=[room.pk]))
    assert "microphone=(self)" in speak.headers["Permissions-Policy"]
    assert "camera=()" in speak.headers["Permissions-Policy"]
    other = mine.get(reverse("community:show-room", args=[room.pk]))
    assert "microphone=()" in other.headers["Permissions-Policy"]
    assert "media-src 'self';" in other.headers["Content-Security-Policy"] + ";"
    assert "blob:" not in other.headers["Content-Security-Policy"]


def test_a_voice_in_a_room_one_left_is_not_heard(mine: Client, room: Room, key_person: Any, colleague: Any) -> None:
    voice = services.messages.Voice("ogg", 3, voices.ogg(3))
    said = services.write_message(room=room, text="Hoor", actor=viewer(colleague), voice=voice)
    address = reverse("community:play-voice", args=[said.pk])
    assert mine.get(address).status_code == 200
    assert mine.post(reverse("community:leave-room", args=[room.pk])).status_code == 302
    assert mine.get(address).status_code == 404
    assert mine.get(reverse("community:stream-room", args=[room.pk])).status_code == 403


def test_a_server_that_closes_gives_what_was_missed_and_says_when_to_come_again(
    mine: Client, room: Room, colleague: Any
) -> None:
    for text in ("een", "twee", "drie"):
        services.write_message(room=room, text=text, actor=viewer(colleague))
    address = reverse("community:stream-room", args=[room.pk])
    response = mine.get(address + "?na=1")
    body = response.content.decode()
    assert response.headers["Content-Type"].startswith("text/event-stream")
    assert body.startswith("retry: 15000\n\n")
    assert ("id: 1\n" in body, "id: 2\n" in body, "id: 3\n" in body) == (False, True, True)
    later = mine.get(address + "?na=1", headers={"Last-Event-ID": "2"}).content.decode()
    assert ("id: 2\n" in later, "id: 3\n" in later) == (False, True)
    for odd in ("", "-1", "1e9", "٣", "9" * 40):
        assert "id:" not in mine.get(address, headers={"Last-Event-ID": odd}).content.decode()


def test_the_line_of_a_message_is_in_the_language_of_the_reader(mine: Client, room: Room, colleague: Any) -> None:
    services.ask_colleagues(room=room, text="Wie helpt?", actor=viewer(colleague))
    address = reverse("community:stream-room", args=[room.pk]) + "?na=0"
    assert "No answer yet" in mine.get(address).content.decode()
    mine.cookies[settings.LANGUAGE_COOKIE_NAME] = "nl"
    assert "No answer yet" not in mine.get(address).content.decode()


def test_the_coordinator_makes_a_room_and_a_neighbour_with_its_number_finds_nothing(
    coordinator: Any, neighbour: Any, client_of: Any
) -> None:
    client = client_of(coordinator)
    form = {"title": "Arabisch", "about": "Voor wie Arabisch spreekt", "languages": ["apc", "arz"]}
    assert client.post(reverse("community:add-room"), form).status_code == 302
    room = Room.objects.get()
    assert room.languages == ["apc", "arz"]
    assert client_of(neighbour).get(reverse("community:show-room", args=[room.pk])).status_code == 404
    refused = client.post(reverse("community:add-room"), {"title": "Bel 0612345678"})
    assert refused.status_code == 400
