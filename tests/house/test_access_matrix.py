"""Every address is in the matrix, and the matrix is true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sleutelbos.accounts.middleware import SESSION_KEY
from sleutelbos.accounts.models import Membership
from tests.house.access_matrix import EVERY_ROLE, MARK, MATRIX, Line, World

# What a page may answer to somebody who may open it: the page, the next page, a form with mistakes, a rule.
FINE = frozenset({200, 302, 400, 409, 422})
REFUSED = frozenset({403, 404})


def _addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _addresses(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}" if entry.name else f"without a name: {entry.pattern}"


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    present = set(_addresses(get_resolver()))
    assert sorted(present - set(MATRIX)) == [], "add a line to tests/house/access_matrix.py"
    assert sorted(set(MATRIX) - present) == [], "these addresses are gone; remove their lines"


@pytest.fixture(scope="module")
def made_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all lines, in a transaction around the tests' own: making it costs more than asking it."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            world = World()
            world.fill()
            for membership in [*world.memberships.values(), *world.neighbours.values()]:
                _sign_in(membership)
            yield world
            transaction.set_rollback(True)
        _SESSIONS.clear()


@pytest.fixture
def world(made_world: World, db: None) -> World:
    return made_world


_SESSIONS: dict[int, str] = {}


def _sign_in(membership: Membership) -> None:
    client = Client()
    client.force_login(membership.user)
    session = client.session
    session[SESSION_KEY] = membership.pk
    session.save()
    _SESSIONS[membership.pk] = str(session.session_key)


def _client(membership: Membership | None) -> Client:
    client = Client()
    if membership is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = _SESSIONS[membership.pk]
    return client


def _ask(client: Client, method: str, address: str, line: Line) -> Any:
    return client.post(address, line.data) if method == "post" else client.get(address)


def _content(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return str(body.decode("utf-8", "replace"))


def _to_sign_in(response: Any) -> bool:
    return response.status_code == 302 and response.headers["Location"].startswith("/inloggen/?next=")


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_the_matrix_is_true_for(name: str, world: World) -> None:
    line = MATRIX[name]
    # What is opened by who may comes last: it may change the row that the others ask for.
    _strangers_find_nothing(name, line, world)
    _other_roles_are_refused(name, line, world)
    _neighbours_find_nothing(name, line, world)
    _who_may_gets_it(name, line, world)


def _strangers_find_nothing(name: str, line: Line, world: World) -> None:
    if line.who in {"anyone", "link"}:
        return
    address = reverse(name, args=line.args(world, world.memberships[_one_of(line)]))
    for method in ("get", "post"):
        response = _ask(_client(None), method, address, line)
        if response.status_code == 405:
            continue
        assert _to_sign_in(response) or response.status_code == 404, f"{method} by a stranger: {response}"


def _other_roles_are_refused(name: str, line: Line, world: World) -> None:
    for role in sorted(EVERY_ROLE - line.roles):
        address = reverse(name, args=line.args(world, world.memberships[_one_of(line)]))
        for method in ("get", "post"):
            response = _ask(_client(world.memberships[role]), method, address, line)
            if response.status_code == 405:
                continue
            assert response.status_code in REFUSED, f"{method} by {role}: {response}"


def _neighbours_find_nothing(name: str, line: Line, world: World) -> None:
    if line.who in {"anyone", "link"}:
        return
    for role in sorted(line.roles):
        args = line.args(world, world.memberships[role])
        address = reverse(name, args=args)
        for method in ("get", "post"):
            response = _ask(_client(world.neighbours[role]), method, address, line)
            if response.status_code == 405:
                continue
            if line.about_a_row and args:
                assert response.status_code == 404, f"{method} by the neighbour, {role}: {response}"
            assert MARK not in _content(response), f"{method} by the neighbour, {role}, shows region A"


def _who_may_gets_it(name: str, line: Line, world: World) -> None:
    method = "post" if line.post else "get"
    if line.who in {"anyone", "link"}:
        address = reverse(name, args=line.args(world, world.memberships["professional"]))
        response = _ask(_client(None), method, address, line)
        assert response.status_code in FINE | line.ok, f"by anybody: {response}"
    if line.who == "link":
        _broken_links_open_nothing(name, line, world)
        return
    for role in sorted(line.roles):
        membership = world.memberships[role]
        response = _ask(_client(membership), method, reverse(name, args=line.args(world, membership)), line)
        assert response.status_code in FINE | line.ok, f"by {role}: {response}"
        assert line.who == "anyone" or not _to_sign_in(response), f"by {role}: {response}"


def _broken_links_open_nothing(name: str, line: Line, world: World) -> None:
    token, *rest = line.args(world, world.memberships["professional"])
    address = reverse(name, args=[f"{token[:-3]}xyz", *rest])
    for method in ("get", "post"):
        response = _ask(_client(None), method, address, line)
        assert response.status_code in {404, 405, 410, 429}, f"{method} with a broken link: {response}"


def _one_of(line: Line) -> str:
    return sorted(line.roles)[0]
