"""The only file that knows both sides: rows of the database become the engine's values."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Model, Q, QuerySet
from django.utils import timezone

from sleutelbos.bridging.models import Offer, Request, Visit
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
    MAX_STARTS,
    Ask,
    AskState,
    Block,
    Booking,
    Engagement,
    Known,
    LanguageNeed,
    Pause,
    Person,
    PersonLanguage,
    Place,
    Question,
    Readiness,
    Snapshot,
    TimeException,
    TravelMode,
    Window,
)

# Bookings further away than this cannot touch caps, travel, rest or "no work for weeks" of a visit.
_AROUND = timedelta(weeks=6)
_ASKS_BACK = timedelta(weeks=10)
# Minutes between the starts that are tried within a window.
_STEP = 30

_ASK_STATES: dict[str, AskState] = {
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
_URGENCY = {"normal": 0, "soon": 1, "today": 2}
_MODES: dict[str, TravelMode] = {"walk": "walk", "bike": "bike", "public": "public", "car": "car"}


def place_code(name: str) -> str:
    """One spelling for comparing places."""
    return " ".join(name.casefold().split())


def _minute(value: datetime) -> int:
    return moments.minute_of(timezone.localtime(value))


def _place(name: str, latitude: float | None, longitude: float | None) -> Place:
    return Place(code=place_code(name), lat=latitude, lon=longitude)


def question_of(request: Request, *, now: datetime | None = None) -> Question:
    """The engine's question for a row; at most four queries, whatever the size of the region."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    windows: tuple[Window, ...] = ()
    if request.starts_at is not None:
        start = _minute(request.starts_at)
        windows = (Window(start, start + request.duration_minutes),)
    elif request.windows:
        windows = _windows(request.windows, request.duration_minutes, _minute(now))
    requires = ReadinessRequirement.objects.filter(
        region_id=request.region_id, **({"individual": True} if request.individual else {"collective": True})
    ).values_list("kind", flat=True)
    excluded = set(request.excluded.values_list("pk", flat=True))
    known: tuple[Known, ...] = ()
    if request.newcomer is not None:
        excluded |= set(request.newcomer.excluded.values_list("pk", flat=True))
        # First the newcomer's few questions: no database then thinks of reading every visit that ever happened.
        earlier = list(Request.objects.filter(newcomer=request.newcomer).values_list("pk", flat=True))
        met = (
            Visit.objects.filter(request_id__in=earlier, state=Visit.State.DONE)
            .values_list("key_person_id")
            .annotate(count=Count("pk"))
            .order_by("key_person_id")
        )
        known = tuple(Known(person, count) for person, count in met)
    if request.same_person_id is not None and all(item.person != request.same_person_id for item in known):
        known = (*known, Known(request.same_person_id))
    somewhere = request.where == Request.Where.PLACE
    return Question(
        id=request.pk,
        day=moments.day_of(today),
        duration=request.duration_minutes,
        windows=windows,
        kind=request.kind,
        topic=request.topic.code,
        role=request.role.code if request.role is not None else "",
        tags=tuple(
            tag
            for tag in (
                f"topic:{request.topic.code}",
                f"organisation:{request.asking_kind}" if request.asking_kind else "",
                f"place:{place_code(request.place)}" if request.place and somewhere else "",
            )
            if tag
        ),
        languages=tuple(_needs(request)),
        fallback="declared" if request.fallback == Request.Fallback.DECLARED else "none",
        place=_place(request.place, request.latitude, request.longitude),
        online=not somewhere,
        may_be_online=somewhere,
        required_gender=request.gender_wish if request.gender_required and request.gender_wish != "none" else "",
        preferred_gender=request.gender_wish if not request.gender_required and request.gender_wish != "none" else "",
        not_from_places=(
            (place_code(request.newcomer_place or request.place),)
            if request.not_from_own_place and (request.newcomer_place or request.place)
            else ()
        ),
        known=known,
        excluded=tuple(sorted(excluded)),
        municipality=str(request.municipality_id or ""),
        requires=tuple(sorted(requires)),
        wanted=max(1, request.persons_wanted - request.accepted_count),
        urgency=_URGENCY[request.urgency],
        heavy=request.topic.sensitive,
    )


def _needs(request: Request) -> Iterator[LanguageNeed]:
    if not request.language:
        return
    reading = request.kind == Request.Kind.READING_PANEL
    for number, variety in enumerate([request.language, *request.also_accepted]):
        yield LanguageNeed(
            variety=variety,
            speaking=0 if reading else request.min_level,
            understanding=0 if reading else request.min_level,
            reading=request.min_level if reading else 0,
            accepted=number > 0,
        )


