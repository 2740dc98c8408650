"""J13: who can help, with "what if" in place, another than the first with a reason, and the list as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from sleutelbos.accounts.models import Membership
from sleutelbos.bridging.models import Offer
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.matching.models import Override
from tests import factories

from . import journeys

OpenPage = Callable[..., Page]
Look = Callable[..., None]


@pytest.fixture
def renske(db: Any) -> Membership:
    """A coordinator with a region that is ready for questions."""
    made: Membership = factories.MembershipFactory(
        region=journeys.region(), role="coordinator", user__email="renske@a.example"
    )
    return made


@pytest.mark.parametrize(("width", "language"), [(1280, "nl"), (360, "ar")])
def test_what_if_in_place_another_than_the_first_and_the_list_as_it_was(
    site: str, open_page: OpenPage, look: Look, renske: Membership, width: int, language: str
) -> None:
    region = renske.region
    near: KeyPerson = factories.KeyPersonFactory(region=region, first_name="Selam", gender="man")
    far: KeyPerson = factories.KeyPersonFactory(
        region=region,
        first_name="Hanan",
        gender="man",
        home_place="Aalten",
        latitude=51.925,
        longitude=6.58,
        travel="car",
    )
    start = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=5)
    question = journeys.question(region, agreed=True, starts_at=start, gender_wish="woman", gender_required=True)
    desk = open_page(width, user=renske.user)
    desk.context.add_cookies([{"name": "taal", "value": language, "url": site}])
    desk.goto(f"/vragen/{question.pk}/voorstellen/")
    assert desk.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")

    # Nobody fits. Letting one wish go, with the keyboard, changes the list where it stands: the page is not left.
    desk.evaluate("document.documentElement.dataset.same = 'yes'")
    chip = desk.locator(".sb-what-if a[href*='los=gender']")
    expect(chip).to_have_count(1)
    chip.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("li.sb-candidate")).to_have_count(2)
    assert desk.evaluate("document.documentElement.dataset.same") == "yes"
    expect(desk.locator("#voorstellen-kop")).to_be_focused()
    look(desk, f"what-if-{language}")

    # The second of the list: one question about the list, and nobody is asked before it is answered.
    desk.locator(f"button[name='only'][value='{far.pk}']").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("fieldset input[name='why']").first).to_be_visible()
    assert not Offer.objects.exists()
    look(desk, f"why-another-{language}")
    desk.locator("#waarom-unsaid").focus()
    desk.keyboard.press("ArrowUp")
    desk.locator("main form button[type=submit]").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/vragen/{question.pk}/")
    assert Offer.objects.get().key_person == far
    assert Override.objects.get().reason == "list-wrong"

    # What was seen then can be seen again, and comes out the same.
    desk.goto(f"/vragen/{question.pk}/voorstellen/")
    desk.locator("#gebruikt ~ ul a").click()
    expect(desk.locator("tbody tr")).to_have_count(2)
    expect(desk.locator("tbody")).to_contain_text(near.first_name)
    look(desk, f"list-as-it-was-{language}")
