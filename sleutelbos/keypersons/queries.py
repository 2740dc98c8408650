"""Questions about key persons; `visible_key_persons` is the only door to rows shown to people."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from sleutelbos.accounts.models import Region, Role
from sleutelbos.accounts.queries import valid_memberships
from sleutelbos.accounts.viewer import Viewer

from . import rules
from .models import (
    AvailabilityException,
    Engagement,
    KeyPerson,
    ReadinessItem,
    ReadinessRequirement,
    ReminderTerm,
    RestTerm,
    SpokenLanguage,
    StandingConflict,
    StateChange,
)
from .rules import Check, DayHours, Ending, Requirement

# From this level on somebody is found under a language, and shown with it: "simple talk".
FOUND_FROM_LEVEL = 2
# Whose papers matter: who can be asked, and who comes back.
_COUNTED_ON = (KeyPerson.State.DEPLOYABLE, KeyPerson.State.PAUSED)
SORTS = {
    "name": ("first_name", "last_name", "pk"),
    "place": ("home_place", "first_name", "last_name", "pk"),
    "state": ("state", "first_name", "last_name", "pk"),
    "new": ("-created_at", "pk"),
}


def visible_key_persons(viewer: Viewer) -> QuerySet[KeyPerson]:
    """Key persons the viewer may know of: the region's for its coordinator, oneself for a key person, else nobody."""
    rows = KeyPerson.objects.all()
    if viewer.role == "system":
        return rows
    if viewer.has_role(Role.COORDINATOR):
        return rows.filter(region_id=viewer.region_id or 0)
    if viewer.has_role(Role.KEY_PERSON):
        return rows.filter(membership_id=viewer.membership_id or 0)
    return rows.none()


def colleagues_of(person: KeyPerson) -> QuerySet[KeyPerson]:
    """The others of the same region who did not stop, by name; for whoever may see the region's people."""
    rows = KeyPerson.objects.filter(region_id=person.region_id).exclude(state=KeyPerson.State.ALUMNI)
    return rows.exclude(pk=person.pk).order_by("first_name", "last_name", "pk")


def public_profiles(viewer: Viewer) -> QuerySet[KeyPerson]:
    """People who said yes to being shown to organisations of the viewer's region: first name and languages."""
    return KeyPerson.objects.filter(
        region_id=viewer.region_id or 0,
        public_profile_since__isnull=False,
        hidden=False,
        state=KeyPerson.State.DEPLOYABLE,
    ).prefetch_related(
        Prefetch("languages", queryset=SpokenLanguage.objects.filter(speaking__gte=FOUND_FROM_LEVEL)), "topics"
    )


def public_profiles_found(viewer: Viewer, *, variety: str = "", topic: str = "") -> QuerySet[KeyPerson]:
    """Public profiles of people who speak a variety and know about a topic, by name."""
    rows = public_profiles(viewer)
    if variety:
        rows = rows.filter(_knows(variety, "speaking"))
    if topic:
        rows = rows.filter(topics__code=topic)
    return rows.order_by("first_name", "pk")


def found_key_persons(
    viewer: Viewer,
    *,
    today: date,
    text: str = "",
    variety: str = "",
    mode: str = "",
    topic: str = "",
    place: str = "",
    state: str = "",
    gender: str = "",
    readiness: str = "",
    sort: str = "name",
) -> QuerySet[KeyPerson]:
    """The visible key persons that fit every filter that is not empty; with what a list shows of them.

    `mode` is a way of using the variety (speaking, understanding, reading); `state` is one state, or "" for everybody
    who did not say goodbye, or "all"; `readiness` is "problem", "expires" or "ok"; `sort` a key of SORTS.
    """
    rows = visible_key_persons(viewer)
    for word in text.split()[:6]:
        rows = rows.filter(
            Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
            | Q(phone__contains=word)
        )
    if variety:
        rows = rows.filter(_knows(variety, mode or "speaking"))
    if topic:
        rows = rows.filter(topics__code=topic)
    if place:
        rows = rows.filter(home_place=place)
    if state and state != "all":
        rows = rows.filter(state=state)
    elif not state:
        rows = rows.exclude(state=KeyPerson.State.ALUMNI)
    if gender:
        rows = rows.filter(gender=gender)
    if readiness:
        rows = _by_readiness(rows, readiness, requirements_of(viewer.region_id), today)
    return with_list_facts(rows).order_by(*SORTS.get(sort, SORTS["name"]))


def with_list_facts(rows: QuerySet[KeyPerson]) -> QuerySet[KeyPerson]:
    """The same rows with languages, topics and checklist, in a number of queries that does not grow."""
    return rows.prefetch_related("languages", "topics", "readiness")


