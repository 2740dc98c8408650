"""A key person says for which organisation they are not asked, on the phone and without a word of explanation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from sleutelbos.keypersons.models import StandingConflict
from tests.factories import OrganisationFactory

DESKTOP, PHONE = 1280, 360


def test_a_key_person_keeps_an_organisation_away_and_takes_it_back(
    open_page: Callable[..., Page], look: Callable[..., None], key_person: Any
) -> None:
    school = OrganisationFactory(region=key_person.region, name="OBS Het Vuur")
    page = open_page(PHONE, user=key_person.membership.user)
    page.goto("/mijn-profiel/")
    page.locator("main a[href='/mijn-profiel/niet-voor/']").click()
    look(page, "not-for-them-empty")
    page.locator("select[name=organisation]").select_option(label="OBS Het Vuur")
    page.locator("main form.sb-form button[type=submit]").first.click()
    page.wait_for_load_state()
    expect(page.locator("main li.sb-card")).to_contain_text("OBS Het Vuur")
    look(page, "not-for-them")
    assert StandingConflict.objects.get().organisation == school
    page.locator("main li.sb-card form button").click()
    expect(page.locator("main li.sb-card")).to_have_count(0)
    assert not StandingConflict.objects.exists()


def test_a_coordinator_sees_it_on_the_profile_and_a_region_without_an_independent_person_is_told(
    open_page: Callable[..., Page],
    look: Callable[..., None],
    coordinator: Any,
    key_person: Any,
) -> None:
    region = key_person.region
    type(region).objects.filter(pk=region.pk).update(complaints_name="")
    StandingConflict.objects.create(key_person=key_person, organisation=OrganisationFactory(region=region))
    page = open_page(PHONE, user=coordinator, also=DESKTOP)
    page.goto(f"/sleutelpersonen/{key_person.pk}/")
    page.locator("main a[href$='/niet-voor/']").click()
    look(page, "not-for-them-coordinator")
    page.goto("/bureau/")
    look(page, "desk-without-independent-person")
