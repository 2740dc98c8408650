"""J7: after the visit, finished in under a minute, by taps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sleutelbos.allowances.models import Booking
from sleutelbos.bridging.models import CallRequest, Experience, VisitLog
from sleutelbos.bridging.services import log_link
from tests import factories

from . import journeys


def _past_visit(language: str = "nl") -> object:
    region = journeys.region()
    person = factories.KeyPersonFactory(region=region, first_name="Selam", language=language)
    request = journeys.question(region, state="planned", accepted_count=1, agreed=True)
    return factories.VisitFactory(request=request, key_person=person, over=True)


# On a phone in Dutch, Arabic and Tigrinya: test_in_the_pocket.
@pytest.mark.parametrize(("width", "language"), [(1280, "nl")])
def test_the_log_is_prefilled_and_one_tap_sends_it(
    site: str, open_page: Callable[..., Page], look: Callable[..., None], width: int, language: str
) -> None:
    visit = _past_visit(language)
    page = open_page(width)
    page.goto(log_link(visit))  # type: ignore[arg-type]
    assert page.locator("textarea:visible, input[type=text]:not([inputmode])").count() == 0, "nothing has to be typed"
    look(page, f"log-{language}")
    journeys.send(page)
    expect(page.locator("main form.sb-log")).to_have_count(0)
    look(page, f"log-thanks-{language}")
    log = VisitLog.objects.get(visit=visit)
    assert log.happened and log.minutes == 60
    assert Booking.objects.get(source=f"visit:{visit.pk}").minutes == 60  # type: ignore[attr-defined]


def test_everything_can_be_ticked_and_a_second_time_changes_nothing(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    visit = _past_visit()
    page = open_page(360, javascript=False)
    page.goto(log_link(visit))  # type: ignore[arg-type]
    page.fill("[name='minutes']", "90")
    journeys.choose(page, "acts", "explained")
    journeys.choose(page, "follow_up", "organisation")
    page.fill("[name='km']", "12,5")
    page.locator("details[data-rest] summary").click()
    page.fill("[name='costs']", "5,60")
    page.fill("[name='note']", "Graag eerder bellen")
    page.check("[name='heavy']")
    page.check("[name='call_me']")
    journeys.send(page)
    look(page)
    log = VisitLog.objects.get(visit=visit)
    assert (log.minutes, log.acts, log.follow_up, float(log.km), log.costs_cents) == (
        90,
        ["explained"],
        "organisation",
        12.5,
        560,
    )
    assert log.heavy
    assert log.note == "Graag eerder bellen"
    assert CallRequest.objects.filter(visit=visit, kind="call_me").count() == 1
    page.goto(log_link(visit))  # type: ignore[arg-type]
    look(page)
    assert VisitLog.objects.count() == 1


def test_nonsense_is_told_and_nothing_is_lost(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    visit = _past_visit()
    page = open_page(360, javascript=False)
    page.goto(log_link(visit))  # type: ignore[arg-type]
    page.fill("[name='km']", "heel ver")
    journeys.choose(page, "acts", "listened")
    journeys.send(page)
    assert not VisitLog.objects.exists()
    assert page.locator("[name='acts'][value='listened']").is_checked()
    look(page, "log-wrong")


def test_the_professional_answers_two_questions(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    visit = _past_visit()
    page = open_page(360, javascript=False)
    page.goto(log_link(visit))  # type: ignore[arg-type]
    journeys.send(page)
    page.goto(journeys.link_in_last_mail("anke@school.example", "/ervaring/"))
    look(page, "experience")
    page.locator("main a[href='?geholpen=3']").click()
    journeys.choose(page, "again", "yes")
    page.wait_for_load_state()
    given = Experience.objects.get(visit=visit)
    assert (given.by, given.helped, given.again) == ("professional", 3, True)
    look(page, "experience-thanks")
