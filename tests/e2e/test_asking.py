"""J11, J12 and J13: a teacher, a GP and a case worker ask; two minutes, and the right help first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from sleutelbos.bridging.models import KnownAsker, Request
from tests import factories

from . import journeys


def _answer_router(page: Page, yes_to: str | None = None) -> None:
    for field in page.locator("main input[type=radio][value='no']").all():
        field.check()
    if yes_to:
        page.check(f"[name='rule_{yes_to}'][value='yes']")
    journeys.send(page)


def _tell_topic(page: Page, language: str = "ti") -> None:
    page.locator("main [name='topic'][value='school']").check()
    page.select_option("select[name='language']", language)
    journeys.send(page)


def _tell_when(page: Page) -> None:
    day = timezone.localdate() + timedelta(days=8)
    page.fill("[name='place']", "Doetinchem")
    page.fill("[name='address']", "Schoolstraat 1")
    page.fill("[name='day']", f"{day:%d-%m-%Y}")
    page.fill("[name='clock']", "14:00")
    page.fill("[name='summary']", "Ouders begrijpen het advies van de school nog niet.")
    journeys.send(page)


def _tell_who(page: Page) -> None:
    page.fill("[name='asker_name']", "Anke de Vries")
    page.fill("[name='asker_organisation']", "OBS De Esdoorn")
    page.select_option("[name='asker_organisation_kind']", "school")
    page.fill("[name='asker_email']", "anke@school.example")
    page.fill("[name='asker_phone']", "0314 123456")
    page.check("[name='newcomer_informed'][value='yes']")
    journeys.send(page)


@pytest.mark.parametrize(("width", "javascript"), [(360, False), (1280, True)])
def test_j11_a_teacher_without_an_account_asks_confirms_and_follows(
    site: str, open_page: Callable[..., Page], look: Callable[..., None], width: int, javascript: bool
) -> None:
    journeys.region()
    page = open_page(width, javascript=javascript)
    page.goto(reverse("bridging:ask"))
    look(page, "ask-1-what")
    journeys.choose(page, "kind", "accompaniment")
    look(page, "ask-2-router")
    _answer_router(page)
    look(page, "ask-3-topic")
    _tell_topic(page)
    look(page, "ask-4-wishes")
    journeys.send(page)
    look(page, "ask-5-when")
    _tell_when(page)
    look(page, "ask-6-who")
    _tell_who(page)
    look(page, "ask-7-done")
    question = Request.objects.get()
    assert question.state == "unconfirmed", "nobody is asked before the address is confirmed"
    page.goto(journeys.link_in_last_mail("anke@school.example", "/vraag-bevestigen/"))
    question.refresh_from_db()
    assert question.state == "unconfirmed", "a mail program that opens every link must not confirm"
    look(page, "ask-8-confirm")
    journeys.form(page, "/vraag-bevestigen/").click()
    page.wait_for_load_state()
    question.refresh_from_db()
    assert (question.state, question.language, question.place) == ("open", "ti", "Doetinchem")
    assert KnownAsker.objects.filter(email="anke@school.example").exists()
    page.goto(journeys.link_in_last_mail("anke@school.example", "/mijn-vraag/"))
    look(page, "ask-9-status")


def test_j12_a_gp_hears_that_an_interpreter_comes_first_and_the_coordinator_looks_along(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    journeys.region()
    page = open_page(360)
    page.goto(reverse("bridging:ask"))
    journeys.choose(page, "kind", "accompaniment")
    _answer_router(page, yes_to="diagnosis-or-medical-result")
    look(page, "router-interpreter-first")
    expect(page.locator("main")).to_contain_text("interpreter desk")
    journeys.choose(page, "choice", "coordinator")
    _tell_topic(page, "fa-AF")
    journeys.send(page)
    _tell_when(page)
    _tell_who(page)
    page.goto(journeys.link_in_last_mail("anke@school.example", "/vraag-bevestigen/"))
    journeys.form(page, "/vraag-bevestigen/").click()
    page.wait_for_load_state()
    question = Request.objects.get()
    assert (question.state, question.triage_outcome) == ("redirected", "interpreter_first")
    assert question.triage_rule == "diagnosis-or-medical-result"


def test_j12_danger_leads_to_112_and_to_no_question(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    journeys.region()
    page = open_page(360)
    page.goto(reverse("bridging:ask"))
    journeys.choose(page, "kind", "one_newcomer")
    _answer_router(page, yes_to="emergency")
    look(page, "router-emergency")
    expect(page.locator("main")).to_contain_text("112")
    assert page.locator("main button[name='choice']").count() == 0
    assert not Request.objects.exists()


def test_j13_a_case_worker_with_an_account_asks_by_link_code(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    region = journeys.region()
    town_hall = factories.OrganisationFactory(region=region, name="Gemeente Doetinchem", kind="municipality")
    worker = factories.MembershipFactory(region=region, role="case_worker", organisation=town_hall).user
    page = open_page(1280, user=worker)
    page.goto(reverse("bridging:ask"))
    journeys.choose(page, "kind", "accompaniment")
    _answer_router(page)
    _tell_topic(page)
    journeys.send(page)
    _tell_when(page)
    look(page, "ask-case-worker")
    page.fill("[name='asker_phone']", "0314 123456")
    page.fill("[name='case_code']", "111222333")
    page.check("[name='newcomer_informed'][value='yes']")
    journeys.send(page)
    assert not Request.objects.exists(), "a BSN is refused as a link code"
    assert "111222333" not in page.content()
    look(page, "ask-case-worker-bsn")
    page.fill("[name='case_code']", "KL-2026-17")
    page.check("[name='newcomer_informed'][value='yes']")
    journeys.send(page)
    page.wait_for_load_state()
    question = Request.objects.get()
    assert (question.state, question.organisation_id) == ("open", town_hall.pk)
    assert question.newcomer is not None and question.newcomer.case_code == "KL-2026-17"
    page.goto(reverse("bridging:list-my-requests"))
    look(page, "my-questions")
    page.locator("main a[href*='/mijn-vragen/']").first.click()
    look(page, "my-question")


def test_a_bsn_in_the_summary_is_refused_kindly_and_the_rest_stays(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    journeys.region()
    page = open_page(360)
    page.goto(reverse("bridging:ask"))
    journeys.choose(page, "kind", "accompaniment")
    _answer_router(page)
    _tell_topic(page)
    journeys.send(page)
    day = timezone.localdate() + timedelta(days=8)
    page.fill("[name='place']", "Doetinchem")
    page.fill("[name='day']", f"{day:%d-%m-%Y}")
    page.fill("[name='clock']", "14:00")
    page.fill("[name='summary']", "Mevrouw met BSN 111222333 wil uitleg.")
    journeys.send(page)
    look(page, "ask-bsn")
    assert "111222333" not in page.content()
    assert page.input_value("[name='place']") == "Doetinchem"
