"""A question comes in, is confirmed, routed, closed and opened again; every move is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.models import Event
from sleutelbos.bridging import queries, services
from sleutelbos.bridging.models import KnownAsker, Request, Step
from sleutelbos.guidance import services as guidance
from sleutelbos.guidance.models import Topic
from sleutelbos.newcomers.models import Consent, Newcomer
from sleutelbos.notices.models import Notice
from sleutelbos.ui.errors import Gone, RuleBroken, StateChanged
from tests import factories

pytestmark = pytest.mark.django_db
STRANGER = Viewer(name="Anke")
COORDINATOR = Viewer(user_id=1, role="coordinator", name="Renske", email="renske@a.example")


@pytest.fixture(autouse=True)
def content(region_a: Any) -> None:
    guidance.load_content()


def ask(region: Any, *, yes: tuple[str, ...] = (), actor: Viewer = STRANGER, **more: Any) -> Request:
    arguments = {name: more.pop(name) for name in ("form_key", "case_code", "excluded") if name in more}
    values = {
        "kind": "accompaniment",
        "asker_name": "Anke",
        "asker_email": "anke@school.example",
        "topic": Topic.objects.get(code="school"),
        "language": "ti",
        "place": "Doetinchem",
        "starts_at": factories.in_days(5),
        **more,
    }
    answers = {rule.code: rule.code in yes for rule in queries.triage_rules(timezone.localdate())}
    return services.ask_question(region=region, values=values, triage_answers=answers, actor=actor, **arguments)


def mails(name: str) -> int:
    return Notice.objects.filter(template=f"bridging/mail/{name}.txt").count()


def test_an_unknown_address_confirms_first_and_is_known_from_then_on(region_a: Any) -> None:
    question = ask(region_a)
    assert (question.state, mails("confirm"), mails("coordinator_new")) == ("unconfirmed", 1, 0)
    assert services.confirm_question(request=question, actor=STRANGER) is True
    assert services.confirm_question(request=Request.objects.get(), actor=STRANGER) is False
    assert (mails("received"), mails("coordinator_new")) == (1, 1)
    assert ask(region_a, asker_email="ANKE@school.example").state == "open"


def test_a_blocked_address_is_not_known(region_a: Any) -> None:
    KnownAsker.objects.create(region=region_a, email="anke@school.example", blocked=True)
    assert ask(region_a).state == "unconfirmed"


def test_an_address_is_known_in_its_own_region_only(region_a: Any, region_b: Any) -> None:
    KnownAsker.objects.create(region=region_b, email="anke@school.example")
    assert ask(region_a).state == "unconfirmed"


def test_a_question_that_was_never_confirmed_goes_away(region_a: Any) -> None:
    question = ask(region_a)
    Request.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert services.expire_unconfirmed() == 1
    assert services.expire_unconfirmed() == 0
    question.refresh_from_db()
    assert question.state == "expired"
    with pytest.raises(Gone):
        services.confirm_question(request=question, actor=STRANGER)


def test_the_same_form_gives_the_first_question_back(region_a: Any) -> None:
    assert ask(region_a, form_key="k1").pk == ask(region_a, form_key="k1").pk
    assert ask(region_a, form_key="k2").pk != ask(region_a, form_key="k1").pk
    assert Request.objects.count() == Newcomer.objects.count() == 2


def test_a_yes_that_was_said_to_the_professional_is_kept_with_how_it_was_given(region_a: Any) -> None:
    told = ask(region_a, newcomer_informed="yes")
    ask(region_a, newcomer_informed="not_yet")
    consent = Consent.objects.get()
    assert (consent.newcomer, consent.about, consent.answer, consent.way) == (
        told.newcomer,
        f"request:{told.pk}",
        "yes",
        "spoken",
    )


def test_two_forms_without_a_key_are_two_questions(region_a: Any) -> None:
    ask(region_a)
    ask(region_a)
    assert Request.objects.count() == 2


def test_the_database_holds_one_question_per_form(region_a: Any) -> None:
    ask(region_a, form_key="k1")
    with pytest.raises(IntegrityError):
        factories.RequestFactory(region=region_a, form_key="k1")


# --- The role router ------------------------------------------------------------------------------------------------


def test_the_router_sends_a_known_askers_question_on(region_a: Any) -> None:
    KnownAsker.objects.create(region=region_a, email="anke@school.example")
    question = ask(region_a, yes=("diagnosis-or-medical-result",))
    assert (question.state, question.triage_outcome) == ("redirected", "interpreter_first")
    assert question.triage_rule == "diagnosis-or-medical-result"
    assert (mails("redirected"), mails("received"), mails("coordinator_new")) == (1, 0, 1)


def test_the_router_does_nothing_before_the_address_is_confirmed(region_a: Any) -> None:
    question = ask(region_a, yes=("formal-decision",))
    assert (question.state, mails("redirected")) == ("unconfirmed", 0)
    services.confirm_question(request=question, actor=STRANGER)
    assert (question.state, mails("redirected")) == ("redirected", 1)


def test_an_unanswered_rule_counts_as_yes(region_a: Any) -> None:
    question = services.ask_question(
        region=region_a,
        values={"kind": "one_newcomer", "asker_name": "A", "topic": Topic.objects.first(), "language": "ti"},
        triage_answers={},
        actor=STRANGER,
    )
    assert question.triage_outcome == "emergency"


def test_a_group_question_is_not_routed(region_a: Any) -> None:
    assert ask(region_a, kind="group_session", yes=("formal-decision",)).triage_outcome == ""


def test_a_coordinator_may_override_with_a_reason_that_is_kept(region_a: Any) -> None:
    KnownAsker.objects.create(region=region_a, email="anke@school.example")
    question = ask(region_a, yes=("formal-decision",))
    with pytest.raises(RuleBroken):
        services.override_triage(request=question, reason="  ", interpreter_arranged=False, actor=COORDINATOR)
    services.override_triage(
        request=question, reason="De jurist is erbij", interpreter_arranged=False, actor=COORDINATOR
    )
    question.refresh_from_db()
    assert (question.state, question.triage_overridden_by) == ("open", "Renske")
    assert question.triage_override_reason == "De jurist is erbij"


def from_a_list(region: Any, **values: Any) -> Request:
    made: Request = factories.RequestFactory(region=region, source="import", triage_outcome="", **values)
    return made


def answers(*yes: str) -> dict[str, bool]:
    return {rule.code: rule.code in yes for rule in queries.triage_rules(timezone.localdate())}


def test_nobody_is_asked_for_a_question_out_of_a_list_before_the_role_check(region_a: Any, key_person: Any) -> None:
    question = from_a_list(region_a)
    asking = {"request": question, "asks": [services.Ask(key_person)], "in_turn": False, "actor": COORDINATOR}
    with pytest.raises(RuleBroken) as refusal:
        services.send_offers(**asking)
    assert refusal.value.code == "role-check-first"
    assert services.check_role(request=question, answers=answers(), actor=COORDINATOR)
    assert (question.state, question.triage_outcome) == ("open", "key_person")
    assert len(services.send_offers(**asking)) == 1
    assert Event.objects.get(verb="bridging.request.role_checked").data["outcome"] == "key_person"


def test_the_role_check_sends_a_question_on_and_happens_once(region_a: Any) -> None:
    question = from_a_list(region_a)
    assert not services.check_role(request=question, answers=answers("formal-decision"), actor=COORDINATOR)
    assert (question.state, question.triage_rule, mails("redirected")) == ("redirected", "formal-decision", 1)
    with pytest.raises(StateChanged):
        services.check_role(request=question, answers=answers(), actor=COORDINATOR)


def test_a_group_question_out_of_a_list_needs_no_role_check(region_a: Any) -> None:
    assert not from_a_list(region_a, kind="group_session", newcomer=None).unchecked


# --- Changing, closing, opening -------------------------------------------------------------------------------------


def test_an_asker_changes_a_question_until_somebody_was_asked(region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a)
    services.change_question(request=question, values={"place": "Zelhem"}, actor=STRANGER)
    assert question.place == "Zelhem"
    assert Event.objects.filter(verb="bridging.request.changed").exists()
    factories.OfferFactory(request=question)
    with pytest.raises(StateChanged):
        services.change_question(request=question, values={"place": "Aalten"}, actor=STRANGER)


def test_unmet_needs_a_reason_that_can_be_counted(region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a)
    with pytest.raises(RuleBroken):
        services.close_unmet(request=question, reason="gewoon", actor=COORDINATOR)
    services.close_unmet(request=question, reason="no_language", actor=COORDINATOR)
    assert (question.state, question.unmet_reason, mails("unmet")) == ("unmet", "no_language", 1)
    services.reopen_question(request=question, actor=COORDINATOR)
    assert (question.state, question.unmet_reason, question.closed_at) == ("open", "", None)


def test_cancelling_tells_everybody_once(region_a: Any) -> None:
    visit = factories.VisitFactory(request__region=region_a)
    offer = factories.OfferFactory(request=visit.request)
    queued = factories.OfferFactory(request=visit.request, state="queued")
    services.cancel_question(request=visit.request, actor=COORDINATOR)
    for row in (visit, offer, queued):
        row.refresh_from_db()
    assert (visit.state, offer.state, queued.state) == ("cancelled", "withdrawn", "withdrawn")
    assert mails("visit_cancelled_key_person") == mails("visit_cancelled_asker") == 1
    assert mails("offer_withdrawn") == 1, "who was not asked yet hears nothing"
    assert Notice.objects.get(template="bridging/mail/visit_cancelled_asker.txt").calendar_method == "CANCEL"


def test_a_finished_question_cannot_be_cancelled(region_a: Any) -> None:
    question = factories.RequestFactory(region=region_a, state="done")
    with pytest.raises(StateChanged):
        services.cancel_question(request=question, actor=COORDINATOR)


def test_of_two_coordinators_one_is_first(region_a: Any) -> None:
    one = factories.RequestFactory(region=region_a)
    other = Request.objects.get(pk=one.pk)
    services.close_unmet(request=one, reason="no_time", actor=COORDINATOR)
    with pytest.raises(StateChanged):
        services.close_unmet(request=other, reason="no_language", actor=COORDINATOR)


def test_every_move_is_a_row_that_cannot_be_changed(region_a: Any) -> None:
    question = ask(region_a)
    services.confirm_question(request=question, actor=STRANGER)
    assert [(step.old, step.new, step.by) for step in question.steps.all()] == [
        ("", "unconfirmed", "Anke"),
        ("unconfirmed", "open", "Anke"),
    ]
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("update bridging_step set new = 'done' where id = %s", [Step.objects.first().pk])  # type: ignore[union-attr]


def test_a_question_that_was_dropped_before_it_was_confirmed_is_gone(region_a: Any) -> None:
    question = ask(region_a)
    services.drop_question(request=question, actor=STRANGER)
    assert question.state == "expired"
