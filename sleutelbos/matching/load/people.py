"""A region's people become the engine's snapshot."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Model, Q, QuerySet
from django.utils import timezone

from sleutelbos.accounts.models import Region
from sleutelbos.bridging import queries as bridging
from sleutelbos.bridging.models import Offer, Request, Visit
from sleutelbos.keypersons import queries as keypersons
from sleutelbos.keypersons.models import (
    AvailabilityException,
    AvailableBlock,
    KeyPerson,
    ReadinessItem,
    ReadinessRequirement,
    SpokenLanguage,
    Wish,
)
from sleutelbos.keypersons.models import Engagement as EngagementRow
from sleutelbos.matching.engine import moments
from sleutelbos.matching.engine.types import (
    Ask,
    AskState,
    Block,
    Booking,
    Engagement,
    Exclusion,
    Pause,
    Person,
    PersonLanguage,
    Readiness,
    Snapshot,
    TimeException,
    TravelMode,
)

from .places import minute_at, place_at, place_code

# Bookings further away than this cannot touch caps, travel, rest or "no work for weeks" of a visit.
AROUND = timedelta(weeks=6)
ASKS_BACK = timedelta(weeks=10)
# The caps on asks look at these days; of what was earlier only the last time counts.
_ASKS_COUNT = timedelta(days=15)
_SOME_QUESTION = 0

ASK_STATES: dict[str, AskState] = {
    "open": "open",
    "other_time": "open",
    "accepted": "accepted",
    "declined": "declined",
    "referred": "declined",
    "later": "declined",
    "expired": "expired",
    "withdrawn": "withdrawn",
    "taken": "withdrawn",
    "stepped_out": "declined",
    "another_chosen": "declined",
}
_COMPANY = {Wish.Kind.GOES_WITH, Wish.Kind.GOES_ALONG}
_OPEN = [state for state, meaning in ASK_STATES.items() if meaning == "open"]
# What matching needs of a person's own row.
_OWN = (
    "pk",
    "state",
    "paused_until",
    "gender",
    "home_place",
    "latitude",
    "longitude",
    "travel",
    "max_travel_minutes",
    "online",
    "not_in_own_place",
    "flexible",
    "max_visits_per_week",
    "max_minutes_per_week",
)
_MODES: dict[str, TravelMode] = {"walk": "walk", "bike": "bike", "public": "public", "car": "car"}


def ends_of(request: Request, now: datetime) -> list[datetime]:
    """The moments between which a question may be, for reading what stands around them."""
    return [request.starts_at or now, *(datetime.fromisoformat(row["end"]) for row in request.windows)]


def snapshot_for(request: Request, *, now: datetime | None = None) -> Snapshot:
    """The people of the question's region who are not alumni, with what is booked and asked around it."""
    now = now or timezone.now()
    ends = ends_of(request, now)
    # What is kept of a list holds only what this question needs: not who avoids which other organisation.
    parties = bridging.organisations_of([request])[request.pk]
    return snapshot_between(
        request.region, min(ends), max(ends), questions=[request.pk], organisations=parties, now=now
    )


_TAKES_TIME = {Visit.State.AWAITING, Visit.State.CONFIRMED, Visit.State.DONE, Visit.State.NO_SHOW}


def snapshot_between(
    region: Region,
    first: datetime,
    last: datetime,
    *,
    questions: Collection[int] = (),
    organisations: Collection[int] | None = None,
    now: datetime | None = None,
) -> Snapshot:
    """The people of a region with what is booked and asked around some days; every answer to `questions` counts.

    `organisations` are those whose standing conflicts matter, None for all. Fifteen queries, whatever the number of
    people; plain values, as a region has hundreds of rows per question.
    """
    now = now or timezone.now()
    first, last = min(first, now), max(last, now)
    return Snapshot(
        at=minute_at(now),
        version=f"region:{region.pk}",
        people=tuple(people_of(region, days_between(first, last), now)),
        bookings=bookings_of(region, first - AROUND, last + AROUND),
        asks=_asks(region, questions, now),
        exclusions=exclusions_of(region, now, organisations=organisations),
    )


def exclusions_of(
    region: Region,
    now: datetime,
    *,
    organisations: Collection[int] | None = None,
    only: Collection[int] | None = None,
) -> tuple[Exclusion, ...]:
    """Standing conflicts with these organisations, of these people; None for all."""
    return tuple(
        Exclusion(person, organisation_party(organisation))
        for person, organisation in keypersons.conflicts_on(region.pk, timezone.localdate(now))
        if (organisations is None or organisation in organisations) and (only is None or person in only)
    )


