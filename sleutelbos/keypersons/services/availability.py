"""When somebody can: the week, days that differ."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.ui.errors import RuleBroken

from .. import queries, rules
from ..models import AvailabilityException, AvailableBlock, KeyPerson
from ..rules import DayHours
from .claims import claim, record


@transaction.atomic
def set_week(
    *,
    key_person: KeyPerson,
    ticked: Collection[tuple[int, str]],
    flexible: bool,
    actor: Viewer,
    version: datetime | None = None,
) -> None:
    """Set the week by its boxes (weekday, part of the day); a box that stays ticked keeps its own finer hours."""
    set_hours(
        key_person=key_person,
        blocks=rules.week_from_parts(ticked, queries.week_of(key_person)),
        flexible=flexible,
        actor=actor,
        version=version,
    )


@transaction.atomic
def set_day_hours(
    *,
    key_person: KeyPerson,
    weekday: int,
    spans: Iterable[tuple[int, int]],
    actor: Viewer,
    version: datetime | None = None,
) -> None:
    """Set the exact hours of one day of the week (0 is Monday), as minutes from midnight; the other days stay."""
    others = [block for block in queries.week_of(key_person) if block.weekday != weekday]
    day = [DayHours(weekday, start, end) for start, end in spans]
    set_hours(key_person=key_person, blocks=[*others, *day], actor=actor, version=version)


@transaction.atomic
def set_hours(
    *,
    key_person: KeyPerson,
    blocks: Iterable[DayHours],
    flexible: bool | None = None,
    actor: Viewer,
    version: datetime | None = None,
) -> None:
    """Set the week by exact hours; overlapping and touching hours become one block. None leaves `flexible` as it is."""
    claim(key_person, version=version)
    week = rules.merged(blocks)
    AvailableBlock.objects.filter(key_person=key_person).delete()
    AvailableBlock.objects.bulk_create(
        AvailableBlock(key_person=key_person, weekday=b.weekday, start_minute=b.start, end_minute=b.end) for b in week
    )
    if flexible is not None and flexible != key_person.flexible:
        KeyPerson.objects.filter(pk=key_person.pk).update(flexible=flexible)
        key_person.flexible = flexible
    record("week.set", key_person, actor=actor, blocks=len(week), flexible=key_person.flexible)


@transaction.atomic
def add_exception(
    *,
    key_person: KeyPerson,
    first_day: date,
    last_day: date,
    actor: Viewer,
    available: bool = False,
    start_minute: int = 0,
    end_minute: int = 1440,
) -> AvailabilityException:
    """Say that some days differ: away, or extra available; the same twice gives the first one back."""
    if last_day < first_day:
        raise RuleBroken("days-turned", _("The last day is before the first day."))
    claim(key_person, version=None)
    exception, made = AvailabilityException.objects.get_or_create(
        key_person=key_person,
        first_day=first_day,
        last_day=last_day,
        available=available,
        start_minute=start_minute,
        end_minute=end_minute,
    )
    if made:
        record("exception.added", key_person, actor=actor, available=available)
    return exception


@transaction.atomic
def not_this_week(*, key_person: KeyPerson, today: date, actor: Viewer) -> AvailabilityException:
    """Away from today until the Sunday of this week."""
    return add_exception(key_person=key_person, first_day=today, last_day=rules.week_end(today), actor=actor)


@transaction.atomic
def only_for_now(*, key_person: KeyPerson, part: str, today: date, until: date, actor: Viewer) -> None:
    """Only one part of the day ("morning", "afternoon", "evening") from today until a day; the week itself stays.

    Somebody whose week has no hours in that part can then be asked in it every day, at the usual hours.
    """
    if until < today:
        raise RuleBroken("days-turned", _("The last day is before the first day."))
    claim(key_person, version=None)
    _drop_limits(key_person, today)
    rows = [(span, False) for span in rules.spans_outside(part)]
    if key_person.flexible or not any(code == part for _day, code in rules.ticked_parts(queries.week_of(key_person))):
        rows.append((next(hours for code, _zone, hours in rules.PARTS if code == part), True))
    AvailabilityException.objects.bulk_create(
        AvailabilityException(
            key_person=key_person,
            first_day=today,
            last_day=until,
            available=available,
            start_minute=span[0],
            end_minute=span[1],
        )
        for span, available in rows
    )
    record("exception.added", key_person, actor=actor, available=True)


@transaction.atomic
def end_only_for_now(*, key_person: KeyPerson, today: date, actor: Viewer) -> None:
    """The week counts again as it is; nothing happens where nothing was limited."""
    claim(key_person, version=None)
    if _drop_limits(key_person, today):
        record("exception.removed", key_person, actor=actor)


def _drop_limits(key_person: KeyPerson, today: date) -> int:
    """Rows that cut a part out of every day of a period; whole days away and single days stay."""
    rows = AvailabilityException.objects.filter(key_person=key_person, last_day__gte=today)
    return rows.exclude(start_minute=0, end_minute=1440).delete()[0]


@transaction.atomic
def rest_after_heavy(*, key_person: KeyPerson, today: date, actor: Viewer) -> AvailabilityException:
    """Nobody asks this person for some days from tomorrow; how many is a row (`RestTerm`). Others hear nothing.

    It is kept as days away like any other: no reason stands there, and no message goes out.
    """
    days = queries.rest_days(key_person.region_id)
    return add_exception(
        key_person=key_person, first_day=today + timedelta(days=1), last_day=today + timedelta(days=days), actor=actor
    )


@transaction.atomic
def remove_exception(*, exception: AvailabilityException, actor: Viewer) -> None:
    """Take a day that differed back; nothing happens where somebody did so already."""
    key_person = exception.key_person
    claim(key_person, version=None)
    if AvailabilityException.objects.filter(pk=exception.pk).delete()[0]:
        record("exception.removed", key_person, actor=actor)
