"""The front door for whoever does not sign in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db

FOR_EVERYBODY = [
    "guidance:list-guides",
    "guidance:choose-role-card",
    "insights:show-key-person-counts",
    "insights:list-releases",
    "insights:list-public-council-pages",
    "insights:list-published-editions",
    "letters:list-published",
]


def test_what_everybody_may_read_can_be_found_from_the_front_door(client: Client) -> None:
    page = client.get("/").content.decode()
    for name in FOR_EVERYBODY:
        assert f'href="{reverse(name)}"' in page
        assert client.get(reverse(name)).status_code == 200
