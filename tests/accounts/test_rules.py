"""Rules about signing in, on values alone."""

from __future__ import annotations

import pytest

from sleutelbos.accounts import rules
from sleutelbos.accounts.models import Role


@pytest.mark.parametrize(
    ("address", "domains", "allowed"),
    [
        ("anke@school.example", ["school.example"], True),
        ("school.example", ["school.example"], False),
        ("Anke@SCHOOL.example", ["school.Example"], True),
        ("anke@sub.school.example", ["school.example"], False),
        ("anke@school.example.kwaad.example", ["school.example"], False),
        ("anke@gemeente.example", ["school.example", "gemeente.example"], True),
        ("anke@school.example", [], False),
        ("", ["school.example"], False),
    ],
)
def test_a_provider_vouches_for_its_own_domains_only(address: str, domains: list[str], allowed: bool) -> None:
    assert rules.may_vouch(address, domains) is allowed


def test_the_roles_that_need_a_second_factor_exist() -> None:
    assert {str(role) for role in Role} >= rules.SECOND_FACTOR_ROLES


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (Linux; Android 13; SM-A137F) Chrome/120.0 Mobile Safari/537.36", ("Chrome", "Android")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", ("Safari", "iPhone")),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36 Edg/120.0", ("Edge", "Windows")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", ("Firefox", "Linux")),
        ("curl/8.0", ("", "")),
    ],
)
def test_a_device_has_a_name_people_know(user_agent: str, device: tuple[str, str]) -> None:
    assert rules.device_of(user_agent) == device
