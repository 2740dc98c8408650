"""J8 and J9: this is not my role, please call me, and a worry about safety: nothing is written down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sleutelbos.bridging.models import CallRequest, Visit
from sleutelbos.bridging.services import visit_link
from tests import factories

from . import journeys


def _visit(language: str = "nl") -> Visit:
    region = journeys.region()
    person = factories.KeyPersonFactory(region=region, first_name="Selam", language=language)
    request = journeys.question(region, state="planned", accepted_count=1, agreed=True)
    made: Visit = factories.VisitFactory(request=request, key_person=person)
    return made


@pytest.mark.parametrize(("width", "language"), [(360, "ar"), (1280, "nl")])
def test_not_my_role_gives_a_sentence_to_say_and_a_call(
    site: str, open_page: Callable[..., Page], look: Callable[..., None], width: int, language: str
) -> None:
    visit = _visit(language)
    page = open_page(width)
    page.goto(visit_link(visit))
    page.locator("main a[href*='/mijn-rol/']").first.click()
    look(page, f"not-my-role-{language}")
    journeys.choose(page, "detail", "interpret")
    expect(page.locator("#meldingen .utrecht-alert")).to_be_visible()
    look(page, f"not-my-role-told-{language}")
    call = CallRequest.objects.get()
    assert (call.kind, call.detail, call.visit_id) == ("not_my_role", "interpret", visit.pk)


def test_a_worry_shows_people_to_call_and_asks_for_no_story(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    visit = _visit()
    page = open_page(360)
    page.goto(visit_link(visit))
    page.locator("main a[href*='/zorgen/']").first.click()
    expect(page.locator("main")).to_contain_text("112")
    expect(page.locator("main")).to_contain_text("Miriam")
    assert page.locator("main textarea, main input[type=text]").count() == 0
    look(page, "worry")
    journeys.form(page, "/zorgen/").click()
    page.wait_for_load_state()
    assert CallRequest.objects.get().kind == "safety"
    look(page, "worry-told")


def test_please_call_me_and_i_cannot_come(site: str, open_page: Callable[..., Page], look: Callable[..., None]) -> None:
    visit = _visit()
    page = open_page(360)
    page.goto(visit_link(visit))
    journeys.form(page, "/bel-mij/").click()
    expect(page.locator("#meldingen .utrecht-alert")).to_be_visible()
    assert CallRequest.objects.get().kind == "call_me"
    page.goto(visit_link(visit))
    page.locator("main a[href*='/ik-kan-niet/']").first.click()
    look(page, "step-out")
    journeys.form(page, "/ik-kan-niet/").click()
    page.wait_for_load_state()
    visit.refresh_from_db()
    assert visit.state == "handed_over"
    assert visit.request.state in {"open", "planned"}
    look(page, "step-out-told")
    subjects = [message.subject for message in journeys.deliver() if "anke@school.example" in message.to]
    assert subjects, "the school is told that somebody else will come"
