"""Minutes and days as whole numbers, so that no rule needs a time zone or a clock.

A *minute* counts local wall-clock minutes from Monday 6 January 2020, 00:00; a *day* counts days from the
same Monday. Minute of the week is then ``minute % 10080`` and day of the week ``day % 7`` with 0 for
Monday. Local wall time is what people agree on; the two nights a year on which clocks change shift at most
one hour of night.
"""

from datetime import date, datetime, timedelta

FIRST_MONDAY = date(2020, 1, 6)
DAY = 1440
WEEK = 7 * DAY


def day_of(value: date) -> int:
    """The day number of a date; negative before the first Monday."""
    return value.toordinal() - FIRST_MONDAY.toordinal()


def date_of(day: int) -> date:
    """The date of a day number."""
    return FIRST_MONDAY + timedelta(days=day)


def minute_of(value: datetime) -> int:
    """The minute number of a local wall-clock moment; its time zone is ignored, seconds are dropped."""
    return day_of(value.date()) * DAY + value.hour * 60 + value.minute


def datetime_of(minute: int) -> datetime:
    """The local wall-clock moment of a minute number, without time zone."""
    day, rest = divmod(minute, DAY)
    value = date_of(day)
    return datetime(value.year, value.month, value.day, rest // 60, rest % 60)


def week_of(minute: int) -> int:
    """The number of the week (Monday to Sunday) in which a minute falls."""
    return minute // WEEK


def month_of(minute: int) -> int:
    """The calendar month in which a minute falls, as ``12 * year + month``."""
    value = date_of(minute // DAY)
    return 12 * value.year + value.month
