"""People that stay in memory: never old, never another region's, and the list is the one that asking reads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sleutelbos.accounts.services.scope import region_scope
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Offer, Request, Visit, VisitLog
from sleutelbos.guidance.models import Topic
from sleutelbos.keypersons import services as keypersons
from sleutelbos.keypersons.models import (
    AvailabilityException,
    AvailableBlock,
    Engagement,
    KeyPerson,
    ReadinessItem,
    ReadinessRequirement,
    SpokenLanguage,
    StandingConflict,
    Wish,
)
from sleutelbos.matching import marks, services
from sleutelbos.matching.engine import Rule
from sleutelbos.matching.load import kept
from sleutelbos.matching.models import Mark
from sleutelbos.ui.errors import RuleBroken
from tests import factories
from tests.matching.test_load import BROKEN, FINE, Break, change

Act = Callable[[Request, KeyPerson], object]


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test is one transaction, whose own changes count as anybody's."""
    monkeypatch.setattr(kept, "may_keep", lambda: True)


@pytest.fixture
def question(region_a: Any) -> Request:
    """An hour in Doetinchem, in Tigrinya, in four days at two."""
    made: Request = factories.RequestFactory(region=region_a)
    return made


@pytest.fixture
def selam(region_a: Any) -> KeyPerson:
    """Somebody who fits, with a neighbour who does too."""
    made: KeyPerson = factories.KeyPersonFactory(region=region_a, first_name="Selam")
    factories.KeyPersonFactory(region=region_a, first_name="Abeba")
    return made


def again(question: Request) -> Request:
    return Request.objects.select_related("region", "newcomer", "topic", "role", "organisation").get(pk=question.pk)


def told(question: Request, *, look: bool) -> dict[str, Any]:
    """All of a list but its fingerprint, which a look does not have."""
    result = services.suggest(again(question), look=look, limit=services.EVERYBODY).shortlist
    object.__setattr__(result, "hashed", lambda: "")
    return result.to_json()


def looks_at(question: Request, person: KeyPerson) -> set[Rule]:
    """What a page says stands in the way of this person."""
    result = services.suggest(again(question), look=True).shortlist
    return set() if person.pk in result.fitting else set(result.excluded.of(person.pk))


def test_a_second_look_does_not_read_the_people_again_and_gives_the_same(
    keeping: None, question: Request, selam: KeyPerson
) -> None:
    with CaptureQueriesContext(connection) as first:
        looks_at(question, selam)
    with CaptureQueriesContext(connection) as second:
        assert looks_at(question, selam) == set()
    assert len(second) <= len(first) - 14
    assert told(question, look=True) == told(question, look=False)


def test_after_a_change_only_that_person_is_read_again(keeping: None, question: Request, selam: KeyPerson) -> None:
    Mark.objects.all().delete()
    looks_at(question, selam)
    before = kept._kept[question.region_id].world
    SpokenLanguage.objects.filter(key_person=selam).delete()
    with CaptureQueriesContext(connection) as queries:
        assert looks_at(question, selam) == {Rule.LANGUAGE}
    after = kept._kept[question.region_id].world
    assert after is not before
    read = [query["sql"] for query in queries if "keypersons_availableblock" in query["sql"]]
    assert len(read) == 1 and f"IN ({selam.pk})" in read[0]


@pytest.mark.parametrize("case", [*BROKEN, *FINE])
def test_whatever_changes_the_next_look_says_what_asking_would_say(
    keeping: None, question: Request, selam: KeyPerson, case: str
) -> None:
    """Every row that can break a rule, changed behind the services' back."""
    looks_at(question, selam)
    act: Break = BROKEN[case][0] if case in BROKEN else FINE[case]
    act(question, selam)
    assert told(question, look=True) == told(question, look=False)
    expected = {BROKEN[case][1]} if case in BROKEN else set()
    assert looks_at(question, selam) == expected


def booked(question: Request, person: KeyPerson) -> Any:
    """A visit of somebody two hours before the question's."""
    assert question.starts_at is not None
    return factories.VisitFactory(
        request=factories.RequestFactory(region=question.region, topic=factories.TopicFactory(code="money")),
        key_person=person,
        starts_at=question.starts_at - timedelta(hours=4),
    )


