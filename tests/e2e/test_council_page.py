"""The page for the council: figures are read, own words written, it is published; everybody can read and print it."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from sleutelbos.insights.models import CouncilPage
from sleutelbos.insights.services.council import count_draft
from sleutelbos.insights.services.sheets import count_asked
from tests import factories
from tests.insights.year import make_year


def test_the_council_gets_one_honest_page(open_page: Callable[..., Page], look: Callable[..., None]) -> None:
    region = factories.RegionFactory(name="Achterhoek")
    year = timezone.localdate().year - 1
    town, _other = make_year(region, year, 8, questions=60)
    user = factories.MembershipFactory(region=region, role="coordinator", user__email="renske@a.example").user
    page = open_page(1280, user=user)
    page.goto(f"/cijfers/?periode={year}")
    expect(page.get_by_role("heading", level=1, name="Cijfers")).to_be_visible()
    expect(page.get_by_role("link", name="Kijk opnieuw")).to_be_visible()
    page.evaluate("window.stillThisPage = true")
    # What the worker does; the figures come into the page that waits, and it says so.
    assert count_asked(region_id=region.pk, municipality_id=None, code=str(year))
    expect(page.get_by_text("Wat is dit cijfer?").first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Klaar")).to_be_visible()
    assert page.evaluate("window.stillThisPage"), "the page was not loaded again"
    page.get_by_text("Wat is dit cijfer?").first.click()
    expect(page.get_by_text("Alle vragen die in de periode binnenkwamen").first).to_be_visible()
    look(page, "figures")

    page.get_by_role("link", name="Voor de gemeenteraad").click()
    page.get_by_role("link", name=f"{town.name}, {year}").click()
    page.get_by_role("button", name="Cijfers tellen").click()
    expect(page.locator(".sb-progress")).to_be_visible()
    # What the worker does; the page itself finds out that it is done.
    assert count_draft(page_id=CouncilPage.objects.get(municipality=town).pk)
    expect(page.locator("article.sb-council")).to_be_visible()
    page.get_by_role("link", name="Eigen woorden").click()
    page.get_by_label("Wat we niet konden, en waarom").fill("Voor Somalisch zoeken we nog iemand.")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("article.sb-council")).to_contain_text("Voor Somalisch zoeken we nog iemand.")
    page.get_by_role("button", name="Opnieuw tellen").wait_for()
    look(page, "council-draft")
    page.get_by_role("button", name="Publiceren").click()
    page.wait_for_url("**/raad/**")
    address = page.url

    anybody = open_page(360)
    anybody.goto(address)
    expect(anybody.get_by_role("heading", level=1)).to_have_text(f"Sleutelpersonen in {town.name}, {year}")
    expect(anybody.locator("article.sb-council")).to_contain_text("Wat we niet konden")
    look(anybody, "council-page")
    anybody.emulate_media(media="print")
    expect(anybody.locator("article.sb-council")).to_be_visible()
    expect(anybody.get_by_text("Alle pagina's voor gemeenteraden")).to_be_hidden()
