"""What the coordinator's desk, lists and pages show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import queries as audit
from sleutelbos.audit.models import Event
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.keypersons.queries import visible_key_persons

from .. import rules
from ..models import BulkAction, CallRequest, Offer, Request, SavedView, Step, Visit
from .visible import visible_calls, visible_offers, visible_requests, visible_visits

# A visit without a log stays on the desk this long; later nobody remembers how it went.
LOG_EXPECTED_FOR = timedelta(days=60)

_HAS_OTHER_TIME = Q(Exists(Offer.objects.filter(request=OuterRef("pk"), state=Offer.State.OTHER_TIME)))
_HAS_YES_WITHOUT_VISIT = Q(
    Exists(Offer.objects.filter(request=OuterRef("pk"), state=Offer.State.ACCEPTED, visit__isnull=True))
)
_HAS_VISIT_TO_AGREE = Q(Exists(Visit.objects.filter(request=OuterRef("pk"), state=Visit.State.AWAITING)))


def _at_step(step: str, now: datetime) -> Q:
    """Questions whose next step this is; the same answers as `rules.next_step` gives for one question."""
    running = Q(state__in=["open", "asking"])
    plan = (
        Q(state__in=["open", "asking", "accepted", "planned"]) & _HAS_YES_WITHOUT_VISIT & ~(running & _HAS_OTHER_TIME)
    )
    match step:
        case "choose":
            return Q(state="open") & ~_HAS_OTHER_TIME & ~_HAS_YES_WITHOUT_VISIT
        case "decide_time":
            return running & _HAS_OTHER_TIME
        case "plan_time":
            return plan
        case "ask_newcomer":
            return Q(state__in=["accepted", "planned"]) & _HAS_VISIT_TO_AGREE & ~_HAS_YES_WITHOUT_VISIT
        case "wait_answer":
            return Q(state="asking") & ~_HAS_OTHER_TIME & ~_HAS_YES_WITHOUT_VISIT
        case _:
            over = Visit.objects.filter(request=OuterRef("pk"), state=Visit.State.CONFIRMED, ends_at__lt=now)
            return Q(Exists(over), state__in=["accepted", "planned"])


# What a line of the list and of the export shows; the rest of a question stays in the database.
_SHOWN = (
    *("state", "state_since", "created_at", "starts_at", "kind", "where", "place", "language", "urgency"),
    *("gender_wish", "gender_required", "unmet_reason", "asker_organisation"),
    *("topic__code", "topic__names", "organisation__name"),
)


def desk_requests(viewer: Viewer, filters: Mapping[str, Any], now: datetime) -> QuerySet[Request]:
    """The coordinator's list, narrowed by `RequestFilterForm.values()`; rows carry what a line shows."""
    rows = visible_requests(viewer).select_related("topic", "organisation").only(*_SHOWN)
    if states := filters.get("status"):
        rows = rows.filter(state__in=states)
    if step := filters.get("stap"):
        rows = rows.filter(_at_step(step, now))
    if kind := filters.get("soort"):
        rows = rows.filter(kind=kind)
    if topic := filters.get("onderwerp"):
        rows = rows.filter(topic__code=topic)
    if language := filters.get("taal"):
        rows = rows.filter(language=language)
    if municipality := filters.get("gemeente"):
        rows = rows.filter(municipality_id=municipality)
    if reason := filters.get("reden"):
        rows = rows.filter(unmet_reason=reason)
    if words := filters.get("zoek"):
        rows = rows.filter(_found(words))
    return _in_order(rows, filters.get("volgorde", ""))


def asked_languages(viewer: Viewer) -> list[str]:
    """The varieties that questions of the region were about; few of the many we know."""
    rows = visible_requests(viewer).exclude(language="").order_by("language")
    return list(rows.values_list("language", flat=True).distinct())


def _found(words: str) -> Q:
    found = (
        Q(asker_organisation__icontains=words)
        | Q(asker_name__icontains=words)
        | Q(organisation__name__icontains=words)
        | Q(place__icontains=words)
        | Q(summary__icontains=words)
    )
    number = words.removeprefix("#")
    # A number that no row can have would be too large for the database.
    if number.isascii() and number.isdigit() and len(number) < 19:
        found |= Q(pk=int(number))
    return found