CHANGED: dict[str, tuple[Act | None, Act]] = {
    "a row of hours put with somebody else": (
        lambda q, p: AvailableBlock.objects.exclude(key_person=p).delete(),
        lambda q, p: AvailableBlock.objects.filter(key_person=p).update(
            key_person=KeyPerson.objects.exclude(pk=p.pk).get(region=q.region)
        ),
    ),
    "a language taken away row by row": (None, lambda q, p: SpokenLanguage.objects.filter(key_person=p).delete()),
    "a paper written in by many at once": (
        lambda q, p: (
            ReadinessRequirement.objects.create(region=q.region, kind="vog", individual=True, collective=True),
            ReadinessItem.objects.filter(key_person=p, kind="vog").delete(),
        ),
        lambda q, p: ReadinessItem.objects.bulk_create(
            [ReadinessItem(key_person=p, kind="vog", seen_on=timezone.localdate())]
        ),
    ),
    "a topic of the list gets another code": (
        lambda q, p: p.topics.add(q.topic),
        lambda q, p: Topic.objects.filter(pk=q.topic_id).update(code="other"),
    ),
    "the topic of an appointment becomes heavy": (
        lambda q, p: booked(q, p),
        lambda q, p: Topic.objects.filter(code="money").update(sensitive=True),
    ),
    "the question of an appointment gets a heavy topic": (
        lambda q, p: booked(q, p),
        lambda q, p: Request.objects.exclude(pk=q.pk).update(topic=factories.TopicFactory(code="loss", sensitive=True)),
    ),
    "the log says that it was heavy": (
        lambda q, p: VisitLog.objects.create(visit=booked(q, p), happened=True, minutes=60),
        lambda q, p: VisitLog.objects.update(heavy=True),
    ),
    "an appointment moved": (
        lambda q, p: booked(q, p),
        lambda q, p: Visit.objects.update(starts_at=q.starts_at, ends_at=q.starts_at + timedelta(hours=1)),
    ),
    "an appointment given to another": (
        lambda q, p: booked(q, p),
        lambda q, p: Visit.objects.update(key_person=KeyPerson.objects.exclude(pk=p.pk).get(region=q.region)),
    ),
    "somebody asked elsewhere": (None, lambda q, p: factories.OfferFactory(request__region=q.region, key_person=p)),
    "an ask that was taken back": (
        lambda q, p: factories.OfferFactory(request__region=q.region, key_person=p),
        lambda q, p: Offer.objects.update(state="later", ask_again_on=timezone.localdate() + timedelta(days=20)),
    ),
    "a conflict of interest": (
        lambda q, p: change(q, organisation=factories.OrganisationFactory(region=q.region)),
        lambda q, p: StandingConflict.objects.create(
            key_person=p, organisation=again(q).organisation, since=timezone.localdate()
        ),
    ),
    "work for one municipality only": (
        None,
        lambda q, p: Engagement.objects.get(key_person=p).municipalities.add(factories.MunicipalityFactory()),
    ),
    "that municipality taken away": (
        lambda q, p: Engagement.objects.get(key_person=p).municipalities.add(factories.MunicipalityFactory()),
        lambda q, p: Engagement.objects.get(key_person=p).municipalities.clear(),
    ),
    "a topic somebody knows": (
        lambda q, p: p.topics.clear(),
        lambda q, p: p.topics.add(q.topic),
    ),
    "a role somebody does": (None, lambda q, p: p.roles.add(factories.HelperRoleFactory())),
    "a wish": (None, lambda q, p: Wish.objects.create(key_person=p, kind="not_topic", value=q.topic.code)),
    "days away": (
        None,
        lambda q, p: AvailabilityException.objects.create(
            key_person=p,
            first_day=timezone.localdate(),
            last_day=timezone.localdate() + timedelta(days=30),
            start_minute=0,
            end_minute=1440,
        ),
    ),
    "somebody new": (None, lambda q, p: factories.KeyPersonFactory(region=q.region)),
    "somebody left": (None, lambda q, p: change(p, state="alumni")),
    "somebody moved to another region": (None, lambda q, p: change(p, region=factories.RegionFactory())),
    "another requirement of the region": (
        None,
        lambda q, p: ReadinessRequirement.objects.create(
            region=q.region, kind="interview", individual=True, collective=True
        ),
    ),
    "how often people of the region may be asked": (None, lambda q, p: change(q.region, max_asks_per_14_days=0)),
}


# The list stays as it was: nobody asks for the role, and the question's topic is renamed with that of the people.
_SAME_LIST = {"a role somebody does", "a topic of the list gets another code"}


