"""Reading the trail."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from .models import Event


def events_about(subjects: Iterable[str]) -> QuerySet[Event]:
    """What was done to or seen of these people ("keyperson:12"), newest first."""
    return Event.objects.filter(subject__in=list(subjects))


def events_of_region(region_id: int) -> QuerySet[Event]:
    """Everything in one region, newest first; for a privacy officer."""
    return Event.objects.filter(region_id=region_id)


def found_events(
    events: QuerySet[Event],
    *,
    who: str = "",
    about: str = "",
    kind: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Event]:
    """Those of the events that fit. `who`: part of the actor's name; `about`: "keyperson:12" or a bare number;
    `kind`: "look", "change" or "" for both; days are whole days, local time, both included."""
    if who:
        events = events.filter(actor_label__icontains=who)
    if about:
        own = Q(subject=about) | Q(target=about)
        events = events.filter(
            own if ":" in about else Q(subject__endswith=f":{about}") | Q(target__endswith=f":{about}")
        )
    if kind:
        events = events.filter(look=kind == "look")
    if since:
        events = events.filter(at__gte=_midnight(since))
    if until:
        events = events.filter(at__lte=timezone.make_aware(datetime.combine(until, time.max)))
    return events


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def page_of(events: QuerySet[Event], *, before: int | None, size: int = 50) -> tuple[list[Event], int | None]:
    """One page of events, newest first, and the number from which the next page goes on, None at the end.

    By number and not by counting: the trail of a region holds millions of rows and its last page costs the same.
    """
    if before is not None:
        events = events.filter(pk__lt=before)
    rows = list(events.order_by("-pk")[: size + 1])
    more = len(rows) > size
    return rows[:size], rows[size - 1].pk if more else None
