"""Many people at once, on real connections: exactly one wins each place and no message is lost."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging import services
from sleutelbos.bridging.models import Offer, Request, Step, Visit
from sleutelbos.notices.models import Notice
from sleutelbos.ui.errors import DomainError
from tests import factories

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

TAPS = 50
ACTOR = Viewer.by_link(whom="test", region_id=None)


def _at_once(calls: Sequence[Callable[[], str]]) -> Counter[str]:
    """Run every call in its own thread and connection, all let go at the same moment; counts what came back."""
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], str]) -> str:
        close_old_connections()
        try:
            gate.wait(timeout=60)
            return call()
        except DomainError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(run, calls))


@pytest.fixture(autouse=True)
def _only_on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("Races need real concurrent connections: run python tests/postgres.py run -- pytest -m postgres")


def test_fifty_taps_on_one_yes_make_one_appointment_and_one_message_each() -> None:
    offer = factories.OfferFactory(request__agreed=True)
    answers = _at_once([lambda: services.accept_offer(offer=offer, actor=ACTOR)] * TAPS)
    assert answers == {"accepted": 1, "already": TAPS - 1}
    assert Visit.objects.filter(request=offer.request).count() == 1
    assert Request.objects.get(pk=offer.request_id).state == "planned"
    assert Counter(Notice.objects.values_list("template", flat=True)) == {
        "bridging/mail/visit_planned_key_person.txt": 1,
        "bridging/mail/visit_planned_asker.txt": 1,
    }
    assert Step.objects.filter(offer=offer, new="accepted").count() == 1


def test_fifty_people_say_yes_to_one_place_and_exactly_one_goes() -> None:
    request = factories.RequestFactory(asking=True, agreed=True)
    offers = [factories.OfferFactory(request=request) for _ in range(TAPS)]
    answers = _at_once([lambda offer=offer: services.accept_offer(offer=offer, actor=ACTOR) for offer in offers])
    assert answers == {"accepted": 1, "taken": TAPS - 1}
    assert Counter(Offer.objects.values_list("state", flat=True)) == {"accepted": 1, "taken": TAPS - 1}
    assert Visit.objects.count() == 1
    # Everybody who lost is told once, the winner and the asker get the invitation.
    sent = Counter(Notice.objects.values_list("template", flat=True))
    assert sent["bridging/mail/offer_taken.txt"] == TAPS - 1
    assert sent["bridging/mail/visit_planned_key_person.txt"] == 1
    assert Notice.objects.values("dedupe_key").distinct().count() == Notice.objects.count()


def test_three_places_are_taken_by_exactly_three_of_fifty() -> None:
    request = factories.RequestFactory(asking=True, collective=True, persons_wanted=3)
    offers = [factories.OfferFactory(request=request) for _ in range(TAPS)]
    answers = _at_once([lambda offer=offer: services.accept_offer(offer=offer, actor=ACTOR) for offer in offers])
    assert answers == {"accepted": 3, "taken": TAPS - 3}
    assert Request.objects.get(pk=request.pk).accepted_count == 3


def test_one_person_cannot_take_two_questions_at_the_same_hour() -> None:
    region = factories.RegionFactory()
    person = factories.KeyPersonFactory(region=region)
    offers = [
        factories.OfferFactory(
            request=factories.RequestFactory(region=region, asking=True, agreed=True), key_person=person
        )
        for _ in range(8)
    ]
    answers = _at_once([lambda offer=offer: services.accept_offer(offer=offer, actor=ACTOR) for offer in offers])
    assert answers == {"accepted": 1, "other-appointment-then": 7}
    assert Visit.objects.filter(key_person=person).count() == 1


def test_yes_and_cancel_at_once_leave_one_story() -> None:
    request = factories.RequestFactory(asking=True, agreed=True)
    offer = factories.OfferFactory(request=request)
    coordinator = Viewer.system(reason="test")
    _at_once(
        [
            lambda: services.accept_offer(offer=offer, actor=ACTOR),
            lambda: str(services.cancel_question(request=Request.objects.get(pk=request.pk), actor=coordinator)),
        ]
    )
    request.refresh_from_db()
    standing = Visit.objects.filter(request=request, state__in=["awaiting", "confirmed"]).exists()
    # Either the yes won and an appointment stands, or the question is cancelled and nothing stands.
    assert (request.state, standing) in {("planned", True), ("cancelled", False)}
