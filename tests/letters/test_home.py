"""What the key person's home shows of reading along and of the Group."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sleutelbos.accounts.queries import viewer_of
from sleutelbos.community import services as community
from sleutelbos.letters import services
from tests import factories
from tests.letters import room

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(region_a: Any) -> tuple[Any, Client]:
    """A key person with an account, at the phone."""
    member = factories.MembershipFactory(region=region_a, role="key_person")
    who = factories.KeyPersonFactory(region=region_a, membership=member)
    client = Client()
    client.force_login(member.user)
    return who, client


def test_the_home_fetches_both_pieces_and_has_plain_links_without_a_script(person: Any) -> None:
    page = person[1].get(reverse("bridging:show-own-work")).content.decode()
    for name in ("letters:show-waiting", "community:show-news"):
        assert f'data-piece="{reverse(name)}"' in page
    for name in ("letters:list-own-readings", "community:list-rooms"):
        assert f'href="{reverse(name)}"' in page


def test_only_what_waits_for_oneself_is_shown_and_nothing_after_it(person: Any, region_a: Any) -> None:
    who, client = person
    address = reverse("letters:show-waiting")
    assert not client.get(address).content.strip()
    writer = room.writer(region_a)
    _round, readers = room.open_round(region_a, writer, [who, *room.people(region_a, 1)])
    mine, other = (services.reader_token(one) for one in readers)
    words = client.get(address).content.decode()
    assert mine in words and other not in words
    services.decline(reader=readers[0], actor=writer)
    assert not client.get(address).content.strip()


def test_news_of_the_group_is_announcements_and_a_number(person: Any, region_a: Any) -> None:
    _who, client = person
    address = reverse("community:show-news")
    assert not client.get(address).content.strip()
    lead = viewer_of(factories.MembershipFactory(region=region_a, role="coordinator"))
    made = community.make_room(region=region_a, title="Iedereen", about="", languages=[], topic=None, actor=lead)
    said = community.announce(room=made, text="Vrijdag is het kantoor dicht.", actor=lead)
    community.write_message(room=made, text="Fijn weekend.", actor=lead)
    words = client.get(address).content.decode()
    assert "Vrijdag is het kantoor dicht." in words and "Fijn weekend" not in words
    assert reverse("community:show-message", args=[said.pk]) in words
