"""Reading the trail."""

from collections.abc import Iterable

from django.db.models import QuerySet

from .models import Event


def events_about(subjects: Iterable[str]) -> QuerySet[Event]:
    """What was done to or seen of these people ("keyperson:12"), newest first."""
    return Event.objects.filter(subject__in=list(subjects))


def events_of_region(region_id: int) -> QuerySet[Event]:
    """Everything in one region, newest first; for a privacy officer."""
    return Event.objects.filter(region_id=region_id)
