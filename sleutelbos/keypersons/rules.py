"""Rules about key persons that need only values: the checklist, the week in blocks, travel."""

import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, Final

WARN_DAYS: Final = 60

# Parts of a day as people speak of them: (code, zone, usual hours), minutes from midnight. A zone says to which part
# hours belong, the usual hours are what a ticked box means. Zones cover the whole day.
Span = tuple[int, int]
PARTS: Final[tuple[tuple[str, Span, Span], ...]] = (
    ("morning", (0, 720), (480, 720)),
    ("afternoon", (720, 1080), (720, 1080)),
    ("evening", (1080, 1440), (1080, 1320)),
)
PART_CODES: Final = tuple(code for code, _zone, _hours in PARTS)


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a region asks: the kind of item, for which visits, and how many months it holds (None: no end)."""

    kind: str
    individual: bool = True
    collective: bool = False
    valid_months: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Something that was seen or signed, and the last day it says of itself (None: nothing said)."""

    kind: str
    seen_on: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """How one requirement stands: "ok", "expires" (within the warning time), "expired" or "missing"."""

    kind: str
    status: str
    seen_on: date | None = None
    until: date | None = None
    individual: bool = True
    collective: bool = False

    @property
    def holds(self) -> bool:
        """Whether it is in order today, expiring soon or not."""
        return self.status in {"ok", "expires"}


@dataclass(frozen=True, slots=True)
class Ending:
    """Something of somebody that ends: `subject` is a kind of paper, or "engagement:12" with its organisation."""

    key_person_id: int
    name: str
    subject: str
    until: date
    organisation: str = ""


def add_months(day: date, months: int) -> date:
    """The same day some months later; the last day of a shorter month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def earliest_seen(day: date, valid_months: int) -> date:
    """The first day on which something may have been seen so that it still holds on `day`."""
    seen = add_months(day, -valid_months)
    while add_months(seen, valid_months) < day:
        seen += timedelta(days=1)
    return seen


def last_day(item: Item, valid_months: int | None) -> date | None:
    """The last day an item holds: what it says of itself, else the region's term; None has no end."""
    if item.valid_until is not None:
        return item.valid_until
    return None if valid_months is None else add_months(item.seen_on, valid_months)


def readiness(
    requirements: Iterable[Requirement], items: Iterable[Item], day: date, *, warn_days: int = WARN_DAYS
) -> list[Check]:
    """How every requirement stands on a day, in the order of the requirements.

    Of several items of one kind the one that holds longest counts. Items of the future do not count yet.
    """
    seen: dict[str, list[Item]] = {}
    for item in items:
        if item.seen_on <= day:
            seen.setdefault(item.kind, []).append(item)
    checks = []
    for wanted in requirements:
        best, until = None, None
        for item in seen.get(wanted.kind, []):
            end = last_day(item, wanted.valid_months)
            if best is None or (until is not None and (end is None or end > until)):
                best, until = item, end
        if best is None:
            status = "missing"
        elif until is not None and until < day:
            status = "expired"
        elif until is not None and until <= day + timedelta(days=warn_days):
            status = "expires"
        else:
            status = "ok"
        checks.append(
            Check(
                wanted.kind,
                status,
                best.seen_on if best else None,
                until,
                wanted.individual,
                wanted.collective,
            )
        )
    return checks


def worst(checks: Iterable[Check], *, individual: bool = True) -> str:
    """The state that matters most for one kind of visit: "missing", "expired", "expires" or "ok"."""
    order = ("missing", "expired", "expires", "ok")
    states = {check.status for check in checks if (check.individual if individual else check.collective)}
    return next((state for state in order if state in states), "ok")


@dataclass(frozen=True, slots=True)
class DayHours:
    """Hours in a week: 0 is Monday, minutes from midnight, local time."""

    weekday: int
    start: int
    end: int


def merged(blocks: Iterable[DayHours]) -> list[DayHours]:
    """The same hours with overlaps and touching blocks joined, in the order of the week."""
    joined: list[DayHours] = []
    for block in sorted(blocks, key=lambda b: (b.weekday, b.start, b.end)):
        if joined and joined[-1].weekday == block.weekday and block.start <= joined[-1].end:
            before = joined.pop()
            block = DayHours(block.weekday, before.start, max(before.end, block.end))
        joined.append(block)
    return joined


def within(block: DayHours, span: Span) -> DayHours | None:
    """The hours of a block that lie in a span of the day; None where nothing does."""
    start, end = max(block.start, span[0]), min(block.end, span[1])
    return DayHours(block.weekday, start, end) if start < end else None


