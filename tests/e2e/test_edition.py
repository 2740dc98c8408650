"""J19: from a quote to the PDF: asked on the desk, read and approved on a phone in Arabic, out, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.queries import viewer_of
from sleutelbos.insights.models import Edition, Interview, Issue, Quote
from tests import factories
from tests.insights import editing

from . import journeys

DUTCH = "Eerst drinken we thee, dan durven mensen te vragen."
ARABIC = "نشرب الشاي أولًا، ثم يجرؤ الناس على السؤال."


def test_an_edition_from_quote_to_pdf(site: str, open_page: Callable[..., Page], look: Callable[..., None]) -> None:
    region = journeys.region()
    coordinator = factories.MembershipFactory(region=region, role=Role.COORDINATOR)
    factories.KeyPersonFactory(region=region, first_name="Rim", email="rim@example.org", language="ar")
    made = editing.edition(region, viewer_of(coordinator))

    desk = open_page(1280, user=coordinator.user)
    _asks(desk, look, made)
    phone = open_page(360, locale="ar")
    _says_yes(phone, look)

    desk.goto(f"/uitgaven/{made.pk}/")
    look(desk, "edition-desk")
    desk.locator("button[name=to][value=review]").click()
    desk.locator("form[action$='/publiceren/'] button").click()
    expect(desk.locator("a[href^='/de-staat-van/']").first).to_be_visible()

    everybody = open_page(360)
    everybody.goto("/de-staat-van/")
    look(everybody, "edition-list")
    everybody.locator("main h2 a").click()
    expect(everybody.locator("article")).to_contain_text(DUTCH)
    expect(everybody.locator("article")).to_contain_text("Rim, sleutelpersoon")
    everybody.locator("details.ed-table summary").first.click()
    look(everybody, "edition-page")
    paper = everybody.request.get(everybody.locator("a[href$='/uitgave.pdf']").get_attribute("href") or "")
    words = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(paper.body())).pages)
    assert DUTCH in words and "Rim, sleutelpersoon" in words

    # Another idea, by the same link, without scripts: gone from the page and from the file.
    plain = open_page(360, locale="ar", javascript=False)
    plain.goto(phone.url)
    plain.locator("button[name=verdict][value=withdrawn]").click()
    expect(plain.locator("button[name=verdict]")).to_have_count(0)
    assert Quote.objects.get().state == "withdrawn"
    everybody.reload()
    expect(everybody.locator("article")).not_to_contain_text(DUTCH)
    expect(everybody.locator(".ed-note")).to_be_visible()
    assert [issue.emptied_at is None for issue in Issue.objects.order_by("number")] == [False, True]


def _asks(page: Page, look: Callable[..., None], made: Edition) -> None:
    page.goto(f"/uitgaven/{made.pk}/gesprek/")
    page.select_option("[name=kind]", "key_person")
    page.fill("[name=role]", "sleutelpersoon")
    page.select_option("#id_language", "ar")
    page.select_option("[name=key_person]", label="Rim")
    look(page, "edition-interview-new")
    page.locator("form:has([name=role]) button[type=submit]").click()
    page.wait_for_url("**/gesprekken/*/")
    page.fill("[name=text]", DUTCH)
    page.fill("[name=own_text]", ARABIC)
    page.check("[name=pulled]")
    page.locator("form:has([name=own_text]) button[type=submit]").click()
    expect(page.locator("form[action$='/vragen/'] button")).to_be_visible()
    look(page, "edition-interview")
    page.locator("form[action$='/vragen/'] button").click()
    expect(page.locator("form[action$='/vragen/']")).to_have_count(0)


def _says_yes(page: Page, look: Callable[..., None]) -> None:
    page.goto(journeys.link_in_last_mail("rim@example.org", "/mijn-woorden/"))
    assert page.locator("html").get_attribute("dir") == "rtl"
    expect(page.locator("blockquote")).to_contain_text(ARABIC)
    look(page, "own-words-ar")
    for box in [button.bounding_box() for button in page.locator("button[name=verdict]:visible").all()]:
        assert box is not None and box["height"] >= 48
    page.locator("button[name=verdict][value=approved]").click()
    expect(page.locator("button[name=verdict][value=withdrawn]")).to_be_visible()
    page.check("[name=shown][value=first_name]")
    look(page, "own-words-yes-ar")
    page.locator("form[action$='/gebruik/'] button").click()
    expect(page.locator("[name=shown][value=first_name]")).to_be_checked()
    assert Interview.objects.get().name == "Rim"
