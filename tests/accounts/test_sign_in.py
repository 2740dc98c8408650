"""Signing in without a password: a code, the same page for everybody, limits that hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from smtplib import SMTPServerDisconnected
from statistics import median
from time import process_time
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from pytest_django import DjangoAssertNumQueries

from sleutelbos.accounts.models import User
from sleutelbos.audit.models import Event
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def code_in(message: Any) -> str:
    found = re.search(r"^\d{6}$", message.body, re.MULTILINE)
    assert found, message.body
    return found.group()


@pytest.fixture
def one_moment() -> Iterator[None]:
    """What a limit counts in a minute happens at once, however slow the computer is."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def ask_code(client: Client, address: str) -> Any:
    return client.post("/inloggen/", {"login": address})


def signed_in_by_code(user: User) -> Client:
    """A browser in which somebody signed in as people do."""
    client = Client()
    ask_code(client, user.email)
    client.post("/inloggen/code/", {"code": code_in(mail.outbox[-1])})
    return client


def test_a_code_by_mail_signs_in_and_the_trail_says_so(coordinator: User) -> None:
    client = Client()
    assert ask_code(client, coordinator.email).headers["Location"] == "/inloggen/code/"
    response = client.post("/inloggen/code/", {"code": code_in(mail.outbox[-1])})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(coordinator.pk)
    event = Event.objects.get(verb="accounts.user.signed_in")
    assert event.subject == f"user:{coordinator.pk}"


def test_an_address_in_capitals_is_the_same_address(coordinator: User) -> None:
    client = Client()
    ask_code(client, coordinator.email.upper())
    client.post("/inloggen/code/", {"code": code_in(mail.outbox[-1])})
    assert client.session["_auth_user_id"] == str(coordinator.pk)


def test_three_wrong_codes_and_the_right_one_is_worth_nothing(coordinator: User) -> None:
    client = Client()
    ask_code(client, coordinator.email)
    right = code_in(mail.outbox[-1])
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(3):
        client.post("/inloggen/code/", {"code": wrong})
    client.post("/inloggen/code/", {"code": right})
    assert "_auth_user_id" not in client.session


def test_a_code_of_another_browser_is_worth_nothing(coordinator: User) -> None:
    ask_code(Client(), coordinator.email)
    other = Client()
    other.post("/inloggen/code/", {"code": code_in(mail.outbox[-1])})
    assert "_auth_user_id" not in other.session


@pytest.mark.parametrize("kind", ["unknown", "inactive"])
def test_whether_somebody_has_an_account_shows_nowhere(coordinator: User, kind: str) -> None:
    other = "niemand@elders.example"
    if kind == "inactive":
        UserFactory(email=other, is_active=False)
    pages = []
    for address in (coordinator.email, other):
        client = Client()
        first = ask_code(client, address)
        second = client.get(first.headers["Location"])
        wrong = client.post("/inloggen/code/", {"code": "not a code"})
        pages.append([(response.status_code, _neutral(response, address)) for response in (first, second, wrong)])
    assert pages[0] == pages[1]
    assert [message.to for message in mail.outbox] == [[coordinator.email], [other]]


def _neutral(response: Any, address: str) -> str:
    text = response.content.decode().replace(address, "ADDRESS")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"', "", text)


def test_the_message_to_an_unknown_address_holds_no_code_and_says_what_to_do() -> None:
    ask_code(Client(), "niemand@elders.example")
    body = mail.outbox[-1].body
    assert not re.search(r"\d{6}", body)
    assert reverse("account_signup") in body


def test_a_known_and_an_unknown_address_take_the_same_time(coordinator: User, settings: Any) -> None:
    """A class, not a nanosecond: neither path does work the other lacks by more than half."""
    settings.ACCOUNT_RATE_LIMITS = False

    def seconds(address: str) -> float:
        started = process_time()
        ask_code(Client(), address)
        return process_time() - started

    seconds(coordinator.email)
    pairs = [(seconds(coordinator.email), seconds("niemand@elders.example")) for _ in range(15)]
    known, unknown = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    assert 0.5 < known / unknown < 2


