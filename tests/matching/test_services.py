"""Suggesting and asking: what was shown is kept and can be made again; nobody is asked against a wish."""

from __future__ import annotations

import json
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.models import Event
from sleutelbos.bridging.models import Offer, Request
from sleutelbos.keypersons.models import KeyPerson, Wish
from sleutelbos.matching import services
from sleutelbos.matching.engine import Relaxation, Rule
from sleutelbos.matching.models import Override, Suggestion
from sleutelbos.notices.models import Notice
from sleutelbos.ui.errors import RuleBroken, StateChanged
from tests import factories


@pytest.fixture
def actor(coordinator: Any, region_a: Any) -> Viewer:
    return Viewer(user_id=coordinator.pk, role="coordinator", region_id=region_a.pk, name="Renske")


@pytest.fixture
def question(region_a: Any) -> Request:
    made: Request = factories.RequestFactory(region=region_a)
    return made


def speaker(question: Request, **values: Any) -> KeyPerson:
    made: KeyPerson = factories.KeyPersonFactory(region=question.region, **values)
    return made


def ask(question: Request, *people: KeyPerson, actor: Viewer, **more: Any) -> list[Offer]:
    arguments = {"in_turn": False, **more}
    return services.ask_people(
        request=question, key_person_ids=[person.pk for person in people], actor=actor, **arguments
    )


def test_looking_writes_nothing(question: Request) -> None:
    speaker(question)
    services.suggest(question, relaxed=[Relaxation.GENDER])
    assert not Suggestion.objects.exists() and not Event.objects.exists()


def test_the_people_chosen_are_asked_in_the_order_they_were_chosen_with_their_reasons(
    question: Request, actor: Viewer
) -> None:
    first, second = speaker(question), speaker(question)
    offers = ask(question, second, first, actor=actor, in_turn=True)
    assert [(offer.key_person_id, offer.state) for offer in offers] == [(second.pk, "open"), (first.pk, "queued")]
    suggestion = Suggestion.objects.get()
    for offer in Offer.objects.all():
        assert offer.suggestion == f"suggestion:{suggestion.pk}"
        assert {"code", "points"} <= set(offer.reasons[0])
        assert "score" not in json.dumps(offer.reasons)
    assert Event.objects.get(verb="matching.suggestion.used").data["hash"] == suggestion.input_hash


def test_the_same_suggestion_can_be_made_again_from_what_was_kept(question: Request, actor: Viewer) -> None:
    people = [speaker(question) for _ in range(3)]
    shown = services.suggest(question).shortlist
    ask(question, people[0], actor=actor)
    suggestion = Suggestion.objects.get()
    # A year later everything is different; what was shown is not.
    KeyPerson.objects.update(state="alumni")
    Request.objects.update(language="so")
    again = services.suggest_again(suggestion)
    assert again.to_json() == suggestion.result
    assert again.fitting == shown.fitting
    assert (again.input_hash, again.weights_version) == (suggestion.input_hash, suggestion.weights_version)


def test_what_is_kept_names_nobody(question: Request, actor: Viewer) -> None:
    person = speaker(question, first_name="Winta", last_name="Tekle", phone="+31612345678")
    ask(question, person, actor=actor)
    kept = zlib.decompress(bytes(Suggestion.objects.get().input)).decode()
    for word in ("Winta", "Tekle", person.email, "0612345678", "31612345678", "Anke", "Schoolstraat"):
        assert word not in kept


