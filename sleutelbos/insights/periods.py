"""The periods somebody can choose for figures, as codes in an address. Pure: the day is given."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

ROLLING: Final = "12m"


@dataclass(frozen=True, slots=True)
class Period:
    """From a first to a last day, both inside; `year` and `quarter` are 0 where the period is neither."""

    code: str
    first_day: date
    last_day: date
    year: int = 0
    quarter: int = 0


def year_of(year: int) -> Period:
    """A calendar year."""
    return Period(str(year), date(year, 1, 1), date(year, 12, 31), year)


def quarter_of(year: int, quarter: int) -> Period:
    """A quarter, 1 to 4, of a calendar year."""
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    return Period(f"{year}-{quarter}", first, after - timedelta(days=1), year, quarter)


def rolling(today: date) -> Period:
    """The twelve months that ended yesterday."""
    last = today - timedelta(days=1)
    try:
        first = last.replace(year=last.year - 1) + timedelta(days=1)
    except ValueError:  # 29 February
        first = date(last.year - 1, 3, 1)
    return Period(ROLLING, first, last)


def choices(today: date) -> list[Period]:
    """What the chooser offers, the first is what is shown without choosing: 12 months, years and quarters."""
    quarter = (today.month + 2) // 3
    found = [rolling(today), year_of(today.year), year_of(today.year - 1)]
    year = today.year
    for _number in range(5):
        found.append(quarter_of(year, quarter))
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    return found


def read(code: str, today: date) -> Period:
    """The period of a code; twelve months for anything that is none of `choices`."""
    return next((one for one in choices(today) if one.code == code), rolling(today))