@pytest.mark.usefixtures("one_moment")
def test_a_fourth_code_in_a_minute_for_one_address_is_refused_known_or_not(coordinator: User) -> None:
    for address in (coordinator.email, "niemand@elders.example"):
        for _ in range(3):
            assert ask_code(Client(), address).status_code == 302
        refused = ask_code(Client(), address)
        assert refused.status_code == 200
        assert refused.context["form"].errors
    assert len(mail.outbox) == 6


@pytest.mark.usefixtures("one_moment")
def test_one_computer_cannot_ask_codes_for_everybody() -> None:
    sent = 0
    for number in range(25):
        sent += ask_code(Client(REMOTE_ADDR="192.0.2.7"), f"u{number}@elders.example").status_code == 302
    assert sent == 20


@pytest.mark.usefixtures("one_moment")
def test_a_forwarded_address_does_not_slip_past_the_limit() -> None:
    for number in range(25):
        response = Client(REMOTE_ADDR="192.0.2.7").post(
            "/inloggen/", {"login": f"u{number}@elders.example"}, headers={"X-Forwarded-For": f"198.51.100.{number}"}
        )
    assert response.status_code == 200


def test_when_mail_is_down_the_page_says_so_and_nothing_is_lost(coordinator: User, monkeypatch: Any) -> None:
    def down(*args: Any, **kwargs: Any) -> int:
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", down)
    response = ask_code(Client(), coordinator.email)
    assert response.status_code == 503


def test_a_first_code_confirms_the_address_of_an_invited_person(coordinator: User) -> None:
    EmailAddress.objects.filter(user=coordinator).update(verified=False)
    client = Client()
    ask_code(client, coordinator.email)
    client.post("/inloggen/code/", {"code": code_in(mail.outbox[-1])})
    assert client.session["_auth_user_id"] == str(coordinator.pk)
    assert EmailAddress.objects.get(user=coordinator).verified


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_message_is_in_the_language_of_the_page(coordinator: User, language: str) -> None:
    client = Client(headers={"Accept-Language": language})
    ask_code(client, coordinator.email)
    with translation.override(language):
        assert gettext("This is your code to sign in:") in mail.outbox[-1].body


# --- no passwords, anywhere -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_from_key",
        "socialaccount_connections",
        "socialaccount_signup",
    ],
)
def test_the_librarys_address_for_passwords_and_signing_up_does_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name, args=["a", "b"] if "key" in name else [])


def test_no_address_speaks_of_passwords() -> None:
    def walk(resolver: Any) -> Any:
        for entry in resolver.url_patterns:
            yield str(entry.pattern)
            if hasattr(entry, "url_patterns"):
                yield from walk(entry)

    assert [path for path in walk(get_resolver()) if "password" in path or "wachtwoord" in path] == []


def test_a_password_somebody_put_in_the_database_does_not_sign_in(coordinator: User) -> None:
    User.objects.filter(pk=coordinator.pk).update(password="md5$salt$e2f4b8a2")
    client = Client()
    client.post("/inloggen/", {"login": coordinator.email, "password": "welkom"})
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(coordinator: User) -> None:
    before = User.objects.count()
    assert Client().post("/inloggen/geen-account/", {"email": "nieuw@elders.example"}).status_code == 405
    assert User.objects.count() == before


# --- devices ----------------------------------------------------------------------------------------------------


def test_a_lost_phone_is_signed_out_from_another_device(coordinator: User) -> None:
    phone, laptop = signed_in_by_code(coordinator), signed_in_by_code(coordinator)
    page = laptop.get("/mijn-account/apparaten/").context["sessions"]
    assert len(page) == 2
    lost = next(session for session in page if session.row.session_key == phone.session.session_key)
    laptop.post(f"/mijn-account/apparaten/{lost.pk}/afmelden/")
    assert phone.get("/mijn-account/").status_code == 302
    assert laptop.get("/mijn-account/").status_code == 200


def test_a_page_for_somebody_signed_in_writes_nothing(
    coordinator: User, client_of: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(coordinator)
    client.get("/mijn-account/")
    with django_assert_max_num_queries(4) as queries:
        client.get("/mijn-account/")
    assert [q["sql"] for q in queries.captured_queries if not q["sql"].startswith("SELECT")] == []
