"""Rules about signing in that need only values."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

# Whoever sees or manages many people proves twice who they are; a stolen mailbox alone opens nothing then.
SECOND_FACTOR_ROLES: Final = frozenset({"coordinator", "functional_administrator", "privacy_officer"})


def needs_second_factor(role: str) -> bool:
    """Whether this role is only given to somebody who proved twice who they are."""
    return role in SECOND_FACTOR_ROLES


def proved_twice(records: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a session's sign-in records (`{"method": "code"}, {"method": "mfa"}`) hold a second factor.

    A passkey that asked for a fingerprint or PIN counts: it is something one has and something one is or knows.
    """
    return any(record.get("method") == "mfa" for record in records)


def may_vouch(address: str, domains: Iterable[str]) -> bool:
    """Whether an identity provider that speaks for these mail domains may say that this address signed in."""
    name, _, domain = address.rpartition("@")
    return bool(name) and domain.lower() in {name.lower() for name in domains}


_BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> tuple[str, str]:
    """Browser and system as a person would name them, ("Firefox", "Android"); empty where unknown."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return browser, system
