"""Counts, and nothing but counts: no function here can return a person, a name, a text or the number of a row.

Every count comes with how much of it is of the same person, under names ("1", "2") that are made here, are the same in
all crossings of one count, and mean nothing anywhere else: a rule for small numbers must know that ten questions of one
newcomer are about one person.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import Count, QuerySet

from sleutelbos.bridging.models import Request, Visit
from sleutelbos.keypersons.models import KeyPerson, SpokenLanguage
from sleutelbos.signals.models import Signal

# Where nothing was said: no municipality, no language needed.
NOT_SAID: Final = "none"
# From here on somebody helps in a language.
WELL: Final = 3

# Counted questions: what was never confirmed is not one.
_NO_QUESTION: Final = (Request.State.UNCONFIRMED, Request.State.EXPIRED)


@dataclass(frozen=True)
class Counts:
    """How many per crossing of codes, and of whom (under meaningless names) where one can cause many."""

    counts: dict[tuple[str, ...], int] = field(default_factory=dict)
    parts: dict[tuple[str, ...], dict[str, int]] = field(default_factory=dict)


def questions(region_id: int, since: datetime, until: datetime) -> Counts:
    """Confirmed questions that came in: municipality × language × topic."""
    rows = Request.objects.filter(region_id=region_id, created_at__gte=since, created_at__lt=until).exclude(
        state__in=_NO_QUESTION
    )
    return _gathered(_grouped(rows, "municipality_id", "language", "topic__code", "newcomer_id"))


def talks(region_id: int, since: datetime, until: datetime) -> Counts:
    """Appointments that took place: municipality × language × topic of their question."""
    rows = Visit.objects.filter(
        request__region_id=region_id, state=Visit.State.DONE, starts_at__gte=since, starts_at__lt=until
    )
    return _gathered(
        _grouped(rows, "request__municipality_id", "request__language", "request__topic__code", "request__newcomer_id")
    )


def signals(region_id: int, since: datetime, until: datetime) -> Counts:
    """Signals that were sent: municipality × theme."""
    rows = Signal.objects.filter(region_id=region_id, created_at__gte=since, created_at__lt=until)
    counted = rows.order_by().values_list("municipality_id", "theme__code").annotate(n=Count("pk"))
    return Counts({(_code(place), theme): n for place, theme, n in counted})


def key_persons(region_id: int) -> int:
    """Key persons who can be asked today."""
    return _deployable(region_id).count()


def key_persons_by_language(region_id: int) -> dict[str, int]:
    """Key persons who can be asked today, per language they speak well; who speaks two is in both."""
    rows = SpokenLanguage.objects.filter(key_person__in=_deployable(region_id), speaking__gte=WELL)
    return dict(rows.order_by().values_list("variety").annotate(n=Count("key_person_id", distinct=True)))


def key_persons_by_topic(region_id: int) -> dict[str, int]:
    """Key persons who can be asked today, per topic they help with; who helps with two is in both."""
    rows = _deployable(region_id).exclude(topics=None)
    return dict(rows.order_by().values_list("topics__code").annotate(n=Count("pk", distinct=True)))


def _deployable(region_id: int) -> QuerySet[KeyPerson]:
    return KeyPerson.objects.filter(region_id=region_id, state=KeyPerson.State.DEPLOYABLE)


def _grouped(
    rows: QuerySet[Request] | QuerySet[Visit], *fields: str
) -> Iterable[tuple[int | None, str, str, int | None, int]]:
    return rows.order_by().values_list(*fields).annotate(n=Count("pk")).order_by(*fields)


def _gathered(rows: Iterable[tuple[int | None, str, str, int | None, int]]) -> Counts:
    found = Counts()
    names: dict[int, str] = {}
    for place, language, topic, newcomer, count in rows:
        crossing = (_code(place), language or NOT_SAID, topic)
        found.counts[crossing] = found.counts.get(crossing, 0) + count
        parts = found.parts.setdefault(crossing, {})
        if newcomer is not None:
            name = names.setdefault(newcomer, f"{len(names) + 1}")
            parts[name] = parts.get(name, 0) + count
        else:
            # Nobody was named: each is of somebody else.
            parts.update({f"{'/'.join(crossing)} {number}": 1 for number in range(count)})
    return found


def _code(number: int | None) -> str:
    return NOT_SAID if number is None else str(number)