@pytest.mark.parametrize("case", CHANGED)
def test_every_kind_of_row_that_changes_is_seen(keeping: None, question: Request, selam: KeyPerson, case: str) -> None:
    before, act = CHANGED[case]
    if before is not None:
        before(question, selam)
    first = told(question, look=True)
    act(question, selam)
    fresh = told(question, look=False)
    assert told(question, look=True) == fresh
    assert told(question, look=True) == fresh, "and at the look after that"
    if case not in _SAME_LIST:
        assert first != fresh, "the change changes the list, or this shows nothing"


@pytest.mark.parametrize(
    ("act", "rule"),
    [
        (lambda person, by: keypersons.pause(key_person=person, until=None, actor=by), Rule.PAUSED),
        (
            lambda person, by: keypersons.end_engagement(
                engagement=person.engagements.get(), last_day=timezone.localdate(), actor=by
            ),
            Rule.ENGAGEMENT,
        ),
        (lambda person, by: keypersons.set_languages(key_person=person, rows=[], actor=by), Rule.LANGUAGE),
        (
            lambda person, by: keypersons.change_profile(
                key_person=person, values={"max_travel_minutes": 1, "home_place": "Aalten"}, actor=by
            ),
            Rule.TRAVEL,
        ),
    ],
)
def test_what_a_service_changes_is_seen_at_the_next_look(
    keeping: None, question: Request, selam: KeyPerson, act: Callable[[KeyPerson, Viewer], Any], rule: Rule
) -> None:
    assert looks_at(question, selam) == set()
    act(selam, Viewer.system(reason="a test", region_id=selam.region_id))
    assert rule in looks_at(question, selam)


def test_a_change_with_a_database_client_is_seen(keeping: None, question: Request, selam: KeyPerson) -> None:
    assert looks_at(question, selam) == set()
    with connection.cursor() as cursor:
        cursor.execute("update keypersons_spokenlanguage set speaking = 0 where key_person_id = %s", [selam.pk])
    assert looks_at(question, selam) == {Rule.LANGUAGE}


def test_the_clock_counts_too(keeping: None, question: Request, selam: KeyPerson, time_machine: Any) -> None:
    now = timezone.now()
    for days in (1, 3, 5):
        factories.OfferFactory(
            request__region=question.region,
            key_person=selam,
            state="expired",
            asked_at=now - timedelta(days=13.9 - days),
        )
    Request.objects.filter(pk=question.pk).update(starts_at=now + timedelta(days=30))
    for hours in (0, 3, 30, 24 * 4, 24 * 8):
        time_machine.move_to(now + timedelta(hours=hours), tick=False)
        assert told(question, look=True) == told(question, look=False), hours


def test_asking_reads_everybody_anew(keeping: None, question: Request, selam: KeyPerson, coordinator: Any) -> None:
    assert looks_at(question, selam) == set()
    stale = kept._kept[question.region_id]
    change(selam, state="alumni")
    viewer = Viewer(user_id=coordinator.pk, role="coordinator", region_id=selam.region_id, email=coordinator.email)
    with pytest.raises(RuleBroken):
        services.ask_people(request=question, key_person_ids=[selam.pk], in_turn=False, actor=viewer)
    assert not question.offers.exists()
    assert kept._kept[question.region_id] is stale, "asking does not even touch what is kept"


def test_nothing_is_kept_inside_a_transaction(question: Request, selam: KeyPerson) -> None:
    assert looks_at(question, selam) == set()
    assert not kept._kept


def test_without_all_triggers_nobody_is_kept(keeping: None, question: Request, selam: KeyPerson) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("alter table keypersons_wish disable trigger mark_keypersons_wish")
        else:
            cursor.execute("drop trigger mark_keypersons_wish_update")
    assert not marks.stand()
    assert looks_at(question, selam) == set()
    assert not kept._kept
    assert told(question, look=True) == told(question, look=False)


def test_after_all_migrations_every_trigger_stands(db: None) -> None:
    assert marks.stand()
    marks.install(connection)  # and once more does no harm
    assert marks.stand()


def test_lost_triggers_come_back_with_the_next_migration(db: None) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("only SQLite loses triggers when a migration writes a table anew")
    with connection.cursor() as cursor:
        cursor.execute("drop trigger mark_keypersons_wish_update")
    marks.after_migrating(using="default")
    assert marks.stand()


