"""Dates in Dutch text, and deadlines like "binnen zes weken" with the day they come to."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan"), ("februari", "feb"), ("maart", "mrt"), ("april", "apr"), ("mei",), ("juni", "jun"),
            ("juli", "jul"), ("augustus", "aug"), ("september", "sept", "sep"), ("oktober", "okt"),
            ("november", "nov"), ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
NUMBERS: Final = {
    name: number
    for number, name in enumerate(
        (
            "nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf",
            "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig",
        )
    )
} | {"dertig": 30, "veertig": 40, "vijftig": 50, "zestig": 60, "zeventig": 70, "tachtig": 80, "negentig": 90,
     "honderd": 100, "duizend": 1000}  # fmt: skip
_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
DATE: Final = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:e|ste|de)?\s+(?P<name>{_MONTH})\b\.?(?:\s+(?P<year>\d{{4}}))?"
    r"|\b(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4}|\d{2})\b"
    r"|\b(?P<iy>\d{4})-(?P<im>\d{2})-(?P<id>\d{2})\b",
    re.IGNORECASE,
)
_COUNT: Final = "|".join(sorted((name for name in NUMBERS if name != "nul"), key=len, reverse=True))
_RELATIVE: Final = re.compile(
    rf"\b(?:binnen|uiterlijk|op zijn laatst)\s+(?:een termijn van\s+)?(?P<count>\d{{1,3}}|{_COUNT}|een)\s+"
    r"(?P<unit>werkdag(?:en)?|dag(?:en)?|we(?:ek|ken)|maand(?:en)?|jaar)\b"
    r"(?P<from>\s+(?:na|nadat|vanaf|gerekend vanaf)\b(?P<what>[^.;,]{0,80}))?",
    re.IGNORECASE,
)
_THIS_LETTER: Final = re.compile(
    r"dagtekening(?: van (?:deze|dit) \w+)?|verzenddatum|verzending|deze brief|dit besluit|deze beschikking|"
    r"datum van (?:deze|dit)|vandaag|"
    r"bovenstaande datum|bekendmaking",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline counted from something. `day` is None when it counts from something that is not this letter.

    Counted from the letter's date: days, weeks, months or years later; a day that does not exist (31 February)
    is the last of that month; working days skip Saturdays and Sundays, holidays are not known here.
    """

    start: int
    end: int
    count: int
    unit: str
    day: date | None


def day_of(match: re.Match[str]) -> tuple[int | None, int, int] | None:
    """Year (or None), month and day of a match of DATE; None when there is no such day."""
    if match["name"]:
        year = int(match["year"]) if match["year"] else None
        month, day = MONTHS[match["name"].lower()], int(match["day"])
    elif match["iy"]:
        year, month, day = int(match["iy"]), int(match["im"]), int(match["id"])
    else:
        year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
        month, day = int(match["m"]), int(match["d"])
    try:
        date(year or 2024, month, day)
    except ValueError:
        return None
    return year, month, day


def deadlines_in(text: str, letter_day: date | None) -> list[Deadline]:
    """Every relative deadline in a text; dated when it counts from the letter and the letter's date is known."""
    found = []
    for match in _RELATIVE.finditer(text):
        said = match["count"].lower()
        count = int(said) if said.isdigit() else NUMBERS.get(said, 1)
        unit = _unit(match["unit"].lower())
        counted_from_letter = match["from"] is None or bool(_THIS_LETTER.search(match["what"] or ""))
        end = match.end("unit")
        if match["from"] and (what := _THIS_LETTER.search(match["what"])):
            end = match.start("what") + what.end()
        day = _later(letter_day, count, unit) if letter_day and counted_from_letter else None
        found.append(Deadline(match.start(), end, count, unit, day))
    return found


def first_date_in(text: str) -> date | None:
    """The first full date, for the date of a letter."""
    for match in DATE.finditer(text):
        parts = day_of(match)
        if parts is not None and parts[0] is not None and 1990 <= parts[0] <= 2100:
            return date(parts[0], parts[1], parts[2])
    return None


def _unit(word: str) -> str:
    if word.startswith("werk"):
        return "workdays"
    return {"d": "days", "w": "weeks", "m": "months", "j": "years"}[word[0]]


def _later(day: date, count: int, unit: str) -> date | None:
    try:
        if unit == "workdays":
            for _ in range(count):
                day += timedelta(days=3 if day.weekday() == 4 else 2 if day.weekday() == 5 else 1)
            return day
        if unit in {"days", "weeks"}:
            return day + timedelta(days=count * (7 if unit == "weeks" else 1))
        return day + (relativedelta(months=count) if unit == "months" else relativedelta(years=count))
    except (OverflowError, ValueError):
        return None
