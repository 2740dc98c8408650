"""What is counted for the page of figures and for councils: counts, sums and days; no function here returns a person.

Where one person can cause many, counts come with how much is of the same one, under names that are made here ("1", "2")
and mean nothing anywhere else; `figures.safe` needs that and keeps none of it.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import ExtractIsoWeekDay, TruncMonth
from django.utils import timezone

from sleutelbos.allowances.models import Booking
from sleutelbos.bridging.models import Experience, Request, Visit
from sleutelbos.keypersons.models import Engagement, KeyPerson, SpokenLanguage, StateChange

from ..figures.safe import Tally

# What never was a question: nobody confirmed it.
NO_QUESTION: Final = (Request.State.UNCONFIRMED, Request.State.EXPIRED)
UNMET: Final = "unmet"
REST: Final = "rest"
NOT_SAID: Final = "none"
# How a question ended, per state; of the unmet ones the reason is named, see `unmet_code`.
ENDED: Final = {
    Request.State.PLANNED.value: "arranged",
    Request.State.DONE.value: "arranged",
    Request.State.REDIRECTED.value: "redirected",
    Request.State.CANCELLED.value: "cancelled",
    Request.State.OPEN.value: "running",
    Request.State.ASKING.value: "running",
    Request.State.ACCEPTED.value: "running",
}
UNMET_CODES: Final = ("unmet_language", "unmet_time", "unmet_other")
OUTCOMES: Final = ("arranged", *UNMET_CODES, "redirected", "cancelled", "running")
# Within how many days an answer came; a later one is "later".
WITHIN: Final = (1, 2, 3, 7, 14)
ANSWERS: Final = (*(f"d{days}" for days in WITHIN), "later", "unknown", "none")
_YEAR: Final = 365
# From here on somebody helps in a language.
_WELL: Final = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: one region or one municipality of it, from a first to a last day."""

    region_id: int
    municipality_id: int | None
    first_day: date
    last_day: date

    @property
    def since(self) -> datetime:
        """The first moment inside."""
        return timezone.make_aware(datetime.combine(self.first_day, time()))

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return timezone.make_aware(datetime.combine(self.last_day + timedelta(days=1), time()))


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, in days: of how many, the middle one, and what nine in ten did not exceed."""

    number: int
    median: float | None
    nine_in_ten: float | None


@dataclass(frozen=True, slots=True)
class Work:
    """Booked work: cents and minutes per ledger and by whom (meaningless names), and by how many people."""

    cents: Tally
    minutes: Tally
    people: int


@dataclass(frozen=True, slots=True)
class Network:
    """Who can be asked today: all, per gender, per language; who speaks two languages is in both."""

    people: int
    genders: dict[str, int]
    languages: dict[str, int]


@dataclass(frozen=True, slots=True)
class Stayed:
    """Of those who began at least twelve months before: how many there were, and how many were still there."""

    began: int
    stayed: int


def unmet_code(reason: str) -> str:
    """Under which of the three reasons a question that nobody could do is counted."""
    return {"no_language": "unmet_language", "no_time": "unmet_time"}.get(reason, "unmet_other")


def spread(days: Iterable[float]) -> Spread:
    """The middle, and the smallest that nine in ten do not exceed; None without anything."""
    ordered = sorted(days)
    if not ordered:
        return Spread(0, None, None)
    half, even = divmod(len(ordered), 2)
    middle = ordered[half] if even else (ordered[half - 1] + ordered[half]) / 2
    return Spread(len(ordered), middle, ordered[-(-9 * len(ordered) // 10) - 1])


def _questions(scope: Scope) -> QuerySet[Request]:
    """Questions that came in; for counting only, and only inside this app's queries."""
    rows = Request.objects.filter(
        region_id=scope.region_id, created_at__gte=scope.since, created_at__lt=scope.until
    ).exclude(state__in=NO_QUESTION)
    return (
        rows.order_by()
        if scope.municipality_id is None
        else rows.filter(municipality_id=scope.municipality_id).order_by()
    )


