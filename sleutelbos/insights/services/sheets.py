"""Counting a whole sheet of figures, and keeping it ready with the moment at which it was counted."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from sleutelbos.accounts.models import Municipality, Region
from sleutelbos.accounts.services.scope import region_scope
from sleutelbos.signals import queries as signals

from .. import periods
from ..figures import Tally, few_people, margins, safe_sum, shown_list
from ..figures.safe import ALL, RULE, Cells
from ..models import FigureSheet
from ..queries import figures as counted
from ..queries.figures import Scope, Spread

# Fewer than this and a median says more about somebody than about a region.
MEDIAN_FROM: Final = 10
# Older than this is counted anew when somebody looks; a period that is long over changes seldom.
FRESH: Final = timedelta(hours=26)
OVER: Final = timedelta(days=8)
# So many are counted by the clock each time. A whole country is 35 regions and 342 municipalities, each with eight
# periods: 3,016 sheets. Three or four periods still change and are counted every day (about 1,500 sheets), the others
# once in six days (about 315 a day). The clock runs every half minute, so six a time is 720 an hour: about two and a
# half hours a day. The largest takes 0.7 s of processor time, so six are about 4 of every 30 seconds.
PER_RUN: Final = 6
# Who asks again for the same sheet within this many seconds does not have it counted twice.
ASKED_FOR: Final = 120
# A sheet of the past twelve months that ended this long ago is still better than none.
_BEFORE: Final = timedelta(days=8)
_GROUPS: Final = {"unmet": counted.UNMET_CODES, "none": ("running", "cancelled")}
_DAYS: Final = tuple(str(number) for number in range(1, 8))
_VISITS: Final = ("done", "no_show", "cancelled", "ahead")
_HELPED: Final = ("1", "2", "3")


def count_sheet(scope: Scope) -> dict[str, Any]:
    """Every figure of a scope as it may be shown.

    A figure is a number, None (too small to show), or absent where it does not exist for this scope.
    """
    ended = margins(counted.outcomes(scope), counted.OUTCOMES, groups=_GROUPS)
    content: dict[str, Any] = {
        "first_day": scope.first_day.isoformat(),
        "last_day": scope.last_day.isoformat(),
        "questions": ended[(ALL,)],
        "ended": shown_list(ended),
    }
    content |= _lists(scope, ended)
    content |= _times(scope, ended)
    content |= _visits_and_work(scope)
    content |= _heard(scope)
    if scope.municipality_id is None:
        content |= _network(scope)
    return content


def _lists(scope: Scope, ended: Cells) -> dict[str, Any]:
    """What divides all questions; nothing where even their number is not shown."""
    total, unmet = ended[(ALL,)], ended[("unmet",)]
    known = {(ALL, ALL): total} | ({(ALL, counted.UNMET): unmet} if unmet is not None else {})
    divided = {
        "language": (counted.by_language, ()),
        "topic": (counted.by_topic, ()),
        "weekday": (counted.by_weekday, _DAYS),
        "kind": (counted.by_kind, ()),
    }
    if scope.municipality_id is None:
        places = Municipality.objects.filter(region_id=scope.region_id).order_by("pk").values_list("pk", flat=True)
        divided["place"] = (counted.by_place, tuple(str(pk) for pk in places))
    found: dict[str, Any] = {}
    for name, (count, values) in divided.items():
        if total is None:
            found[name] = {}
            continue
        cells = margins(
            count(scope),
            values,
            other=(counted.UNMET, counted.REST),
            known={cell: number for cell, number in known.items() if number is not None},
        )
        found[name] = shown_list(cells)
    for name, one in (("month", counted.by_month), ("wish", counted.by_wish)):
        if total is None:
            found[name] = {}
            continue
        values = _months(scope) if name == "month" else ("none", "woman", "man")
        found[name] = shown_list(margins(one(scope), values, known={(ALL,): total}))
    return found


def _months(scope: Scope) -> tuple[str, ...]:
    first = scope.first_day.year * 12 + scope.first_day.month - 1
    last = scope.last_day.year * 12 + scope.last_day.month - 1
    return tuple(f"{number // 12}-{number % 12 + 1:02d}" for number in range(first, last + 1))


def _times(scope: Scope, ended: Cells) -> dict[str, Any]:
    tally, days = counted.answers(scope)
    total, none = ended[(ALL,)], ended[("none",)]
    found: dict[str, Any] = {
        "answer_days": spread_of(days),
        "waiting_days": spread_of(counted.waiting(scope)),
        "answered": {},
    }
    # Without the number that has no answer yet the list would give it away.
    if total is not None and none is not None:
        totals: dict[tuple[str, ...], int] = {(ALL,): total, ("none",): none}
        found["answered"] = shown_list(margins(tally, counted.ANSWERS, known=totals))
    return found


def spread_of(days: Spread) -> dict[str, float | None]:
    """The middle and what nine in ten do not exceed; None of too few."""
    enough = days.number >= MEDIAN_FROM and days.median is not None and days.nine_in_ten is not None
    return {
        "median": round(days.median, 1) if enough and days.median is not None else None,
        "nine_in_ten": round(days.nine_in_ten, 1) if enough and days.nine_in_ten is not None else None,
    }


def _visits_and_work(scope: Scope) -> dict[str, Any]:
    visits = margins(counted.visits(scope), _VISITS, with_total=False)
    helpers, work = counted.helpers(scope), counted.work(scope)
    cents = safe_sum(work.cents, ("fee", "costs"))
    minutes = safe_sum(work.minutes, ("minutes",))
    spent, took_place = cents[(ALL,)], visits[("done",)]
    return {
        "visits": shown_list(visits),
        "helpers": None if 0 < helpers < RULE.threshold else helpers,
        "cents": {**shown_list(cents), "all": spent},
        "minutes": minutes[(ALL,)],
        "cents_per_visit": round(spent / took_place) if spent is not None and took_place else None,
    }


def _heard(scope: Scope) -> dict[str, Any]:
    answers = counted.experiences(scope)
    found: dict[str, Any] = {"experience": {}}
    for who in ("professional", "newcomer"):
        own = Tally(
            {cell[1:]: count for cell, count in answers.counts.items() if cell[0] == who},
            {cell[1:]: parts for cell, parts in answers.parts.items() if cell[0] == who},
        )
        cells = margins(own, _HELPED)
        found["experience"][who] = {**shown_list(cells), "all": cells[(ALL,)]}
    place = scope.municipality_id
    came = signals.figures(scope.region_id, start=scope.since, end=scope.until, municipality_id=place)
    themes = signals.theme_counts(scope.region_id, start=scope.since, end=scope.until, municipality_id=place)
    tally = Tally({(one.code, "yes"): one.answered for one in themes if one.answered})
    tally.counts |= {(one.code, "no"): one.signals - one.answered for one in themes if one.signals > one.answered}
    cells = margins(tally, (), other=("yes", "no"))
    found["signals"] = {
        "all": cells[(ALL, ALL)],
        "answered": cells[(ALL, "yes")],
        "theme": shown_list(cells),
        "names": {one.code: one.names for one in themes},
        "median_days": came.median_days if came.answered >= MEDIAN_FROM else None,
    }
    return found


def _network(scope: Scope) -> dict[str, Any]:
    """Who can be asked today; of a few nobody is told how few, so that a language is not a name."""
    people = counted.network(scope.region_id)
    stayed = counted.continuation(scope)
    steps = counted.steps_to_paid_work(scope)
    genders = margins(
        Tally({(gender,): count for gender, count in people.genders.items()}), ("woman", "man", "other", "unknown")
    )
    left = {"stayed": stayed.stayed, "left": stayed.began - stayed.stayed}
    kept = margins(Tally({(code,): count for code, count in left.items() if count}), tuple(left))
    return {
        "network": {
            "people": genders[(ALL,)],
            "genders": shown_list(genders),
            "languages": {
                tag: None if few_people(dict.fromkeys(map(str, range(count)), 1)) else count
                for tag, count in sorted(people.languages.items())
            },
        },
        "continuation": {"began": kept[(ALL,)], "stayed": kept[("stayed",)]},
        "paid_work": None if 0 < steps < RULE.threshold else steps,
    }


def newest_sheet(region: Region, municipality: Municipality | None, period: periods.Period) -> FigureSheet | None:
    """The newest sheet that was kept; of the past twelve months also one that ended days earlier. Counts nothing."""
    kept = FigureSheet.objects.filter(region=region, municipality=municipality)
    found = kept.filter(first_day=period.first_day, last_day=period.last_day).first()
    if found is None and period.code == periods.ROLLING:
        # Every night these are twelve other months. A year of the calendar may not take their place.
        earlier = kept.filter(
            last_day__gte=period.last_day - _BEFORE,
            last_day__lt=period.last_day,
            first_day__gte=period.first_day - _BEFORE,
            first_day__lt=period.first_day,
        )
        found = earlier.order_by("-last_day").first()
    return found


def is_fresh(sheet: FigureSheet | None, period: periods.Period, *, now: datetime | None = None) -> bool:
    """Whether a sheet is of exactly this period and young enough."""
    now = now or timezone.now()
    return (
        sheet is not None
        and (sheet.first_day, sheet.last_day) == (period.first_day, period.last_day)
        and sheet.made_at >= now - kept_for(period, now)
    )


def ask_sheet(region: Region, municipality: Municipality | None, period: periods.Period) -> bool:
    """Have the worker count a sheet that somebody looks at; False when that was asked a moment ago."""
    from ..tasks import count_figure_sheet  # the tasks import this module

    place = municipality.pk if municipality is not None else None
    key = f"insights:sheet:{region.pk}:{place}:{period.first_day}:{period.last_day}"
    if not cache.add(key, 1, ASKED_FOR):
        return False
    transaction.on_commit(lambda: count_figure_sheet.enqueue(region.pk, place, period.code))
    return True


def count_asked(*, region_id: int, municipality_id: int | None, code: str, now: datetime | None = None) -> bool:
    """Count and keep a sheet that was asked for; False when a fresh one is there by now, or its place is gone."""
    now = now or timezone.now()
    with region_scope(region_id):
        region = Region.objects.filter(pk=region_id).first()
        towns = Municipality.objects.filter(region_id=region_id)
        place = None if municipality_id is None else towns.filter(pk=municipality_id).first()
        period = periods.read(code, timezone.localdate(now))
        if region is None or (place is None) != (municipality_id is None):
            return False
        if is_fresh(newest_sheet(region, place, period), period, now=now):
            return False
        _keep(_counted(region, place, period, now))
        return True


@transaction.atomic
def _keep(sheet: FigureSheet) -> None:
    FigureSheet.objects.filter(
        region=sheet.region, municipality=sheet.municipality, first_day=sheet.first_day, last_day=sheet.last_day
    ).delete()
    sheet.save()


def _counted(region: Region, municipality: Municipality | None, period: periods.Period, now: datetime) -> FigureSheet:
    scope = Scope(region.pk, municipality.pk if municipality else None, period.first_day, period.last_day)
    return FigureSheet(
        region=region,
        municipality=municipality,
        first_day=period.first_day,
        last_day=period.last_day,
        content=count_sheet(scope),
        made_at=now,
    )


def prepare_sheets(*, limit: int = PER_RUN, now: datetime | None = None, only: Region | None = None) -> int:
    """Count a few sheets that are missing or old: whole regions first, and what needs no choosing before the rest.

    Returns how many.

    `only`: of one region.
    """
    now = now or timezone.now()
    rows = FigureSheet.objects.order_by().values_list(
        "region_id", "municipality_id", "first_day", "last_day", "made_at"
    )
    ready = {tuple(key): made_at for *key, made_at in rows}
    made = 0
    for region, municipality, period in _wanted(timezone.localdate(now)):
        if made >= limit:
            break
        if only is not None and region != only:
            continue
        place = municipality.pk if municipality is not None else None
        before = ready.get((region.pk, place, period.first_day, period.last_day))
        if before is not None and before >= now - kept_for(period, now) * 0.75:
            continue
        _keep(_counted(region, municipality, period, now))
        made += 1
    FigureSheet.objects.filter(made_at__lt=now - 2 * OVER).delete()
    return made


def kept_for(period: periods.Period, now: datetime) -> timedelta:
    """How long a sheet may be shown: a day while things change, a week when the period is long over."""
    return OVER if period.last_day < timezone.localdate(now) - timedelta(days=31) else FRESH


def _wanted(today: date) -> Iterator[tuple[Region, Municipality | None, periods.Period]]:
    regions = list(Region.objects.order_by("pk"))
    for period in periods.choices(today):
        for region in regions:
            yield region, None, period
    places = list(Municipality.objects.select_related("region").order_by("region_id", "pk"))
    for period in periods.choices(today):
        for municipality in places:
            yield municipality.region, municipality, period
