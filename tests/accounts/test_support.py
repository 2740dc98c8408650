"""Looking along: with a reason, for half an hour, seen by everybody concerned, and without changing anything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sleutelbos.accounts.models import Membership, Role, SupportSession, User
from sleutelbos.audit.models import Event
from sleutelbos.notices.models import Notice
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

REASON = "De agenda toont een fout bij mevrouw"


@pytest.fixture
def administrator(region_a: Any) -> User:
    user: User = MembershipFactory(
        region=region_a, role=Role.FUNCTIONAL_ADMINISTRATOR, user__email="femke@a.example", user__name="Femke"
    ).user
    return user


@pytest.fixture
def helper(administrator: User, client_of: Any) -> Client:
    client: Client = client_of(administrator)
    client.post("/meekijken/", {"reason": REASON})
    return client


def test_without_a_reason_nobody_looks_along(administrator: User, client_of: Any) -> None:
    client: Client = client_of(administrator)
    assert client.post("/meekijken/", {"reason": ""}).status_code == 200
    assert not SupportSession.objects.exists()
    assert client.get("/mijn-account/").wsgi_request.viewer.role == Role.FUNCTIONAL_ADMINISTRATOR


def test_who_looks_along_stands_in_a_coordinators_place_in_the_own_region(helper: Client, region_a: Any) -> None:
    viewer = helper.get("/mijn-account/").wsgi_request.viewer
    assert viewer.role == Role.COORDINATOR
    assert viewer.region_id == region_a.pk
    assert viewer.support
    assert helper.get("/sleutelpersonen/").status_code == 200


def test_the_banner_says_so_on_every_page(helper: Client) -> None:
    assert REASON in helper.get("/mijn-account/").content.decode()
    assert "/meekijken/stoppen/" in helper.get("/sleutelpersonen/").content.decode()


@pytest.mark.parametrize(
    "address",
    ["/sleutelpersonen/nieuw/", "/mijn-account/wijzigen/", "/gebruikers/uitnodigen/", "/meekijken/", "/rol/"],
)
def test_nothing_can_be_changed(helper: Client, address: str) -> None:
    before = Event.objects.exclude(look=True).exclude(verb="accounts.support.page_seen").count()
    assert (
        helper.post(address, {"first_name": "X", "name": "X", "reason": REASON, "membership": "1"}).status_code == 403
    )
    assert Event.objects.exclude(look=True).exclude(verb="accounts.support.page_seen").count() == before


def test_nothing_can_be_taken_along(helper: Client) -> None:
    assert helper.get("/vragen/export.csv").status_code == 403


def test_every_page_is_kept_with_the_reason(helper: Client, key_person: Any) -> None:
    helper.get(f"/sleutelpersonen/{key_person.pk}/")
    seen = Event.objects.get(verb="accounts.support.page_seen")
    assert seen.reason == REASON
    assert seen.target == "keypersons:show-key-person"
    assert seen.data == {"row": str(key_person.pk)}


def test_the_person_concerned_reads_who_looked_along_and_why(helper: Client, key_person: Any, client_of: Any) -> None:
    helper.get(f"/sleutelpersonen/{key_person.pk}/")
    page = client_of(key_person.membership.user).get("/mijn-account/wie-zag-mijn-gegevens/")
    [line] = page.context["lines"]
    assert line.who == "Femke (support)"
    assert line.reason == REASON


def test_the_coordinator_gets_a_message(helper: Client, region_a: Any) -> None:
    notice = Notice.objects.get(template="accounts/mail/support_started.txt")
    assert notice.to == region_a.coordinator_email
    assert REASON in notice.body


def test_after_half_an_hour_it_is_over_by_itself(helper: Client) -> None:
    SupportSession.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    viewer = helper.get("/mijn-account/").wsgi_request.viewer
    assert viewer.role == Role.FUNCTIONAL_ADMINISTRATOR
    assert not viewer.support


def test_it_lasts_half_an_hour(helper: Client) -> None:
    session = SupportSession.objects.get()
    assert session.ends_at - session.started_at == timedelta(minutes=30)


def test_stopping_ends_it_and_stopping_again_is_no_error(helper: Client) -> None:
    helper.post("/meekijken/stoppen/")
    assert SupportSession.objects.get().ended_at is not None
    assert helper.get("/mijn-account/").wsgi_request.viewer.role == Role.FUNCTIONAL_ADMINISTRATOR
    assert helper.post("/meekijken/stoppen/").status_code == 302
    assert Event.objects.filter(verb="accounts.support.ended").count() == 1


def test_when_the_role_ends_the_looking_ends(helper: Client, administrator: User) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=administrator).update(valid_until=yesterday)
    assert helper.get("/mijn-account/").wsgi_request.viewer.role is None


def test_the_number_of_somebody_elses_session_opens_nothing(helper: Client, region_b: Any, client_of: Any) -> None:
    other = MembershipFactory(region=region_b, role=Role.FUNCTIONAL_ADMINISTRATOR).user
    client: Client = client_of(other)
    session = client.session
    session["support"] = SupportSession.objects.get().pk
    session.save()
    assert client.get("/mijn-account/").wsgi_request.viewer.role == Role.FUNCTIONAL_ADMINISTRATOR