class _Names:
    """A name without a meaning for everybody who causes more than one thing."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}

    def of(self, number: int | None) -> str | None:
        return None if number is None else self._names.setdefault(number, str(len(self._names) + 1))


def outcomes(scope: Scope) -> Tally:
    """How the questions of a period ended."""
    found, names = Tally(), _Names()
    rows = _questions(scope).values_list("state", "unmet_reason", "newcomer_id").annotate(n=Count("pk"))
    for state, reason, newcomer, count in rows:
        _add(found, (ENDED.get(state) or unmet_code(reason),), names.of(newcomer), count)
    return found


def by_language(scope: Scope) -> Tally:
    """Questions per language that was asked for, unmet and the rest."""
    return _divided(scope, "language")


def by_topic(scope: Scope) -> Tally:
    """Questions per topic, unmet and the rest."""
    return _divided(scope, "topic__code")


def by_place(scope: Scope) -> Tally:
    """Questions per municipality (its number), unmet and the rest."""
    return _divided(scope, "municipality_id")


def by_weekday(scope: Scope) -> Tally:
    """Questions per day of the week of the appointment, "1" is Monday; without a day where none was asked for."""
    return _divided(scope, "weekday", weekday=ExtractIsoWeekDay("starts_at"))


def by_kind(scope: Scope) -> Tally:
    """Questions per kind, unmet and the rest."""
    return _divided(scope, "kind")


def by_month(scope: Scope) -> Tally:
    """Questions per month in which they came."""
    found, names = Tally(), _Names()
    rows = _questions(scope).annotate(month=TruncMonth("created_at")).values_list("month", "newcomer_id")
    for month, newcomer, count in rows.annotate(n=Count("pk")):
        _add(found, (f"{month:%Y-%m}",), names.of(newcomer), count)
    return found


def by_wish(scope: Scope) -> Tally:
    """Questions per wish for a woman or a man."""
    found, names = Tally(), _Names()
    for wish, newcomer, count in _questions(scope).values_list("gender_wish", "newcomer_id").annotate(n=Count("pk")):
        _add(found, (wish,), names.of(newcomer), count)
    return found


def _divided(scope: Scope, field: str, **extra: Any) -> Tally:
    found, names = Tally(), _Names()
    rows = _questions(scope).annotate(**extra).values_list(field, "state", "newcomer_id").annotate(n=Count("pk"))
    for value, state, newcomer, count in rows:
        code = NOT_SAID if value is None or value == "" else str(value)
        _add(found, (code, UNMET if state == Request.State.UNMET else REST), names.of(newcomer), count)
    return found


def _add(found: Tally, cell: tuple[str, ...], name: str | None, count: int) -> None:
    if name is not None:
        found.add(cell, name, count)
        return
    for _number in range(count):
        found.add(cell, None)


def answers(scope: Scope) -> tuple[Tally, Spread]:
    """Within how many days the asker heard who comes, that nobody can, or where to go; the middle of all of them.

    From the confirmation of the question. Without an answer ("none") are what still runs and what was cancelled.
    """
    found, names, days = Tally(), _Names(), []
    rows = _questions(scope).values_list(
        "state", "confirmed_at", "created_at", "planned_at", "closed_at", "newcomer_id"
    )
    for state, confirmed, created, planned, closed, newcomer in rows.iterator(chunk_size=5000):
        name = names.of(newcomer)
        if ENDED.get(state) in {"running", "cancelled"}:
            found.add(("none",), name)
            continue
        heard = planned if ENDED.get(state) == "arranged" else closed
        if heard is None:
            found.add(("unknown",), name)
            continue
        taken = max(0.0, (heard - (confirmed or created)) / timedelta(days=1))
        days.append(taken)
        number = bisect_left(WITHIN, taken)
        found.add((f"d{WITHIN[number]}" if number < len(WITHIN) else "later",), name)
    return found, spread(days)


def waiting(scope: Scope) -> Spread:
    """Days from the confirmation of a question to its first appointment that took place."""
    rows = (
        _questions(scope)
        .annotate(first=Min("visits__starts_at", filter=Q(visits__state=Visit.State.DONE)))
        .filter(first__isnull=False)
        .values_list("confirmed_at", "created_at", "first")
    )
    return spread(max(0.0, (first - (confirmed or created)) / timedelta(days=1)) for confirmed, created, first in rows)


def _visits(scope: Scope) -> QuerySet[Visit]:
    rows = Visit.objects.filter(
        request__region_id=scope.region_id, starts_at__gte=scope.since, starts_at__lt=scope.until
    ).order_by()
    return rows if scope.municipality_id is None else rows.filter(request__municipality_id=scope.municipality_id)


def visits(scope: Scope) -> Tally:
    """Appointments of a period by how they went; one that was handed over is counted with who went."""
    found, names = Tally(), _Names()
    rows = _visits(scope).exclude(state=Visit.State.HANDED_OVER)
    for state, newcomer, count in rows.values_list("state", "request__newcomer_id").annotate(n=Count("pk")):
        code = "ahead" if state in {Visit.State.AWAITING, Visit.State.CONFIRMED} else state
        _add(found, (code,), names.of(newcomer), count)
    return found


def helpers(scope: Scope) -> int:
    """By how many key persons the appointments that took place were done."""
    return _visits(scope).filter(state=Visit.State.DONE).aggregate(n=Count("key_person_id", distinct=True))["n"] or 0


def work(scope: Scope) -> Work:
    """Hours, fees and real costs that were booked in a period; what was reversed or waits does not count."""
    rows = Booking.objects.filter(
        engagement__key_person__region_id=scope.region_id,
        day__gte=scope.first_day,
        day__lte=scope.last_day,
        state=Booking.State.BOOKED,
    ).order_by()
    if scope.municipality_id is not None:
        rows = rows.filter(municipality_id=scope.municipality_id)
    cents, minutes, names = Tally(), Tally(), _Names()
    people = 0
    sums = rows.values("engagement__key_person_id").annotate(
        time=Sum("minutes"), fee=Sum("fee_cents"), costs=Sum("costs_cents")
    )
    for row in sums:
        name = names.of(row["engagement__key_person_id"])
        people += 1
        cents.add(("fee",), name, row["fee"])
        cents.add(("costs",), name, row["costs"])
        minutes.add(("minutes",), name, row["time"])
    return Work(cents, minutes, people)


def experiences(scope: Scope) -> Tally:
    """Answers to "did it help?" about appointments of a period: who answered × 1 (no), 2 (a little), 3 (yes)."""
    found, names = Tally(), _Names()
    rows = Experience.objects.filter(
        visit__request__region_id=scope.region_id,
        visit__starts_at__gte=scope.since,
        visit__starts_at__lt=scope.until,
    ).order_by()
    if scope.municipality_id is not None:
        rows = rows.filter(visit__request__municipality_id=scope.municipality_id)
    for by, helped, newcomer, count in rows.values_list("by", "helped", "visit__request__newcomer_id").annotate(
        n=Count("pk")
    ):
        _add(found, (by, str(helped)), names.of(newcomer), count)
    return found


def network(region_id: int) -> Network:
    """Who of a region can be asked today."""
    rows = KeyPerson.objects.filter(region_id=region_id, state=KeyPerson.State.DEPLOYABLE).order_by()
    genders = dict(rows.values_list("gender").annotate(n=Count("pk")))
    spoken = SpokenLanguage.objects.filter(key_person__in=rows, speaking__gte=_WELL, understanding__gte=_WELL)
    languages = spoken.order_by().values_list("variety").annotate(n=Count("key_person_id", distinct=True))
    return Network(sum(genders.values()), genders, dict(languages))


def continuation(scope: Scope) -> Stayed:
    """Key persons whose twelfth month was full in the period: how many were still there (also with a pause) then."""
    began: dict[int, datetime] = {}
    state: dict[int, str] = {}
    changes = StateChange.objects.filter(key_person__region_id=scope.region_id).order_by("at", "pk")
    rows = list(changes.values_list("key_person_id", "new", "at"))
    for person, new, at in rows:
        if new == KeyPerson.State.DEPLOYABLE:
            began.setdefault(person, at)
    due = {person: at + timedelta(days=_YEAR) for person, at in began.items()}
    due = {person: at for person, at in due.items() if scope.since <= at < min(scope.until, timezone.now())}
    for person, new, at in rows:
        if person in due and at <= due[person]:
            state[person] = new
    there = {KeyPerson.State.DEPLOYABLE.value, KeyPerson.State.PAUSED.value}
    return Stayed(len(due), sum(state[person] in there for person in due))


def steps_to_paid_work(scope: Scope) -> int:
    """How many key persons began their first paid engagement (employed, hired) in the period, after unpaid work."""
    paid = [Engagement.Form.EMPLOYED, Engagement.Form.HIRED]
    first = (
        Engagement.objects.filter(key_person__region_id=scope.region_id)
        .order_by()
        .values("key_person_id")
        .annotate(paid=Min("valid_from", filter=Q(form__in=paid)), unpaid=Min("valid_from", filter=~Q(form__in=paid)))
        .filter(paid__gte=scope.first_day, paid__lte=scope.last_day)
        .values_list("paid", "unpaid")
    )
    return sum(1 for paid_from, unpaid_from in first if unpaid_from is not None and unpaid_from < paid_from)
