"""J2: a letter is read by the people it is for, from upload to verdict: writer, coordinator, two readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from sleutelbos.accounts.models import Role
from sleutelbos.allowances.models import Booking
from sleutelbos.letters.models import Decision, Letter, Mark, Proposal, Reader, Round
from sleutelbos.letters.services import reader_token
from sleutelbos.notices import services as notices
from tests import factories
from tests.browser import until

from . import journeys
from .front import Front

HARD = "U dient zich voor 1 maart 2027 te melden bij het loket."
LAW = "Tegen dit besluit staat bezwaar open."
LETTER = "\n\n".join(
    [
        "Uitnodiging voor een gesprek",
        "Geachte heer Jansen,",
        f"{HARD} Neem uw paspoort mee. Bel 0543-123456 als u vragen hebt.",
        " ".join(f"Dit is zin nummer {number}." for number in range(5, 25)),
        LAW,
    ]
)
CARDS = 25
# How many taps the phone has written down.
WRITTEN = "async () => ((await (await window.sleutelbosDrafts).load()) || { entries: [] }).entries.length"


@pytest.fixture
def tunnel(site: str) -> Iterator[Front]:
    """A way to the server that can be cut: a browser that is told to be offline forgets to tell its service workers."""
    made = Front(site)
    yield made
    made.close()


def _people(region: Any) -> tuple[Any, Any, Any]:
    town = region.municipalities.first()
    office = factories.OrganisationFactory(region=region, municipality=town, name="Gemeente", kind="municipality")
    writer = factories.MembershipFactory(region=region, role=Role.POLICY_OFFICER, organisation=office).user
    coordinator = factories.MembershipFactory(region=region, role=Role.COORDINATOR).user
    factories.KeyPersonFactory(region=region, first_name="Rim", speaks=["apc", "nl"], language="ar")
    factories.KeyPersonFactory(region=region, first_name="Selam", speaks=["ti", "nl"], gender="man")
    return writer, coordinator, office


def test_a_letter_from_upload_to_verdict(
    tunnel: Front, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    region = journeys.region()
    writer, coordinator, _office = _people(region)

    desk = open_page(1280, user=writer)
    _comes_in(desk, look)
    panel = open_page(1280, user=coordinator)
    _gets_a_panel(panel, look)
    arabic = _reads_on_a_phone(tunnel, open_page, look)
    _reads_without_javascript(open_page, look)
    _is_decided(desk, look)

    notices.send_due()
    assert {"Rim", "Selam"} <= {row.key_person.first_name for row in Reader.objects.filter(state="finished")}
    assert sum("/uitkomst/" in message.body for message in mail.outbox) == 2
    rim = Reader.objects.get(key_person__first_name="Rim")
    arabic.goto(f"{tunnel.url}/lezen/{reader_token(rim)}/")
    expect(arabic.locator("ins")).to_contain_text("Kom voor 1 maart 2027 naar het loket.")
    assert arabic.locator("html").get_attribute("dir") == "rtl"
    look(arabic, "verdict-ar")
    assert set(Booking.objects.values_list("minutes", flat=True)) == {20}

    desk.goto(f"/brieven/{Letter.objects.get().pk}/")
    desk.locator("form[action$='/publiceren/'] button").click()
    everybody = open_page(360)
    everybody.goto("/beter-geschreven/")
    everybody.locator("main li a").first.click()
    expect(everybody.locator("main")).to_contain_text(HARD)
    look(everybody, "published")


def _comes_in(page: Page, look: Callable[..., None]) -> None:
    page.goto("/brieven/")
    page.goto("/brieven/nieuw/")
    page.fill("[name=title]", "Uitnodiging voor een gesprek")
    page.fill("[name=text]", LETTER)
    look(page, "letter-upload")
    page.locator("form:has([name=title]) button[type=submit]").click()
    page.wait_for_url("**/gegevens/")
    look(page, "letter-privacy")
    page.locator("li:has-text('Jansen') button[value=replace]").click()
    page.wait_for_load_state()
    page.locator("li:has-text('0543-123456') button[value=public]").click()
    page.wait_for_load_state()
    page.locator("form[action$='/gegevens/'] button").click()
    page.wait_for_url("**/brieven/*/")
    assert "Jansen" not in page.inner_text("main")
    page.locator("a[href$='/ronde/']").click()
    page.fill("[name=purpose]", "Mensen moeten weten wat ze moeten doen.")
    page.fill("[name=receivers_count]", "1200")
    page.fill("[name=minutes]", "20")
    page.fill("[name=right_what]", "Naar het loket gaan")
    page.fill("[name=wrong_what]", "Bellen\nNiets doen")
    look(page, "letter-ask")
    page.locator("form:has([name=purpose]) button[type=submit]").click()
    page.wait_for_url("**/leesrondes/*/")


def _gets_a_panel(page: Page, look: Callable[..., None]) -> None:
    page.goto(f"/leesrondes/{Round.objects.get().pk}/panel/")
    expect(page.locator("[name=people]:checked")).to_have_count(2)
    look(page, "letter-panel")
    page.locator("form:has([name=people]) button[type=submit]").click()
    page.wait_for_url("**/leesrondes/*/")
    notices.send_due()
    assert sum("/lezen/" in message.body for message in mail.outbox) == 2


def _begin(page: Page, name: str, way: str = "") -> Reader:
    reader = Reader.objects.get(key_person__first_name=name)
    page.goto(f"{way}/lezen/{reader_token(reader)}/")
    return reader


def _reads_on_a_phone(tunnel: Front, open_page: Callable[..., Page], look: Callable[..., None]) -> Page:
    page = open_page(360, locale="ar")
    reader = _begin(page, "Rim", tunnel.url)
    assert page.locator("html").get_attribute("dir") == "rtl"
    look(page, "reader-start-ar")
    page.locator("form:has([name=name]) button").click()
    page.wait_for_url("**/brief/")
    look(page, "reader-letter-ar")
    page.locator("main form button").click()
    page.wait_for_url("**/vragen/")
    look(page, "reader-questions-ar")
    page.get_by_text("Naar het loket gaan").click()
    page.locator("main form button").click()
    page.wait_for_url("**/zinnen/")
    # Tool flags, others' words and marks are not there; buttons are big enough for a thumb.
    expect(page.locator("[data-card]:visible")).to_have_count(1)
    for box in [button.bounding_box() for button in page.locator("[data-card]:visible [name=verdict]").all()]:
        assert box is not None and box["height"] >= 48 and box["width"] >= 48
    look(page, "reader-card-ar")
    page.evaluate("window.taps = 0; addEventListener('click', () => { window.taps += 1; }, true)")
    card = page.locator("[data-card]:visible")

    def tap(verdict: str) -> None:
        card.locator(f"[name=verdict][value={verdict}]").click()

    tap("clear")  # the heading
    tap("unclear")
    card.get_by_text("dient", exact=True).first.click()
    card.locator("[name=reason]").first.click()
    card.locator("summary").click()
    taps = page.evaluate("window.taps")
    card.locator("textarea").fill("Kom voor 1 maart 2027 naar het loket.")
    look(page, "reader-card-more-ar")
    page.evaluate(f"window.taps = {taps}")
    card.locator("[name=verder]").click()
    for _number in range(3, 6):
        tap("clear")
    # The bus goes through a tunnel: taps go on and wait.
    expect(page.locator("[data-queue]")).to_be_empty()
    until(page, lambda: Mark.objects.filter(reader=reader).count() == 5)
    expect(page.locator("html[data-pocket=kept]")).to_be_attached()
    until(page, lambda: bool(page.evaluate("navigator.serviceWorker.ready.then(() => true)")))
    tunnel.cut()
    tap("clear")
    tap("clear")
    expect(page.locator("[data-queue]")).not_to_be_empty()
    until(page, lambda: page.evaluate(WRITTEN) == 7)
    assert Mark.objects.filter(reader=reader).count() == 5
    # The phone shows the page it kept, where the thumb was, with the taps that wait and those that were sent.
    taps = page.evaluate("window.taps")
    page.reload()
    expect(page.locator("meta[name=kept]")).to_be_attached()
    expect(page.locator("[data-at]")).to_have_text("7")
    assert card.get_attribute("data-card") == "8"
    assert page.locator("[data-card='2'] [name=verdict][value=unclear]").get_attribute("aria-pressed") == "true"
    look(page, "reader-card-offline-ar")
    page.goto(f"{tunnel.url}/lezen/{reader_token(reader)}/brief/")
    expect(page.locator("#brief")).to_contain_text(HARD)
    page.goto(f"{tunnel.url}/lezen/{reader_token(reader)}/zinnen/")
    expect(page.locator("[data-at]")).to_have_text("7")
    page.evaluate(f"window.taps = {taps}; addEventListener('click', () => {{ window.taps += 1; }}, true)")
    tap("clear")
    assert Mark.objects.filter(reader=reader).count() == 5
    tunnel.mend()
    for _number in range(9, CARDS + 1):
        tap("clear")
    expect(page.locator("[data-end]")).to_be_visible()
    assert page.evaluate("window.taps") <= 30
    page.locator("[data-end] a").click()
    page.wait_for_url("**/klaar/")
    assert Mark.objects.filter(reader=reader).count() == CARDS
    mark = Mark.objects.get(reader=reader, verdict="unclear")
    assert (mark.words, len(mark.reasons)) == ([1], 1)
    look(page, "reader-finish-ar")
    page.locator("[name=may_quote]").check()
    page.locator("form:has([name=may_quote]) button").click()
    look(page, "reader-thanks-ar")
    return page


def _reads_without_javascript(open_page: Callable[..., Page], look: Callable[..., None]) -> None:
    page = open_page(360, javascript=False)
    reader = _begin(page, "Selam")
    page.locator("form:has([name=name]) button").click()
    page.locator("main form button").click()
    page.locator("main form textarea").first.fill("Voor 1 maart, denk ik.")
    page.locator("main form button").click()
    first, hard = (page.locator("[data-card]").nth(number) for number in (0, 1))
    first.locator("[name=verdict][value=clear]").click()
    assert page.url.endswith(f"#{hard.get_attribute('id')}")
    hard.locator("[name=verdict][value=doubt]").click()
    hard.get_by_text("dient").last.click()
    hard.locator("summary").click()
    hard.locator("textarea").fill("Kom snel naar het loket.")
    hard.locator("[name=verder]").click()
    page.locator("[data-card]").last.locator("[name=verdict][value=unclear]").click()
    look(page, "reader-cards-plain-nl")
    page.locator("[data-end] a").click()
    # The other reader's words come only now.
    assert page.url.endswith("/anderen/")
    page.locator("label:has([value=yes])").click()
    look(page, "reader-others-nl")
    page.locator("main form button").click()
    page.locator("form:has([name=may_quote]) button").click()
    reader.refresh_from_db()
    assert reader.state == "finished" and reader.marks.count() == 3 and reader.votes.get().better


def _is_decided(page: Page, look: Callable[..., None]) -> None:
    round = Round.objects.get()
    page.goto(f"/leesrondes/{round.pk}/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("form[action$='/sluiten/'] button").click()
    page.wait_for_load_state()
    page.locator("a[href$='/zinnen/']").click()
    rows = page.locator(".sb-sentence")
    expect(rows).to_have_count(CARDS)
    look(page, "desk")
    page.reload()  # what the checker touched is not what htmx should swap
    hard = rows.filter(has_text=HARD)
    snel = Proposal.objects.get(text="Kom snel naar het loket.")
    # The rewrite that loses the date is stopped, and shows why.
    hard.locator(f"form:has([name=proposal][value='{snel.pk}']) button").click()
    expect(hard.locator("[name=facts_confirmed]")).to_be_attached()
    assert not Decision.objects.exists()
    look(page, "desk-fact")
    page.reload()
    # j goes to the first sentence, and on to the second, which is the hard one; k goes back.
    for key in "jjjk":
        page.keyboard.press(key)
    expect(hard.locator(".sb-sentence__text")).to_be_focused()
    page.keyboard.press("a")
    expect(hard.locator(".sb-decision")).to_contain_text("Kom voor 1 maart 2027 naar het loket.")
    expect(page.locator("#voorbeeld ins")).to_have_text("Kom voor 1 maart 2027 naar het loket.")
    # What was swapped in takes the focus a moment later; only then is it ours again.
    expect(page.locator(".htmx-request, .htmx-settling")).to_have_count(0)
    law = rows.last
    law.locator(".sb-sentence__text").focus()
    page.keyboard.press("h")
    # Without a reason it comes back, and the cursor stands where the reason goes.
    law.locator("[data-keep] button").click()
    expect(law.locator("[data-say]")).to_be_attached()
    expect(law.locator("[name=reason]")).to_be_focused()
    law.locator("[name=reason]").select_option("law")
    law.locator("[data-keep] button").click()
    expect(law.locator(".sb-decision")).to_be_visible()
    look(page, "desk-decided")
    page.locator("#stand a").click()
    page.locator("form[action$='/versie/'] button").click()
    page.wait_for_load_state()
    look(page, "letter-tell")
    page.locator("form[action$='/antwoord/'] button").click()
    page.wait_for_load_state()
    round.refresh_from_db()
    assert round.state == Round.State.TOLD
    page.goto(f"/brieven/{Letter.objects.get().pk}/")