def _knows(variety: str, mode: str) -> Exists:
    if mode not in {"speaking", "understanding", "reading"}:
        mode = "speaking"
    known = SpokenLanguage.objects.filter(key_person=OuterRef("pk"), variety=variety)
    return Exists(known.filter(**{f"{mode}__gte": FOUND_FROM_LEVEL}))


def _by_readiness(
    rows: QuerySet[KeyPerson], wanted: str, requirements: Iterable[Requirement], today: date
) -> QuerySet[KeyPerson]:
    needed = [requirement for requirement in requirements if requirement.individual]
    lacks_now = _lacks(needed, today, seen_by=today)
    lacks_soon = _lacks(needed, today + timedelta(days=rules.WARN_DAYS + 1), seen_by=today)
    if wanted == "problem":
        return rows.filter(lacks_now)
    if wanted == "expires":
        return rows.filter(~lacks_now & lacks_soon)
    return rows.filter(~lacks_soon)


def _lacks(requirements: Iterable[Requirement], day: date, *, seen_by: date) -> Q:
    """Whoever misses at least one of the requirements on a day; the same rule as rules.readiness."""
    lacking = Q(pk__in=[])
    for wanted in requirements:
        holds = Q(valid_until__gte=day)
        if wanted.valid_months is None:
            holds |= Q(valid_until__isnull=True)
        else:
            holds |= Q(valid_until__isnull=True, seen_on__gte=rules.earliest_seen(day, wanted.valid_months))
        lacking |= ~Q(
            Exists(
                ReadinessItem.objects.filter(holds, key_person=OuterRef("pk"), kind=wanted.kind, seen_on__lte=seen_by)
            )
        )
    return lacking


def requirements_of(region_id: int | None) -> list[Requirement]:
    """What a region asks before a visit, in the order of the checklist."""
    order = [str(kind) for kind in ReadinessItem.Kind.values]
    rows = ReadinessRequirement.objects.filter(region_id=region_id or 0).values_list(
        "kind", "individual", "collective", "valid_months"
    )
    return sorted((Requirement(*row) for row in rows), key=lambda wanted: order.index(wanted.kind))


def checklist(key_person: KeyPerson, requirements: Iterable[Requirement], day: date) -> list[Check]:
    """How every requirement stands for somebody on a day; no query where the items were prefetched."""
    items = [rules.Item(item.kind, item.seen_on, item.valid_until) for item in key_person.readiness.all()]
    return rules.readiness(requirements, items, day)


def endings(viewer: Viewer, *, today: date, days: int = rules.WARN_DAYS) -> list[Ending]:
    """What ended or ends within some days for people one counts on, the earliest end first; three queries.

    Papers as the region asks them. An engagement that ends counts unless a longer one with the same organisation
    stands; one that ended only where nothing else stands, so that it says "nobody pays this person any more".
    """
    requirements = {row.kind: row for row in requirements_of(viewer.region_id)}
    people = visible_key_persons(viewer).filter(region_id=viewer.region_id or 0, state__in=_COUNTED_ON)
    found = [*_papers_ending(people, requirements, today, days), *_engagements_ending(people, today, days)]
    return sorted(found, key=lambda ending: (ending.until, ending.key_person_id, ending.subject))


def _papers_ending(
    people: QuerySet[KeyPerson], requirements: Mapping[str, Requirement], today: date, days: int
) -> Iterator[Ending]:
    # Summed up per person and kind by the database: only what ends comes back, also from thousands of people.
    if not requirements:
        return
    after = today + timedelta(days=days + 1)
    own = Q(valid_until__isnull=False)
    ends = Q()
    for wanted in requirements.values():
        if wanted.valid_months is None:
            ends |= Q(kind=wanted.kind, open_seen__isnull=True)
        else:
            seen = rules.earliest_seen(after, wanted.valid_months)
            ends |= Q(kind=wanted.kind) & (Q(open_seen__isnull=True) | Q(open_seen__lt=seen))
    rows = (
        ReadinessItem.objects.filter(key_person__in=people, seen_on__lte=today)
        .values("key_person_id", "kind", "key_person__first_name", "key_person__last_name")
        .annotate(open_seen=Max("seen_on", filter=~own), own_until=Max("valid_until"))
        .filter(ends, Q(own_until__isnull=True) | Q(own_until__lt=after))
        .order_by()
    )
    for row in rows:
        months = requirements[row["kind"]].valid_months
        term = rules.add_months(row["open_seen"], months) if row["open_seen"] and months is not None else None
        yield Ending(
            row["key_person_id"],
            f"{row['key_person__first_name']} {row['key_person__last_name']}".strip(),
            row["kind"],
            max(day for day in (term, row["own_until"]) if day is not None),
        )