def ticked_parts(blocks: Iterable[DayHours]) -> set[tuple[int, str]]:
    """Which boxes (weekday, part) of a simple week hold some hours."""
    return {
        (block.weekday, code) for block in blocks for code, zone, _hours in PARTS if within(block, zone) is not None
    }


def week_from_parts(ticked: Collection[tuple[int, str]], existing: Iterable[DayHours]) -> list[DayHours]:
    """The hours after somebody ticked boxes: a box that stays keeps its own finer hours, a new one gets the usual."""
    kept = list(existing)
    blocks: list[DayHours] = []
    for weekday in range(7):
        for code, zone, hours in PARTS:
            if (weekday, code) not in ticked:
                continue
            own = [part for block in kept if block.weekday == weekday and (part := within(block, zone))]
            blocks += own or [DayHours(weekday, *hours)]
    return merged(blocks)


def spans_outside(part: str) -> list[Span]:
    """What of a day falls away when somebody can only in one part of it."""
    zone = next(zone for code, zone, _hours in PARTS if code == part)
    return [span for span in ((0, zone[0]), (zone[1], 1440)) if span[0] < span[1]]


def only_part(away: Collection[Span]) -> str:
    """The one part of the day that is left when these spans fall away; empty when that is no part."""
    return next((code for code in PART_CODES if set(spans_outside(code)) == set(away)), "")


@dataclass(frozen=True, slots=True)
class DayGroup:
    """Days of the week on which somebody can at the same hours; `parts` when these are the usual ones, else `spans`."""

    weekdays: tuple[int, ...]
    parts: tuple[str, ...]
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class WeekInWords:
    """What a sentence about a week must say: when, and which parts never (codes, and "weekend")."""

    groups: tuple[DayGroup, ...]
    never: tuple[str, ...]


def week_in_words(blocks: Iterable[DayHours]) -> WeekInWords:
    """The shape of the sentence about a week; no groups at all when there are no hours."""
    week = merged(blocks)
    by_hours: dict[tuple[Span, ...], list[int]] = {}
    for weekday in range(7):
        spans = tuple((block.start, block.end) for block in week if block.weekday == weekday)
        if spans:
            by_hours.setdefault(spans, []).append(weekday)
    groups = tuple(
        DayGroup(tuple(days), _usual_parts(spans), () if _usual_parts(spans) else spans)
        for spans, days in by_hours.items()
    )
    ticked = ticked_parts(week)
    never = [code for code in PART_CODES if ticked and not any(part == code for _day, part in ticked)]
    if ticked and not any(weekday >= 5 for weekday, _part in ticked):
        never.append("weekend")
    return WeekInWords(groups, tuple(never))


def _usual_parts(spans: Sequence[Span]) -> tuple[str, ...]:
    """The parts of the day these hours are exactly; empty when they are finer than the boxes."""
    day = [DayHours(0, start, end) for start, end in spans]
    parts = tuple(code for code in PART_CODES if (0, code) in ticked_parts(day))
    usual = merged(DayHours(0, *hours) for code, _zone, hours in PARTS if code in parts)
    return parts if usual == merged(day) else ()


def runs(weekdays: Sequence[int]) -> list[tuple[int, int]]:
    """Days as runs (first, last) of days that follow each other: Mon, Tue, Wed, Fri gives (0, 2), (4, 4)."""
    found: list[tuple[int, int]] = []
    for day in sorted(weekdays):
        if found and found[-1][1] == day - 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def week_end(day: date) -> date:
    """The Sunday of the week a day is in."""
    return day + timedelta(days=6 - day.weekday())


# --- travel ---------------------------------------------------------------------------------------------------


@cache
def _travel() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).with_name("data") / "travel.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=10_000)
def trip_minutes(means: str, latitude: float, longitude: float, latitude2: float, longitude2: float) -> int:
    """Whole minutes, rounded up, from place to place: straight line, detour, speed and time to get going.

    Degrees in WGS84. The numbers, their sources and the error to expect stand in `data/travel.toml`; suggestions
    use the same file. Raises KeyError for an unknown means of travel.
    """
    model = _travel()
    how = model["modes"][means]
    half = sin(radians(latitude2 - latitude) / 2) ** 2
    half += cos(radians(latitude)) * cos(radians(latitude2)) * sin(radians(longitude2 - longitude) / 2) ** 2
    metres = round(2 * 6_371_009.0 * asin(sqrt(half)))
    scaled = metres * how["detour_permille"] * 60
    minutes: int = how["overhead_minutes"] - (-scaled // (how["metres_per_hour"] * 1000))
    return min(int(model["at_most_minutes"]), minutes)