def _windows(rows: Iterable[dict[str, str]], duration: int, now: int) -> tuple[Window, ...]:
    """What is left of the windows from now on; the wider they are, the larger the steps between starts."""
    spans = []
    for row in rows:
        start, end = _minute(datetime.fromisoformat(row["start"])), _minute(datetime.fromisoformat(row["end"]))
        late = max(0, -(-(now - start) // _STEP)) * _STEP
        if end - start - late >= duration:
            spans.append((start + late, end))
    step = _STEP
    while sum((end - start - duration) // step + 1 for start, end in spans) > MAX_STARTS and step < moments.DAY:
        step *= 2
    return tuple(Window(start, end, step=step) for start, end in spans[:MAX_STARTS])


def snapshot_for(request: Request, *, now: datetime | None = None) -> Snapshot:
    """The people of the question's region who are not alumni, with what is booked and asked around it.

    Fourteen queries, whatever the number of people; plain values, as a region has hundreds of rows per question.
    """
    now = now or timezone.now()
    centre = request.starts_at or now
    visits = (
        Visit.objects.filter(
            request__region_id=request.region_id,
            state__in=[Visit.State.AWAITING, Visit.State.CONFIRMED, Visit.State.DONE, Visit.State.NO_SHOW],
            starts_at__gte=min(centre, now) - _AROUND,
            starts_at__lte=max(centre, now) + _AROUND,
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
        )
    )
    asks: dict[tuple[int, int], Ask] = {}
    offers = (
        # Whoever answered this question once, answered it, however long ago.
        Offer.objects.filter(
            Q(asked_at__gte=now - _ASKS_BACK) | Q(request=request), request__region_id=request.region_id
        )
        .order_by("pk")
        .values_list("key_person_id", "request_id", "asked_at", "state")
    )
    for person, question, asked_at, state in offers:
        if state in _ASK_STATES and asked_at is not None:
            asks[person, question] = Ask(person, question, _minute(asked_at), _ASK_STATES[state])
    return Snapshot(
        at=_minute(now),
        version=f"region:{request.region_id}",
        people=tuple(_people(request, now)),
        bookings=tuple(
            Booking(
                person=person,
                start=_minute(start),
                end=_minute(end),
                place=_place(place, latitude, longitude),
                online=where != Request.Where.PLACE,
                heavy=bool(heavy) or bool(sensitive),
                question=question,
            )
            for person, start, end, where, place, latitude, longitude, heavy, sensitive, question in visits
        ),
        asks=tuple(asks.values()),
    )


def _people(request: Request, now: datetime) -> Iterator[Person]:
    region = request.region_id
    rows = KeyPerson.objects.filter(region_id=region).exclude(state=KeyPerson.State.ALUMNI)
    languages = _by_person(
        SpokenLanguage, region, "variety", "speaking", "understanding", "reading", "script", order="variety"
    )
    blocks = _by_person(AvailableBlock, region, "weekday", "start_minute", "end_minute")
    exceptions = _by_person(
        AvailabilityException, region, "first_day", "last_day", "start_minute", "end_minute", "available"
    )
    wishes = _by_person(Wish, region, "kind", "value")
    papers = _by_person(ReadinessItem, region, "kind", "seen_on", "valid_until", order="kind")
    engagements = _by_person(EngagementRow, region, "pk", "valid_from", "valid_until")
    towns: dict[int, list[str]] = defaultdict(list)
    links = EngagementRow.municipalities.through.objects.filter(engagement__key_person__region_id=region)
    for engagement, town in links.values_list("engagement_id", "municipality_id"):
        towns[engagement].append(str(town))
    topics, roles = _codes(rows, "topics"), _codes(rows, "roles")
    months = dict(ReadinessRequirement.objects.filter(region_id=region).values_list("kind", "valid_months"))
    later = dict(
        Offer.objects.filter(
            request__region_id=region, state=Offer.State.LATER, ask_again_on__gt=timezone.localdate(now)
        )
        .order_by("ask_again_on")
        .values_list("key_person_id", "ask_again_on")
    )
    days = _days_looked_at(request, now)
    for row in rows.order_by("pk").values_list(*_OWN, named=True):
        pauses: tuple[Pause, ...] = ()
        if row.state == KeyPerson.State.PAUSED:
            pauses = (Pause(0, moments.day_of(row.paused_until) if row.paused_until else None),)
        again = later.get(row.pk)
        yield Person(
            id=row.pk,
            deployable=row.state in {KeyPerson.State.DEPLOYABLE, KeyPerson.State.PAUSED},
            gender=row.gender if row.gender in {"woman", "man"} else "",
            home=_place(row.home_place, row.latitude, row.longitude),
            languages=tuple(
                PersonLanguage(variety, speaking, understanding, reading, (script,) if script else ())
                for variety, speaking, understanding, reading, script in languages[row.pk]
            ),
            modes=(_MODES[row.travel],),
            max_travel_minutes=row.max_travel_minutes,
            online=row.online,
            topics=tuple(sorted(topics[row.pk])),
            roles=tuple(sorted(roles[row.pk])),
            refused=tuple(sorted(_refused(kind, value) for kind, value in wishes[row.pk])),
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
            max_asks_per_14_days=request.region.max_asks_per_14_days,
        )


def _by_person(model: type[Model], region: int, *fields: str, order: str = "pk") -> dict[int, list[tuple[Any, ...]]]:
    """Rows of the region's people as plain tuples, a list per person."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    rows = model._default_manager.filter(key_person__region_id=region).order_by(order, "pk")
    for person, *values in rows.values_list("key_person_id", *fields):
        found[person].append(tuple(values))
    return found


def _codes(rows: QuerySet[KeyPerson], name: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for person, code in rows.filter(**{f"{name}__isnull": False}).values_list("pk", f"{name}__code"):
        found[person].append(code)
    return found


def _days_looked_at(request: Request, now: datetime) -> range:
    """The days a question or any "what if" about its time can touch; exceptions of other days do not matter."""
    ends = [request.starts_at or now, *(datetime.fromisoformat(row["end"]) for row in request.windows)]
    first = min(now, ends[0])
    return range(moments.day_of(timezone.localdate(first)) - 7, moments.day_of(timezone.localdate(max(ends))) + 14)


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
