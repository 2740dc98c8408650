"""J6: the phone buzzes in the bus. Can you help? Yes, no, another time, somebody else, next month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from sleutelbos.bridging.models import Offer, Visit
from sleutelbos.bridging.services import offer_link
from tests import factories

from . import journeys

SECRETS = ("Anke", "Schoolstraat", "0612340500", "anke@school.example")


# On a phone in Dutch, Arabic and Tigrinya: test_in_the_pocket.
@pytest.mark.parametrize(("width", "language"), [(1280, "nl")])
def test_yes_is_two_taps_and_tells_everything_afterwards(
    site: str, open_page: Callable[..., Page], look: Callable[..., None], width: int, language: str
) -> None:
    region = journeys.region()
    person = factories.KeyPersonFactory(region=region, first_name="Selam", language=language)
    offer = journeys.offer(journeys.question(region, agreed=True, state="asking"), key_person=person)
    page = open_page(width)
    page.goto(offer_link(offer))
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    before = page.inner_text("body")
    assert not [secret for secret in SECRETS if secret in before], "something identifying before the yes"
    assert "Doetinchem" in before
    look(page, f"answer-{language}")
    journeys.form(page, "/ja/").click()
    page.wait_for_load_state()
    look(page, f"accepted-{language}")
    visit = Visit.objects.get(offer=offer)
    assert visit.state == "confirmed"
    page.locator("main a[href*='/afspraak/']").first.click()
    expect(page.locator("main")).to_contain_text("Schoolstraat 1")
    look(page, f"own-visit-{language}")


@pytest.mark.parametrize("part", ["/ja/", "/nee/", "/ik-ken-iemand/", "/later/"])
def test_every_answer_works_without_javascript(
    site: str, open_page: Callable[..., Page], look: Callable[..., None], part: str
) -> None:
    region = journeys.region()
    offer = journeys.offer(journeys.question(region, agreed=True, state="asking"))
    page = open_page(360, javascript=False)
    page.goto(offer_link(offer))
    journeys.form(page, part).click()
    look(page)
    expected = {"/ja/": "accepted", "/nee/": "declined", "/ik-ken-iemand/": "referred", "/later/": "later"}[part]
    assert Offer.objects.get(pk=offer.pk).state == expected
    # A second tap on the same link tells how it stands and breaks nothing.
    page.goto(offer_link(offer))
    look(page)


def test_another_time_goes_to_the_coordinator(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    region = journeys.region()
    offer = journeys.offer(journeys.question(region, agreed=True, state="asking"))
    page = open_page(360)
    page.goto(offer_link(offer))
    page.locator("main a[href*='/andere-tijd/']").click()
    look(page, "other-time")
    page.fill("[name='day']", "31-02-2027")
    page.fill("[name='clock']", "25:00")
    journeys.send(page)
    assert Offer.objects.get(pk=offer.pk).state == "open"
    look(page, "other-time-wrong")
    day = timezone.localdate() + timedelta(days=6)
    page.fill("[name='day']", f"{day:%d-%m-%Y}")
    page.fill("[name='clock']", "10:30")
    journeys.send(page)
    page.wait_for_load_state()
    offer.refresh_from_db()
    assert offer.state == "other_time"
    assert offer.other_start is not None and timezone.localtime(offer.other_start).strftime("%H:%M") == "10:30"
    look(page, "other-time-thanks")


def test_two_people_at_once_the_second_reads_a_kind_sentence(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    region = journeys.region()
    request = journeys.question(region, agreed=True, state="asking")
    first, second = (journeys.offer(request) for _ in range(2))
    pages: list[Any] = []
    for offer in (first, second):
        page = open_page(360)
        page.goto(offer_link(offer))
        pages.append(page)
    for page in pages:
        journeys.form(page, "/ja/").click()
        page.wait_for_load_state()
    assert Visit.objects.filter(request=request).count() == 1
    assert Offer.objects.get(pk=second.pk).state == "taken"
    look(pages[1], "taken")


def test_a_broken_or_old_link_says_what_to_do(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    region = journeys.region()
    offer = journeys.offer(journeys.question(region, state="asking"), expires_at=timezone.now() - timedelta(hours=1))
    page = open_page(360)
    page.goto(offer_link(offer)[:-4] + "xxxx/")
    look(page, "broken-link")
    page.goto(offer_link(offer))
    assert page.locator("form[action*='/ja/']").count() == 0
    look(page, "too-late")
