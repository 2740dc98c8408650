"""How much each key person does: all of them for the coordinator, oneself for a key person."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, Sum
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.allowances.models import Booking
from sleutelbos.allowances.queries import visible_bookings
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.keypersons.queries import visible_key_persons

from ..models import Visit
from .visible import visible_visits


@dataclass(frozen=True, slots=True)
class Load:
    """What one person did in a period: appointments that took place, and booked minutes."""

    key_person: KeyPerson
    visits: int
    minutes: int


def load_per_person(viewer: Viewer, first_day: date, last_day: date) -> list[Load]:
    """Everybody the viewer may see who can be asked or did something, who did most first; three queries."""
    since = timezone.make_aware(datetime.combine(first_day, time()))
    until = timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time()))
    within = visible_visits(viewer).filter(starts_at__gte=since, starts_at__lt=until)
    # The state is looked at while counting. Among the conditions it makes SQLite read everybody's appointments of the
    # period by state, a country's, instead of those of these people.
    done = Count("pk", filter=Q(state=Visit.State.DONE))
    counted = within.order_by().values_list("key_person_id").annotate(n=done)
    visits = {person: number for person, number in counted if number}
    booked = visible_bookings(viewer).filter(state=Booking.State.BOOKED, day__gte=first_day, day__lte=last_day)
    minutes = dict(booked.order_by().values_list("engagement__key_person_id").annotate(n=Sum("minutes")))
    found = [
        Load(person, visits.get(person.pk, 0), minutes.get(person.pk, 0))
        for person in visible_key_persons(viewer).order_by("first_name", "last_name", "pk")
        if person.state == KeyPerson.State.DEPLOYABLE or person.pk in visits or person.pk in minutes
    ]
    return sorted(found, key=lambda row: (-row.visits, -row.minutes))
