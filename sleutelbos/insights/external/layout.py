"""Numbers laid out: a table per measure, groups down and periods across; the chart of it; what changed. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from .values import Number

# What one chart can hold and people can read: the newest periods, the largest groups.
MOST_PERIODS: Final = 12
MOST_SERIES: Final = 6
MOST_BARS: Final = 12
# What one page shows; the file has everything.
MOST_ROWS: Final = 24
MOST_COLUMNS: Final = 12

Label = tuple[str, str]


@dataclass(frozen=True)
class Sheet:
    """All numbers of one measure of one edition: `groups` and `periods` as (code, label) in the order of the source."""

    code: str
    name: str
    unit: str
    decimals: int
    about: str
    groups: tuple[Label, ...]
    periods: tuple[Label, ...]
    cells: dict[tuple[str, str], Number] = field(default_factory=dict)
    drawn: bool = True

    def narrowed(self, groups: Collection[str], periods: Collection[str]) -> "Sheet":
        """Only these groups and periods; the others are left out, the order stays."""
        return replace(
            self,
            groups=tuple(one for one in self.groups if one[0] in groups),
            periods=tuple(one for one in self.periods if one[0] in periods),
            cells={key: cell for key, cell in self.cells.items() if key[0] in groups and key[1] in periods},
        )

    def shortened(self, most_groups: int = MOST_ROWS, most_periods: int = MOST_COLUMNS) -> "Sheet":
        """The newest periods, and the groups that are largest in the newest of them."""
        periods = self.periods[-most_periods:]
        groups = self.groups
        if len(groups) > most_groups and periods:
            last = periods[-1][0]
            sizes = {code: self.value(code, last) for code, _label in groups}
            ranked = sorted(groups, key=lambda one: -(sizes[one[0]] or Decimal(0)))[:most_groups]
            kept = {code for code, _label in ranked}
            groups = tuple(one for one in groups if one[0] in kept)
        return self.narrowed({code for code, _label in groups}, {code for code, _label in periods})

    @property
    def is_whole(self) -> bool:
        """Whether a page shows all of it."""
        return len(self.groups) <= MOST_ROWS and len(self.periods) <= MOST_COLUMNS

    def value(self, group: str, period: str) -> Decimal | None:
        """The number at this place; None where there is none."""
        cell = self.cells.get((group, period))
        return None if cell is None else cell.value

    def lines(self) -> list[tuple[str, list[Number | None]]]:
        """Every group with its numbers, period by period."""
        return [(label, [self.cells.get((code, at)) for at, _name in self.periods]) for code, label in self.groups]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a chart needs: kind, labels along one side, and per series a name and values."""

    kind: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]


def sheets(measures: Iterable[dict[str, Any]], numbers: Sequence[Number]) -> list[Sheet]:
    """A sheet per measure, in the order of the measures; one without a number is left out."""
    made = []
    for measure in measures:
        rows = [one for one in numbers if one.measure == measure["code"]]
        if not rows:
            continue
        groups = {group_of(one): label_of(one) for one in rows}
        periods = {one.period_code: one.period for one in rows}
        made.append(
            Sheet(
                code=measure["code"],
                name=measure["name"],
                unit=measure.get("unit", ""),
                decimals=int(measure.get("decimals", 0)),
                about=measure.get("about", ""),
                groups=tuple(groups.items()),
                # By code and not by place: a table may tell its newest period first. Codes of periods sort by time.
                periods=tuple(sorted(periods.items())),
                cells={(group_of(one), one.period_code): one for one in rows},
                drawn=measure.get("drawn", True),
            )
        )
    return made


def group_of(one: Number) -> str:
    """Which row a number stands in."""
    return f"{one.group_code}@{one.area_code}" if one.area_code else one.group_code


def label_of(one: Number) -> str:
    """What that row is called."""
    return ", ".join(part for part in (one.group, one.area) if part)


def drawing(sheet: Sheet) -> Drawing | None:
    """The chart of a sheet for a page; None where a chart says nothing: one number, or nothing that can be drawn."""
    given = [cell for cell in sheet.cells.values() if cell.value is not None]
    if not drawable(sheet) or len(given) < 2:
        return None
    return arranged(sheet.shortened(MOST_BARS, MOST_PERIODS))


def drawable(sheet: Sheet) -> bool:
    """Whether there is a chart of it: a number at least, none below zero, and no first to third place."""
    values = [cell.value for cell in sheet.cells.values() if cell.value is not None]
    return sheet.drawn and bool(values) and min(values) >= 0


def arranged(sheet: Sheet) -> Drawing:
    """A sheet as a chart.

    One group: its periods. One period: its groups. More of both: periods along the side, a series per group; with more
    groups than can be told apart, the newest period alone.
    """
    times = [at for at, _name in sheet.periods]
    if len(sheet.groups) == 1:
        code, label = sheet.groups[0]
        series = ((label or sheet.name, _values(sheet, [code], times)),)
        return Drawing("columns", tuple(name for _at, name in sheet.periods), series)
    if len(times) == 1 or len(sheet.groups) > MOST_SERIES:
        at, name = sheet.periods[-1]
        kept = [one for one in sheet.groups if sheet.value(one[0], at) is not None]
        if len(sheet.groups) > MOST_SERIES:
            kept.sort(key=lambda one: -(sheet.value(one[0], at) or Decimal(0)))
        drawn = _values(sheet, [code for code, _label in kept], [at])
        return Drawing("bars", tuple(label for _code, label in kept), ((name or sheet.name, drawn),))
    many = tuple((label, _values(sheet, [code], times)) for code, label in sheet.groups)
    return Drawing("lines" if len(times) > 4 else "bars", tuple(name for _at, name in sheet.periods), many)


def _values(sheet: Sheet, groups: Sequence[str], periods: Sequence[str]) -> tuple[float | None, ...]:
    found = (sheet.value(group, period) for group in groups for period in periods)
    return tuple(None if one is None else float(one) for one in found)


@dataclass(frozen=True, slots=True)
class Change:
    """A number that two editions of one source say differently."""

    before: Number
    now: Number

    @property
    def only_status(self) -> bool:
        """Whether the number itself stayed."""
        return self.before.value == self.now.value


@dataclass(frozen=True, slots=True)
class Compared:
    """What a newer edition says differently: numbers that changed, how many are new, and how many are gone."""

    changed: tuple[Change, ...]
    added: int
    gone: int


def compared(older: Iterable[Number], newer: Iterable[Number]) -> Compared:
    """The difference between two editions."""
    before = {one.key: one for one in older}
    now = {one.key: one for one in newer}
    changed = tuple(
        Change(before[key], one)
        for key, one in now.items()
        if key in before and (before[key].value, before[key].status) != (one.value, one.status)
    )
    return Compared(changed, len(now.keys() - before.keys()), len(before.keys() - now.keys()))
