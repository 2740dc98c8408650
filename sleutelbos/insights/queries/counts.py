"""Counts, and nothing but counts: no function here can return a person, a name, a text or the number of a row.

Every count comes with how much of it is of the same person, under names ("1", "2") that are made here, are the same in
all crossings of one count, and mean nothing anywhere else: a rule for small numbers must know that ten questions of one
newcomer are about one person.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.functions import ExtractQuarter
from django.utils import timezone

from sleutelbos.allowances.models import Booking
from sleutelbos.bridging.models import Experience, Request, Visit
from sleutelbos.keypersons.models import KeyPerson, SpokenLanguage
from sleutelbos.signals.models import Signal

from .figures import ENDED, NO_QUESTION, NOT_SAID, unmet_code

# From here on somebody helps in a language.
WELL: Final = 3


@dataclass(frozen=True)
class Counts:
    """How many per crossing of codes, the quarter first, and of whom (under meaningless names) if one can cause many.

    Where nothing was said (no municipality, no language needed) the code is "none".
    """

    counts: dict[tuple[str, ...], int] = field(default_factory=dict)
    parts: dict[tuple[str, ...], dict[str, int]] = field(default_factory=dict)


def questions(region_id: int, year: int) -> Counts:
    """Confirmed questions that came in: municipality × language × topic × how they ended."""
    rows = Request.objects.filter(region_id=region_id, **_in(year, "created_at")).exclude(state__in=NO_QUESTION)
    rows = rows.annotate(quarter=ExtractQuarter("created_at"))
    grouped = _grouped(
        rows, "quarter", "municipality_id", "language", "topic__code", "state", "unmet_reason", "newcomer_id"
    )
    return _gathered(
        (_quarter(year, quarter), _code(place), language or NOT_SAID, topic, _ended(state, reason), newcomer, count)
        for quarter, place, language, topic, state, reason, newcomer, count in grouped
    )


def talks(region_id: int, year: int) -> Counts:
    """Appointments that took place: municipality × language × topic of their question."""
    rows = _visits(region_id, year).filter(state=Visit.State.DONE)
    names = ("municipality_id", "language", "topic__code", "newcomer_id")
    grouped = _grouped(rows, "quarter", *(f"request__{name}" for name in names))
    return _gathered(
        (_quarter(year, quarter), _code(place), language or NOT_SAID, topic, newcomer, count)
        for quarter, place, language, topic, newcomer, count in grouped
    )


def missed(region_id: int, year: int) -> Counts:
    """Appointments to which the newcomer did not come: municipality."""
    rows = _visits(region_id, year).filter(state=Visit.State.NO_SHOW)
    grouped = _grouped(rows, "quarter", "request__municipality_id", "request__newcomer_id")
    return _gathered(
        (_quarter(year, quarter), _code(place), newcomer, count) for quarter, place, newcomer, count in grouped
    )


def signals(region_id: int, year: int) -> Counts:
    """Signals that were sent: municipality × theme × whether they got an answer."""
    rows = Signal.objects.filter(region_id=region_id, **_in(year, "created_at")).annotate(
        quarter=ExtractQuarter("created_at")
    )
    told = Count("pk", filter=Q(answered_at__isnull=False))
    found = Counts()
    grouped = rows.order_by().values_list("quarter", "municipality_id", "theme__code").annotate(n=Count("pk"), t=told)
    for quarter, place, theme, count, answered in grouped:
        for code, number in (("yes", answered), ("no", count - answered)):
            if number:
                found.counts[_quarter(year, quarter), _code(place), theme, code] = number
    return found


def experience(region_id: int, year: int) -> Counts:
    """Answers to "did it help?": municipality × who answered × 1 (no), 2 (a little), 3 (yes)."""
    rows = Experience.objects.filter(visit__request__region_id=region_id, **_in(year, "visit__starts_at")).annotate(
        quarter=ExtractQuarter("visit__starts_at")
    )
    of = "visit__request__"
    grouped = _grouped(rows, "quarter", f"{of}municipality_id", "by", "helped", f"{of}newcomer_id")
    return _gathered(
        (_quarter(year, quarter), _code(place), by, str(helped), newcomer, count)
        for quarter, place, by, helped, newcomer, count in grouped
    )


def helpers(region_id: int, year: int) -> Counts:
    """Key persons with an appointment that took place: municipality, in the quarter of their first there this year."""
    rows = _visits(region_id, year).filter(state=Visit.State.DONE).order_by()
    first = rows.values_list("request__municipality_id", "key_person_id").annotate(first=Min("quarter"))
    found = Counts()
    for place, _person, quarter in first:
        cell = (_quarter(year, quarter), _code(place))
        found.counts[cell] = found.counts.get(cell, 0) + 1
    return found


def cents(region_id: int, year: int) -> Counts:
    """Fees and real costs that were booked, in cents: municipality × ledger."""
    return _booked(region_id, year, {"fee": "fee_cents", "costs": "costs_cents"})


def minutes(region_id: int, year: int) -> Counts:
    """Minutes that were booked: municipality."""
    return _booked(region_id, year, {"": "minutes"})


def _booked(region_id: int, year: int, ledgers: dict[str, str]) -> Counts:
    rows = Booking.objects.filter(
        engagement__key_person__region_id=region_id, day__year=year, state=Booking.State.BOOKED
    ).annotate(quarter=ExtractQuarter("day"), person=F("engagement__key_person_id"))
    sums = rows.order_by().values_list("quarter", "municipality_id", "person")
    grouped = list(sums.annotate(**{f"of_{field}": Sum(field) for field in ledgers.values()}))
    return _gathered(
        (_quarter(year, quarter), _code(place), *([ledger] if ledger else []), person, amount)
        for quarter, place, person, *amounts in grouped
        for ledger, amount in zip(ledgers, amounts, strict=True)
        if amount
    )


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


def _visits(region_id: int, year: int) -> QuerySet[Visit]:
    rows = Visit.objects.filter(request__region_id=region_id, **_in(year, "starts_at"))
    return rows.annotate(quarter=ExtractQuarter("starts_at"))


def _in(year: int, field: str) -> dict[str, datetime]:
    """A year as it begins and ends here."""
    first, after = (timezone.make_aware(datetime.combine(date(one, 1, 1), time())) for one in (year, year + 1))
    return {f"{field}__gte": first, f"{field}__lt": after}


def _quarter(year: int, number: int) -> str:
    return f"{year}-Q{number}"


def _ended(state: str, reason: str) -> str:
    """Why nobody could, or that it was passed on; everything else is the rest."""
    code = ENDED.get(state) or unmet_code(reason)
    return code if code == "redirected" or code.startswith("unmet") else "rest"


def _grouped(rows: QuerySet[Any], *fields: str) -> Iterable[tuple[Any, ...]]:
    grouped: Iterable[tuple[Any, ...]] = rows.order_by().values_list(*fields).annotate(n=Count("pk")).order_by(*fields)
    return grouped


def _gathered(rows: Iterable[tuple[Any, ...]]) -> Counts:
    """Rows of a crossing, the number of a person (or None) and how much."""
    found = Counts()
    names: dict[int, str] = {}
    for *codes, person, count in rows:
        crossing = tuple(codes)
        found.counts[crossing] = found.counts.get(crossing, 0) + count
        parts = found.parts.setdefault(crossing, {})
        if person is not None:
            name = names.setdefault(person, f"{len(names) + 1}")
            parts[name] = parts.get(name, 0) + count
        else:
            # Nobody was named: each is of somebody else.
            more = len(parts)
            parts.update({f"{'/'.join(crossing)} {more + number}": 1 for number in range(count)})
    return found


def _code(number: int | None) -> str:
    return NOT_SAID if number is None else str(number)