def bookings_of(
    region: Region, first: datetime, last: datetime, *, only: Collection[int] | None = None
) -> tuple[Booking, ...]:
    """What the region's people, or some of them, are booked for between two moments."""
    visits = (
        Visit.objects.filter(
            # By person and time only, which is an index: by state a database reads the visits of the whole country.
            key_person__region_id=region.pk,
            starts_at__gte=first,
            starts_at__lte=last,
            **({} if only is None else {"key_person_id__in": only}),
        )
        .order_by("pk")
        .values_list(
            "key_person_id",
            "starts_at",
            "ends_at",
            "where",
            "place",
            "latitude",
            "longitude",
            "log__heavy",
            "request__topic__sensitive",
            "request_id",
            "state",
        )
    )
    return tuple(
        Booking(
            person=person,
            start=minute_at(start),
            end=minute_at(end),
            place=place_at(place, latitude, longitude),
            online=where != Request.Where.PLACE,
            heavy=bool(heavy) or bool(sensitive),
            question=question,
        )
        for person, start, end, where, place, latitude, longitude, heavy, sensitive, question, state in visits
        if state in _TAKES_TIME
    )


def organisation_party(organisation: int) -> str:
    """An organisation's name among the parties of a question."""
    return f"organisation:{organisation}"


def _asks(region: Region, questions: Collection[int], now: datetime) -> tuple[Ask, ...]:
    """Who was asked what: all of the last two weeks and all that is open; before that only the last time of each."""
    people = Offer.objects.filter(key_person__region_id=region.pk, state__in=ASK_STATES)
    back = people.filter(asked_at__gte=now - ASKS_BACK)
    # Whoever answered this question once, answered it, however long ago.
    telling = Q(asked_at__gte=now - _ASKS_COUNT) | Q(state__in=_OPEN) | Q(request_id__in=questions)
    found = {}
    rows = (back.filter(telling) | people.filter(request_id__in=questions, asked_at__isnull=False)).order_by("pk")
    for person, question, asked_at, state in rows.values_list("key_person_id", "request_id", "asked_at", "state"):
        assert asked_at is not None
        found[person, question] = Ask(person, question, minute_at(asked_at), ASK_STATES[state])
    earlier = back.exclude(telling).order_by().values("key_person_id").annotate(last=Max("asked_at"))
    for person, last in earlier.values_list("key_person_id", "last"):
        found[person, _SOME_QUESTION] = Ask(person, _SOME_QUESTION, minute_at(last), "expired")
    return tuple(found.values())


def _months(region: int) -> dict[str, int | None]:
    return dict(
        ReadinessRequirement.objects.filter(region_id=region).order_by("kind").values_list("kind", "valid_months")
    )


def _later(region: int, now: datetime) -> dict[int, date]:
    """Until which day somebody asked not to be asked."""
    rows = Offer.objects.filter(
        key_person__region_id=region, state=Offer.State.LATER, ask_again_on__gt=timezone.localdate(now)
    ).order_by("ask_again_on", "pk")
    return {person: again for person, again in rows.values_list("key_person_id", "ask_again_on") if again is not None}


