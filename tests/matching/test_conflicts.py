"""Somebody is left out for an organisation: of the list, of a week, and when asked past both; nobody hears why."""

from __future__ import annotations

import json
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging import queries as bridging_queries
from sleutelbos.bridging import services as bridging
from sleutelbos.bridging.models import Offer, Request
from sleutelbos.keypersons.models import KeyPerson, StandingConflict
from sleutelbos.matching import load, services
from sleutelbos.matching.engine import Relaxation, Rule
from sleutelbos.matching.models import Suggestion
from sleutelbos.ui.errors import Gone, RuleBroken
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(coordinator: Any, region_a: Any) -> Viewer:
    return Viewer(user_id=coordinator.pk, role="coordinator", region_id=region_a.pk, name="Renske")


@pytest.fixture
def question(region_a: Any) -> Request:
    """From a school."""
    school = factories.OrganisationFactory(region=region_a, name="OBS Het Vuur")
    made: Request = factories.RequestFactory(region=region_a, organisation=school)
    return made


@pytest.fixture
def selam(region_a: Any) -> KeyPerson:
    made: KeyPerson = factories.KeyPersonFactory(region=region_a, first_name="Selam")
    return made


def apart(person: KeyPerson, question: Request, **values: Any) -> StandingConflict:
    return StandingConflict.objects.create(key_person=person, organisation=question.organisation, **values)


def over(person: KeyPerson, question: Request) -> StandingConflict:
    today = timezone.localdate()
    return apart(person, question, since=today - timedelta(days=9), until=today - timedelta(days=1))


def rules_of(question: Request, person: KeyPerson, **more: Any) -> set[Rule]:
    result = services.suggest(question, **more).shortlist
    return set() if person.pk in result.fitting else set(result.excluded.of(person.pk))


def test_the_list_leaves_somebody_out_as_not_possible_and_nothing_else(question: Request, selam: KeyPerson) -> None:
    assert rules_of(question, selam) == set()
    apart(selam, question)
    assert rules_of(question, selam) == {Rule.NOT_POSSIBLE}


def test_no_wish_that_is_let_go_brings_somebody_back(question: Request, selam: KeyPerson) -> None:
    apart(selam, question)
    assert rules_of(question, selam, relaxed=list(Relaxation)) == {Rule.NOT_POSSIBLE}


def test_another_organisation_and_a_row_that_ended_do_nothing(
    question: Request, selam: KeyPerson, actor: Viewer
) -> None:
    over(selam, question)
    other = factories.OrganisationFactory(region=question.region, name="Huisarts Aa")
    StandingConflict.objects.create(key_person=selam, organisation=other)
    assert rules_of(question, selam) == set()
    assert bridging_queries.barred_key_person_ids(question) == frozenset()
    assert services.ask_people(request=question, key_person_ids=[selam.pk], in_turn=False, actor=actor)


def test_a_name_that_a_stranger_typed_counts_as_the_organisation(question: Request, selam: KeyPerson) -> None:
    apart(selam, question)
    typed = factories.RequestFactory(region=question.region, organisation=None, asker_organisation=" obs  het VUUR ")
    other = factories.RequestFactory(region=question.region, organisation=None, asker_organisation="OBS Het Water")
    assert rules_of(typed, selam) == {Rule.NOT_POSSIBLE}
    assert bridging_queries.barred_key_person_ids(typed) == {selam.pk}
    assert rules_of(other, selam) == set()
    assert bridging_queries.barred_key_person_ids(other) == frozenset()


def test_asking_anyway_is_refused_without_saying_why(question: Request, selam: KeyPerson, actor: Viewer) -> None:
    apart(selam, question)
    words = set()
    for ask in (
        lambda: services.ask_people(request=question, key_person_ids=[selam.pk], in_turn=False, actor=actor),
        lambda: bridging.send_offers(request=question, asks=[bridging.Ask(selam)], in_turn=False, actor=actor),
    ):
        with pytest.raises(RuleBroken) as refused:
            ask()
        assert refused.value.code == "person-not-possible"
        words.add(str(refused.value).lower())
    assert not Offer.objects.exists()
    for word in ("organisation", "conflict", "vuur", "family", "complaint"):
        assert not any(word in said for said in words)


def test_who_is_in_line_is_passed_over_when_it_is_said_meanwhile(
    question: Request, selam: KeyPerson, actor: Viewer
) -> None:
    first, third = (factories.KeyPersonFactory(region=question.region) for _ in range(2))
    bridging.send_offers(
        request=question, asks=[bridging.Ask(person) for person in (first, selam, third)], in_turn=True, actor=actor
    )
    apart(selam, question)
    bridging.decline_offer(offer=Offer.objects.get(key_person=first), actor=actor)
    states = dict(Offer.objects.values_list("key_person_id", "state"))
    assert states == {first.pk: "declined", selam.pk: "withdrawn", third.pk: "open"}


def test_a_yes_to_a_question_that_was_out_already_comes_too_late(
    question: Request, selam: KeyPerson, actor: Viewer
) -> None:
    [offer] = bridging.send_offers(request=question, asks=[bridging.Ask(selam)], in_turn=False, actor=actor)
    row = apart(selam, question)
    with pytest.raises(Gone):
        bridging.accept_offer(offer=offer, actor=actor)
    row.delete()
    assert bridging.accept_offer(offer=offer, actor=actor) == "accepted"


def test_a_week_leaves_somebody_out_too(question: Request, selam: KeyPerson) -> None:
    apart(selam, question)
    assert question.starts_at is not None
    day = timezone.localdate(question.starts_at)
    week = load.load_week(question.region, day - timedelta(days=day.weekday()))
    [asked] = week.questions
    assert set(asked.parties) == {f"organisation:{question.organisation_id}", f"newcomer:{question.newcomer_id}"}
    assert [(item.person, item.party) for item in week.snapshot.exclusions] == [
        (selam.pk, f"organisation:{question.organisation_id}")
    ]


def test_what_is_kept_of_a_list_does_not_hold_other_organisations(
    question: Request, selam: KeyPerson, actor: Viewer
) -> None:
    other = factories.KeyPersonFactory(region=question.region)
    elsewhere = factories.OrganisationFactory(region=question.region)
    apart(other, question)
    StandingConflict.objects.create(key_person=selam, organisation=elsewhere)
    services.ask_people(request=question, key_person_ids=[selam.pk], in_turn=False, actor=actor)
    kept = json.loads(zlib.decompress(bytes(Suggestion.objects.get().input)))
    assert [item["person"] for item in kept["snapshot"]["exclusions"]] == [other.pk]
