"""J16: a letter, a rumour, a passport: the page about it, on a phone; and a translator who makes such a page."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, expect

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.guidance import services
from sleutelbos.guidance.models import GuideText
from tests import factories

from . import journeys


def test_somebody_reads_about_fines_on_a_phone_in_dutch_and_in_arabic(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    journeys.region()
    for language, direction in (("nl", "ltr"), ("ar", "rtl")):
        page = open_page(360, locale=language)
        page.goto(reverse("guidance:list-guides"))
        look(page, f"know-{language}")
        page.locator(f"a[href='{reverse('guidance:show-guide', args=['fines'])}']").click()
        page.wait_for_url("**/fines/")
        expect(page.locator("html")).to_have_attribute("dir", direction)
        everything = page.locator("article section").count()
        page.locator("a[href='?voor=status']").click()
        page.wait_for_url("**voor=status")
        assert 0 < page.locator("article section").count() < everything
        look(page, f"know-fines-{language}")
        page.locator(f"main a[href='{reverse('guidance:ask-person')}']").click()
        page.wait_for_url(f"**{reverse('guidance:ask-person')}")
        look(page, f"know-ask-{language}")


def test_a_key_person_looks_at_a_translation_first_and_then_lets_everybody_read_it(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    region = journeys.region()
    membership = factories.MembershipFactory(region=region, role="key_person")
    person = factories.KeyPersonFactory(region=region, membership=membership)
    services.name_translator(membership=person.membership, language="tr", actor=Viewer.system(reason="test"))
    source = GuideText.objects.get(guide__code="childcare", language="nl", state="published")
    page = open_page(360, user=person.membership.user)
    page.goto(reverse("guidance:list-guides"))
    page.locator(f"a[href='{reverse('guidance:list-guide-texts')}']").click()
    page.wait_for_load_state()
    look(page, "topic-pages")
    page.locator(f"a[href='{reverse('guidance:write-guide', args=['childcare', 'tr'])}']").click()
    page.wait_for_load_state()
    page.fill("#id_title", "Kinderopvang: çocuk bakımı")
    page.fill("#id_summary", "Derse gidemiyor musunuz? Söyleyin.")
    for number, section in enumerate(source.content["sections"], start=1):
        page.fill(f"#id_heading{number}", f"Bölüm {number}")
        # Each of the words that stay: of one of them too few, and the page says which.
        lines = [f"Satır {at}: PIP ve klantmanager." for at, _ in enumerate(section["lines"], start=1)]
        page.fill(f"#id_lines{number}", "\n".join(lines))
    page.locator("button[name=preview]").click()
    page.wait_for_load_state()
    expect(page.locator("#voorbeeld")).to_contain_text("çocuk bakımı")
    look(page, "topic-preview")
    page.locator("button[name=publish]").click()
    page.wait_for_url(f"**{reverse('guidance:list-guide-texts')}")
    assert GuideText.objects.get(language="tr", guide__code="childcare", state="published").made_by == person.membership
