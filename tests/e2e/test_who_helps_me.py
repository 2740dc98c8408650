"""J15 and J17: the newcomer sees who comes, says yes or asks for another, stops, sees and deletes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from sleutelbos.bridging.models import CallRequest, Offer, Request, Visit
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


@pytest.mark.parametrize(("width", "language"), [(360, "nl"), (360, "ar"), (360, "ti"), (1280, "nl")])
@pytest.mark.parametrize("javascript", [True, False])
def test_the_newcomer_sees_first_name_only_and_says_yes(
    site: str,
    open_page: Callable[..., Page],
    look: Callable[..., None],
    width: int,
    language: str,
    javascript: bool,
) -> None:
    visit, url = _waiting(page_language=language)
    page = open_page(width, javascript=javascript)
    page.goto(url)
    text = page.inner_text("body")
    assert "Selam" in text
    assert "Geheim" not in page.content() and "612345678" not in page.content()
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    look(page, f"newcomer-{language}" if javascript else "")
    page.locator(f"form[action$='/ja/{visit.pk}/'] button").click()
    page.wait_for_load_state()
    visit.refresh_from_db()
    assert visit.state == "confirmed"
    assert Consent.objects.get().answer == "yes"
    look(page, f"newcomer-yes-{language}" if javascript else "")


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
    page.goto(url + "klacht/")
    look(page, "complain")
    page.fill("[name='phone']", "06 12 34 56 78")
    journeys.form(page, "/klacht/").click()
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
