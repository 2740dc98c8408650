"""Key persons are asked at once or in turn, and answer; exactly as many win as were wanted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging import services
from sleutelbos.bridging.models import Offer, Request, Visit
from sleutelbos.notices.models import Notice
from sleutelbos.ui.errors import Gone, RuleBroken, StateChanged
from tests import factories

pytestmark = pytest.mark.django_db
ACTOR = Viewer(user_id=1, role="coordinator", name="Renske", email="renske@a.example")


def mails(name: str) -> int:
    return Notice.objects.filter(template=f"bridging/mail/{name}.txt").count()


@pytest.fixture
def question(region_a: Any) -> Request:
    made: Request = factories.RequestFactory(region=region_a, newcomer_informed="yes")
    return made


def send(question: Request, *people: Any, in_turn: bool = False) -> list[Offer]:
    asks = [services.Ask(person) for person in people]
    return services.send_offers(request=question, asks=asks, in_turn=in_turn, actor=ACTOR)


def person(question: Request, **more: Any) -> Any:
    return factories.KeyPersonFactory(region=question.region, **more)


def fresh(offer: Offer) -> Offer:
    return Offer.objects.get(pk=offer.pk)


def test_asking_several_at_once_mails_each_and_moves_the_question(question: Request) -> None:
    offers = send(question, person(question), person(question))
    question.refresh_from_db()
    assert (question.state, mails("offer")) == ("asking", 2)
    assert question.first_asked_at is not None
    assert all(offer.engagement is not None and offer.expires_at is not None for offer in offers)


def test_in_turn_the_next_is_asked_after_a_no(question: Request) -> None:
    first, second = send(question, person(question), person(question), in_turn=True)
    assert (first.state, second.state, mails("offer")) == ("open", "queued", 1)
    services.decline_offer(offer=first, actor=ACTOR)
    assert (fresh(second).state, mails("offer")) == ("open", 2)
    services.decline_offer(offer=fresh(second), actor=ACTOR)
    question.refresh_from_db()
    assert (question.state, mails("coordinator_nobody_left")) == ("open", 1)


def test_in_turn_the_next_is_asked_when_nobody_answers(question: Request) -> None:
    first, second = send(question, person(question), person(question), in_turn=True)
    Offer.objects.filter(pk=first.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert services.expire_offers() == 1
    assert services.expire_offers() == 0
    assert (fresh(first).state, fresh(second).state) == ("expired", "open")


def test_a_proposal_of_another_time_does_not_expire(question: Request) -> None:
    offer = send(question, person(question))[0]
    services.propose_other_time(offer=offer, start=factories.in_days(6), actor=ACTOR)
    Offer.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert services.expire_offers() == 0
    assert fresh(offer).state == "other_time"


def test_nobody_is_asked_whom_the_newcomer_does_not_want(question: Request) -> None:
    unwanted, excluded = person(question), person(question)
    assert question.newcomer is not None
    question.newcomer.excluded.add(unwanted)
    question.excluded.add(excluded)
    for somebody in (unwanted, excluded):
        with pytest.raises(RuleBroken, match="person-not-possible"):
            send(question, somebody)
    assert not Offer.objects.exists()


@pytest.mark.parametrize("outcome", ["emergency", "interpreter_first", "professional_first"])
def test_nobody_is_asked_against_the_router(question: Request, outcome: str) -> None:
    Request.objects.update(triage_outcome=outcome)
    with pytest.raises(RuleBroken, match="role-router-says-no"):
        send(question, person(question))


@pytest.mark.parametrize("state", ["unconfirmed", "planned", "done", "redirected", "cancelled"])
def test_nobody_is_asked_for_a_question_that_is_not_open(question: Request, state: str) -> None:
    Request.objects.update(state=state)
    with pytest.raises(StateChanged):
        send(question, person(question))


def test_nobody_chosen_is_said(question: Request) -> None:
    with pytest.raises(RuleBroken, match="nobody-chosen"):
        send(question)


def test_a_yes_makes_the_appointment_and_tells_the_others(question: Request) -> None:
    first, second = send(question, person(question), person(question))
    assert services.accept_offer(offer=first, actor=ACTOR) == "accepted"
    question.refresh_from_db()
    visit = Visit.objects.get()
    assert (question.state, question.accepted_count, visit.state) == ("planned", 1, "confirmed")
    assert (fresh(second).state, mails("offer_taken")) == ("taken", 1)
    assert mails("visit_planned_key_person") == mails("visit_planned_asker") == 1
    assert services.accept_offer(offer=first, actor=ACTOR) == "already"
    assert services.accept_offer(offer=second, actor=ACTOR) == "taken"
    assert Visit.objects.count() == 1


def test_as_many_win_as_were_wanted(question: Request) -> None:
    Request.objects.update(persons_wanted=2)
    offers = send(question, *(person(question) for _number in range(3)))
    assert [services.accept_offer(offer=offer, actor=ACTOR) for offer in offers] == ["accepted", "accepted", "taken"]
    question.refresh_from_db()
    assert (question.accepted_count, question.state) == (2, "planned")


def test_the_newcomer_is_asked_when_that_was_not_done(question: Request) -> None:
    Request.objects.update(newcomer_informed="not_yet")
    offer = send(question, person(question, first_name="Selam"))[0]
    services.accept_offer(offer=offer, actor=ACTOR)
    question.refresh_from_db()
    assert (question.state, Visit.objects.get().state) == ("accepted", "awaiting")
    mail = Notice.objects.get(template="bridging/mail/newcomer_asked.txt")
    assert question.newcomer is not None
    assert question.newcomer.code in mail.body
    assert mails("visit_planned_key_person") == 0


def test_the_newcomers_page_is_not_mailed_to_one_of_several_organisations(question: Request) -> None:
    Request.objects.update(newcomer_informed="not_yet")
    factories.RequestFactory(region=question.region, newcomer=question.newcomer, asker_email="gp@practice.example")
    services.accept_offer(offer=send(question, person(question))[0], actor=ACTOR)
    mail = Notice.objects.get(template="bridging/mail/newcomer_asked.txt")
    assert question.newcomer is not None
    assert question.newcomer.code not in mail.body
    assert "/n/" not in mail.body
    assert "/mijn-vraag/" in mail.body


def test_a_yes_after_the_time_is_over_is_refused(question: Request) -> None:
    offer = send(question, person(question))[0]
    Offer.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Gone):
        services.accept_offer(offer=offer, actor=ACTOR)


def test_one_person_is_at_one_place_at_a_time(question: Request) -> None:
    somebody = person(question)
    other = factories.RequestFactory(region=question.region, starts_at=question.starts_at, newcomer_informed="yes")
    services.accept_offer(offer=send(question, somebody)[0], actor=ACTOR)
    offer = send(other, somebody)[0]
    with pytest.raises(RuleBroken, match="other-appointment-then"):
        services.accept_offer(offer=offer, actor=ACTOR)
    other.refresh_from_db()
    assert (other.accepted_count, fresh(offer).state) == (0, "open")


def test_travel_between_two_places_counts(question: Request) -> None:
    somebody = person(question, travel="bike")
    far = factories.RequestFactory(
        region=question.region,
        starts_at=question.starts_at + timedelta(minutes=75),
        latitude=52.1,
        longitude=6.6,
        newcomer_informed="yes",
    )
    services.accept_offer(offer=send(question, somebody)[0], actor=ACTOR)
    with pytest.raises(RuleBroken, match="other-appointment-then"):
        services.accept_offer(offer=send(far, somebody)[0], actor=ACTOR)
    Request.objects.filter(pk=far.pk).update(where="phone")
    assert services.accept_offer(offer=Offer.objects.get(request=far), actor=ACTOR) == "accepted"


def test_another_time_is_agreed_by_the_coordinator(question: Request) -> None:
    offer = send(question, person(question))[0]
    start = factories.in_days(7, 10)
    services.propose_other_time(offer=offer, start=start, actor=ACTOR)
    assert mails("coordinator_other_time") == 1
    assert services.accept_other_time(offer=fresh(offer), actor=ACTOR) == "accepted"
    assert Visit.objects.get().starts_at == start
    with pytest.raises(StateChanged):
        services.accept_other_time(offer=fresh(offer), actor=ACTOR)


def test_another_time_lies_ahead(question: Request) -> None:
    offer = send(question, person(question))[0]
    with pytest.raises(RuleBroken, match="time-is-past"):
        services.propose_other_time(offer=offer, start=timezone.now() - timedelta(hours=1), actor=ACTOR)


def test_whoever_knows_somebody_is_called(question: Request) -> None:
    services.refer_offer(offer=send(question, person(question))[0], note="", actor=ACTOR)
    assert mails("coordinator_referred") == 1


def test_whoever_wants_rest_is_left_alone_for_a_month(question: Request) -> None:
    offer = services.ask_later(offer=send(question, person(question))[0], actor=ACTOR)
    assert offer.ask_again_on == timezone.localdate() + timedelta(days=30)


def test_a_withdrawn_link_stops_working_and_the_next_is_asked(question: Request) -> None:
    first, second = send(question, person(question), person(question), in_turn=True)
    version = first.link_version
    services.withdraw_offer(offer=first, actor=ACTOR)
    assert (fresh(first).state, fresh(first).link_version) == ("withdrawn", version + 1)
    assert (fresh(second).state, mails("offer_withdrawn")) == ("open", 1)


def test_a_link_that_was_withdrawn_does_not_come_back_with_a_new_question(question: Request) -> None:
    somebody = person(question)
    old = services.offer_link(send(question, somebody)[0])
    services.withdraw_offer(offer=Offer.objects.get(), actor=ACTOR)
    again = send(question, somebody)[0]
    assert fresh(again).state == "open"
    assert services.offer_link(fresh(again)).split(":")[1] != old.split(":")[1]


def test_a_no_can_become_a_yes_while_nobody_was_chosen(question: Request) -> None:
    first, second = send(question, person(question), person(question))
    services.decline_offer(offer=first, actor=ACTOR)
    assert services.accept_offer(offer=fresh(first), actor=ACTOR) == "accepted"
    with pytest.raises(Gone):
        services.decline_offer(offer=fresh(second), actor=ACTOR)


def test_the_answers_of_a_key_person_are_in_the_own_trail_except_why_it_ended(question: Request) -> None:
    from sleutelbos.audit.models import Event

    somebody = person(question)
    services.accept_offer(offer=send(question, somebody)[0], actor=ACTOR)
    services.newcomer_wants_another(visit=Visit.objects.get(), way="link", actor=ACTOR)
    verbs = set(Event.objects.filter(subject=f"keyperson:{somebody.pk}").values_list("verb", flat=True))
    assert {"bridging.offer.open", "bridging.offer.accepted", "bridging.visit.cancelled"} <= verbs
    assert "bridging.offer.another_chosen" not in verbs