def _engagements_ending(people: QuerySet[KeyPerson], today: date, days: int) -> Iterator[Ending]:
    others = Engagement.objects.filter(key_person=OuterRef("key_person")).exclude(pk=OuterRef("pk"))
    no_end = Q(valid_until__isnull=True)
    longer = others.filter(no_end | Q(valid_until__gt=OuterRef("valid_until")))
    later = others.filter(valid_until=OuterRef("valid_until"), pk__gt=OuterRef("pk"))
    ahead = Q(valid_until__gte=today) & ~Exists(longer.filter(organisation=OuterRef("organisation")))
    over = Q(valid_until__lt=today) & ~Exists(longer) & ~Exists(later)
    rows = Engagement.objects.filter(
        ahead | over, key_person__in=people, valid_until__lte=today + timedelta(days=days)
    ).values_list(
        "pk",
        "key_person_id",
        "key_person__first_name",
        "key_person__last_name",
        "valid_until",
        "organisation__name",
    )
    for pk, person, first, last, until, organisation in rows.order_by():
        assert until is not None
        yield Ending(person, f"{first} {last}".strip(), f"engagement:{pk}", until, organisation)


def reminder_terms(region_id: int) -> list[int]:
    """How many days before an end people of a region are told: its own rows, else those of the product."""
    rows = ReminderTerm.objects.filter(Q(region_id=region_id) | Q(region__isnull=True))
    found = list(rows.values_list("region_id", "days_before"))
    own = [days for region, days in found if region is not None]
    return sorted(own or [days for _region, days in found])


def places_of(viewer: Viewer) -> list[str]:
    """Where visible key persons live, each place once."""
    rows = visible_key_persons(viewer).exclude(home_place="").order_by("home_place")
    return list(rows.values_list("home_place", flat=True).distinct())


def varieties_of(viewer: Viewer) -> list[str]:
    """The varieties that visible key persons know."""
    known = SpokenLanguage.objects.filter(key_person__in=visible_key_persons(viewer))
    return list(known.order_by("variety").values_list("variety", flat=True).distinct())


def public_varieties(viewer: Viewer) -> list[str]:
    """The varieties that people with a public profile speak."""
    rows = KeyPerson.objects.filter(pk__in=public_profiles(viewer).values("pk"))
    known = SpokenLanguage.objects.filter(key_person__in=rows, speaking__gte=FOUND_FROM_LEVEL)
    return list(known.order_by("variety").values_list("variety", flat=True).distinct())


def week_of(key_person: KeyPerson) -> list[DayHours]:
    """The hours of somebody's week as values."""
    return [DayHours(block.weekday, block.start_minute, block.end_minute) for block in key_person.blocks.all()]


def coming_exceptions(key_person: KeyPerson, today: date) -> QuerySet[AvailabilityException]:
    """Days that differ and are not over yet."""
    return key_person.exceptions.filter(last_day__gte=today)


def rest_days(region_id: int) -> int:
    """For how many days nobody asks who wants rest after a heavy visit: the region's own row, else the product's."""
    rows = RestTerm.objects.filter(Q(region_id=region_id) | Q(region__isnull=True))
    found: dict[int | None, int] = dict(rows.values_list("region_id", "days"))
    return found.get(region_id) or found.get(None) or 1


def only_for_now(key_person: KeyPerson, today: date) -> tuple[str, date] | None:
    """The one part of the day in which somebody can for now, and until when; None where the whole week counts."""
    rows = key_person.exceptions.filter(available=False, first_day__lte=today, last_day__gte=today)
    rows = rows.exclude(start_minute=0, end_minute=1440)
    spans: dict[date, set[tuple[int, int]]] = {}
    for last_day, start, end in rows.values_list("last_day", "start_minute", "end_minute"):
        spans.setdefault(last_day, set()).add((start, end))
    return next(((part, day) for day, away in sorted(spans.items()) if (part := rules.only_part(away))), None)


def away_until(key_person: KeyPerson, today: date) -> date | None:
    """The last day of being away that holds today, through days that follow each other; None for who is there."""
    rows = key_person.exceptions.filter(available=False, last_day__gte=today, start_minute=0, end_minute=1440)
    until, day = None, today
    for first, last in rows.order_by("first_day").values_list("first_day", "last_day"):
        if first <= day <= last:
            until, day = last, last + timedelta(days=1)
    return until


