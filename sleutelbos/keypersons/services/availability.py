"""When somebody can: the week, days that differ."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

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
def remove_exception(*, exception: AvailabilityException, actor: Viewer) -> None:
    """Take a day that differed back; nothing happens where somebody did so already."""
    key_person = exception.key_person
    claim(key_person, version=None)
    if AvailabilityException.objects.filter(pk=exception.pk).delete()[0]:
        record("exception.removed", key_person, actor=actor)
