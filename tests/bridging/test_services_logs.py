"""Afterwards: one log, one booking, a call that holds no story, two answers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.allowances.models import Booking
from sleutelbos.bridging import services
from sleutelbos.bridging.models import CallRequest, Experience, Request, Visit, VisitLog
from sleutelbos.notices.models import Notice
from sleutelbos.ui.errors import RuleBroken, StateChanged
from tests import factories

pytestmark = pytest.mark.django_db
ACTOR = Viewer.by_link(whom="Selam", region_id=1)
VALUES = {
    "happened": True,
    "minutes": 90,
    "acts": ["explained"],
    "follow_up": "none",
    "km": Decimal("10.0"),
    "costs_cents": 250,
    "not_my_role": "",
    "heavy": False,
}


@pytest.fixture
def visit(region_a: Any) -> Visit:
    """A visit of two hours ago."""
    request = factories.RequestFactory(region=region_a, state="planned", accepted_count=1)
    made: Visit = factories.VisitFactory(request=request, over=True)
    return made


def test_hours_and_real_costs_are_booked_apart_to_the_right_engagement(visit: Visit) -> None:
    log = services.log_visit(visit=visit, values=VALUES, actor=ACTOR)
    booking = Booking.objects.get()
    assert log.booking == booking
    assert booking.engagement == visit.engagement
    assert (booking.minutes, booking.fee_cents, booking.costs_cents) == (90, 750, 250 + 230)
    assert booking.municipality == visit.request.municipality


def test_a_second_log_gives_the_first_back(visit: Visit) -> None:
    first = services.log_visit(visit=visit, values=VALUES, actor=ACTOR)
    assert services.log_visit(visit=visit, values={**VALUES, "minutes": 10}, actor=ACTOR) == first
    assert (VisitLog.objects.count(), Booking.objects.count()) == (1, 1)


def test_a_visit_closes_its_question_and_asks_how_it_was(visit: Visit) -> None:
    services.log_visit(visit=visit, values=VALUES, actor=ACTOR)
    assert Request.objects.get().state == "done"
    assert Notice.objects.filter(template="bridging/mail/experience.txt").count() == 1


def test_a_question_with_two_visits_closes_with_the_last(visit: Visit) -> None:
    Request.objects.update(persons_wanted=2, accepted_count=2)
    other = factories.VisitFactory(request=visit.request, over=True)
    services.log_visit(visit=visit, values=VALUES, actor=ACTOR)
    assert Request.objects.get().state == "planned"
    services.log_visit(visit=other, values=VALUES, actor=ACTOR)
    assert Request.objects.get().state == "done"


def test_who_waited_in_vain_is_paid_and_nobody_is_asked_how_it_was(visit: Visit) -> None:
    services.log_visit(visit=visit, values={**VALUES, "happened": False, "acts": []}, actor=ACTOR)
    visit.refresh_from_db()
    assert (visit.state, Booking.objects.get().minutes) == ("no_show", 90)
    assert not Notice.objects.filter(template="bridging/mail/experience.txt").exists()


def test_nothing_to_book_books_nothing(visit: Visit) -> None:
    services.log_visit(visit=visit, values={**VALUES, "minutes": 0, "km": Decimal(0), "costs_cents": 0}, actor=ACTOR)
    assert not Booking.objects.exists()


def test_a_visit_that_lies_ahead_has_no_log(visit: Visit) -> None:
    later = timezone.now() + timedelta(hours=1)
    Visit.objects.update(starts_at=later, ends_at=later + timedelta(hours=1))
    with pytest.raises(RuleBroken, match="visit-not-yet"):
        services.log_visit(visit=visit, values=VALUES, actor=ACTOR)


@pytest.mark.parametrize("state", ["awaiting", "cancelled", "handed_over"])
def test_a_visit_that_does_not_stand_has_no_log(visit: Visit, state: str) -> None:
    Visit.objects.update(state=state)
    with pytest.raises(StateChanged):
        services.log_visit(visit=visit, values=VALUES, actor=ACTOR)


@pytest.mark.parametrize(
    ("more", "kind"), [({"call_me": True}, "call_me"), ({"not_my_role": "sign", "call_me": True}, "not_my_role")]
)
def test_a_log_can_ask_for_one_call(visit: Visit, more: dict[str, Any], kind: str) -> None:
    services.log_visit(visit=visit, values={**VALUES, **more}, actor=ACTOR)
    assert [call.kind for call in CallRequest.objects.all()] == [kind]


def test_a_call_that_waits_is_not_asked_twice_and_is_new_after_it_was_made(visit: Visit) -> None:
    def call() -> CallRequest:
        return services.ask_for_call(
            region_id=visit.request.region_id, kind="call_me", key_person=visit.key_person, actor=ACTOR
        )

    first = call()
    assert call() == first
    services.handle_call(call=first, actor=ACTOR)
    with pytest.raises(StateChanged):
        services.handle_call(call=first, actor=ACTOR)
    assert call() != first
    assert Notice.objects.filter(template="bridging/mail/coordinator_call.txt").count() == 2


def test_two_answers_are_kept_once_per_side(visit: Visit) -> None:
    assert services.give_experience(visit=visit, by="professional", helped=3, again=True, actor=ACTOR) is True
    assert services.give_experience(visit=visit, by="professional", helped=1, again=False, actor=ACTOR) is False
    assert services.give_experience(visit=visit, by="newcomer", helped=2, again=True, actor=ACTOR) is True
    assert Experience.objects.count() == 2
