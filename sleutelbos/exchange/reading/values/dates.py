"""Dates in every style, with the precision they were written in: a year stays a year, nothing is filled in."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final

from babel import Locale
from openpyxl.utils.datetime import from_excel

from sleutelbos.exchange.reading.asking import NOTHING, Asker, Certainty, Json, Option, Understood, settle
from sleutelbos.exchange.reading.cells import Cell
from sleutelbos.exchange.reading.values.words import plain, says_nothing

_DMY: Final = re.compile(r"^(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})$")
_YMD: Final = re.compile(r"^(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?$")
_MONTH_YEAR: Final = re.compile(r"^(\d{1,2})\s*[-/.]\s*(\d{4})$|^(\d{4})\s*[-/.]\s*(\d{1,2})$")
_YEAR: Final = re.compile(r"^(?:in |sinds |anno |vanaf )?(19\d{2}|20\d{2})$")
_WORDED: Final = re.compile(r"^(?:(\d{1,2})(?:e|ste|de|st|nd|rd|th)?\s+)?([a-z]+)\.?,?\s*'?(\d{4}|\d{2})$")
_EARLIEST: Final = date(1990, 1, 1)

# Words that lists use where a date could stand.
_STATUSES: Final = {
    "yes": "ja|j|yes|y|ok|oke|akkoord|klaar|gehaald|behaald|aanwezig|ontvangen|binnen|gezien|getekend|v|x|true|waar"
    "|✓|✔",
    "no": "nee|n|no|niet|nog niet|geen|ontbreekt|false|onwaar|niet gevolgd|niet gehaald",
    "not_needed": "n.v.t.|nvt|n.v.t|niet nodig|hoeft niet|n/a|not needed",
    "requested": "aangevraagd|in aanvraag|loopt|onderweg|bezig|is bezig|in behandeling|aangemeld|ingeschreven"
    "|requested",
    "expired": "verlopen|vervallen|expired|te oud|oud",
    "to_follow": "nog opsturen|volgt|komt nog|moet nog|nog doen|nog aanvragen|nog regelen|to follow|wacht op",
}
_STATUS_BY_WORD: Final = {word: status for status, words in _STATUSES.items() for word in words.split("|")}


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """The first day of what was written, and how precise that was: "day", "month" or "year"."""

    on: date
    precision: str

    @property
    def last(self) -> date:
        """The last day that fits what was written."""
        if self.precision == "day":
            return self.on
        if self.precision == "month":
            return (self.on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return self.on.replace(month=12, day=31)


@cache
def months() -> dict[str, int]:
    """Names and abbreviations of months in Dutch and English -> 1..12."""
    names: dict[str, int] = {}
    for code in ("nl", "en"):
        for width in ("wide", "abbreviated"):
            for number, name in Locale(code).months["format"][width].items():
                names[plain(str(name)).strip(".")] = number
    names.update({"sep": 9, "sept": 9, "mrt": 3, "maa": 3, "okt": 10, "oct": 10, "febr": 2, "aug": 8, "mar": 3})
    return names


def read_date(text: str) -> WrittenDate | None:
    """The date a text is, or None. Day first, as in the Netherlands; 31/13/2024 and 5/13/2024 are no dates."""
    text = plain(text).strip(" .,")
    if match := _DMY.match(text):
        return _day(_century(match[3]), int(match[2]), int(match[1]))
    if match := _YMD.match(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_YEAR.match(text):
        month, year = (match[1], match[2]) if match[1] else (match[4], match[3])
        return WrittenDate(date(int(year), int(month), 1), "month") if 1 <= int(month) <= 12 else None
    if match := _YEAR.match(text):
        return WrittenDate(date(int(match[1]), 1, 1), "year")
    if match := _WORDED.match(re.sub(r"^(?:in|sinds|vanaf|op|begin|eind|medio)\s+", "", text)):
        month_number = months().get(match[2])
        if month_number is None:
            return None
        year_number = _century(match[3])
        if match[1]:
            return _day(year_number, month_number, int(match[1]))
        return WrittenDate(date(year_number, month_number, 1), "month")
    return None


def cell_date(cell: Cell) -> WrittenDate | None:
    """The date in a cell: a real one, or text."""
    if isinstance(cell.value, datetime):
        return WrittenDate(cell.value.date(), "day")
    if isinstance(cell.value, date):
        return WrittenDate(cell.value, "day")
    if isinstance(cell.value, bool | time | timedelta):
        return None
    return read_date(cell.text)


def on_day(cell: Cell, asker: Asker, today: date, field: str, *, may_be_later: bool = True) -> Understood:
    """A day, such as when a question came in: {"on": "2026-09-03", "precision": "day"}."""
    raw = cell.text.strip()
    if says_nothing(raw):
        return NOTHING
    written = cell_date(cell) or _asked(cell, asker, field)
    if written is None:
        return settle(None, raw, Certainty.UNSURE, asker)
    certainty = _checked(written, raw, asker, today, field, may_be_later=may_be_later)
    value: Json = {"on": written.on.isoformat(), "precision": written.precision}
    if certainty is Certainty.UNSURE:
        value = None
    return settle(value, raw, certainty, asker)


def readiness(cell: Cell, asker: Asker, today: date, field: str) -> Understood:
    """A thing that was seen or done, or not: {"status", "on", "precision"}.

    `status` is seen, yes, no, not_needed, requested, expired or to_follow. "ja" has no date: that is a question, and
    without an answer nothing is recorded as seen. "2025" is kept as a year, with the question what holds.
    """
    raw = cell.text.strip()
    if not raw or plain(raw) in {"-", "?", "??"}:
        return NOTHING
    if isinstance(cell.value, bool):
        status: str | None = "yes" if cell.value else "no"
    else:
        status = _STATUS_BY_WORD.get(plain(raw).strip(" !."))
    if status is None:
        written = cell_date(cell)
        if written is None:
            status, written = _status_with_date(raw)
        if status is None and written is None:
            written = _asked(cell, asker, field)
            if written is None:
                return settle(None, raw, Certainty.UNSURE, asker)
        if status is None and written is not None:
            return _seen(written, raw, asker, today, field)
        if written is not None:
            value: Json = {"status": status, "on": written.on.isoformat(), "precision": written.precision}
            return settle(value, raw, Certainty.SURE, asker)
    if status == "yes":
        asker.note("date-missing", f"{field}:yes", words=raw)
    return settle({"status": status, "on": "", "precision": ""}, raw, Certainty.SURE, asker)


def _seen(written: WrittenDate, raw: str, asker: Asker, today: date, field: str) -> Understood:
    certainty = _checked(written, raw, asker, today, field, may_be_later=False)
    if certainty is Certainty.UNSURE:
        return settle(None, raw, certainty, asker)
    on = written.on
    if written.precision == "year":
        # Valid until when? Counting from January is careful, from December is kind; a person decides.
        first, last = written.on.isoformat(), min(written.last, today).isoformat()
        options = [Option("first", {"on": first}), Option("last", {"on": last})]
        answer = asker.ask("only-a-year", f"{field}:year:{written.on.year}", options, words=raw)
        if answer == "last":
            on = min(written.last, today)
    value: Json = {"status": "seen", "on": on.isoformat(), "precision": written.precision}
    return settle(value, raw, certainty, asker)


def _status_with_date(raw: str) -> tuple[str | None, WrittenDate | None]:
    """ "aangevraagd 12-05-2025", "verlopen (2023)", "ja, mei 2024"."""
    text = plain(raw)
    for word, status in _STATUS_BY_WORD.items():
        if len(word) > 1 and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text):
            rest = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", text)
            rest = re.sub(r"(?<!\w)(?:op|in|per|sinds|d\.d\.|dd)(?!\w)", " ", rest).strip(" ,;:()-.")
            written = read_date(rest) if rest else None
            if written is not None:
                return (None if status == "yes" else status), written
            if not rest or len(rest) > 2:
                return status, None
    return None, None


def _asked(cell: Cell, asker: Asker, field: str) -> WrittenDate | None:
    """A question about a date that is not one at first sight: a serial number, an American order, free words."""
    raw = cell.text.strip()
    guess = _serial(cell.value) or _month_first(raw) or _free_words(raw)
    options = [Option(guess.on.isoformat(), {"on": guess.on.isoformat()})] if guess else []
    answer = asker.ask("date-unclear", f"{field}:date:{plain(raw)}", options, words=raw)
    return guess if guess and answer == guess.on.isoformat() else None


def _serial(value: object) -> WrittenDate | None:
    """Days since 1900, as a date looks when a sheet forgot its format."""
    if isinstance(value, str) and re.fullmatch(r"\d{5}", value.strip()):
        value = int(value)
    if isinstance(value, int | float) and 33_000 <= value <= 60_000:
        moment = from_excel(value)
        if isinstance(moment, datetime):
            return WrittenDate(moment.date(), "day")
    return None


def _month_first(raw: str) -> WrittenDate | None:
    match = _DMY.match(plain(raw))
    if match and int(match[2]) > 12 >= int(match[1]):
        return _day(_century(match[3]), int(match[1]), int(match[2]))
    return None


def _free_words(raw: str) -> WrittenDate | None:
    """What a library makes of other words; never taken without asking."""
    if not re.search(r"\d", raw) or len(raw) > 40:
        return None
    import dateparser  # a second to load, and hardly ever needed

    settings = {"STRICT_PARSING": True, "DATE_ORDER": "DMY", "RETURN_AS_TIMEZONE_AWARE": False}
    moment = dateparser.parse(raw, languages=["nl", "en"], settings=settings)
    return WrittenDate(moment.date(), "day") if moment else None


def _checked(written: WrittenDate, raw: str, asker: Asker, today: date, field: str, *, may_be_later: bool) -> Certainty:
    """UNSURE when the date cannot be what it says: before any network existed, or seen in the future."""
    odd = written.on < _EARLIEST or (not may_be_later and written.on > today)
    odd = odd or written.on > today + timedelta(days=3 * 366)
    if not odd:
        return Certainty.SURE
    answer = asker.ask("date-odd", f"{field}:odd:{written.on.isoformat()}", ["keep"], words=raw)
    return Certainty.LIKELY if answer == "keep" else Certainty.UNSURE


def _century(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def _day(year: int, month: int, day: int) -> WrittenDate | None:
    try:
        return WrittenDate(date(year, month, day), "day")
    except ValueError:
        return None
