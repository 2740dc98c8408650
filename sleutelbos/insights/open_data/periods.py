"""Quarters, years, and the quarters of a year so far, as codes: 2026-Q3, 2026, 2026-Q1-Q3."""

from datetime import date
from typing import Final

_QUARTERS: Final = ("Q1", "Q2", "Q3", "Q4")


def is_year(period: str) -> bool:
    """Whether a code names a year and not a quarter."""
    return "-" not in period


def quarters_of(period: str) -> tuple[str, ...]:
    """The quarters a period is made of: four of a year, a quarter itself, or all from the first to the last named."""
    if is_year(period):
        return tuple(f"{period}-{one}" for one in _QUARTERS)
    year, first, *last = period.split("-")
    if not last:
        return (period,)
    return tuple(f"{year}-{one}" for one in _QUARTERS[_QUARTERS.index(first) : _QUARTERS.index(last[0]) + 1])


def so_far(year: int, today: date) -> str | None:
    """The quarters of a year that are over, as one period; None before the first is."""
    ended = [one for one in quarters_of(str(year)) if days_of(one)[1] <= today]
    if not ended:
        return None
    return ended[0] if len(ended) == 1 else str(year) if len(ended) == 4 else f"{ended[0]}-{ended[-1].split('-')[1]}"


def year_of(period: str) -> str:
    """The year a period is in."""
    return period.split("-")[0]


def days_of(period: str) -> tuple[date, date]:
    """The first day of a period, and the first day after it; ValueError for what is no period."""
    year = int(year_of(period))
    if is_year(period):
        return date(year, 1, 1), date(year + 1, 1, 1)
    if len(parts := quarters_of(period)) > 1:
        return days_of(parts[0])[0], days_of(parts[-1])[1]
    number = _QUARTERS.index(period.split("-", 1)[1])
    after = date(year + 1, 1, 1) if number == 3 else date(year, 3 * number + 4, 1)
    return date(year, 3 * number + 1, 1), after


def over(today: date, since: date) -> list[str]:
    """Periods that began on or after a day and are over, newest first: what can be published."""
    found = []
    for year in range(since.year, today.year + 1):
        found += [f"{year}-{one}" for one in _QUARTERS] + [str(year)]
    spans = {period: days_of(period) for period in found}
    kept = [period for period in found if spans[period][0] >= since and spans[period][1] <= today]
    return sorted(kept, key=lambda period: (spans[period][1], is_year(period)), reverse=True)
