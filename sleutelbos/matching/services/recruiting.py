"""Whom to recruit or train: what one more key person with some profile would be worth to the weeks ahead."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.cache import cache
from django.utils import timezone

from sleutelbos.accounts.models import Region
from sleutelbos.matching.engine import (
    Block,
    Engagement,
    LanguageNeed,
    Person,
    PersonLanguage,
    Place,
    Question,
    Readiness,
    codec,
    load_weights,
    moments,
)

from ..load import Week, load_week

# At most so many profiles are worked out, each with a plan of its own that may take so long.
PROFILES = 6
SECONDS = 2.0
_KEPT_FOR = 60 * 60
# Morning, afternoon, evening, as hours somebody would give.
_PARTS = ((8, 12), (12, 17), (17, 22))


@dataclass(frozen=True)
class Wanted:
    """A profile and what it would be worth: questions of these two weeks that would get somebody, points in all."""

    language: str
    place: str
    parts: tuple[int, ...]
    served: int
    points: int


def whom_to_recruit(region: Region, *, monday: date | None = None) -> list[Wanted]:
    """The profiles worth most to the questions of this week and the next, best first; kept for an hour.

    A profile is a language, a place and parts of the day, taken from the questions a plan leaves without anybody.
    Somebody is reckoned to be ready, with a bicycle, for every municipality, three visits a week.
    """
    today = timezone.localdate()
    monday = monday or today - timedelta(days=today.weekday())
    found = []
    for number in range(2):
        first = monday + timedelta(days=7 * number)
        week = load_week(region, first)
        # The same questions and the same people give the same answer, for an hour at least.
        same = codec.sha256([question.to_json() for question in week.questions])
        minutes = week.travel.digest[:16] if week.travel is not None else ""
        key = f"recruit:{region.pk}:{first}:{same}:{len(week.snapshot.people)}:{len(week.snapshot.bookings)}{minutes}"
        kept: list[Wanted] | None = cache.get(key)
        if kept is None:
            kept = _of_week(week, first)
            cache.set(key, kept, _KEPT_FOR)
        found += kept
    return _together(found)


def _together(found: Sequence[Wanted]) -> list[Wanted]:
    same: dict[tuple[str, str, tuple[int, ...]], list[Wanted]] = defaultdict(list)
    for item in found:
        same[item.language, item.place, item.parts].append(item)
    added = [
        replace(own[0], served=sum(item.served for item in own), points=sum(item.points for item in own))
        for own in same.values()
    ]
    return sorted(added, key=lambda item: (-item.served, -item.points, item.language, item.place))[:PROFILES]


def _of_week(week: Week, monday: date) -> list[Wanted]:
    from sleutelbos.matching.engine.plan import Limits, marginal_value
    from sleutelbos.matching.engine.plan import plan as look_for

    if not week.questions:
        return []
    limits = Limits(seconds=SECONDS)
    base = look_for(week.snapshot, week.questions, load_weights(), travel=week.travel, limits=limits)
    without = {item.question for item in base.unserved}
    found = []
    for language, place, parts in _profiles(week, without)[:PROFILES]:
        person = _person(week, monday, language, place, parts)
        worth = marginal_value(
            week.snapshot, week.questions, person, load_weights(), base=base, limits=limits, travel=week.travel
        )
        if worth.points > 0:
            found.append(Wanted(language, week_name(week, place), parts, worth.served, worth.points))
    return found


def week_name(week: Week, place: Place) -> str:
    """A place as people write it."""
    return next((row.place for row in week.rows.values() if row.place and row.place.casefold() == place.code), "")


def _profiles(week: Week, without: set[int]) -> list[tuple[str, Place, tuple[int, ...]]]:
    """What the questions without anybody ask for, most asked first; one profile per language and place."""
    parts: dict[tuple[str, Place], set[int]] = defaultdict(set)
    counts: dict[tuple[str, Place], int] = defaultdict(int)
    for question in week.questions:
        if question.id in without and question.languages:
            key = (question.languages[0].variety, question.place if not question.online else Place())
            counts[key] += 1
            parts[key] |= {_part(start) for start in question.starts}
    ordered = sorted(counts, key=lambda key: (-counts[key], key[0], key[1].code))
    return [(language, place, tuple(sorted(parts[language, place]))) for language, place in ordered]


def _part(start: int) -> int:
    hour = start % moments.DAY // 60
    return 0 if hour < 12 else 1 if hour < 17 else 2


def _person(week: Week, monday: date, language: str, place: Place, parts: tuple[int, ...]) -> Person:
    day = moments.day_of(monday)
    papers = {item for question in week.questions for item in question.requires}
    tongues = [PersonLanguage(variety=language, speaking=4, understanding=4, reading=3)]
    if language != "nl":
        tongues.append(PersonLanguage(variety="nl", speaking=3, understanding=3, reading=3))
    return Person(
        id=max((person.id for person in week.snapshot.people), default=0) + 1,
        gender=_gender(week.questions, language),
        home=place,
        languages=tuple(tongues),
        blocks=tuple(
            Block(weekday * moments.DAY + start * 60, weekday * moments.DAY + end * 60)
            for weekday in range(7)
            for start, end in (_PARTS[part] for part in parts)
        ),
        engagements=(Engagement(1, day - 7),),
        readiness=tuple(Readiness(item, day - 7) for item in sorted(papers)),
        max_visits_per_week=3,
    )


def _gender(questions: Sequence[Question], language: str) -> str:
    """A woman where most of those who must have one or the other ask for a woman; it is a reckoning, not a rule."""
    wanted = [q.required_gender for q in questions if q.required_gender and _first(q.languages) == language]
    return max(set(wanted), key=wanted.count) if wanted else "woman"


def _first(languages: Sequence[LanguageNeed]) -> str:
    return languages[0].variety if languages else ""