def away_on(key_person: KeyPerson, first_day: date, last_day: date) -> bool:
    """Whether somebody said to be away on all these days at once."""
    return key_person.exceptions.filter(
        available=False, first_day__lte=first_day, last_day__gte=last_day, start_minute=0, end_minute=1440
    ).exists()


def conflicts_of(key_person: KeyPerson, today: date) -> QuerySet[StandingConflict]:
    """For which organisations somebody is not asked on a day, by name; for the person and the coordinator only."""
    return _holding(today).filter(key_person=key_person).select_related("organisation").order_by("organisation__name")


def conflicts_on(region_id: int, today: date) -> list[tuple[int, int]]:
    """Person and organisation of every standing conflict of a region on a day; never shown, only reckoned with."""
    rows = _holding(today).filter(key_person__region_id=region_id)
    return list(rows.order_by("key_person_id", "organisation_id").values_list("key_person_id", "organisation_id"))


def _holding(today: date) -> QuerySet[StandingConflict]:
    return StandingConflict.objects.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)


def engagements_of(key_person: KeyPerson) -> QuerySet[Engagement]:
    """All engagements of somebody, the newest first, with organisation and municipalities."""
    return key_person.engagements.select_related("organisation").prefetch_related("municipalities")


def history_of(key_person: KeyPerson) -> QuerySet[StateChange]:
    """The steps of somebody's life cycle, the newest first."""
    return key_person.state_changes.order_by("-id")


def can_sign_in(key_person: KeyPerson) -> bool:
    """Whether somebody has an account whose role as a key person holds today."""
    return valid_memberships().filter(pk=key_person.membership_id or 0).exists()


def email_taken(region_id: int | None, email: str, *, by_other_than: int | None = None) -> bool:
    """Whether another key person of the region has this address."""
    rows = KeyPerson.objects.filter(region_id=region_id or 0, email__iexact=email)
    return rows.exclude(pk=by_other_than or 0).exists()


def region_of(viewer: Viewer) -> Region | None:
    """The region the viewer acts in; its own name for the role stands on pages."""
    return Region.objects.filter(pk=viewer.region_id or 0).first()


def engagement_for(key_person: KeyPerson, *, day: date, municipality_id: int | None) -> Engagement | None:
    """The engagement under which somebody may work for this municipality on this day; the newest where several fit."""
    rows = key_person.engagements.filter(valid_from__lte=day).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    )
    if municipality_id is not None:
        rows = rows.filter(Q(municipalities__isnull=True) | Q(municipalities=municipality_id))
    return rows.order_by("-valid_from", "-id").first()


def engagements_for(
    key_person_ids: Collection[int], *, day: date, municipality_id: int | None
) -> dict[int, Engagement]:
    """What `engagement_for` says, for many people in one query; who has none is left out."""
    rows = Engagement.objects.filter(key_person__in=list(key_person_ids), valid_from__lte=day).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    )
    if municipality_id is not None:
        rows = rows.filter(Q(municipalities__isnull=True) | Q(municipalities=municipality_id))
    return {row.key_person_id: row for row in rows.order_by("valid_from", "id")}


def engagements_at(wanted: Collection[tuple[int, date, int | None]]) -> dict[tuple[int, date, int | None], Engagement]:
    """What `engagement_for` says for many people, days and municipalities together, in two queries."""
    if not wanted:
        return {}
    rows = (
        Engagement.objects.filter(
            key_person__in={person for person, _day, _town in wanted},
            valid_from__lte=max(day for _person, day, _town in wanted),
        )
        .prefetch_related("municipalities")
        .order_by("valid_from", "id")
    )
    found = {}
    by_person: dict[int, list[tuple[Engagement, set[int]]]] = {}
    for row in rows:
        by_person.setdefault(row.key_person_id, []).append((row, {town.pk for town in row.municipalities.all()}))
    for person, day, town in wanted:
        for row, towns in by_person.get(person, ()):
            holds = row.valid_from <= day and (row.valid_until is None or row.valid_until >= day)
            if holds and (town is None or not towns or town in towns):
                found[person, day, town] = row
    return found


Point = tuple[float | None, float | None] | None


def travel_minutes(key_person: KeyPerson, here: Point, there: Point) -> int:
    """Estimated minutes between two places by this person's own means; 0 where either is by phone or unknown."""
    if here is None or there is None or None in here or None in there:
        return 0
    return rules.trip_minutes(key_person.travel, here[0] or 0, here[1] or 0, there[0] or 0, there[1] or 0)
