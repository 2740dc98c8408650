"""Quarters and years as codes."""

from datetime import date
from typing import Final

_QUARTERS: Final = ("Q1", "Q2", "Q3", "Q4")


def is_year(period: str) -> bool:
    """Whether a code names a year and not a quarter."""
    return "-" not in period


def quarters_of(period: str) -> tuple[str, ...]:
    """The quarters a period is made of: four of a year, a quarter itself."""
    return tuple(f"{period}-{one}" for one in _QUARTERS) if is_year(period) else (period,)


def year_of(period: str) -> str:
    """The year a period is in."""
    return period.split("-")[0]


def days_of(period: str) -> tuple[date, date]:
    """The first day of a period, and the first day after it; ValueError for what is no period."""
    year = int(year_of(period))
    if is_year(period):
        return date(year, 1, 1), date(year + 1, 1, 1)
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
