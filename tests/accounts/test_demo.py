"""Being anybody in one tap exists in the demo only."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from sleutelbos.accounts.models import Membership
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_demo_door_does_not_exist_outside_the_demo(method: str) -> None:
    assert getattr(Client(), method)("/demo/").status_code == 404


def test_one_tap_signs_in_as_a_persona_of_the_demo(settings: Any, coordinator: Any) -> None:
    settings.DEMO = True
    client = Client()
    assert coordinator.name in client.get("/demo/").content.decode()
    membership = Membership.objects.get(user=coordinator)
    response = client.post("/demo/", {"membership": membership.pk})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(coordinator.pk)


def test_a_persona_whose_role_has_ended_cannot_be_chosen(settings: Any, coordinator: Any) -> None:
    settings.DEMO = True
    membership = Membership.objects.get(user=coordinator)
    Membership.objects.update(valid_until="2021-01-01")
    assert Client().post("/demo/", {"membership": membership.pk}).status_code == 404


@pytest.mark.parametrize("nonsense", ["", "x", "-1", "9" * 40])
def test_nonsense_at_the_demo_door_is_not_found(settings: Any, nonsense: str) -> None:
    settings.DEMO = True
    assert Client().post("/demo/", {"membership": nonsense}).status_code == 404


def test_the_demo_page_costs_the_same_queries_for_many_people(
    settings: Any, region_a: Any, django_assert_num_queries: Any
) -> None:
    settings.DEMO = True
    MembershipFactory.create_batch(3, region=region_a)
    with django_assert_num_queries(8):
        Client().get("/demo/")
    MembershipFactory.create_batch(20, region=region_a)
    with django_assert_num_queries(8):
        Client().get("/demo/")
