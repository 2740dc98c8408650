"""A wrong installation is told so, with a hint."""

import pytest
from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured

from sleutelbos.config import checks, env


@pytest.fixture
def production(settings: object) -> object:
    """Settings as a municipality would run them."""
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    settings.SECRET_KEY = "x" * 50  # type: ignore[attr-defined]
    settings.SITE_URL = "https://sleutelbos.example.nl"  # type: ignore[attr-defined]
    return settings


def ids(messages: list[CheckMessage]) -> list[str | None]:
    assert all(message.hint for message in messages)
    return [message.id for message in messages]


def test_a_short_key_stops_the_start(production: object) -> None:
    production.SECRET_KEY = "short"  # type: ignore[attr-defined]
    assert ids(checks.check_secret(None)) == ["sleutelbos.E001"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://sleutelbos.example.nl", []),
        ("http://sleutelbos.example.nl", ["sleutelbos.E003"]),
        ("https://sleutelbos.example.nl/", ["sleutelbos.E002"]),
        ("sleutelbos.example.nl", ["sleutelbos.E002"]),
        ("", ["sleutelbos.E002"]),
    ],
)
def test_links_lead_somewhere_over_https(production: object, url: str, expected: list[str]) -> None:
    production.SITE_URL = url  # type: ignore[attr-defined]
    assert ids(checks.check_site_url(None)) == expected


def test_the_demo_never_runs_with_production_settings(production: object) -> None:
    production.DEMO = True  # type: ignore[attr-defined]
    assert ids(checks.check_demo(None)) == ["sleutelbos.E004"]


def test_messages_need_a_sender(production: object) -> None:
    production.DEFAULT_FROM_EMAIL = "Sleutelbos <noreply@localhost>"  # type: ignore[attr-defined]
    assert ids(checks.check_sender(None)) == ["sleutelbos.E005"]


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        ("sqlite:////srv/region.sqlite3", "sqlite3", "/srv/region.sqlite3"),
        ("sqlite:///region.sqlite3", "sqlite3", "region.sqlite3"),
        ("postgresql://me:p%40ss@db.example:5433/region", "postgresql", "region"),
    ],
)
def test_a_database_address_is_read(url: str, engine: str, name: str) -> None:
    found = env.database(url)
    assert found["ENGINE"].endswith(engine)
    assert found["NAME"] == name


def test_a_password_in_the_address_is_decoded() -> None:
    found = env.database("postgresql://me:p%40ss@db.example:5433/region")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("me", "p@ss", "db.example", "5433")


def test_another_database_is_refused_with_a_sentence() -> None:
    with pytest.raises(ImproperlyConfigured, match="mysql"):
        env.database("mysql://localhost/region")


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("ja", True), ("nee", False), ("", False)])
def test_yes_and_no_are_read(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("SLEUTELBOS_TEST_FLAG", value)
    assert env.flag("SLEUTELBOS_TEST_FLAG", default=not expected) is expected


def test_neither_yes_nor_no_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLEUTELBOS_TEST_FLAG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="SLEUTELBOS_TEST_FLAG"):
        env.flag("SLEUTELBOS_TEST_FLAG", default=True)


def test_the_same_wrong_number_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLEUTELBOS_TEST_NUMBER", "ten")
    with pytest.raises(ImproperlyConfigured, match="SLEUTELBOS_TEST_NUMBER"):
        env.number("SLEUTELBOS_TEST_NUMBER", 3)
