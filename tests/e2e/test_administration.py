"""A municipality joins within an hour: organisations and people follow, the region gets its own face; and afterwards
everybody can read who saw what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sleutelbos.accounts.models import Membership, Role
from tests.factories import MembershipFactory

DESKTOP, PHONE = 1280, 360


@pytest.fixture
def administrator(region_a: Any) -> Any:
    return MembershipFactory(
        region=region_a, role=Role.FUNCTIONAL_ADMINISTRATOR, user__email="femke@a.example", user__name="Femke Aalders"
    ).user


def submit(page: Page) -> None:
    page.locator("main form.sb-form button[type=submit]").first.click()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_municipality_joins_with_its_school_and_a_teacher(
    open_page: Callable[..., Page], look: Callable[..., None], administrator: Any, width: int
) -> None:
    page = open_page(width, user=administrator)
    page.goto("/organisaties/")
    look(page, "organisations-empty")
    page.locator("main a[href='/regio/gemeente-erbij/']").click()
    look(page, "municipality-joins")
    page.locator("input[name=name]").fill("Doetinchum")
    submit(page)
    expect(page.locator("main")).to_contain_text("Doetinchem")
    look(page, "municipality-unknown")
    page.locator("input[name=name]").fill("gemeente Doetinchem")
    submit(page)
    page.wait_for_url("**/regio/gemeenten/*/")
    look(page, "municipality")

    page.locator("summary", has_text="organisat").first.click()
    page.locator("input[name=organisatie-name]").fill("OBS De Esdoorn")
    page.locator("input[name=what][value=organisation] ~ .sb-actions button").click()
    expect(page.locator("main")).to_contain_text("OBS De Esdoorn")
    page.locator("main details summary").last.click()
    page.locator("input[name=persoon-email]").fill("anke@esdoorn.example")
    page.locator("input[name=persoon-name]").fill("Anke de Vries")
    page.locator("select[name=persoon-role]").select_option("professional")
    page.locator("select[name=persoon-organisation]").select_option(label="OBS De Esdoorn")
    page.locator("input[name=what][value=person] ~ .sb-actions button").click()
    expect(page.locator("main")).to_contain_text("Anke de Vries")
    look(page, "municipality-filled")
    assert Membership.objects.get(user__email="anke@esdoorn.example").role == Role.PROFESSIONAL

    page.goto("/gebruikers/")
    look(page, "people")
    page.locator("main table a").first.click()
    look(page, "end-role")
    page.goto("/organisaties/")
    look(page, "organisations")
    page.goto("/gebruikers/uitnodigen/")
    look(page, "invite")


def test_a_region_gets_its_own_colours_but_not_unreadable_ones(
    open_page: Callable[..., Page], look: Callable[..., None], administrator: Any
) -> None:
    page = open_page(DESKTOP, user=administrator)
    page.goto("/regio/")
    look(page, "region")
    page.locator("input[name=action]").fill("#ffee88")
    submit(page)
    expect(page.locator("input[name=action]")).to_have_attribute("aria-invalid", "true")
    look(page, "region-unreadable")
    page.locator("input[name=action]").fill("#7a1f5c")
    submit(page)
    page.wait_for_load_state()
    button = page.locator("main form.sb-form button[type=submit]").first
    expect(button).to_have_css("background-color", "rgb(122, 31, 92)")
    look(page, "region-own-colours")


def test_the_filters_of_a_list_change_it_without_losing_the_place(
    open_page: Callable[..., Page], look: Callable[..., None], administrator: Any, coordinator: Any
) -> None:
    page = open_page(DESKTOP, user=administrator)
    page.goto("/gebruikers/")
    page.locator("select[name=rol]").select_option("coordinator")
    expect(page.locator("#gevonden tbody tr")).to_have_count(1)
    assert "rol=coordinator" in page.url
    look(page, "people-filtered")


def test_looking_along_is_seen_by_the_person_and_the_privacy_officer(
    open_page: Callable[..., Page], look: Callable[..., None], administrator: Any, key_person: Any, region_a: Any
) -> None:
    helper = open_page(DESKTOP, user=administrator)
    helper.goto("/meekijken/")
    look(helper, "look-along")
    helper.locator("input[name=reason]").fill("Haar agenda geeft een fout")
    submit(helper)
    helper.goto(f"/sleutelpersonen/{key_person.pk}/")
    look(helper, "looking-along")
    helper.locator("header form button", has_text="").first.click()

    own = open_page(PHONE, user=key_person.membership.user)
    own.goto("/mijn-account/wie-zag-mijn-gegevens/")
    expect(own.locator("main")).to_contain_text("Femke Aalders (support)")
    expect(own.locator("main")).to_contain_text("Haar agenda geeft een fout")
    look(own, "own-trail")

    officer = MembershipFactory(region=region_a, role=Role.PRIVACY_OFFICER).user
    trail = open_page(DESKTOP, user=officer)
    trail.goto("/logboek/")
    expect(trail.locator("#gevonden")).to_contain_text("Femke Aalders")
    look(trail, "trail")
    trail.goto("/logboek/?wie=niemand")
    look(trail, "trail-empty")
