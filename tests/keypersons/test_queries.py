"""Questions about key persons: who may know of whom, and what the filters find."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sleutelbos.accounts.models import Membership, User
from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.keypersons import queries, rules
from sleutelbos.keypersons.models import KeyPerson, ReadinessItem, ReadinessRequirement, ReminderTerm
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(coordinator: User) -> Viewer:
    """The coordinator as a Viewer."""
    return viewer_of(Membership.objects.get(user=coordinator))


def found(desk: Viewer, **filters: Any) -> set[KeyPerson]:
    return set(queries.found_key_persons(desk, today=timezone.localdate(), **filters))


def test_everybody_sees_only_whom_they_may_know_of(
    desk: Viewer, key_person: KeyPerson, neighbour: User, professional: User
) -> None:
    other = factories.KeyPersonFactory(region=key_person.region)
    assert set(queries.visible_key_persons(desk)) == {key_person, other}
    assert key_person.membership is not None
    assert set(queries.visible_key_persons(viewer_of(key_person.membership))) == {key_person}
    for user in (neighbour, professional):
        viewer = viewer_of(Membership.objects.get(user=user))
        assert not queries.visible_key_persons(viewer).exists()
    assert not queries.visible_key_persons(Viewer.stranger()).exists()
    assert not queries.visible_key_persons(Viewer(role="key_person")).exists()


def test_a_public_profile_needs_consent_and_nobody_hidden_is_shown(desk: Viewer, region_a: Any) -> None:
    now = timezone.now()
    shown = factories.KeyPersonFactory(region=region_a, public_profile_since=now)
    factories.KeyPersonFactory(region=region_a)
    factories.KeyPersonFactory(region=region_a, public_profile_since=now, hidden=True)
    factories.KeyPersonFactory(region=region_a, public_profile_since=now, paused=True)
    factories.KeyPersonFactory(public_profile_since=now)
    assert list(queries.public_profiles(desk)) == [shown]
    assert queries.public_varieties(desk) == ["nl", "ti"]
    assert list(queries.public_profiles_found(desk, variety="uk")) == []
    assert not queries.public_profiles(Viewer.stranger()).exists()


def test_filters_narrow_by_name_language_place_state_gender_and_topic(desk: Viewer, region_a: Any) -> None:
    school = factories.TopicFactory(code="school")
    selam = factories.KeyPersonFactory(region=region_a, first_name="Selam", last_name="Tesfay", speaks="ti")
    dilan = factories.KeyPersonFactory(
        region=region_a, first_name="Dilan", last_name="Baran", speaks="kmr", home_place="Aalten", gender="man"
    )
    gone = factories.KeyPersonFactory(region=region_a, first_name="Rim", last_name="Saleh", alumni=True, speaks="ti")
    selam.topics.add(school)
    dilan.languages.create(variety="ckb", speaking=0, understanding=3, reading=1)
    assert found(desk) == {selam, dilan}
    assert found(desk, state="all") == {selam, dilan, gone}
    assert found(desk, state="alumni") == {gone}
    assert found(desk, text="sel tes") == {selam}
    assert found(desk, text="baran") == {dilan}
    assert found(desk, variety="ti") == {selam}
    assert found(desk, variety="ckb") == set()
    assert found(desk, variety="ckb", mode="understanding") == {dilan}
    assert found(desk, variety="ckb", mode="reading") == set()
    assert found(desk, variety="ckb", mode="'; drop table") == set()
    assert found(desk, topic="school") == {selam}
    assert found(desk, place="Aalten") == {dilan}
    assert found(desk, gender="man") == {dilan}
    assert queries.places_of(desk) == ["Aalten", "Doetinchem"]


def test_the_filter_on_the_checklist_says_what_the_checklist_says(desk: Viewer, region_a: Any) -> None:
    today = timezone.localdate()
    ReadinessRequirement.objects.create(region=region_a, kind="vog", valid_months=36)
    ReadinessRequirement.objects.create(region=region_a, kind="training", individual=False, collective=True)
    people = {
        name: factories.KeyPersonFactory(region=region_a, first_name=name, ready=False)
        for name in ("None", "Old", "Soon", "Good", "Long")
    }
    for name, seen_on, until in [
        ("Old", today - timedelta(days=3 * 366), None),
        ("Soon", rules.earliest_seen(today, 36) + timedelta(days=10), None),
        ("Good", today, None),
        ("Long", today - timedelta(days=4 * 366), today + timedelta(days=400)),
    ]:
        ReadinessItem.objects.create(key_person=people[name], kind="vog", seen_on=seen_on, valid_until=until)
    assert found(desk, readiness="problem") == {people["None"], people["Old"]}
    assert found(desk, readiness="expires") == {people["Soon"]}
    assert found(desk, readiness="ok") == {people["Good"], people["Long"]}
    ends = [(ending.key_person_id, ending.subject) for ending in queries.endings(desk, today=today)]
    assert ends == [(people["Old"].pk, "vog"), (people["Soon"].pk, "vog")]


ITEMS = st.lists(
    st.tuples(
        st.sampled_from(["vog", "training"]),
        st.dates(date(2022, 1, 1), date(2027, 12, 31)),
        st.none() | st.integers(0, 900),
    ),
    max_size=4,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(items=ITEMS, months=st.none() | st.integers(1, 36), today=st.dates(date(2025, 1, 1), date(2027, 1, 1)))
def test_the_database_and_the_rule_agree_on_every_checklist(
    desk: Viewer, region_a: Any, items: list[Any], months: int | None, today: date
) -> None:
    KeyPerson.objects.all().delete()
    ReadinessRequirement.objects.all().delete()
    ReadinessRequirement.objects.create(region=region_a, kind="vog", valid_months=months)
    ReadinessRequirement.objects.create(region=region_a, kind="training")
    person = KeyPerson.objects.create(region=region_a, first_name="Selam", state="deployable")
    for kind, seen_on, days in items:
        until = None if days is None else seen_on + timedelta(days=days)
        ReadinessItem.objects.create(key_person=person, kind=kind, seen_on=seen_on, valid_until=until)
    checks = queries.checklist(person, queries.requirements_of(region_a.pk), today)
    worst = rules.worst(checks)
    expected = "problem" if worst in {"missing", "expired"} else worst
    for wanted in ("problem", "expires", "ok"):
        rows = queries.found_key_persons(desk, today=today, readiness=wanted)
        assert (person in rows) == (wanted == expected), (wanted, worst)


def test_the_checklist_is_in_one_order_and_costs_no_query_when_prefetched(
    region_a: Any, django_assert_num_queries: Any
) -> None:
    for kind in ("training", "agreement", "vog"):
        ReadinessRequirement.objects.create(region=region_a, kind=kind)
    requirements = queries.requirements_of(region_a.pk)
    assert [wanted.kind for wanted in requirements] == ["agreement", "vog", "training"]
    factories.KeyPersonFactory(region=region_a)
    [person] = queries.with_list_facts(KeyPerson.objects.all())
    with django_assert_num_queries(0):
        assert all(check.holds for check in queries.checklist(person, requirements, timezone.localdate()))


def test_away_means_the_whole_of_these_days(key_person: KeyPerson) -> None:
    first, last = date(2026, 11, 25), date(2026, 11, 29)
    assert not queries.away_on(key_person, first, last)
    key_person.exceptions.create(first_day=first, last_day=date(2026, 12, 1))
    assert queries.away_on(key_person, first, last)
    assert not queries.away_on(key_person, first, date(2026, 12, 2))


def test_an_engagement_that_ends_counts_unless_another_goes_on(desk: Viewer, region_a: Any) -> None:
    today = timezone.localdate()
    welfare, town = (factories.OrganisationFactory(region=region_a) for _ in range(2))

    def engaged(*spans: tuple[Any, int | None], **values: Any) -> KeyPerson:
        person: KeyPerson = factories.KeyPersonFactory(region=region_a, engaged=False, **values)
        for organisation, days in spans:
            until = None if days is None else today + timedelta(days=days)
            person.engagements.create(
                organisation=organisation, form="volunteer", valid_from=date(2020, 1, 1), valid_until=until
            )
        return person

    over = engaged((welfare, -300), (welfare, -3))
    last_day = engaged((welfare, 0), paused=True)
    one_of_two = engaged((welfare, 60), (town, None))
    for fine in ([(welfare, 61)], [(welfare, 10), (welfare, 400)], [(welfare, -3), (town, None)], [(welfare, None)]):
        engaged(*fine)
    engaged((welfare, 5), alumni=True)
    factories.KeyPersonFactory().engagements.update(valid_until=today)
    ends = queries.endings(desk, today=today)
    assert [(ending.key_person_id, (ending.until - today).days) for ending in ends] == [
        (over.pk, -3),
        (last_day.pk, 0),
        (one_of_two.pk, 60),
    ]
    assert {ending.organisation for ending in ends} == {welfare.name}
    assert not queries.endings(Viewer.stranger(), today=today)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(items=ITEMS, months=st.none() | st.integers(1, 36), today=st.dates(date(2025, 1, 1), date(2027, 1, 1)))
def test_what_ends_is_what_the_checklist_says_ends(
    desk: Viewer, region_a: Any, items: list[Any], months: int | None, today: date
) -> None:
    KeyPerson.objects.all().delete()
    ReadinessRequirement.objects.all().delete()
    ReadinessRequirement.objects.create(region=region_a, kind="vog", valid_months=months)
    ReadinessRequirement.objects.create(region=region_a, kind="training")
    person = KeyPerson.objects.create(region=region_a, first_name="Selam", state="deployable")
    for kind, seen_on, days in items:
        until = None if days is None else seen_on + timedelta(days=days)
        ReadinessItem.objects.create(key_person=person, kind=kind, seen_on=seen_on, valid_until=until)
    checks = queries.checklist(person, queries.requirements_of(region_a.pk), today)
    expected = {(check.kind, check.until) for check in checks if check.status in {"expires", "expired"}}
    assert {(ending.subject, ending.until) for ending in queries.endings(desk, today=today)} == expected


def test_what_ends_costs_as_many_queries_for_many_as_for_one(
    desk: Viewer, region_a: Any, django_assert_num_queries: Any
) -> None:
    today = timezone.localdate()
    ReadinessRequirement.objects.create(region=region_a, kind="vog", valid_months=36)
    for _ in range(3):
        person = factories.KeyPersonFactory(region=region_a)
        person.readiness.update(valid_until=today)
        person.engagements.update(valid_until=today)
    with django_assert_num_queries(3):
        assert len(queries.endings(desk, today=today)) == 6


def test_a_regions_own_terms_take_the_place_of_the_products(region_a: Any, region_b: Any) -> None:
    ReminderTerm.objects.all().delete()
    assert queries.reminder_terms(region_a.pk) == []
    for region, days in ((None, 60), (None, 14), (region_b, 90)):
        ReminderTerm.objects.create(region=region, days_before=days, source="Test")
    assert queries.reminder_terms(region_a.pk) == [14, 60]
    assert queries.reminder_terms(region_b.pk) == [90]
