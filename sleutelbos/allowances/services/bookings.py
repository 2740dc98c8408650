"""Booking work: minutes always count, a fee waits where it would go over a legal cap."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from sleutelbos.accounts.models import Municipality
from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import Engagement, KeyPerson
from sleutelbos.notices import services as notices
from sleutelbos.ui.errors import StateChanged

from .. import queries, rules, workflow
from ..models import Booking


@transaction.atomic
def book_work(
    *,
    engagement: Engagement,
    municipality: Municipality | None,
    source: str,
    day: date,
    minutes: int,
    km: Decimal,
    costs_cents: int,
    actor: Viewer,
) -> Booking:
    """Book minutes with their fee, and real costs apart, to one engagement; once per source.

    A fee that does not fit under the legal caps of the month and the year, over all payers of this human together, is
    booked as held and the coordinator is told. Minutes and real costs count in any case.
    """
    _hold(engagement.key_person)
    known = Booking.objects.filter(source=source).first()
    if known is not None:
        return known
    fee = 0
    if engagement.form == Engagement.Form.VOLUNTEER_FEE:
        fee = rules.fee_cents(engagement.fee_cents_per_hour, minutes)
    booking = Booking.objects.create(
        source=source,
        engagement=engagement,
        municipality=municipality,
        day=day,
        minutes=minutes,
        fee_cents=fee,
        km=km,
        costs_cents=costs_cents + rules.travel_cents(km, engagement.km_cents),
        state=_state_for(engagement.key_person, day, fee),
    )
    _record("made", booking, actor=actor, minutes=minutes, state=booking.state)
    if booking.state == Booking.State.HELD:
        _tell_coordinator(booking)
    return booking


@transaction.atomic
def release_booking(*, booking: Booking, with_fee: bool, actor: Viewer) -> None:
    """End the waiting: pay the fee although it goes over a cap, or book the hours without a fee.

    Raises StateChanged when somebody decided already. That a cap was passed on purpose stays in the trail.
    """
    _hold(booking.engagement.key_person)
    workflow.check(workflow.BOOKING, Booking.State.HELD, Booking.State.BOOKED)
    room = queries.room_under_caps(booking.engagement.key_person, booking.day)
    fee = booking.fee_cents if with_fee else 0
    _move(booking, Booking.State.HELD, Booking.State.BOOKED, fee_cents=fee)
    over = room is not None and not room.takes(fee)
    _record("released", booking, actor=actor, with_fee=with_fee, over_cap=over)


@transaction.atomic
def reverse_booking(*, booking: Booking, actor: Viewer) -> None:
    """Take work back that was booked by mistake; StateChanged when it is no longer in the state it was seen in."""
    workflow.check(workflow.BOOKING, booking.state, Booking.State.REVERSED)
    _move(booking, booking.state, Booking.State.REVERSED)
    _record("reversed", booking, actor=actor)


@transaction.atomic
def restore_booking(*, booking: Booking, actor: Viewer) -> None:
    """Put work back that was taken back; the caps are looked at again."""
    _hold(booking.engagement.key_person)
    new = _state_for(booking.engagement.key_person, booking.day, booking.fee_cents)
    workflow.check(workflow.BOOKING, Booking.State.REVERSED, new)
    _move(booking, Booking.State.REVERSED, new)
    _record("restored", booking, actor=actor, state=new)


def _hold(key_person: KeyPerson) -> None:
    # Two bookings of one human at the same moment must not both find the last euro: the second waits here.
    ids = queries.same_human(key_person)
    list(KeyPerson.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))


def _state_for(key_person: KeyPerson, day: date, fee: int) -> str:
    if fee == 0:
        return Booking.State.BOOKED
    room = queries.room_under_caps(key_person, day)
    return Booking.State.BOOKED if room is None or room.takes(fee) else Booking.State.HELD


def _move(booking: Booking, old: str, new: str, **changes: int) -> None:
    if not Booking.objects.filter(pk=booking.pk, state=old).update(state=new, **changes):
        raise StateChanged
    booking.state = new
    for name, value in changes.items():
        setattr(booking, name, value)


def _record(verb: str, booking: Booking, *, actor: Viewer, **data: Any) -> None:
    key_person = booking.engagement.key_person
    audit.record(
        f"allowances.booking.{verb}",
        actor=actor,
        target=booking,
        subject=key_person,
        region_id=key_person.region_id,
        **data,
    )


def _tell_coordinator(booking: Booking) -> None:
    region = booking.engagement.key_person.region
    notices.queue(
        template="allowances/mail/held.txt",
        to=region.coordinator_email,
        language="nl",
        dedupe_key=f"booking:{booking.pk}:held",
        context={
            "booking": booking,
            "key_person": booking.engagement.key_person,
            "link": links.absolute("allowances:show-month") + f"?maand={booking.day:%Y-%m}",
        },
        region_id=region.pk,
    )