def test_the_same_list_is_kept_once(question: Request, actor: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    person = speaker(question)
    ask(question, person, actor=actor)
    Offer.objects.all().delete()
    Request.objects.update(state="open")
    question.refresh_from_db()
    ask(question, person, actor=actor)
    assert Suggestion.objects.count() == 1


@pytest.mark.parametrize("rule", sorted(services.MAY_BE_ASKED_STILL))
def test_who_only_has_no_time_or_is_far_can_be_asked_all_the_same_and_that_is_kept(
    question: Request, actor: Viewer, rule: Rule
) -> None:
    person = speaker(question)
    match rule:
        case Rule.AVAILABILITY:
            person.blocks.all().delete()
        case Rule.TRAVEL:
            KeyPerson.objects.update(latitude=53.2, longitude=6.57)
        case Rule.ASK_CAP:
            question.region.max_asks_per_14_days = 1
            question.region.save()
            factories.OfferFactory(request__region=question.region, key_person=person, state="declined")
        case Rule.OPEN_ASKS:
            for _ in range(2):
                factories.OfferFactory(request__region=question.region, key_person=person)
    assert services.suggest(question).shortlist.excluded.of(person.pk) == (rule,)
    assert len(ask(question, person, actor=actor)) == 1
    override = Override.objects.get()
    assert (override.key_person_id, override.by_user_id) == (person.pk, actor.user_id)


def never(question: Request, person: KeyPerson) -> dict[str, Any]:
    return {
        "kept out": lambda: question.excluded.add(person),
        "the newcomer's own no": lambda: question.newcomer.excluded.add(person),  # type: ignore[union-attr]
        "a pause": lambda: KeyPerson.objects.filter(pk=person.pk).update(state="paused"),
        "the own wish": lambda: Wish.objects.create(key_person=person, kind="not_topic", value="school"),
        "a man is asked for": lambda: Request.objects.update(gender_wish="man", gender_required=True),
        "a candidate": lambda: KeyPerson.objects.filter(pk=person.pk).update(state="candidate"),
        "alumni": lambda: KeyPerson.objects.filter(pk=person.pk).update(state="alumni"),
        "asked next month": lambda: factories.OfferFactory(
            request__region=question.region,
            key_person=person,
            state="later",
            ask_again_on=timezone.localdate() + timedelta(days=20),
        ),
        "said no": lambda: factories.OfferFactory(request=question, key_person=person, state="declined"),
    }


@pytest.mark.parametrize(
    "why",
    [
        "kept out",
        "the newcomer's own no",
        "a pause",
        "the own wish",
        "a man is asked for",
        "a candidate",
        "alumni",
        "asked next month",
        "said no",
    ],
)
def test_a_wish_a_pause_a_paper_or_an_exclusion_is_never_overruled_and_the_answer_does_not_say_which(
    question: Request, actor: Viewer, why: str
) -> None:
    person, fits = speaker(question), speaker(question)
    never(question, person)[why]()
    question.refresh_from_db()
    before = Offer.objects.count()
    with pytest.raises(RuleBroken) as refused:
        ask(question, person, fits, actor=actor)
    assert refused.value.code == "person-not-possible"
    assert str(refused.value.message) == str(RuleBroken("x", refused.value.message).message)
    assert (Offer.objects.count(), Suggestion.objects.count()) == (before, 0), "nobody of the choice is asked"
    assert not Notice.objects.filter(template__endswith="/offer.txt").exists()


def test_people_of_the_neighbours_or_nobody_at_all_are_refused(question: Request, actor: Viewer, region_b: Any) -> None:
    with pytest.raises(RuleBroken):
        ask(question, factories.KeyPersonFactory(region=region_b), actor=actor)
    with pytest.raises(RuleBroken):
        services.ask_people(request=question, key_person_ids=[987_654], in_turn=False, actor=actor)
    with pytest.raises(RuleBroken):
        services.ask_people(request=question, key_person_ids=[], in_turn=False, actor=actor)


def test_a_question_that_was_closed_meanwhile_asks_nobody(question: Request, actor: Viewer) -> None:
    person = speaker(question)
    Request.objects.update(state="cancelled")
    with pytest.raises(StateChanged):
        ask(question, person, actor=actor)
    assert not Offer.objects.exists() and not Suggestion.objects.exists()


def test_a_wish_that_was_let_go_for_the_look_lets_the_freed_be_asked(question: Request, actor: Viewer) -> None:
    man = speaker(question, gender="man")
    Request.objects.update(gender_wish="woman", gender_required=True)
    question.refresh_from_db()
    with pytest.raises(RuleBroken):
        ask(question, man, actor=actor)
    assert len(ask(question, man, actor=actor, relaxed=[Relaxation.GENDER])) == 1
    assert not Override.objects.exists(), "who fits the wider question is on the list"
    question.refresh_from_db()
    assert question.gender_required, "a look changes no wish"


def test_what_if_counts_exactly_who_a_wish_frees(question: Request) -> None:
    speaker(question)
    men = [speaker(question, gender="man") for _ in range(3)]
    hidden = speaker(question, gender="man")
    question.newcomer.excluded.add(hidden)  # type: ignore[union-attr]
    Request.objects.update(gender_wish="woman", gender_required=True)
    question.refresh_from_db()
    narrow = services.suggest(question).shortlist
    freed = next(item.freed for item in narrow.what_if if item.wishes == (Relaxation.GENDER,))
    wide = services.suggest(question, relaxed=[Relaxation.GENDER]).shortlist
    assert set(freed) == {person.pk for person in men} == set(wide.fitting) - set(narrow.fitting)
