"""What several journeys share: a region with its rules, a link out of a message, forms by what they do."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from playwright.sync_api import Locator, Page

from sleutelbos.accounts.models import Region
from sleutelbos.bridging.models import Offer, Request
from sleutelbos.guidance import services as guidance
from sleutelbos.guidance.models import Topic
from sleutelbos.notices import services as notices
from tests import factories

DOETINCHEM = {"place": "Doetinchem", "latitude": 51.965, "longitude": 6.288}


def region() -> Region:
    """A region as a functional administrator leaves it: rules, topics, one municipality, a school."""
    guidance.load_content()
    made: Region = factories.RegionFactory(slug="achterhoek", name="Achterhoek")
    town = factories.MunicipalityFactory(region=made, name="Doetinchem")
    factories.OrganisationFactory(region=made, municipality=town, name="OBS De Esdoorn")
    return made


def question(of: Region, **values: Any) -> Request:
    """A confirmed question about school in Tigrinya."""
    defaults = {"topic": Topic.objects.get(code="school"), "municipality": of.municipalities.first(), **DOETINCHEM}
    made: Request = factories.RequestFactory(region=of, **{**defaults, **values})
    return made


def offer(to: Request, **values: Any) -> Offer:
    """Somebody who was asked."""
    made: Offer = factories.OfferFactory(request=to, **values)
    return made


def deliver() -> list[Any]:
    """Send what is in the outbox, as the worker does; the messages so far, newest last."""
    notices.send_due()
    return list(mail.outbox)


def link_in_last_mail(to: str, part: str) -> str:
    """The first link with `part` in its path in the newest message to this address."""
    for message in reversed(deliver()):
        if to in message.to:
            found = re.search(rf"https?://\S+{part}\S*", message.body)
            if found:
                return found[0].rstrip(".,)")
    raise AssertionError(f"no message to {to} with {part}: {[(m.to, m.subject) for m in mail.outbox]}")


def form(page: Page, part: str) -> Locator:
    """The button of the form that posts to an address with `part` in it, in whatever language the page is.

    A form without an address of its own posts to the page it stands on.
    """
    return page.locator(f"main form[action*='{part}'] button, main form:not([action]) button").first


def choose(page: Page, name: str, value: str) -> None:
    """Tick a radio or box, or press a big choice, by its name and value."""
    field = page.locator(f"[name='{name}'][value='{value}']").first
    if field.evaluate("node => node.tagName") == "BUTTON":
        field.click()
    else:
        field.check()


def send(page: Page) -> None:
    """Press the button that sends the form in the middle of the page."""
    page.locator("main form:has(input:not([type=hidden]), select, textarea) button[type=submit]").last.click()