def test_a_mark_that_becomes_visible_late_is_seen(keeping: None, question: Request, selam: KeyPerson) -> None:
    """Two who write at once: the one with the lower number may be the last to be saved."""
    looks_at(question, selam)
    highest = marks.stamp().last or 0
    late, early = highest + 999, highest + 1000
    Mark.objects.create(pk=early, what=Mark.What.PERSON, number=0)
    looks_at(question, selam)
    # Saved now, with a number from before: the person's row changed in the same transaction.
    SpokenLanguage.objects.filter(key_person=selam).update(speaking=0)
    Mark.objects.filter(pk__gt=highest).exclude(pk=early).delete()
    Mark.objects.create(pk=late, what=Mark.What.PERSON, number=selam.pk)
    assert looks_at(question, selam) == {Rule.LANGUAGE}


def test_old_marks_are_let_go_and_everything_is_read_again(
    keeping: None, question: Request, selam: KeyPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "KEPT", 3)
    looks_at(question, selam)
    before = kept._kept[question.region_id].world
    Mark.objects.bulk_create(Mark(what=Mark.What.PERSON, number=0) for _ in range(10))
    assert marks.let_go() > 0
    assert 3 <= Mark.objects.count() <= 6
    assert marks.let_go() == 0
    change(selam, state="candidate")
    assert looks_at(question, selam) == {Rule.NOT_DEPLOYABLE}
    assert kept._kept[question.region_id].world is not before


def test_when_hundreds_change_all_are_read_again(
    keeping: None, question: Request, selam: KeyPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_EXCHANGED_AT_MOST", 1)
    looks_at(question, selam)
    KeyPerson.objects.filter(region=question.region).update(state="candidate")
    with CaptureQueriesContext(connection) as queries:
        assert looks_at(question, selam) == {Rule.NOT_DEPLOYABLE}
    read = [query["sql"] for query in queries if "keypersons_availableblock" in query["sql"]]
    assert len(read) == 1 and " IN (" not in read[0]
    assert told(question, look=True) == told(question, look=False)


def test_a_question_far_away_is_looked_at_without_what_is_kept(
    keeping: None, question: Request, selam: KeyPerson
) -> None:
    for days in (-40, 400):
        starts = timezone.now() + timedelta(days=days)
        Request.objects.filter(pk=question.pk).update(starts_at=starts)
        kept.forget_people()
        assert told(question, look=True) == told(question, look=False)
        assert not kept._kept


def test_only_so_many_regions_are_kept(db: None, keeping: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "REGIONS_KEPT", 2)
    questions = [factories.RequestFactory(region=factories.RegionFactory()) for _ in range(3)]
    for question in questions:
        services.suggest(again(question), look=True)
    assert list(kept._kept) == [question.region_id for question in questions[1:]]


def test_what_is_kept_holds_the_own_region_only(
    keeping: None, question: Request, selam: KeyPerson, region_b: Any
) -> None:
    theirs = factories.KeyPersonFactory(region=region_b)
    looks_at(question, selam)
    ids = set(kept._kept[question.region_id].world.ids.tolist())
    assert ids == set(KeyPerson.objects.filter(region=question.region).values_list("pk", flat=True))
    assert theirs.pk not in ids
    change(theirs, state="paused")
    looks_at(question, selam)
    assert set(kept._kept[question.region_id].world.ids.tolist()) == ids


@pytest.mark.postgres
def test_a_connection_that_may_not_see_the_region_gets_nobody_from_memory(
    keeping: None, question: Request, selam: KeyPerson, region_b: Any
) -> None:
    row = again(question)
    assert services.suggest(row, look=True).shortlist.fitting
    with region_scope(region_b.pk):
        there = services.suggest(row, look=True).shortlist
        assert not there.fitting and not len(there.excluded)
    assert services.suggest(row, look=True).shortlist.fitting


@pytest.mark.django_db(transaction=True)
def test_what_another_connection_saves_is_seen_and_what_it_takes_back_is_not(region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a)
    person = factories.KeyPersonFactory(region=region_a)
    assert looks_at(question, person) == set()
    assert kept._kept, "outside a transaction people are kept"

    def elsewhere(save: bool) -> None:
        try:
            with transaction.atomic():
                SpokenLanguage.objects.filter(key_person=person).update(speaking=0)
                if not save:
                    transaction.set_rollback(True)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        other.submit(elsewhere, False).result(30)
        assert looks_at(question, person) == set()
        other.submit(elsewhere, True).result(30)
    assert looks_at(question, person) == {Rule.LANGUAGE}
    with transaction.atomic():
        SpokenLanguage.objects.filter(key_person=person).update(speaking=4)
        assert looks_at(question, person) == set(), "inside a transaction its own changes are read"
        transaction.set_rollback(True)
    assert looks_at(question, person) == {Rule.LANGUAGE}
