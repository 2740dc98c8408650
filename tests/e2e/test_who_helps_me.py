"""J15 and J17: the newcomer sees who comes, says yes or asks for another, stops, sees and deletes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from sleutelbos.bridging.models import CallRequest, Offer, Request, TimeWish, Visit
from sleutelbos.newcomers.models import Consent, Newcomer
from tests import factories

from . import journeys


def _waiting(**newcomer: Any) -> tuple[Visit, str]:
    region = journeys.region()
    who = factories.NewcomerFactory(region=region, code="ABCD-EFGH-JKMN", **newcomer)
    request = journeys.question(region, newcomer=who, state="accepted", accepted_count=1)
    person = factories.KeyPersonFactory(region=region, first_name="Selam", last_name="Geheim", phone="+31612345678")
    visit = factories.VisitFactory(request=request, key_person=person, state="awaiting")
    return visit, reverse("newcomers:show", args=[who.code])


@pytest.mark.parametrize(("language", "javascript"), [("nl", True), ("ti", True), ("ar", False)])
def test_the_newcomer_sees_first_name_only_and_says_yes(
    site: str, open_page: Callable[..., Page], look: Callable[..., None], language: str, javascript: bool
) -> None:
    visit, url = _waiting(page_language=language)
    page = open_page(360, javascript=javascript)
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(url)
    text = page.inner_text("body")
    assert "Selam" in text
    assert "Geheim" not in page.content() and "612345678" not in page.content()
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    _fits(page)
    look(page, f"newcomer-{language}" if javascript else "")
    page.locator(f"form[action$='/ja/{visit.pk}/'] button").click()
    page.wait_for_load_state()
    visit.refresh_from_db()
    assert visit.state == "confirmed"
    assert Consent.objects.get().answer == "yes"
    look(page, f"newcomer-yes-{language}" if javascript else "")


def _fits(page: Page) -> None:
    """What the page is about ends above the lower edge of a small phone."""
    bottom = page.evaluate("document.querySelector('main').getBoundingClientRect().bottom + window.scrollY")
    assert bottom <= 640, f"{page.url} is {bottom:.0f} px high"


SCREENS = (
    *("hulp/", "keuzes/", "uitleg/wel/", "uitleg/niet/", "uitleg/afspraken/", "wensen/", "wensen/wie/"),
    *("wensen/taal/", "wensen/plaats/", "antwoorden/", "bewaard/", "bewaard/wat/", "bewaard/vragen/"),
    *("bewaard/wie-keek/", "stop/", "wissen/", "klacht/", "klacht/bel-mij/"),
)


@pytest.mark.parametrize("language", ["nl", "ar", "ti"])
def test_every_page_of_a_newcomer_is_one_screen_of_a_small_phone(
    site: str, open_page: Callable[..., Page], look: Callable[..., None], language: str
) -> None:
    visit, url = _waiting(page_language=language)
    page = open_page(360)
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(url)
    page.locator(f"form[action$='/ja/{visit.pk}/'] button").click()
    page.wait_for_load_state()
    receipt, appointment = Consent.objects.get().pk, f"afspraak/{visit.pk}/"
    more = (f"antwoorden/{receipt}/", appointment, f"{appointment}andere-tijd/", f"{appointment}afzeggen/")
    high = []
    for path in (*SCREENS, *more, f"{appointment}andere-tijd/?wanneer=later", f"ander/{visit.pk}/"):
        page.goto(url + path)
        bottom = page.evaluate("document.querySelector('main').getBoundingClientRect().bottom + window.scrollY")
        if bottom > 640:
            high.append(f"{path}: {bottom:.0f} px")
        name = re.sub(r"[^a-z]+", "-", path).strip("-")
        if language == "ar":
            look(page, f"nw-ar-{name}")
        elif folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{folder}/nw-{language}-{name}.png")
    assert not high, "\n".join(high)


def test_an_appointment_is_moved_and_called_off_in_taps(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    visit, url = _waiting(page_language="nl")
    Visit.objects.update(state="confirmed")
    page = open_page(360, javascript=False)
    page.goto(url)
    page.locator("main a[href*='/afspraak/']").click()
    page.locator("main a[href$='/andere-tijd/']").click()
    page.locator("main a[href='?wanneer=same_week']").click()
    page.locator("main button[name=part][value=morning]").click()
    assert TimeWish.objects.get().part == "morning"
    page.locator("main a[href$='/afzeggen/']").click()
    journeys.form(page, "/afzeggen/").click()
    page.wait_for_load_state()
    assert Visit.objects.get(pk=visit.pk).state == "cancelled"
    look(page)


VOICES = """
window.spoken = [];
const voices = LIST.map(lang => ({lang, localService: true, default: false, name: lang}));
const fake = {
  getVoices: () => voices, cancel: () => {}, addEventListener: () => {},
  speak: said => { window.spoken.push([said.voice.lang, said.text]); setTimeout(() => said.onend(), 0); },
};
Object.defineProperty(window, "speechSynthesis", {value: fake});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""


