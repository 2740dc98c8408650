"""What every test can use: the named cast, clients, and a database that behaves like the real one."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core import signing
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import translation

from tests import database, factories
from tests.browser import browser

__all__ = ["browser"]  # a fixture, for every folder that drives one

# Playwright runs an event loop in this thread, and Django refuses the ORM in one unless told.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_configure() -> None:
    """Compile the catalogues before the first page; processes doing it at the same moment do not hinder each other.

    The tests and the product are a large heap that stays: looking through it for garbage took a quarter of the time.
    """
    gc.set_threshold(100_000, 50, 100)
    call_command("compile_catalogues", verbosity=0)


def pytest_collection_finish() -> None:
    """What has been collected stays until the end: it is not looked through again."""
    gc.collect()
    gc.freeze()


def pytest_report_header() -> str:
    """Which database these tests run on."""
    return f"database: {connection.vendor}"


_DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of what only PostgreSQL does are skipped elsewhere; `./start test` runs them on a private one.

    What needs a database is marked, so that the pure parts are not tested once more on another one.
    """
    for item in items:
        if item.get_closest_marker("django_db") or _DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
    asked_for = os.environ.get("DATABASE_URL", "").startswith("postgres")
    if asked_for and connection.vendor != "postgresql":
        pytest.exit("DATABASE_URL names PostgreSQL but the settings chose another database.", returncode=4)
    if connection.vendor == "postgresql":
        return
    needs_postgres = pytest.mark.skip(reason="needs PostgreSQL: python tests/postgres.py run -- python -m pytest ...")
    for item in items:
        if "postgres" in item.keywords:
            item.add_marker(needs_postgres)


# Where tests of ten seconds and more stand. They go first, so that no process waits for another's long one at the end.
LONG = {
    "bridging/test_killed.py",
    "e2e/test_edition.py",
    "e2e/test_every_page.py",
    "e2e/test_group.py",
    "e2e/test_import.py",
    "e2e/test_letter.py",
    "e2e/test_quarterly_talk.py",
    "e2e/test_suggestions_why.py",
    "exchange/test_services.py",
    "house/test_information_leaves.py",
    "insights/test_demo_edition.py",
    "letters/reading/test_opening.py",
    "pocket/test_interleavings.py",
}


@pytest.hookimpl(specname="pytest_collection_modifyitems", trylast=True)
def pytest_long_ones_first(items: list[pytest.Item]) -> None:
    """Long tests before short ones; those that empty the database stay behind those that only look at it."""
    here = Path(__file__).parent

    def turn(item: pytest.Item) -> tuple[int, bool]:
        marker, fixtures = item.get_closest_marker("django_db"), set(getattr(item, "fixturenames", ()))
        empties = bool(marker and marker.kwargs.get("transaction")) or bool(
            {"transactional_db", "live_server"} & fixtures
        )
        kind = 1 if empties else 0 if "database" in item.keywords else 2
        return kind, item.path.relative_to(here).as_posix() not in LONG

    items.sort(key=turn)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None, request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether a migrated database lies ready: the copy of another process, or what --reuse-db asks for."""
    yield database.lay_down() or bool(request.config.getvalue("reuse_db"))
    database.let_go()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object, django_db_keepdb: bool) -> Iterator[None]:
    """Let transactional tests empty the trail on SQLite, where emptying is deleting; its own test puts this back."""
    sqlite = connection.vendor == "sqlite"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        database.keep()
        if sqlite:
            with connection.cursor() as cursor:
                cursor.execute("drop trigger if exists audit_event_no_delete")
    yield
    if sqlite and django_db_keepdb:
        with django_db_blocker.unblock():  # type: ignore[attr-defined]
            database.remove()


@pytest.fixture
def region_a(db: None) -> object:
    """Our region."""
    return factories.RegionFactory(slug="achterhoek", name="Achterhoek")


@pytest.fixture
def region_b(db: None) -> object:
    """The neighbours."""
    return factories.RegionFactory(slug="buren", name="De Buren")


@pytest.fixture
def coordinator(region_a: object) -> object:
    """The coordinator of region A, as a user."""
    return factories.MembershipFactory(region=region_a, role="coordinator", user__email="renske@a.example").user


@pytest.fixture
def neighbour(region_b: object) -> object:
    """The coordinator of region B: sees nothing of region A."""
    return factories.MembershipFactory(region=region_b, role="coordinator", user__email="bert@b.example").user


@pytest.fixture
def professional(region_a: object) -> object:
    """A teacher in region A, with an account."""
    school = factories.OrganisationFactory(region=region_a, name="OBS De Esdoorn")
    return factories.MembershipFactory(
        region=region_a, role="professional", organisation=school, user__email="anke@school.example"
    ).user


@pytest.fixture
def key_person(region_a: object) -> object:
    """Selam, a key person in region A with an account; `key_person.membership.user` signs in."""
    return factories.KeyPersonFactory(region=region_a, first_name="Selam", with_account=True)


@pytest.fixture
def client_of() -> Callable[[object], Client]:
    """A test client signed in as a user."""

    def make(user: object) -> Client:
        client = Client()
        client.force_login(user)  # type: ignore[arg-type]
        return client

    return make


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """The language of one test's last page is not the next test's."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """Throttling counters of one test never stop the next, and its people are not the next one's."""
    from django.core.cache import cache

    from sleutelbos.matching.load import forget_people

    cache.clear()
    forget_people()
    yield


@pytest.fixture(autouse=True)
def _hours_begin_with_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries are counted per hour of the clock; a test that runs as the clock strikes would count in two of them."""
    began: list[float] = []

    def since() -> float:
        began[:] = began or [time.time()]
        return time.time() - began[0]

    monkeypatch.setattr("sleutelbos.accounts.services.throttle.time", SimpleNamespace(time=since))


@pytest.fixture(autouse=True)
def _a_link_made_twice_is_one_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signed link holds the second it was made in; a test that makes it again for comparing may be in the next."""
    made: list[int] = []

    def timestamp(signer: signing.TimestampSigner) -> str:
        now = int(time.time())
        if not made or not 0 <= now - made[0] < 30:
            made[:] = [now]
        return signing.b62_encode(made[0])

    monkeypatch.setattr(signing.TimestampSigner, "timestamp", timestamp)
