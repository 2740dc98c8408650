"""What of the counts may be shown. Pure: counts in, plain values out; no database, no clock, no sentences."""

from .safe import Tally, few_people, margins, safe_sum, shown_list

__all__ = ["Tally", "few_people", "margins", "safe_sum", "shown_list"]
