"""Addresses that only take what a form sends, opened as a page: a phone restores its tabs that way."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from sleutelbos.ui import middleware

pytestmark = pytest.mark.django_db


def test_a_form_address_that_is_opened_leads_back_to_its_page(client: Client) -> None:
    answer = client.get(reverse("bridging:accept-offer", args=["token"]))
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    shown = answer.content.decode()
    assert "Deze pagina is hier niet" in shown
    assert f'href="{reverse("bridging:answer-offer", args=["token"])}"' in shown
    assert 'href="/"' in shown


@pytest.mark.parametrize(
    ("path", "above"),
    [("/bureau/bellen/12/klaar/", "/bureau/"), ("/vragen/5/annuleren/", "/vragen/5/"), ("/nergens/heen/", "")],
)
def test_the_page_above_is_the_nearest_that_there_is(path: str, above: str) -> None:
    assert middleware._page_above(path) == above