def _in_order(rows: QuerySet[Request], order: str) -> QuerySet[Request]:
    match order:
        case "newest":
            return rows.order_by("-created_at", "-pk")
        case "waiting":
            return rows.order_by("state_since", "pk")
        case "start":
            return rows.order_by(F("starts_at").asc(nulls_last=True), "pk")
    turn = Case(
        When(Q(state="open") | _HAS_OTHER_TIME | (Q(state="accepted") & _HAS_YES_WITHOUT_VISIT), then=Value(0)),
        When(state="accepted", then=Value(1)),
        When(state="asking", then=Value(2)),
        default=Value(3),
    )
    return rows.annotate(turn=turn).order_by("turn", F("starts_at").asc(nulls_last=True), "state_since", "pk")


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One line of the desk: the question, who was asked, and what has to happen next."""

    question: Request
    asked: list[Offer]
    next_step: str
    late: bool

    @property
    def urgent(self) -> bool:
        """Whether it is for today or tomorrow and still runs."""
        return self.question.urgency == Request.Urgency.TODAY and self.question.state in {"open", "asking", "accepted"}

    @property
    def my_turn(self) -> bool:
        """Whether the coordinator can do something now."""
        return self.next_step in rules.COORDINATORS_TURN


def desk_rows(rows: Iterable[Request], now: datetime, *, answer_hours: int) -> list[DeskRow]:
    """Lines for these questions, with two queries for all of them together.

    A line is late when the coordinator's turn lasts longer than `answer_hours`, or the visit is within two days.
    """
    listed = list(rows)
    prefetch_related_objects(
        listed,
        Prefetch(
            "offers",
            queryset=Offer.objects.exclude(state__in=[Offer.State.QUEUED, Offer.State.WITHDRAWN])
            .select_related("key_person")
            .only("request_id", "state", "position", "key_person__first_name", "key_person__last_name")
            .order_by("position", "pk"),
            to_attr="asked",
        ),
        Prefetch(
            "visits", queryset=Visit.objects.only("request_id", "offer_id", "state", "ends_at"), to_attr="planned"
        ),
    )
    return [_desk_row(row, now, answer_hours) for row in listed]


def _desk_row(row: Request, now: datetime, answer_hours: int) -> DeskRow:
    asked: list[Offer] = row.asked  # type: ignore[attr-defined]
    planned: list[Visit] = row.planned  # type: ignore[attr-defined]
    step = next_step_of(row, asked, planned, now)
    waits = step in rules.COORDINATORS_TURN and now - row.state_since > timedelta(hours=answer_hours)
    soon = row.state in {"open", "asking"} and row.starts_at is not None and row.starts_at - now < timedelta(days=2)
    return DeskRow(row, asked, step, waits or soon)


def next_step_of(request: Request, offers: Iterable[Offer], visits: Iterable[Visit], now: datetime) -> str:
    """What has to happen next with one question, from rows that were read already."""
    offers, visits = list(offers), list(visits)
    with_visit = {visit.offer_id for visit in visits}
    return rules.next_step(
        request.state,
        offers={offer.state for offer in offers},
        visits={visit.state for visit in visits},
        without_visit=any(offer.state == Offer.State.ACCEPTED and offer.pk not in with_visit for offer in offers),
        visit_over=any(visit.state == Visit.State.CONFIRMED and visit.ends_at < now for visit in visits),
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers on top of the desk."""

    choose: int
    decide_time: int
    plan_time: int
    ask_newcomer: int
    wait_answer: int
    today: int
    without_log: int
    calls: int


