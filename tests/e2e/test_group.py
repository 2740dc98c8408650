"""R10, J10: colleagues talk in a room that keeps itself up to date; ask, answer, thank; report; on a phone."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse
from playwright.sync_api import Page, expect

from sleutelbos.accounts.queries import viewer_of
from sleutelbos.community import services
from sleutelbos.community.models import Message, ReadMark, Room
from sleutelbos.config.gateway import Gateway
from tests import factories
from tests.browser import PATIENCE

from . import journeys
from .conftest import sign_in

# A line that was cut comes again within four seconds, and a busy computer needs some more.
LIVE = PATIENCE


@pytest.fixture
def live_site(site: str, settings: Any) -> Iterator[str]:
    """The gateway on the production server, on the database of the test."""
    gateway = Gateway(StaticFilesHandler(WSGIHandler()))
    server = uvicorn.Server(
        uvicorn.Config(gateway, host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=1)
    )

    def run() -> None:
        asyncio.run(server.serve())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    for _ in range(1200):
        if server.started:
            break
        threading.Event().wait(0.05)
    (port,) = {socket.getsockname()[1] for running in server.servers for socket in running.sockets}
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(15)


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_two_colleagues_in_a_room_that_keeps_itself_up_to_date(
    live_site: str, open_page: Callable[..., Page], look: Callable[..., None], language: str
) -> None:
    region = journeys.region()
    room = Room.objects.create(region=region, title="Iedereen", about="Voor alle sleutelpersonen")
    selam = factories.KeyPersonFactory(region=region, first_name="Selam", language=language, with_account=True)
    hanan = factories.KeyPersonFactory(region=region, first_name="Hanan", with_account=True)
    boss = factories.MembershipFactory(region=region, role="coordinator", user__name="Renske")
    actor = viewer_of(boss)
    services.announce(room=room, text="Dinsdag is er intervisie.", actor=actor)
    address = live_site + reverse("community:show-room", args=[room.pk])
    mine, other = open_page(360, language), open_page(360, "nl")
    for page, who in ((mine, selam), (other, hanan)):
        sign_in(page.context, who.membership.user, live_site)
        page.goto(live_site + reverse("community:list-rooms"))
    look(mine, f"group-rooms-{language}")
    assert mine.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    for page in (mine, other):
        page.get_by_role("link", name="Iedereen").click()
        page.wait_for_url("**/groep/*/")
        expect(page.locator("#kijken")).to_be_hidden(timeout=LIVE)  # the line is open
    # An announcement: one tap says that it was read.
    mine.locator("form[action$='/gelezen/'] button").click()
    expect(mine.locator("form[action$='/gelezen/']")).to_have_count(0)
    assert ReadMark.objects.get().membership == selam.membership
    expect(mine.locator("#kijken")).to_be_hidden(timeout=LIVE)
    # A phone number is refused with the reason, and the text stays.
    mine.fill("[name=text]", "Bel mij op 06 12345678")
    journeys.send(mine)
    expect(mine.locator(".sb-errors")).to_be_visible()
    look(mine, f"group-refused-{language}")
    assert "06 12345678" in mine.input_value("[name=text]")
    # What one writes stands on the other's screen, without anybody touching it.
    mine.fill("[name=text]", "Goedemiddag collega's")
    journeys.send(mine)
    expect(other.locator("#berichten")).to_contain_text("Goedemiddag collega's", timeout=LIVE)
    expect(other.locator("#nieuws")).to_contain_text("Selam", timeout=LIVE)
    expect(mine.locator("li.is-mine")).to_contain_text("Goedemiddag")
    look(mine, f"group-room-{language}")
    # A question, an answer by a colleague, thanks.
    mine.locator("a[href$='/vragen/']").click()
    mine.fill("[name=text]", "Wie helpt mij met DigiD?")
    if language == "nl":
        look(mine, "group-ask")
    journeys.send(mine)
    question = other.locator("li.gr-line--question")
    expect(question).to_contain_text("DigiD", timeout=LIVE)
    question.locator("a.gr-more").click()
    other.fill("[name=text]", "Ik, donderdag")
    journeys.send(other)
    expect(mine.locator("#berichten")).to_contain_text("Ik, donderdag", timeout=LIVE)
    mine.locator("li.gr-line--question a.gr-more").click()
    look(mine, f"group-question-{language}")
    mine.locator("form[action$='/bedankt/'] button").click()
    expect(mine.locator(".sb-badge--good")).to_have_count(1)
    assert Message.objects.get(text="Ik, donderdag").thanked_at is not None
    # Reported: gone from every screen at once, until the coordinator has looked.
    other.goto(address)
    expect(other.locator("#kijken")).to_be_hidden(timeout=LIVE)
    bad = services.write_message(room=room, text="Niet aardig", actor=actor)
    line = other.locator(f"#bericht-{bad.pk}")
    expect(line).to_contain_text("Niet aardig", timeout=LIVE)
    mine.goto(live_site + reverse("community:report-message", args=[bad.pk]))
    if language == "nl":
        look(mine, "group-report")
    mine.locator("[name=reason][value=hurts]").check()
    journeys.send(mine)
    expect(line).not_to_contain_text("Niet aardig", timeout=LIVE)
    # Leaving the room ends the line; the page says how to look again.
    services.leave_room(room=room, actor=viewer_of(hanan.membership))
    services.write_message(room=room, text="Dit ziet Hanan niet", actor=actor)
    expect(other.locator("#kijken")).to_be_visible(timeout=LIVE)
    assert "Dit ziet Hanan niet" not in other.content()


def test_a_voice_is_recorded_heard_and_sent_with_its_words(
    live_site: str, open_page: Callable[..., Page], look: Callable[..., None], tmp_path: Any
) -> None:
    from tests.community import voices

    region = journeys.region()
    room = Room.objects.create(region=region, title="Iedereen")
    selam = factories.KeyPersonFactory(region=region, first_name="Selam", with_account=True)
    page = open_page(360, "nl")
    sign_in(page.context, selam.membership.user, live_site)
    page.goto(live_site + reverse("community:speak", args=[room.pk]))
    look(page, "group-speak")
    # No microphone here: the page says so and gives the file back.
    page.locator("#opname-start").click()
    expect(page.locator("[name=sound]")).to_be_visible()
    file = tmp_path / "stem.ogg"
    file.write_bytes(voices.ogg(4))
    page.set_input_files("[name=sound]", file)
    page.fill("[name=text]", "Ik kom dinsdag ook")
    journeys.send(page)
    expect(page.locator("#berichten audio")).to_have_count(1)
    look(page, "group-voice")
