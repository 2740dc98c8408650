"""Many at once with a way back, views of one's own, exclusions, going on with fewer people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.models import Event
from sleutelbos.bridging import rules, services
from sleutelbos.bridging.models import BulkAction, Offer, Request, SavedView, Visit
from sleutelbos.notices import services as notices
from sleutelbos.notices.models import Notice
from sleutelbos.ui.errors import RuleBroken, StateChanged
from tests import factories


@pytest.fixture
def actor(coordinator: Any, region_a: Any) -> Viewer:
    return Viewer(
        user_id=coordinator.pk, role="coordinator", region_id=region_a.pk, name="Renske", email="renske@a.example"
    )


def fresh(row: Any) -> Any:
    return type(row)._default_manager.get(pk=row.pk)


def waiting_mails() -> set[str]:
    rows = Notice.objects.filter(state=Notice.State.QUEUED)
    return {row.template.rsplit("/", 1)[1].removesuffix(".txt") for row in rows}


# --- many at once ---------------------------------------------------------------------------------------------


def test_many_are_closed_with_one_reason_and_nobody_is_told_for_ten_minutes(
    actor: Viewer, region_a: Any, django_capture_on_commit_callbacks: Any
) -> None:
    asked = factories.OfferFactory(request__region=region_a)
    rows = [factories.RequestFactory(region=region_a), asked.request]
    with django_capture_on_commit_callbacks(execute=True):
        action, left = services.do_to_many(requests=rows, verb="unmet", actor=actor, reason="too_far")
    assert action is not None and (len(action.items), left) == (2, [])
    assert {(row.state, row.unmet_reason) for row in map(fresh, rows)} == {("unmet", "too_far")}
    assert fresh(asked).state == "withdrawn"
    notices.send_due()
    assert not mail.outbox
    assert waiting_mails() == {"unmet", "offer_withdrawn"}
    Notice.objects.update(not_before=timezone.now())  # ten minutes later
    notices.send_due()
    assert len(mail.outbox) == 3


def test_undo_puts_questions_and_offers_back_and_the_messages_never_go_out(actor: Viewer, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a, state="asking")
    opened = factories.OfferFactory(request=question, key_person__region=region_a)
    queued = factories.OfferFactory(request=question, state="queued", position=1, asked_at=None)
    moved = factories.OfferFactory(request=question, state="other_time", other_start=factories.in_days(5))
    action, _left = services.do_to_many(requests=[question], verb="cancel", actor=actor)
    assert action is not None and fresh(question).state == "cancelled"
    assert services.undo_bulk(action=action, actor=actor) == (1, 0)
    assert fresh(question).state == "asking"
    assert [fresh(offer).state for offer in (opened, queued, moved)] == ["open", "queued", "other_time"]
    assert fresh(opened).expires_at == opened.expires_at, "the link that was sent still holds"
    assert not waiting_mails()


def test_undo_of_opening_again_closes_with_the_reason_of_before(actor: Viewer, region_a: Any) -> None:
    closed_at = timezone.now() - timedelta(days=3)
    question = factories.RequestFactory(region=region_a, state="unmet", unmet_reason="too_far", closed_at=closed_at)
    action, _left = services.do_to_many(requests=[question], verb="reopen", actor=actor)
    assert action is not None and fresh(question).state == "open"
    services.undo_bulk(action=action, actor=actor)
    back = fresh(question)
    assert (back.state, back.unmet_reason, back.closed_at) == ("unmet", "too_far", closed_at)
    assert not Notice.objects.exists(), "nobody hears twice that nobody could help"


def test_what_changed_since_stays_as_it_is_when_undone(actor: Viewer, region_a: Any) -> None:
    first, second = (factories.RequestFactory(region=region_a) for _ in range(2))
    action, _left = services.do_to_many(requests=[first, second], verb="unmet", actor=actor)
    assert action is not None
    services.reopen_question(request=fresh(first), actor=actor)
    assert services.undo_bulk(action=action, actor=actor) == (1, 1)
    assert (fresh(first).state, fresh(second).state) == ("open", "open")


def test_a_closed_question_that_was_closed_again_by_hand_is_not_undone(actor: Viewer, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a)
    action, _left = services.do_to_many(requests=[question], verb="unmet", actor=actor)
    assert action is not None
    services.reopen_question(request=fresh(question), actor=actor)
    services.close_unmet(request=fresh(question), reason="too_far", actor=actor)
    assert services.undo_bulk(action=action, actor=actor) == (0, 1)
    assert fresh(question).unmet_reason == "too_far"


def test_undo_is_once_and_only_for_ten_minutes(actor: Viewer, region_a: Any) -> None:
    action, _left = services.do_to_many(requests=[factories.RequestFactory(region=region_a)], verb="unmet", actor=actor)
    assert action is not None
    services.undo_bulk(action=action, actor=actor)
    with pytest.raises(StateChanged):
        services.undo_bulk(action=action, actor=actor)
    late, _left = services.do_to_many(requests=[factories.RequestFactory(region=region_a)], verb="unmet", actor=actor)
    assert late is not None
    BulkAction.objects.filter(pk=late.pk).update(at=timezone.now() - rules.UNDO_FOR - timedelta(seconds=1))
    with pytest.raises(StateChanged):
        services.undo_bulk(action=late, actor=actor)


def test_who_cannot_do_the_step_is_left_alone_and_named(actor: Viewer, region_a: Any) -> None:
    done = factories.RequestFactory(region=region_a, state="done")
    said_yes = factories.VisitFactory(request__region=region_a).request
    stale = factories.RequestFactory(region=region_a)
    Request.objects.filter(pk=stale.pk).update(state="planned")
    fine = factories.RequestFactory(region=region_a)
    action, left = services.do_to_many(requests=[done, said_yes, stale, fine], verb="cancel", actor=actor)
    assert action is not None and [item["request"] for item in action.items] == [fine.pk]
    assert left == [done.pk, said_yes.pk, stale.pk]
    assert Visit.objects.get(request=said_yes).state == "confirmed"


def test_what_the_role_router_sent_on_is_not_opened_by_a_click_on_many(actor: Viewer, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a, state="redirected", triage_outcome="interpreter_first")
    assert services.do_to_many(requests=[question], verb="reopen", actor=actor) == (None, [question.pk])
    with pytest.raises(StateChanged):
        services.reopen_question(request=question, actor=actor)


def test_a_verb_nobody_knows_does_nothing(actor: Viewer, region_a: Any) -> None:
    with pytest.raises(RuleBroken):
        services.do_to_many(requests=[factories.RequestFactory(region=region_a)], verb="erase", actor=actor)


def test_opening_a_closed_question_by_hand_stops_the_message_that_still_waits(actor: Viewer, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a)
    services.do_to_many(requests=[question], verb="unmet", actor=actor)
    services.reopen_question(request=fresh(question), actor=actor)
    assert not waiting_mails()


# --- cancelling and closing -----------------------------------------------------------------------------------


def test_cancelling_tells_who_asked_and_who_said_yes_without_a_time(actor: Viewer, region_a: Any) -> None:
    offer = factories.OfferFactory(
        request__region=region_a, request__state="accepted", request__accepted_count=1, state="accepted"
    )
    services.cancel_question(request=offer.request, actor=actor, reason="school gesloten")
    assert waiting_mails() == {"cancelled", "offer_withdrawn"}
    assert (fresh(offer).state, fresh(offer.request).accepted_count) == ("withdrawn", 0)


def test_a_question_for_which_somebody_goes_is_not_closed_as_unmet(actor: Viewer, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a, state="asking", persons_wanted=3, accepted_count=1)
    factories.VisitFactory(request=question)
    with pytest.raises(RuleBroken):
        services.close_unmet(request=question, reason="no_time", actor=actor)
    assert fresh(question).state == "asking"


# --- changing ---------------------------------------------------------------------------------------------------


WISHES = {"language": "so", "fallback": "none", "gender_wish": "woman", "gender_required": True}


def test_a_changed_question_is_taken_back_from_who_was_asked_and_the_newcomers_wish_holds_elsewhere(
    actor: Viewer, region_a: Any
) -> None:
    newcomer = factories.NewcomerFactory(region=region_a)
    asked = factories.OfferFactory(request__region=region_a, request__newcomer=newcomer)
    queued = factories.OfferFactory(request=asked.request, state="queued", asked_at=None)
    other = factories.RequestFactory(region=region_a, newcomer=newcomer)
    start = factories.in_days(9)
    back = services.change_request(
        request=asked.request, values={"starts_at": start, "place": "Ulft"}, wishes=WISHES, actor=actor
    )
    assert back == 1
    changed = fresh(asked.request)
    assert (changed.state, changed.starts_at, changed.place) == ("open", start, "Ulft")
    assert (changed.language, changed.fallback, changed.gender_required) == ("so", "none", True)
    assert (fresh(asked).state, fresh(queued).state) == ("withdrawn", "withdrawn")
    assert (fresh(other).language, fresh(other).gender_wish, fresh(newcomer).language) == ("so", "woman", "so")
    assert [row.to for row in Notice.objects.filter(template__endswith="offer_withdrawn.txt")] == [
        asked.key_person.email
    ]


def test_a_question_somebody_said_yes_to_is_changed_by_its_appointment(actor: Viewer, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a, state="asking", persons_wanted=2, accepted_count=1)
    with pytest.raises(RuleBroken):
        services.change_request(request=question, values={}, wishes=WISHES, actor=actor)
    planned = factories.VisitFactory(request__region=region_a).request
    with pytest.raises(StateChanged):
        services.change_request(request=planned, values={}, wishes=WISHES, actor=actor)


def test_nobody_is_asked_for_a_time_that_is_over(actor: Viewer, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a, starts_at=timezone.now() - timedelta(minutes=1))
    person = factories.KeyPersonFactory(region=region_a)
    with pytest.raises(RuleBroken) as refused:
        services.send_offers(request=question, asks=[services.Ask(person)], in_turn=False, actor=actor)
    assert refused.value.code == "time-is-past"


# --- going on with fewer --------------------------------------------------------------------------------------


def test_two_readers_of_three_are_enough_and_who_was_asked_besides_hears_it(actor: Viewer, region_a: Any) -> None:
    question = factories.RequestFactory(
        region=region_a, collective=True, state="asking", persons_wanted=3, accepted_count=1
    )
    factories.VisitFactory(request=question)
    asked = factories.OfferFactory(request=question)
    queued = factories.OfferFactory(request=question, state="queued", asked_at=None)
    services.go_on_with_fewer(request=question, actor=actor)
    now = fresh(question)
    assert (now.state, now.persons_wanted) == ("planned", 1)
    assert (fresh(asked).state, fresh(queued).state) == ("withdrawn", "withdrawn")
    assert [row.to for row in Notice.objects.filter(template__endswith="offer_withdrawn.txt")] == [
        asked.key_person.email
    ]


def test_going_on_before_anybody_said_yes_is_refused(actor: Viewer, region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a, collective=True, state="asking", persons_wanted=3)
    with pytest.raises(RuleBroken):
        services.go_on_with_fewer(request=question, actor=actor)
    planned = factories.RequestFactory(
        region=region_a, collective=True, state="planned", persons_wanted=3, accepted_count=1
    )
    with pytest.raises(StateChanged):
        services.go_on_with_fewer(request=planned, actor=actor)


# --- asking somebody again ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["expired", "withdrawn", "taken"])
def test_who_did_not_answer_or_was_not_needed_can_be_asked_again(actor: Viewer, region_a: Any, state: str) -> None:
    offer = factories.OfferFactory(request__region=region_a, request__state="open", state=state)
    made = services.send_offers(
        request=offer.request, asks=[services.Ask(offer.key_person)], in_turn=False, actor=actor
    )
    assert [row.pk for row in made] == [offer.pk]
    assert fresh(offer).state == "open"


def test_who_is_asked_again_in_turn_waits_for_the_place_in_line(actor: Viewer, region_a: Any) -> None:
    again = factories.OfferFactory(request__region=region_a, request__state="open", state="withdrawn")
    other = factories.KeyPersonFactory(region=region_a)
    asks = [services.Ask(other), services.Ask(again.key_person)]
    services.send_offers(request=again.request, asks=asks, in_turn=True, actor=actor)
    assert fresh(again).state == "queued"
    services.decline_offer(offer=Offer.objects.get(key_person=other), actor=actor)
    assert fresh(again).state == "open"


def test_who_said_no_is_not_asked_twice(actor: Viewer, region_a: Any) -> None:
    offer = factories.OfferFactory(request__region=region_a, request__state="open", state="declined")
    with pytest.raises(RuleBroken):
        services.send_offers(request=offer.request, asks=[services.Ask(offer.key_person)], in_turn=False, actor=actor)


# --- exclusions -----------------------------------------------------------------------------------------------


def test_an_exclusion_leaves_no_name_in_the_trail_and_takes_the_question_back_without_a_reason(
    actor: Viewer, region_a: Any
) -> None:
    offer = factories.OfferFactory(request__region=region_a, key_person__first_name="Selam")
    services.exclude_person(request=offer.request, key_person=offer.key_person, actor=actor)
    services.exclude_person(request=offer.request, key_person=offer.key_person, actor=actor)
    assert list(offer.request.excluded.all()) == [offer.key_person]
    assert fresh(offer).state == "withdrawn"
    event = Event.objects.get(verb="bridging.request.wishes_changed")
    assert "Selam" not in str(event.data) + event.reason + event.subject
    assert not Event.objects.filter(subject=f"keyperson:{offer.key_person_id}", reason__icontains="excl").exists()


# --- views of one's own ---------------------------------------------------------------------------------------


def test_a_view_is_kept_overwritten_renamed_and_removed(actor: Viewer) -> None:
    view = services.save_view(name="Tigrinya", query="taal=ti", actor=actor)
    assert services.save_view(name="Tigrinya", query="taal=ti&status=open", actor=actor).pk == view.pk
    other = services.save_view(name="Somali", query="taal=so", actor=actor)
    services.rename_view(view=other, name="Tigrinya", actor=actor)
    assert list(SavedView.objects.values_list("name", "query")) == [("Tigrinya", "taal=so")]
    services.remove_view(view=other, actor=actor)
    assert not SavedView.objects.exists()


def test_the_name_of_a_view_cannot_hold_a_bsn(actor: Viewer) -> None:
    with pytest.raises(RuleBroken):
        services.save_view(name="111222333", query="", actor=actor)


def test_a_new_wish_asks_nobody_in_the_line_who_no_longer_fits(actor: Viewer, region_a: Any) -> None:
    newcomer = factories.NewcomerFactory(region=region_a)
    man = {"key_person__gender": "man"}
    asked = factories.OfferFactory(request__region=region_a, request__newcomer=newcomer, **man)
    line = factories.OfferFactory(request=asked.request, state="queued", asked_at=None, position=1, **man)
    wish = {"gender_wish": "woman", "gender_required": True, "not_from_own_place": False, "place": ""}
    services.change_wishes(newcomer=newcomer, values={"language": "ti", **wish}, actor=actor)
    assert (fresh(asked).state, fresh(line).state) == ("withdrawn", "withdrawn")
    assert not Notice.objects.filter(template__endswith="/offer.txt").exists()