def desk_counts(viewer: Viewer, now: datetime) -> Counts:
    """How much of everything waits, in three queries."""
    steps = ["choose", "decide_time", "plan_time", "ask_newcomer", "wait_answer"]
    questions = visible_requests(viewer).filter(state__in=["open", "asking", "accepted", "planned"])
    waiting = questions.order_by().aggregate(**{step: Count("pk", filter=_at_step(step, now)) for step in steps})
    start, end = day_bounds(timezone.localdate(now))
    since = now - LOG_EXPECTED_FOR
    visits = visible_visits(viewer).filter(state=Visit.State.CONFIRMED, starts_at__gte=since, starts_at__lt=end)
    counted = visits.order_by().aggregate(
        today=Count("pk", filter=Q(starts_at__gte=start)), without_log=Count("pk", filter=Q(ends_at__lt=now))
    )
    return Counts(**waiting, **counted, calls=visible_calls(viewer).filter(handled_at__isnull=True).count())


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a local day and of the next."""
    zone = timezone.get_current_timezone()
    first = datetime.combine(day, time.min, tzinfo=zone)
    return first, datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)


def open_calls(viewer: Viewer) -> QuerySet[CallRequest]:
    """People who wait for a call, worries about safety first."""
    first = Case(When(kind=CallRequest.Kind.SAFETY, then=Value(0)), default=Value(1))
    return visible_calls(viewer).filter(handled_at__isnull=True).select_related("key_person").order_by(first, "at")


def questions_to_change(viewer: Viewer, numbers: Iterable[int]) -> QuerySet[Request]:
    """The ticked questions with what their messages need."""
    return visible_requests(viewer).filter(pk__in=list(numbers)).select_related("region").order_by("pk")


def visits_of_day(viewer: Viewer, day: date) -> QuerySet[Visit]:
    """Appointments of one local day with who and where."""
    start, end = day_bounds(day)
    return (
        visible_visits(viewer)
        .filter(starts_at__gte=start, starts_at__lt=end, state__in=["awaiting", "confirmed", "done", "no_show"])
        .select_related("key_person", "request__topic", "request__organisation")
        .order_by("starts_at")
    )


def asked_too_often(viewer: Viewer, now: datetime, most: int) -> QuerySet[KeyPerson]:
    """Who was asked `most` times or more in fourteen days, busiest first; `asks` says how often."""
    return (
        visible_key_persons(viewer)
        .filter(offers__asked_at__gte=now - timedelta(days=14))
        .annotate(asks=Count("offers"))
        .filter(asks__gte=most)
        .order_by("-asks", "first_name")
    )


def not_asked(viewer: Viewer, now: datetime) -> QuerySet[KeyPerson]:
    """Who can be asked and was not for eight weeks: people leave when nobody needs them."""
    asked = Offer.objects.filter(key_person=OuterRef("pk"), asked_at__gte=now - timedelta(weeks=8))
    return (
        visible_key_persons(viewer)
        .filter(state=KeyPerson.State.DEPLOYABLE)
        .filter(~Exists(asked))
        .only("first_name", "last_name")
        .order_by("first_name", "pk")
    )


def history_of(request: Request) -> list[Step]:
    """Every move of a question, its offers and its appointments, oldest first."""
    return list(request.steps.select_related("offer__key_person", "visit__key_person"))


def looks_at(request: Request) -> list[Event]:
    """Who looked at a question about a newcomer, the last five looks."""
    if request.newcomer_id is None:
        return []
    return list(audit.events_about([f"newcomer:{request.newcomer_id}"]).filter(look=True)[:5])


def load_of(viewer: Viewer, key_person: KeyPerson, now: datetime) -> dict[str, int]:
    """How often one person was asked and went, for the coordinator and the person; never how often they said yes."""
    offers = visible_offers(viewer).filter(key_person=key_person)
    visits = visible_visits(viewer).filter(key_person=key_person)
    return {
        "asked_14_days": offers.filter(asked_at__gte=now - timedelta(days=14)).count(),
        "asked_90_days": offers.filter(asked_at__gte=now - timedelta(days=90)).count(),
        "visits_ahead": visits.filter(state__in=["awaiting", "confirmed"], starts_at__gte=now).count(),
        "visits_year": visits.filter(state="done", starts_at__gte=now - timedelta(days=365)).count(),
    }


def saved_views(viewer: Viewer) -> QuerySet[SavedView]:
    """The viewer's own filters by name, in this region."""
    return SavedView.objects.filter(user_id=viewer.user_id or 0, region_id=viewer.region_id or 0)


def own_bulk_actions(viewer: Viewer) -> QuerySet[BulkAction]:
    """What the viewer did to many rows at once."""
    return BulkAction.objects.filter(user_id=viewer.user_id or 0, region_id=viewer.region_id or 0)


def visits_between(viewer: Viewer, first: date, last: date | None, state: str) -> QuerySet[Visit]:
    """Appointments from one day on, until another where given, in one state where given."""
    rows = visible_visits(viewer).filter(starts_at__gte=day_bounds(first)[0])
    if last is not None:
        rows = rows.filter(starts_at__lt=day_bounds(last)[1])
    if state:
        rows = rows.filter(state=state)
    return rows.select_related("key_person", "request__topic", "request__organisation").order_by("starts_at", "pk")
