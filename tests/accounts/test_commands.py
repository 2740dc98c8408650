"""What whoever runs an installation does by hand: a first region, and help for who lost the key."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command

from sleutelbos.accounts.models import Membership, Region, Role, User
from sleutelbos.audit.models import Event
from sleutelbos.notices.models import Notice
from tests.accounts.test_sign_in import signed_in_by_code

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    said = StringIO()
    call_command(*arguments, stdout=said)
    return said.getvalue()


def test_a_first_region_has_an_administrator_who_signs_in_and_sees_the_region() -> None:
    run("add_region", "--name", "Regio Achterhoek", "--administrator", "Femke@Gemeente.example")
    region = Region.objects.get(slug="regio-achterhoek")
    membership = Membership.objects.get(region=region)
    assert membership.role == Role.FUNCTIONAL_ADMINISTRATOR
    assert Notice.objects.get(to="femke@gemeente.example").region_id == region.pk
    client = signed_in_by_code(membership.user)
    assert client.get("/regio/").status_code == 200


def test_the_same_region_twice_changes_nothing() -> None:
    run("add_region", "--name", "Regio Achterhoek", "--administrator", "femke@gemeente.example")
    with pytest.raises(CommandError):
        run("add_region", "--name", "Regio achterhoek", "--administrator", "ander@gemeente.example")
    assert Region.objects.count() == 1
    assert not User.objects.filter(email="ander@gemeente.example").exists()


def test_who_lost_everything_starts_again_and_is_told(coordinator: User, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    session = signed_in_by_code(coordinator)
    TOTP.activate(coordinator, generate_totp_secret())
    assert "1 second" in run("forget_second_factor", coordinator.email, "--reason", "Belde zelf, teruggebeld")
    assert not Authenticator.objects.filter(user=coordinator).exists()
    assert session.get("/mijn-account/").headers["Location"].startswith("/inloggen/")
    event = Event.objects.get(verb="accounts.factor.forgotten")
    assert event.reason == "Belde zelf, teruggebeld"
    assert event.subject == f"user:{coordinator.pk}"
    assert "teruggebeld" in Notice.objects.get(to=coordinator.email).body
    again = signed_in_by_code(coordinator)
    assert again.get("/mijn-account/").headers["Location"].startswith("/mijn-account/extra-controle/")


def test_an_address_nobody_has_is_said() -> None:
    with pytest.raises(CommandError, match="Nobody"):
        run("forget_second_factor", "niemand@elders.example", "--reason", "x")