def test_a_page_reads_itself_aloud_where_the_device_has_a_voice(site: str, open_page: Callable[..., Page]) -> None:
    _visit, url = _waiting(page_language="ar")
    page = open_page(360)
    page.add_init_script(VOICES.replace("LIST", '["ar-EG"]'))
    page.goto(url)
    button = page.locator("[data-speak]")
    button.click()
    page.wait_for_selector("[data-speak][aria-pressed=false]")
    spoken = page.evaluate("window.spoken")
    assert {voice for voice, _text in spoken} == {"ar-EG"}
    words = " ".join(text for _voice, text in spoken)
    for element in ("main h1", "main form button span", "main a.sb-choice"):
        assert " ".join(page.inner_text(element).split()) in words
    assert page.inner_text("[data-speak]").strip() not in words
    silent = open_page(360)
    silent.add_init_script(VOICES.replace("LIST", '["nl-NL", "en-US"]'))
    silent.goto(url)
    assert silent.locator("[data-speak]").is_hidden(), "no button that stays silent"


def test_another_person_please_without_a_reason(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    visit, url = _waiting(page_language="nl")
    page = open_page(360)
    page.goto(url)
    page.locator(f"main a[href$='/ander/{visit.pk}/'], main form[action$='/ander/{visit.pk}/'] button").first.click()
    page.wait_for_load_state()
    if Visit.objects.get(pk=visit.pk).state == "awaiting":
        look(page, "another")
        journeys.form(page, "/ander/").click()
        page.wait_for_load_state()
    assert Offer.objects.get(pk=visit.offer_id).state == "another_chosen"
    assert Request.objects.get(pk=visit.request_id).state == "open"
    assert list(Newcomer.objects.get().excluded.all()) == [visit.key_person]
    look(page, "another-told")


def test_stop_see_and_delete(site: str, open_page: Callable[..., Page], look: Callable[..., None]) -> None:
    visit, url = _waiting(page_language="ar")
    page = open_page(360)
    page.goto(url)
    page.goto(url + "bewaard/")
    look(page, "kept")
    page.goto(url + "stop/")
    look(page, "stop")
    journeys.form(page, "/stop/").click()
    page.wait_for_load_state()
    assert Request.objects.get(pk=visit.request_id).state == "cancelled"
    page.goto(url + "wissen/")
    look(page, "erase")
    journeys.form(page, "/wissen/").click()
    page.wait_for_load_state()
    look(page, "erased")
    assert not Newcomer.objects.filter(code="ABCD-EFGH-JKMN").exists()
    answer = page.goto(url)
    assert answer is not None and answer.status == 404
    look(page, "newcomer-gone")


def test_a_complaint_becomes_a_call(site: str, open_page: Callable[..., Page], look: Callable[..., None]) -> None:
    _visit, url = _waiting(page_language="nl")
    page = open_page(360)
    page.goto(url + "klacht/bel-mij/")
    look(page, "complain")
    page.fill("[name='phone']", "06 12 34 56 78")
    journeys.form(page, "/bel-mij/").click()
    page.wait_for_load_state()
    assert CallRequest.objects.filter(kind="complaint").exists()
    look(page, "complain-told")


def test_the_code_on_paper_can_be_typed(site: str, open_page: Callable[..., Page], look: Callable[..., None]) -> None:
    _waiting(page_language="nl")
    page = open_page(360, javascript=False)
    page.goto(reverse("newcomers:type-code"))
    look(page, "type-code")
    page.locator("main input[type=text]").fill("abcd efgh jkmn")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Selam")
