"""For which organisations somebody is never asked: said without a reason, seen by two, and gone when it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.models import Organisation
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import verbs
from sleutelbos.audit.models import Event
from sleutelbos.bridging.services import asking as bridging
from sleutelbos.keypersons import queries, services, tasks
from sleutelbos.keypersons.models import KeyPerson, StandingConflict
from sleutelbos.ui.errors import RuleBroken
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(region_a: Any) -> Organisation:
    made: Organisation = factories.OrganisationFactory(region=region_a, name="OBS Het Vuur")
    return made


@pytest.fixture
def desk(coordinator: Any, client_of: Any) -> Client:
    client: Client = client_of(coordinator)
    client.cookies["taal"] = "en"
    return client


@pytest.fixture
def phone(key_person: KeyPerson, client_of: Any) -> Client:
    assert key_person.membership is not None
    client: Client = client_of(key_person.membership.user)
    client.cookies["taal"] = "en"
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"keypersons:{name}", args=list(args))


def test_a_person_says_it_and_takes_it_back(phone: Client, key_person: KeyPerson, school: Organisation) -> None:
    assert "OBS Het Vuur" in phone.get(url("change-own-conflicts")).content.decode()
    phone.post(url("change-own-conflicts"), {"organisation": school.pk, "until": ""})
    [row] = key_person.standing_conflicts.all()
    assert (row.organisation, row.since, row.until) == (school, timezone.localdate(), None)
    page = phone.get(url("change-own-conflicts")).content.decode()
    assert url("end-own-conflict", row.pk) in page
    assert "Only you and your coordinator see this" in phone.get(url("show-own-profile")).content.decode()
    assert phone.get(url("end-own-conflict", row.pk)).status_code == 405
    phone.post(url("end-own-conflict", row.pk))
    assert not key_person.standing_conflicts.exists()


def test_a_person_ends_what_the_coordinator_wrote(
    phone: Client, desk: Client, key_person: KeyPerson, school: Organisation
) -> None:
    desk.post(url("change-conflicts", key_person.pk), {"organisation": school.pk, "until": ""})
    [row] = key_person.standing_conflicts.all()
    assert phone.post(url("end-own-conflict", row.pk)).status_code == 302
    assert not key_person.standing_conflicts.exists()


def test_there_is_nowhere_to_type_why(phone: Client, desk: Client, key_person: KeyPerson) -> None:
    for client, address in ((phone, url("change-own-conflicts")), (desk, url("change-conflicts", key_person.pk))):
        page = client.get(address).content.decode()
        assert "<textarea" not in page.split("<main")[1].split("</main")[0]
        assert page.split("<main")[1].count('name="organisation"') == 1
    kept = {field.name for field in StandingConflict._meta.concrete_fields}
    assert kept == {"id", "key_person", "organisation", "since", "until"}


def test_the_same_organisation_again_changes_the_last_day(
    phone: Client, key_person: KeyPerson, school: Organisation
) -> None:
    day = timezone.localdate() + timedelta(days=30)
    phone.post(url("change-own-conflicts"), {"organisation": school.pk, "until": ""})
    phone.post(url("change-own-conflicts"), {"organisation": school.pk, "until": day.strftime("%d-%m-%Y")})
    assert list(key_person.standing_conflicts.values_list("organisation", "until")) == [(school.pk, day)]


def test_a_day_that_is_over_and_an_organisation_elsewhere_are_refused(
    phone: Client, key_person: KeyPerson, school: Organisation, region_b: Any
) -> None:
    elsewhere = factories.OrganisationFactory(region=region_b)
    yesterday = timezone.localdate() - timedelta(days=1)
    wrong = [
        {"organisation": school.pk, "until": yesterday.strftime("%d-%m-%Y")},
        {"organisation": elsewhere.pk},
        {"organisation": ""},
    ]
    for typed in wrong:
        assert phone.post(url("change-own-conflicts"), typed).status_code == 200
    actor = Viewer.system(reason="test")
    with pytest.raises(RuleBroken):
        services.add_conflict(key_person=key_person, organisation=elsewhere, actor=actor)
    with pytest.raises(RuleBroken):
        services.add_conflict(key_person=key_person, organisation=school, until=yesterday, actor=actor)
    assert not StandingConflict.objects.exists()


def test_somebody_elses_row_is_not_there(
    phone: Client, desk: Client, key_person: KeyPerson, school: Organisation, neighbour: Any, client_of: Any
) -> None:
    other = factories.KeyPersonFactory(region=key_person.region)
    theirs = StandingConflict.objects.create(key_person=other, organisation=school)
    assert phone.post(url("end-own-conflict", theirs.pk)).status_code == 404
    assert phone.post(url("end-conflict", other.pk, theirs.pk)).status_code == 404
    assert phone.post(url("end-conflict", key_person.pk, theirs.pk)).status_code == 403
    assert desk.post(url("end-conflict", key_person.pk, theirs.pk)).status_code == 404
    assert client_of(neighbour).post(url("end-conflict", other.pk, theirs.pk)).status_code == 404
    assert StandingConflict.objects.filter(pk=theirs.pk).exists()


def test_the_organisation_sees_the_same_pages_as_before(
    professional: Any, key_person: KeyPerson, client_of: Any
) -> None:
    """Nothing an organisation opens may differ by it: who is who, the own questions, the state of one."""
    school = professional.memberships.get().organisation
    request = factories.RequestFactory(region=key_person.region, organisation=school, asker=professional)
    KeyPerson.objects.filter(pk=key_person.pk).update(public_profile_since=timezone.now())
    client = client_of(professional)
    addresses = [
        reverse("keypersons:list-public-profiles"),
        reverse("bridging:list-my-requests"),
        reverse("bridging:show-status", args=[bridging.status_token(request)]),
    ]

    def seen() -> list[str]:
        pages = [client.get(address) for address in addresses]
        assert [page.status_code for page in pages] == [200, 200, 200]
        return [page.content.decode().split("<main")[1].split("</main")[0] for page in pages]

    before = seen()
    assert "Selam" in before[0]
    StandingConflict.objects.create(key_person=key_person, organisation=school)
    assert seen() == before
    for name in ("change-conflicts", "show-key-person"):
        assert client.get(url(name, key_person.pk)).status_code in {403, 404}


def test_the_trail_names_the_person_and_never_the_organisation(
    phone: Client, key_person: KeyPerson, school: Organisation
) -> None:
    phone.post(url("change-own-conflicts"), {"organisation": school.pk, "until": ""})
    phone.post(url("end-own-conflict", key_person.standing_conflicts.get().pk))
    events = list(Event.objects.filter(verb__startswith="keypersons.conflict.").order_by("id"))
    assert [event.verb for event in events] == ["keypersons.conflict.set", "keypersons.conflict.ended"]
    for event in events:
        assert (event.target, event.subject) == (f"keyperson:{key_person.pk}", f"keyperson:{key_person.pk}")
        assert event.data == {}
        assert verbs.known(event.verb)


def test_a_row_counts_up_to_and_including_its_last_day_and_is_then_forgotten(
    key_person: KeyPerson, school: Organisation
) -> None:
    today = timezone.localdate()
    row = StandingConflict.objects.create(
        key_person=key_person, organisation=school, since=today - timedelta(days=9), until=today
    )
    region = key_person.region_id
    assert queries.conflicts_on(region, today) == [(key_person.pk, school.pk)]
    assert tasks.forget_conflicts() == 0
    assert queries.conflicts_on(region, today + timedelta(days=1)) == []
    assert queries.conflicts_on(region, today - timedelta(days=10)) == []
    StandingConflict.objects.filter(pk=row.pk).update(until=today - timedelta(days=1))
    assert list(queries.conflicts_of(key_person, today)) == []
    assert tasks.forget_conflicts() == 1
    assert tasks.forget_conflicts() == 0


def test_one_row_per_organisation_and_no_end_before_its_start(key_person: KeyPerson, school: Organisation) -> None:
    today = timezone.localdate()
    with pytest.raises(IntegrityError), transaction.atomic():
        StandingConflict.objects.create(key_person=key_person, organisation=school, until=today - timedelta(days=1))
    StandingConflict.objects.create(key_person=key_person, organisation=school)
    with pytest.raises(IntegrityError), transaction.atomic():
        StandingConflict.objects.create(key_person=key_person, organisation=school)
