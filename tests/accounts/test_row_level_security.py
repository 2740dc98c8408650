"""The second wall: on PostgreSQL a connection sees the people of one region, whatever the query forgot.

Run: python tests/postgres.py run -- python -m pytest tests/accounts/test_row_level_security.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse

from sleutelbos.accounts.services.links import make_token
from sleutelbos.accounts.services.scope import EVERYWHERE, act_in, current, region_scope
from sleutelbos.bridging.models import CallRequest, KnownAsker, Request
from sleutelbos.config.migrations import __name__ as migrations
from sleutelbos.exchange.models import CalendarFeed, ImportBatch
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.matching.models import Repair, TravelTimes, WeekPlan
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.notices.models import NumberCheck, PushSubscription, Reader
from tests.factories import KeyPersonFactory, NewcomerFactory, OfferFactory, RequestFactory, VisitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

# Whoever adds a wall adds its model.
WALLED = [
    KeyPerson,
    Newcomer,
    Request,
    CallRequest,
    KnownAsker,
    ImportBatch,
    CalendarFeed,
    WeekPlan,
    Repair,
    TravelTimes,
    Reader,
    NumberCheck,
    PushSubscription,
    *(apps.get_model(name) for name in ("community.Room", "community.Message", "pocket.Phone", "guidance.Translator")),
    *(apps.get_model(name) for name in ("letters.Letter", "letters.Round", "letters.WordProposal")),
    apps.get_model("bridging.ReferenceLetter"),
    *(apps.get_model("signals", name) for name in ("Theme", "OwnerRule", "Bottleneck", "Signal", "Answer", "Alert")),
    *(apps.get_model("signals", name) for name in ("Contact", "AbsenceRule", "Absence", "BarrierCount")),
    *(apps.get_model("signals", name) for name in ("Talk", "Agreement")),
    *(apps.get_model(name) for name in ("insights.Edition", "insights.Interview", "insights.Release")),
    *(apps.get_model(name) for name in ("insights.FigureSheet", "insights.CouncilPage")),
]


@pytest.fixture
def two_regions(region_a: Any, region_b: Any) -> None:
    for region in (region_a, region_b):
        RequestFactory(region=region, newcomer=NewcomerFactory(region=region))
        KeyPersonFactory(region=region)
        CallRequest.objects.create(region=region, kind="call_me")


def test_the_tests_connection_is_no_superuser_or_the_wall_would_not_bite(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("model", WALLED)
def test_every_table_with_people_of_a_region_has_the_wall(model: Any, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relrowsecurity, relforcerowsecurity from pg_class where relname = %s", [model._meta.db_table]
        )
        assert cursor.fetchone() == (True, True)


def test_a_connection_without_a_region_sees_nobody(two_regions: None) -> None:
    act_in(None)
    assert not KeyPerson.objects.exists()
    assert not Request.objects.exists()
    assert not Newcomer.objects.exists()
    assert not CallRequest.objects.exists()


def test_a_connection_of_one_region_sees_that_region_without_any_filter(two_regions: None, region_a: Any) -> None:
    with region_scope(region_a.pk):
        for model in (KeyPerson, Request, Newcomer, CallRequest):
            assert {row.region_id for row in model.objects.all()} == {region_a.pk}, model  # type: ignore[attr-defined]
    assert Request.objects.count() == 2


def test_more_regions_can_be_named(two_regions: None, region_a: Any, region_b: Any) -> None:
    act_in(None)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.region', %s, false)", [f"{region_a.pk},{region_b.pk}"])
    assert Request.objects.count() == 2


def test_a_region_whose_number_starts_like_another_is_another(two_regions: None, region_a: Any) -> None:
    act_in(int(f"{region_a.pk}0"))
    assert not Request.objects.exists()


def test_nothing_can_be_put_in_another_region(two_regions: None, region_a: Any, region_b: Any) -> None:
    with region_scope(region_a.pk), pytest.raises(Error, match="row-level security"), transaction.atomic():
        Newcomer.objects.create(region=region_b, code="TEST-CODE-9999", language="ti")


def test_nothing_of_another_region_can_be_changed_moved_or_removed(
    two_regions: None, region_a: Any, region_b: Any
) -> None:
    with region_scope(region_a.pk):
        assert CallRequest.objects.filter(region_id=region_b.pk).update(detail="x") == 0
        assert CallRequest.objects.filter(region_id=region_b.pk).delete()[0] == 0
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            CallRequest.objects.filter(region_id=region_a.pk).update(region_id=region_b.pk)
    assert CallRequest.objects.filter(region_id=region_b.pk, detail="").count() == 1


def test_the_scope_comes_back_also_after_an_error(two_regions: None, region_a: Any) -> None:
    assert current() == EVERYWHERE
    with pytest.raises(ZeroDivisionError), region_scope(region_a.pk):
        raise ZeroDivisionError
    assert current() == EVERYWHERE


def test_a_scope_in_a_transaction_that_fails_comes_back_too(two_regions: None, region_a: Any) -> None:
    with pytest.raises(Error), transaction.atomic(), region_scope(region_a.pk), connection.cursor() as cursor:
        cursor.execute("select 1/0")
    assert current() == EVERYWHERE


# --- what pages do with it -------------------------------------------------------------------------------------------


def scope_in_view(monkeypatch: Any, address: str, client: Client) -> str:
    """What the database shows while a page is made."""
    seen: list[str] = []
    from django.template import base

    real = base.Template.render

    def render(self: Any, *args: Any, **kwargs: Any) -> Any:
        seen.append(current())
        return real(self, *args, **kwargs)

    monkeypatch.setattr(base.Template, "render", render)
    client.get(address)
    assert seen, address
    return seen[0]


def test_a_page_of_a_coordinator_runs_in_the_own_region(
    coordinator: Any, region_a: Any, client_of: Any, monkeypatch: Any
) -> None:
    assert scope_in_view(monkeypatch, "/sleutelpersonen/", client_of(coordinator)) == str(region_a.pk)


def test_a_page_of_a_stranger_runs_without_a_region(monkeypatch: Any, region_a: Any) -> None:
    assert scope_in_view(monkeypatch, "/inloggen/", Client()) == ""


def test_a_stranger_after_a_coordinator_on_the_same_connection_inherits_nothing(
    coordinator: Any, client_of: Any, monkeypatch: Any, settings: Any
) -> None:
    # As in a web server, where nothing is put back after a request.
    settings.DATABASE_SCOPE = ""
    client_of(coordinator).get("/sleutelpersonen/")
    assert current() != ""
    assert scope_in_view(monkeypatch, "/inloggen/", Client()) == ""


def test_somebody_without_a_role_sees_no_region(coordinator: Any, client_of: Any, monkeypatch: Any) -> None:
    coordinator.memberships.update(valid_from="2020-01-01", valid_until="2020-02-01")
    assert scope_in_view(monkeypatch, "/mijn-account/", client_of(coordinator)) == ""


def test_a_signed_link_runs_in_the_region_of_its_row(two_regions: None, region_a: Any, monkeypatch: Any) -> None:
    request = Request.objects.get(region=region_a)
    offer = OfferFactory(request=request, key_person=KeyPerson.objects.get(region=region_a))
    address = reverse("bridging:answer-offer", args=[make_token("offer", offer.pk, offer.link_version)])
    assert scope_in_view(monkeypatch, address, Client()) == str(region_a.pk)


def test_a_link_of_the_neighbours_opened_by_our_coordinator_runs_in_their_region(
    two_regions: None, region_b: Any, coordinator: Any, client_of: Any, monkeypatch: Any
) -> None:
    visit = VisitFactory(request=Request.objects.get(region=region_b))
    address = reverse("bridging:show-own-visit", args=[make_token("visit", visit.pk, visit.link_version)])
    assert scope_in_view(monkeypatch, address, client_of(coordinator)) == str(region_b.pk)


def test_the_own_trail_of_a_person_in_two_regions_is_whole(
    key_person: Any, region_b: Any, client_of: Any, coordinator: Any
) -> None:
    from sleutelbos.accounts.queries import subjects_of
    from tests.factories import MembershipFactory

    user = key_person.membership.user
    there = MembershipFactory(user=user, region=region_b, role="key_person")
    other = KeyPersonFactory(region=region_b, membership=there)
    with region_scope(key_person.region_id):
        assert set(subjects_of(user.pk)) == {f"user:{user.pk}", f"keyperson:{key_person.pk}", f"keyperson:{other.pk}"}


def test_the_tables_of_the_migration_are_the_tables_tested_here() -> None:
    from importlib import import_module

    folder = Path(str(import_module(migrations).__file__)).parent
    files = sorted(file.stem for file in folder.glob("[0-9]*.py"))
    tables = [table for file in files for table in import_module(f"{migrations}.{file}").TABLES]
    assert sorted(tables) == sorted(model._meta.db_table for model in WALLED)


def test_a_calendar_opens_by_its_secret_and_for_no_other_region(key_person: Any, region_b: Any) -> None:
    from sleutelbos.accounts.viewer import Viewer
    from sleutelbos.exchange.services import make_feed

    _feed, token = make_feed(key_person=key_person, level="busy", actor=Viewer.system(reason="test"))
    act_in(region_b.pk)
    assert not CalendarFeed.objects.exists() and not Reader.objects.exists()
    act_in(None)
    assert Client().get(reverse("exchange:read-feed", args=[token])).status_code == 200


@pytest.mark.parametrize("nonsense", ["x", "1,", ",1", "1;drop", "-1", "*,1", "1 or true"])
def test_a_region_that_is_no_number_shows_nobody_and_breaks_nothing(two_regions: None, nonsense: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.region', %s, false)", [nonsense])
    assert not Request.objects.exists()
