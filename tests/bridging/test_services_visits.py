"""Appointments: planned, agreed by the newcomer, moved, cancelled, handed over; calendars and mails follow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging import services
from sleutelbos.bridging.models import Offer, Request, Visit
from sleutelbos.notices.models import Notice
from sleutelbos.ui.errors import RuleBroken, StateChanged
from tests import factories

pytestmark = pytest.mark.django_db
ACTOR = Viewer(user_id=1, role="coordinator", name="Renske", email="renske@a.example")


def mails(name: str) -> int:
    return Notice.objects.filter(template=f"bridging/mail/{name}.txt").count()


def agreed(region: Any, **more: Any) -> Visit:
    request = factories.RequestFactory(region=region, newcomer_informed="yes")
    person = factories.KeyPersonFactory(region=region, **more)
    offer = services.send_offers(request=request, asks=[services.Ask(person)], in_turn=False, actor=ACTOR)[0]
    services.accept_offer(offer=offer, actor=ACTOR)
    return Visit.objects.select_related("request", "key_person").get(offer=offer)


def waiting(region: Any) -> Visit:
    request = factories.RequestFactory(region=region)
    person = factories.KeyPersonFactory(region=region)
    offer = services.send_offers(request=request, asks=[services.Ask(person)], in_turn=False, actor=ACTOR)[0]
    services.accept_offer(offer=offer, actor=ACTOR)
    return Visit.objects.select_related("request", "key_person").get(offer=offer)


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def test_a_yes_without_a_time_gets_its_time_from_the_coordinator(region_a: Any) -> None:
    request = factories.RequestFactory(region=region_a, newcomer_informed="yes", starts_at=None)
    person = factories.KeyPersonFactory(region=region_a)
    offer = services.send_offers(request=request, asks=[services.Ask(person)], in_turn=False, actor=ACTOR)[0]
    services.accept_offer(offer=offer, actor=ACTOR)
    assert (fresh(request).state, mails("coordinator_plan_time")) == ("accepted", 1)
    with pytest.raises(RuleBroken, match="time-is-past"):
        services.plan_visit(offer=fresh(offer), starts_at=timezone.now() - timedelta(days=1), actor=ACTOR)
    visit = services.plan_visit(offer=fresh(offer), starts_at=factories.in_days(3), actor=ACTOR)
    assert (visit.state, fresh(request).state) == ("confirmed", "planned")
    with pytest.raises(StateChanged):
        services.plan_visit(offer=fresh(offer), starts_at=factories.in_days(4), actor=ACTOR)


def test_the_newcomers_yes_sends_the_invitations(region_a: Any) -> None:
    visit = waiting(region_a)
    assert services.newcomer_agrees(visit=visit, way="spoken", actor=ACTOR) is True
    assert services.newcomer_agrees(visit=visit, way="spoken", actor=ACTOR) is False
    assert (fresh(visit).state, fresh(visit.request).state) == ("confirmed", "planned")
    assert mails("visit_planned_key_person") == mails("visit_planned_asker") == 1
    invitation = Notice.objects.get(template="bridging/mail/visit_planned_asker.txt")
    assert invitation.calendar_method == "REQUEST"
    assert b"METHOD:REQUEST" in bytes(invitation.calendar or b"")


def test_an_invitation_says_nothing_about_the_newcomer(region_a: Any) -> None:
    visit = agreed(region_a)
    for notice in Notice.objects.exclude(calendar=None):
        text = bytes(notice.calendar or b"").decode()
        assert visit.request.summary not in text
        assert visit.request.newcomer is not None
        assert visit.request.newcomer.code not in text


def test_somebody_else_frees_the_place_and_excludes_in_silence(region_a: Any) -> None:
    visit = agreed(region_a)
    services.newcomer_wants_another(visit=visit, way="link", actor=ACTOR)
    request = fresh(visit.request)
    assert (fresh(visit).state, request.state, request.accepted_count) == ("cancelled", "open", 0)
    assert Offer.objects.get().state == "another_chosen"
    assert visit.key_person in request.newcomer.excluded.all()
    assert mails("visit_other_person_asker") == mails("visit_cancelled_key_person") == 1
    with pytest.raises(StateChanged):
        services.newcomer_wants_another(visit=visit, way="link", actor=ACTOR)


def test_moving_raises_the_number_of_the_invitation_and_tells_both(region_a: Any) -> None:
    visit = agreed(region_a)
    start = factories.in_days(8, 9)
    moved = services.move_appointment(
        visit=visit, starts_at=start, duration_minutes=90, place="Zelhem", address="Markt 1", actor=ACTOR
    )
    assert (moved.sequence, moved.starts_at, moved.ends_at - moved.starts_at) == (1, start, timedelta(minutes=90))
    assert mails("visit_changed_key_person") == mails("visit_changed_asker") == 1
    with pytest.raises(RuleBroken, match="time-is-past"):
        services.move_appointment(
            visit=visit,
            starts_at=timezone.now() - timedelta(days=1),
            duration_minutes=60,
            place="",
            address="",
            actor=ACTOR,
        )


def test_moving_onto_another_appointment_is_refused(region_a: Any) -> None:
    visit = agreed(region_a)
    factories.VisitFactory(request__region=region_a, key_person=visit.key_person, starts_at=factories.in_days(8, 9))
    with pytest.raises(RuleBroken, match="other-appointment-then"):
        services.move_appointment(
            visit=visit,
            starts_at=factories.in_days(8, 9),
            duration_minutes=60,
            place="Zelhem",
            address="",
            actor=ACTOR,
        )


def test_cancelling_an_appointment_opens_the_question_so_that_nobody_is_forgotten(region_a: Any) -> None:
    visit = agreed(region_a)
    services.cancel_visit(visit=visit, actor=ACTOR)
    assert (fresh(visit).state, fresh(visit.request).state) == ("cancelled", "open")
    cancelled = Notice.objects.get(template="bridging/mail/visit_cancelled_key_person.txt")
    assert b"METHOD:CANCEL" in bytes(cancelled.calendar or b"")
    with pytest.raises(StateChanged):
        services.cancel_visit(visit=visit, actor=ACTOR)


def test_stepping_out_of_an_agreed_appointment_hands_it_over(region_a: Any) -> None:
    visit = agreed(region_a)
    services.step_out(visit=visit, actor=ACTOR)
    assert (fresh(visit).state, Offer.objects.get().state) == ("handed_over", "stepped_out")
    assert fresh(visit.request).state == "open"
    assert mails("coordinator_stepped_out") == mails("visit_other_person_asker") == 1


def test_stepping_out_before_the_newcomers_yes_tells_no_calendar(region_a: Any) -> None:
    visit = waiting(region_a)
    services.step_out(visit=visit, actor=ACTOR)
    assert fresh(visit).state == "cancelled"
    assert mails("visit_other_person_asker") == 0
    assert Notice.objects.get(template="bridging/mail/visit_cancelled_key_person.txt").calendar is None


def test_somebody_else_can_be_asked_after_stepping_out(region_a: Any) -> None:
    visit = agreed(region_a)
    services.step_out(visit=visit, actor=ACTOR)
    other = factories.KeyPersonFactory(region=region_a)
    offer = services.send_offers(request=fresh(visit.request), asks=[services.Ask(other)], in_turn=False, actor=ACTOR)[
        0
    ]
    assert services.accept_offer(offer=offer, actor=ACTOR) == "accepted"
    assert fresh(visit.request).state == "planned"


def test_a_reminder_goes_once_and_again_after_a_change(region_a: Any) -> None:
    visit = agreed(region_a)
    assert services.queue_reminders() == 0, "four days ahead is too early"
    Visit.objects.update(starts_at=timezone.now() + timedelta(hours=20), ends_at=timezone.now() + timedelta(hours=21))
    assert services.queue_reminders() == 1
    assert services.queue_reminders() == 0
    Visit.objects.update(sequence=visit.sequence + 1)
    assert services.queue_reminders() == 1


def test_a_cancelled_appointment_takes_its_reminder_along(region_a: Any) -> None:
    visit = agreed(region_a)
    Visit.objects.update(starts_at=timezone.now() + timedelta(hours=20), ends_at=timezone.now() + timedelta(hours=21))
    services.queue_reminders()
    Notice.objects.filter(template="bridging/mail/reminder_key_person.txt").update(state="queued")
    services.cancel_visit(visit=fresh(visit), actor=ACTOR)
    assert Notice.objects.get(template="bridging/mail/reminder_key_person.txt").state == "cancelled"


def test_the_log_is_asked_for_once_after_the_visit(region_a: Any) -> None:
    agreed(region_a)
    Visit.objects.update(starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(hours=2))
    assert services.ask_for_logs() == 1
    assert services.ask_for_logs() == 0


def test_stopping_one_question_leaves_finished_ones_alone(region_a: Any) -> None:
    visit = agreed(region_a)
    done = factories.RequestFactory(region=region_a, newcomer=visit.request.newcomer, state="done")
    assert visit.request.newcomer is not None
    services.stop_all(newcomer=visit.request.newcomer, actor=ACTOR)
    assert (fresh(visit.request).state, fresh(done).state) == ("cancelled", "done")
    assert Request.objects.filter(state="cancelled").count() == 1