def people_of(of: Region, days: range, now: datetime, *, only: Collection[int] | None = None) -> Iterator[Person]:
    """The people of a region who are not alumni, or some of them; of exceptions those on these days."""
    region = of.pk
    rows = KeyPerson.objects.filter(region_id=region).exclude(state=KeyPerson.State.ALUMNI)
    if only is not None:
        rows = rows.filter(pk__in=only)
    languages = _by_person(
        SpokenLanguage, region, only, "variety", "speaking", "understanding", "reading", "script", order="variety"
    )
    blocks = _by_person(AvailableBlock, region, only, "weekday", "start_minute", "end_minute")
    exceptions = _by_person(
        AvailabilityException, region, only, "first_day", "last_day", "start_minute", "end_minute", "available"
    )
    wishes = _by_person(Wish, region, only, "kind", "value")
    papers = _by_person(ReadinessItem, region, only, "kind", "seen_on", "valid_until", order="kind")
    engagements = _by_person(EngagementRow, region, only, "pk", "valid_from", "valid_until")
    towns: dict[int, list[str]] = defaultdict(list)
    links = EngagementRow.municipalities.through.objects.filter(engagement__key_person__region_id=region)
    if only is not None:
        links = links.filter(engagement__key_person_id__in=only)
    for engagement, town in links.values_list("engagement_id", "municipality_id"):
        towns[engagement].append(str(town))
    topics, roles = _codes(rows, "topics"), _codes(rows, "roles")
    months, later = _months(region), _later(region, now)
    for row in rows.order_by("pk").values_list(*_OWN, named=True):
        pauses: tuple[Pause, ...] = ()
        if row.state == KeyPerson.State.PAUSED:
            pauses = (Pause(0, moments.day_of(row.paused_until) if row.paused_until else None),)
        again = later.get(row.pk)
        yield Person(
            id=row.pk,
            deployable=row.state in {KeyPerson.State.DEPLOYABLE, KeyPerson.State.PAUSED},
            gender=row.gender if row.gender in {"woman", "man"} else "",
            home=place_at(row.home_place, row.latitude, row.longitude),
            languages=tuple(
                PersonLanguage(variety, speaking, understanding, reading, (script,) if script else ())
                for variety, speaking, understanding, reading, script in languages[row.pk]
            ),
            modes=(_MODES[row.travel],),
            max_travel_minutes=row.max_travel_minutes,
            online=row.online,
            topics=tuple(sorted(topics[row.pk])),
            roles=tuple(sorted(roles[row.pk])),
            refused=tuple(sorted(_refused(kind, value) for kind, value in wishes[row.pk] if kind not in _COMPANY)),
            goes_with=tuple(sorted(int(value) for kind, value in wishes[row.pk] if kind == Wish.Kind.GOES_WITH)),
            goes_along=any(kind == Wish.Kind.GOES_ALONG for kind, _value in wishes[row.pk]),
            not_in_own_place=row.not_in_own_place,
            flexible=row.flexible,
            blocks=tuple(
                Block(weekday * moments.DAY + start, weekday * moments.DAY + end)
                for weekday, start, end in blocks[row.pk]
            ),
            exceptions=tuple(
                TimeException(day * moments.DAY + start, day * moments.DAY + end, available)
                for first, last, start, end, available in exceptions[row.pk]
                for day in range(max(moments.day_of(first), days.start), min(moments.day_of(last) + 1, days.stop))
            ),
            pauses=pauses,
            ask_again_on=moments.day_of(again) if again else None,
            engagements=tuple(
                Engagement(
                    id=pk,
                    first_day=moments.day_of(first),
                    last_day=moments.day_of(last) if last else None,
                    municipalities=tuple(sorted(towns[pk])),
                )
                for pk, first, last in engagements[row.pk]
            ),
            readiness=tuple(
                Readiness(kind, moments.day_of(seen), _last_day(seen, until, months.get(kind)))
                for kind, seen, until in papers[row.pk]
            ),
            max_visits_per_week=row.max_visits_per_week,
            max_minutes_per_week=row.max_minutes_per_week,
            max_asks_per_14_days=of.max_asks_per_14_days,
        )


def _by_person(
    model: type[Model], region: int, only: Collection[int] | None, *fields: str, order: str = "pk"
) -> dict[int, list[tuple[Any, ...]]]:
    """Rows of the region's people, or some of them, as plain tuples, a list per person."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    rows = model._default_manager.filter(key_person__region_id=region).order_by(order, "pk")
    if only is not None:
        rows = rows.filter(key_person_id__in=only)
    for person, *values in rows.values_list("key_person_id", *fields):
        found[person].append(tuple(values))
    return found


def _codes(rows: QuerySet[KeyPerson], name: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for person, code in rows.filter(**{f"{name}__isnull": False}).values_list("pk", f"{name}__code"):
        found[person].append(code)
    return found


def days_between(first: datetime, last: datetime) -> range:
    """The days questions or any "what if" about their time can touch; exceptions of other days do not matter."""
    return range(moments.day_of(timezone.localdate(first)) - 7, moments.day_of(timezone.localdate(last)) + 14)


def _refused(kind: str, value: str) -> str:
    if kind == Wish.Kind.NOT_TOPIC:
        return f"topic:{value}"
    if kind == Wish.Kind.NOT_ORGANISATION_KIND:
        return f"organisation:{value}"
    return f"place:{place_code(value)}"


def _last_day(seen_on: date, valid_until: date | None, months: int | None) -> int | None:
    if valid_until is not None:
        return moments.day_of(valid_until)
    if months is None:
        return None
    month = seen_on.month - 1 + months
    year, month = seen_on.year + month // 12, month % 12 + 1
    # The last day of a short month: 31 January plus one month ends with February.
    day = next(day for day in range(seen_on.day, 0, -1) if _exists(year, month, day))
    return moments.day_of(date(year, month, day))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
