"""A key person sees on the home that a letter waits, says a sentence aloud, and the writer hears it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import resolve, reverse
from playwright.sync_api import Page, expect

from sleutelbos.accounts.models import User
from sleutelbos.accounts.services.links import read_token
from sleutelbos.letters.models import Spoken
from sleutelbos.letters.services import reader_token
from tests import factories
from tests.community import voices
from tests.letters import room

from . import journeys


def test_a_sentence_is_said_aloud_and_heard(
    site: str, open_page: Callable[..., Page], look: Callable[..., None], tmp_path: Any
) -> None:
    region = journeys.region()
    writer = room.writer(region)
    rim = factories.KeyPersonFactory(region=region, first_name="Rim", with_account=True, language="ar")
    round, (reader,) = room.open_round(region, writer, [rim])
    phone = open_page(360, "ar", user=rim.membership.user)
    phone.goto(reverse("bridging:show-own-work"))
    # The piece is fetched after the page.
    # The link in it is signed with the second it was made in: another one, to the same letter.
    waiting = phone.locator("[data-piece] a[href^='/lezen/']")
    expect(waiting).to_have_count(1)
    link = resolve(waiting.get_attribute("href") or "").kwargs["token"]
    assert read_token("reader", link) == read_token("reader", reader_token(reader))
    look(phone, "own-work-letter-waits")

    room.begin(reader)
    sentence = round.version.sentences.all()[1]
    phone.goto(reverse("letters:speak-sentence", args=[reader_token(reader), sentence.pk]))
    look(phone, "letter-aloud")
    # No microphone here: the page says so and gives the file back.
    phone.locator("#opname-start").click()
    expect(phone.locator("[name=sound]")).to_be_visible()
    file = tmp_path / "stem.ogg"
    file.write_bytes(voices.ogg(4))
    phone.set_input_files("[name=sound]", file)
    journeys.send(phone)
    expect(phone.locator(f"#kaart-{sentence.pk}")).to_be_visible()
    room.done(reader)
    phone.goto(reverse("letters:finish-reading", args=[reader_token(reader)]))
    phone.locator("[name=may_share]").check()
    look(phone, "letter-thanks")

    note = Spoken.objects.get()
    desk = open_page(1280, user=User.objects.get(pk=writer.user_id))
    desk.goto(reverse("letters:show-desk", args=[round.pk]))
    expect(desk.locator(f"audio[src='{reverse('letters:play-voice', args=[round.pk, note.pk])}']")).to_have_count(1)
    look(desk, "letter-heard")
