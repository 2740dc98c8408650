"""Where a region runs short: what was asked in a year against who can be asked, by language, place, hour and topic."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from sleutelbos.accounts.models import Municipality, Region
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Request
from sleutelbos.bridging.queries import visible_requests
from sleutelbos.guidance.queries import topic_choices
from sleutelbos.keypersons.languages import variety_name
from sleutelbos.keypersons.models import AvailableBlock, Engagement, KeyPerson, SpokenLanguage
from sleutelbos.keypersons.queries import visible_key_persons

# Fewer questions than this could lead to a family: they are not shown as a number.
SMALLEST = 5
_BACK = timedelta(days=365)
# What counts as asked: everything that reached a coordinator and was for a key person.
_ASKED = ["open", "asking", "accepted", "planned", "done", "unmet"]
# Morning, afternoon, evening: until which hour.
PARTS = (12, 17, 24)
_LEVEL = 3
_Key = TypeVar("_Key", str, tuple[int, int])


@dataclass(frozen=True)
class Shortage:
    """One language, place, hour or topic; a count that is too small to show is None."""

    key: str
    label: str
    asked: int | None
    unmet: int | None
    people: int
    # Questions a year for each person who can; None where that would give a small count away.
    per_person: float | None
    nobody: bool


@dataclass(frozen=True)
class Hour:
    """One part of one weekday in the grid of hours."""

    part: int
    weekday: int
    asked: int | None
    people: int
    short: bool


@dataclass(frozen=True)
class Coverage:
    """The whole page; each list with the greatest shortage first."""

    languages: list[Shortage]
    places: list[Shortage]
    topics: list[Shortage]
    hours: list[list[Hour]]
    women: int
    men: int
    people: int


def coverage_of(viewer: Viewer, region: Region, *, now: datetime | None = None) -> Coverage:
    """What was asked in the past year against who can be asked now; nine queries, whatever the size."""
    now = now or timezone.now()
    rows = list(
        visible_requests(viewer)
        .filter(region=region, created_at__gte=now - _BACK, state__in=_ASKED)
        .values_list("language", "municipality_id", "topic__code", "starts_at", "state")
    )
    people = visible_key_persons(viewer).filter(region=region, state=KeyPerson.State.DEPLOYABLE)
    genders = Counter(people.values_list("gender", flat=True))
    ids = set(people.values_list("pk", flat=True))
    return Coverage(
        languages=_shortages(
            ((language, state) for language, _town, _topic, _at, state in rows if language),
            _speakers(ids, region),
            variety_name,
        ),
        places=_places(rows, ids, region),
        topics=_shortages(
            ((topic, state) for _language, _town, topic, _at, state in rows),
            _knowers(people),
            dict(topic_choices()).get,
        ),
        hours=_hours([at for *_rest, at, _state in rows if at is not None], ids, region),
        women=genders["woman"],
        men=genders["man"],
        people=sum(genders.values()),
    )


def _shortages(
    asked: Iterable[tuple[str, str]], people: Mapping[str, int], label: Callable[[str], str | None]
) -> list[Shortage]:
    """Count and put the greatest shortage first: what nobody can do, then what was not met, then what is busiest."""
    counts: Counter[str] = Counter()
    unmet: Counter[str] = Counter()
    for key, state in asked:
        counts[key] += 1
        unmet[key] += state == Request.State.UNMET
    found = []
    hidden, hidden_unmet = _hidden(counts), _hidden(unmet)
    for key, count in counts.items():
        able = people.get(key, 0)
        shown = None if key in hidden else count
        found.append(
            Shortage(
                key=key,
                label=label(key) or key,
                asked=shown,
                unmet=None if key in hidden_unmet else unmet[key],
                people=able,
                per_person=round(count / able, 1) if able and shown is not None else None,
                nobody=able == 0,
            )
        )
    # Small counts all rank alike: the order gives none of them away.
    return sorted(
        found,
        key=lambda row: (not row.nobody, -(row.unmet or 0), -(row.per_person or 0), -(row.asked or 0), row.label),
    )


def _hidden(counts: Mapping[_Key, int]) -> set[_Key]:
    """What is not shown: every small count, and where that is only one, the next as well.

    Otherwise a sum that stands elsewhere on the page would give the one away.
    """
    small = {key for key, count in counts.items() if 0 < count < SMALLEST}
    others = sorted((count, str(key), key) for key, count in counts.items() if count >= SMALLEST)
    if len(small) == 1 and others:
        small.add(others[0][2])
    return small


def _speakers(ids: set[int], region: Region) -> Mapping[str, int]:
    rows = SpokenLanguage.objects.filter(
        key_person__region=region, speaking__gte=_LEVEL, understanding__gte=_LEVEL
    ).values_list("variety", "key_person_id")
    return _count((variety, person) for variety, person in rows if person in ids)


def _knowers(people: QuerySet[KeyPerson]) -> Mapping[str, int]:
    rows = people.filter(topics__isnull=False).values_list("topics__code", "pk")
    return _count(rows)


def _count(pairs: Iterable[tuple[str, Hashable]]) -> Mapping[str, int]:
    found: dict[str, set[Hashable]] = defaultdict(set)
    for key, person in pairs:
        found[key].add(person)
    return {key: len(own) for key, own in found.items()}


def _places(rows: Sequence[tuple[str, int | None, str, object, str]], ids: set[int], region: Region) -> list[Shortage]:
    today = timezone.localdate()
    towns = dict(Municipality.objects.filter(region=region).values_list("pk", "name"))
    running = Engagement.objects.filter(key_person__region=region, valid_from__lte=today).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    )
    able: dict[str, set[int]] = {str(pk): set() for pk in towns}
    for person, town in running.values_list("key_person_id", "municipalities"):
        if person in ids:
            # No municipality named is every municipality.
            for pk in [str(town)] if town is not None else able:
                able.setdefault(pk, set()).add(person)
    return _shortages(
        ((str(town), state) for _language, town, _topic, _at, state in rows if town in towns),
        {pk: len(own) for pk, own in able.items()},
        lambda key: towns.get(int(key)),
    )


def _part(hour: int) -> int:
    return next(number for number, end in enumerate(PARTS) if hour < end)


def _hours(moments: Iterable[datetime], ids: set[int], region: Region) -> list[list[Hour]]:
    asked: Counter[tuple[int, int]] = Counter()
    for moment in moments:
        local = timezone.localtime(moment)
        asked[_part(local.hour), local.weekday()] += 1
    able: dict[tuple[int, int], set[int]] = defaultdict(set)
    blocks = AvailableBlock.objects.filter(key_person__region=region)
    for person, weekday, start, end in blocks.values_list("key_person_id", "weekday", "start_minute", "end_minute"):
        for part, until in enumerate(PARTS):
            since = PARTS[part - 1] if part else 0
            # An hour of the part is enough to be of use in it.
            if person in ids and min(end, until * 60) - max(start, since * 60) >= 60:
                able[part, weekday].add(person)
    shown = [count / max(1, len(able[key])) for key, count in asked.items() if count >= SMALLEST]
    usual = sorted(shown)[len(shown) // 2] if shown else 0.0
    hidden = _hidden(asked)
    return [
        [
            Hour(
                part,
                weekday,
                None if (part, weekday) in hidden else asked[part, weekday],
                len(able[part, weekday]),
                (part, weekday) not in hidden
                and asked[part, weekday] > 0
                and asked[part, weekday] / max(1, len(able[part, weekday])) > 1.5 * usual,
            )
            for weekday in range(7)
        ]
        for part in range(len(PARTS))
    ]
