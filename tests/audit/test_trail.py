"""The trail: kept for ever, read by the person concerned and by a privacy officer, and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override, pgettext

from sleutelbos.accounts.models import Membership, Role, User
from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import queries, services
from sleutelbos.audit.models import Event
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(coordinator: User) -> Viewer:
    return viewer_of(Membership.objects.select_related("user").get(user=coordinator))


@pytest.fixture
def privacy_officer(region_a: Any) -> User:
    user: User = MembershipFactory(region=region_a, role=Role.PRIVACY_OFFICER, user__email="piet@a.example").user
    return user


@pytest.mark.parametrize("change", [{"actor_label": "Iemand anders"}, {"reason": ""}])
def test_an_event_cannot_be_changed(actor: Viewer, change: dict[str, str]) -> None:
    event = services.record("bridging.request.viewed", actor=actor)
    with pytest.raises(Error), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**change)


def test_a_key_person_reads_who_opened_the_profile_in_plain_words(
    actor: Viewer, key_person: Any, client_of: Any
) -> None:
    services.looked("keypersons.profile.seen", actor=actor, subject=key_person)
    page = client_of(key_person.membership.user).get("/mijn-account/wie-zag-mijn-gegevens/")
    [line] = [line for line in page.context["lines"] if line.look]
    assert line.who == actor.label
    assert "profile" in line.did or "profiel" in line.did


def test_the_coordinators_page_of_a_key_person_writes_that_look_itself(
    coordinator: User, key_person: Any, client_of: Any
) -> None:
    client_of(coordinator).get(f"/sleutelpersonen/{key_person.pk}/")
    own = client_of(key_person.membership.user).get("/mijn-account/wie-zag-mijn-gegevens/")
    assert any(line.look and line.who == coordinator.name for line in own.context["lines"])


def test_nobody_reads_about_somebody_else(actor: Viewer, key_person: Any, professional: User, client_of: Any) -> None:
    services.looked("keypersons.profile.seen", actor=actor, subject=key_person)
    page = client_of(professional).get("/mijn-account/wie-zag-mijn-gegevens/")
    assert page.context["lines"] == []


def test_what_somebody_did_to_their_own_data_says_you(professional: User, client_of: Any) -> None:
    client: Client = client_of(professional)
    client.post("/mijn-account/wijzigen/", {"name": "Nieuw", "language": "nl"})
    [line] = client.get("/mijn-account/wie-zag-mijn-gegevens/").context["lines"]
    with override("nl"):
        assert (line.who, line.role) == (professional.name, pgettext("who did it", "you"))


def test_a_privacy_officer_sees_the_own_region_and_not_the_neighbours(
    actor: Viewer, neighbour: User, privacy_officer: User, client_of: Any
) -> None:
    theirs = viewer_of(Membership.objects.select_related("user").get(user=neighbour))
    services.record("bridging.request.viewed", actor=theirs)
    services.record("bridging.request.viewed", actor=actor)
    page = client_of(privacy_officer).get("/logboek/")
    assert [line.who for line in page.context["lines"]] == [actor.label]


def test_the_filters_narrow_and_reading_is_in_the_trail_too(
    actor: Viewer, key_person: Any, privacy_officer: User, client_of: Any
) -> None:
    services.looked("keypersons.profile.seen", actor=actor, subject=key_person)
    services.record("keypersons.profile.changed", actor=actor, subject=key_person, target=key_person)
    client: Client = client_of(privacy_officer)
    seen = client.get("/logboek/?soort=look").context["lines"]
    assert [line.look for line in seen] == [True]
    about = client.get(f"/logboek/?over=keyperson:{key_person.pk}").context["lines"]
    assert len(about) == 2
    assert len(client.get(f"/logboek/?over={key_person.pk}&wie=renske").context["lines"]) in {0, 2}
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert client.get(f"/logboek/?van={tomorrow:%d-%m-%Y}").context["lines"] == []
    assert Event.objects.filter(verb="accounts.trail.seen", actor_user_id=privacy_officer.pk).count() == 4


def test_the_last_page_of_a_long_trail_costs_what_the_first_costs(
    actor: Viewer, privacy_officer: User, client_of: Any
) -> None:
    for _ in range(130):
        services.record("bridging.request.viewed", actor=actor)
    client: Client = client_of(privacy_officer)
    client.get("/logboek/")
    costs, address, pages = [], "/logboek/", 0
    while address:
        with CaptureQueriesContext(connection) as spent:
            page = client.get(address)
        costs.append(len(spent.captured_queries))
        pages += 1
        address = f"/logboek/?voor={page.context['older']}" if page.context["older"] else ""
    assert pages == 3
    assert len(set(costs)) == 1


def test_pages_of_the_trail_hold_each_event_once(actor: Viewer, region_a: Any) -> None:
    made = [services.record("bridging.request.viewed", actor=actor).pk for _ in range(25)]
    seen: list[int] = []
    before: int | None = None
    while True:
        page, before = queries.page_of(queries.events_of_region(region_a.pk), before=before, size=10)
        seen += [event.pk for event in page]
        if before is None:
            break
    assert seen == sorted(made, reverse=True)


@pytest.mark.parametrize("nonsense", ["x", "-1", "9" * 40, "1.5"])
def test_a_page_number_that_is_none_shows_the_first_page(professional: User, client_of: Any, nonsense: str) -> None:
    response = client_of(professional).get(f"/mijn-account/wie-zag-mijn-gegevens/?voor={nonsense}")
    assert response.status_code == 200
