"""Money rules that need only values: a fee, travel costs, room under the legal caps. Amounts are whole cents.

The caps count the flat fee of a volunteer over all payers together, per calendar month and per calendar year. Real
costs never count. The norm for an hour depends on age, which is not kept: it is not checked here.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Caps:
    """The legal caps on a day, in cents; `assumed` when the law of that day is not known and an older one is used."""

    month: int
    year: int
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """What fits under the caps still, in cents, never below zero."""

    caps: Caps
    month_left: int
    year_left: int

    @property
    def left(self) -> int:
        """What fits under both caps."""
        return min(self.month_left, self.year_left)

    def takes(self, fee: int) -> bool:
        """Whether a fee fits under both caps; no fee always does."""
        return fee <= 0 or fee <= self.left

    def passed_by(self, fee: int) -> str:
        """The cap a fee would pass, "month" before "year"; "" where it fits."""
        if self.takes(fee):
            return ""
        return "month" if fee > self.month_left else "year"


def room(caps: Caps, *, month_total: int, year_total: int) -> Room:
    """What is left after the fees that were booked in this month and this year."""
    return Room(caps, max(0, caps.month - month_total), max(0, caps.year - year_total))


def fee_cents(cents_per_hour: int, minutes: int) -> int:
    """The fee for some minutes, rounded down to whole cents."""
    return cents_per_hour * minutes // 60


def travel_cents(km: Decimal, cents_per_km: int) -> int:
    """Real travel costs, rounded to the nearest cent, a half up."""
    return int((km * cents_per_km).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def month_of(day: date) -> tuple[date, date]:
    """The first day of the month a day is in, and the first day of the next one."""
    first = day.replace(day=1)
    return first, (
        first.replace(year=first.year + 1, month=1) if first.month == 12 else first.replace(month=first.month + 1)
    )
