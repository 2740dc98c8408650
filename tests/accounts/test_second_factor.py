"""Roles that see or manage many people prove twice who they are; a mailbox alone opens nothing for them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from allauth import mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from sleutelbos.accounts.adapters import MFAAdapter
from sleutelbos.accounts.models import Role, User
from tests.accounts.test_sign_in import signed_in_by_code
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

SET_UP = "/mijn-account/extra-controle/"


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FUNCTIONAL_ADMINISTRATOR, Role.PRIVACY_OFFICER])
def test_who_has_no_second_factor_yet_sets_one_up_and_sees_nothing_before(role: str, region_a: Any) -> None:
    user = MembershipFactory(region=region_a, role=role).user
    client = signed_in_by_code(user)
    for address in ("/", "/mijn-account/", "/mijn-account/apparaten/"):
        response = client.get(address)
        assert response.status_code == 302
        assert response.headers["Location"].startswith(SET_UP)
    page = client.get(SET_UP)
    assert page.status_code == 200
    assert page.wsgi_request.viewer.role is None
    for name in ("mfa_add_webauthn", "mfa_activate_totp", "account_logout"):
        assert client.get(reverse(name)).status_code == 200


def test_posting_straight_to_a_page_does_not_get_past_the_door(coordinator: User) -> None:
    client = signed_in_by_code(coordinator)
    response = client.post("/mijn-account/wijzigen/", {"name": "Ander", "language": "nl"})
    assert response.headers["Location"].startswith(SET_UP)
    coordinator.refresh_from_db()
    assert coordinator.name != "Ander"


def test_a_fragment_sends_the_whole_page_to_the_set_up(coordinator: User) -> None:
    client = signed_in_by_code(coordinator)
    response = client.get("/mijn-account/", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"].startswith(SET_UP)


@pytest.mark.parametrize("role", [Role.KEY_PERSON, Role.RESEARCHER])
def test_other_roles_need_no_second_factor(role: str, region_a: Any) -> None:
    client = signed_in_by_code(MembershipFactory(region=region_a, role=role).user)
    assert client.get("/mijn-account/").status_code == 200


def test_a_coordinator_who_is_also_a_key_person_works_as_that_without_it(coordinator: User, region_a: Any) -> None:
    own = MembershipFactory(user=coordinator, region=region_a, role=Role.KEY_PERSON)
    client = signed_in_by_code(coordinator)
    client.post("/rol/", {"membership": own.pk})
    page = client.get("/mijn-account/")
    assert page.status_code == 200
    assert page.wsgi_request.viewer.role == Role.KEY_PERSON


def test_connecting_an_app_opens_the_door_in_this_session(coordinator: User) -> None:
    client = signed_in_by_code(coordinator)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    page = client.get("/mijn-account/")
    assert page.status_code == 200
    assert page.wsgi_request.viewer.role == Role.COORDINATOR


def test_the_next_time_the_code_by_mail_is_followed_by_the_code_of_the_app(coordinator: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(coordinator, secret)
    client = signed_in_by_code(coordinator)
    assert "_auth_user_id" not in client.session
    assert client.get("/inloggen/extra-controle/").status_code == 200
    client.post("/inloggen/extra-controle/", {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post("/inloggen/extra-controle/", {"code": code_now(secret)})
    assert client.get("/mijn-account/").wsgi_request.viewer.role == Role.COORDINATOR


def test_an_old_session_from_before_the_app_is_asked_for_it(coordinator: User) -> None:
    old = signed_in_by_code(coordinator)
    secret = generate_totp_secret()
    TOTP.activate(coordinator, secret)
    response = old.get("/mijn-account/")
    assert response.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    old.post(response.headers["Location"], {"code": code_now(secret)})
    assert old.get("/mijn-account/").status_code == 200


def test_who_needs_a_second_factor_cannot_take_the_last_one_away(coordinator: User) -> None:
    client = signed_in_by_code(coordinator)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(coordinator.pk)
    session.save()
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=coordinator, type=Authenticator.Type.TOTP).exists()


def test_a_recovery_code_alone_is_no_second_factor(coordinator: User) -> None:
    Authenticator.objects.create(user=coordinator, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    client = signed_in_by_code(coordinator)
    assert client.get("/mijn-account/").headers["Location"].startswith(SET_UP)


def test_the_secret_of_an_app_lies_encrypted_and_survives_a_new_key(coordinator: User, settings: Any) -> None:
    secret = generate_totp_secret()
    TOTP.activate(coordinator, secret)
    kept = Authenticator.objects.get(user=coordinator, type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in kept
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key of the installation"
    assert MFAAdapter().decrypt(kept) == secret


LIBRARY = Path(mfa.__file__).resolve().parents[1] / "templates"
# Frames without words, a page we do not have, and a file of codes alone.
WORDLESS = {"base", "base_entrance", "base_manage", "signup_form", "trust", "download"}
PAGES = [
    str(path.relative_to(LIBRARY))
    for path in sorted((LIBRARY / "mfa").rglob("*.*"))
    if path.suffix in {".html", ".txt"} and path.stem not in WORDLESS and "snippets" not in path.parts
]


def test_the_library_has_pages() -> None:
    assert len(PAGES) > 20


@pytest.mark.parametrize("name", PAGES)
def test_the_library_speaks_with_our_words(name: str) -> None:
    """It has none in half of the languages of key persons: a page of its own would be Dutch there."""
    assert Path(get_template(name).origin.name).is_relative_to(settings.BASE_DIR / "sleutelbos")
