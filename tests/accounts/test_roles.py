"""One person, several roles: choosing changes what is seen, and nobody takes a role that is not theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sleutelbos.accounts.models import Membership, Role
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_a_person_with_two_roles_changes_role_in_one_tap(coordinator: Any, region_b: Any, client_of: Any) -> None:
    second = MembershipFactory(user=coordinator, region=region_b, role=Role.PRIVACY_OFFICER)
    client: Client = client_of(coordinator)
    assert client.post("/rol/", {"membership": second.pk}).headers["Location"] == "/"
    assert client.get("/rol/").wsgi_request.viewer.role == Role.PRIVACY_OFFICER
    assert client.get("/rol/").wsgi_request.viewer.region_id == region_b.pk


def test_a_role_of_somebody_else_cannot_be_taken(coordinator: Any, neighbour: Any, client_of: Any) -> None:
    theirs = Membership.objects.get(user=neighbour)
    client: Client = client_of(coordinator)
    assert client.post("/rol/", {"membership": theirs.pk}).status_code == 404
    assert client.get("/rol/").wsgi_request.viewer.region_id != theirs.region_id


def test_a_role_that_ended_yesterday_is_gone_also_in_an_open_session(coordinator: Any, client_of: Any) -> None:
    client: Client = client_of(coordinator)
    assert client.get("/rol/").wsgi_request.viewer.role == Role.COORDINATOR
    Membership.objects.update(valid_until=timezone.localdate() - timedelta(days=1))
    response = client.get("/rol/")
    assert response.wsgi_request.viewer.role is None
    assert "no role here now" in response.content.decode() or "geen rol" in response.content.decode()


def test_a_stranger_goes_to_the_sign_in_page_and_comes_back(db: None) -> None:
    response = Client().get("/rol/")
    assert response.status_code == 302
    assert response.headers["Location"].endswith("?next=/rol/")


def test_a_fragment_for_a_stranger_sends_the_whole_page_to_sign_in(db: None) -> None:
    response = Client().get(
        "/rol/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/werkplek/?open=3"},
    )
    assert response.status_code == 200
    assert response.headers["HX-Redirect"].endswith("?next=/werkplek/%3Fopen%3D3")
