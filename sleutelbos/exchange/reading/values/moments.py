"""When help is wanted: "14-09 14.00", "di 10/09 's middags", "z.s.m.", "volgende week" after the day it came in."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sleutelbos.exchange.reading.asking import NOTHING, Asker, Certainty, Json, Option, Understood, settle
from sleutelbos.exchange.reading.cells import Cell
from sleutelbos.exchange.reading.values.availability import DEFAULT_PARTS, DayParts
from sleutelbos.exchange.reading.values.dates import months
from sleutelbos.exchange.reading.values.words import plain, says_nothing

_WEEKDAYS: Final = {
    word: number
    for number, words in enumerate(
        (
            "ma maandag mon monday",
            "di dinsdag tue tuesday",
            "wo woe woensdag wed wednesday",
            "do donderdag thu thursday",
            "vr vrij vrijdag fri friday",
            "za zaterdag sat saturday",
            "zo zondag sun sunday",
        )
    )
    for word in words.split()
}
_WEEKDAY: Final = re.compile(rf"^(?:op\s+)?({'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})\b\.?\s*")
_NUMBERS: Final = re.compile(r"^(\d{1,2})\s*[-/]\s*(\d{1,2})(?:\s*[-/]\s*(\d{4}|\d{2}))?(?![\d])")
_DOTTED: Final = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?!\d)")
_ISO: Final = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_NAMED: Final = re.compile(r"^(\d{1,2})(?:e|ste|de)?\s+([a-z]{3,9})\.?(?:\s+(\d{4}))?(?!\d)")
_CLOCK: Final = r"(2[0-4]|[01]?\d)(?:[:.]([0-5]\d))?"
_SPAN: Final = re.compile(
    rf"^(?:van\s+|tussen\s+)?{_CLOCK}\s*(?:u|uur)?\s*(?:-|tot|en|t/m)\s*{_CLOCK}\s*(?:u|uur)?\.?$"
)
_POINT: Final = re.compile(rf"^(?:om\s+|vanaf\s+|rond\s+|ca\.?\s+)?{_CLOCK}\s*(?:u|uur|h)?\.?$")
_ASAP: Final = re.compile(r"^(?:z\.?\s?s\.?\s?m\.?|zo snel mogelijk|asap|spoed|met spoed|direct|zsm!*|snel|urgent)!*$")


@dataclass(frozen=True, slots=True)
class _Day:
    on: date
    sure: bool


def when(
    cell: Cell,
    asker: Asker,
    received: date | None,
    parts: DayParts = DEFAULT_PARTS,
) -> Understood:
    """{"kind", "first_day", "last_day", "start", "end"}: days as ISO dates, times as minutes from midnight or None.

    `kind` is "moment" (a day and a start), "window" (days, or a part of a day) or "asap". A weekday that is not
    the date's is a question. A date without a year is the first one on or after `received`: LIKELY.
    """
    raw = cell.text.strip()
    value = cell.value
    if isinstance(value, datetime):
        start = None if value.time() == time() else value.hour * 60 + value.minute
        return settle(_span(value.date(), value.date(), start, None, start is not None), raw, Certainty.SURE, asker)
    if isinstance(value, date):
        return settle(_span(value, value, None, None, False), raw, Certainty.SURE, asker)
    if says_nothing(raw):
        return NOTHING
    said = plain(raw).strip(" .!")
    if _ASAP.match(said):
        asap: Json = {"kind": "asap", "first_day": "", "last_day": "", "start": None, "end": None}
        return settle(asap, raw, Certainty.SURE, asker)
    relative = _relative(said, received)
    if relative:
        return settle(_span(*relative, None, None, False), raw, Certainty.LIKELY, asker)
    weekday, rest = _weekday(said)
    day, rest = _date(rest, received)
    if day is None and weekday is not None and received is not None:
        ahead = (weekday - received.weekday()) % 7 or 7
        day, weekday = _Day(received + timedelta(days=ahead), False), None
    times = _times(rest.strip(" ,.;:()-"), parts)
    if day is None or times is None:
        asker.ask("when-unclear", f"when:unclear:{said}", ["note"], words=raw)
        return settle(None, raw, Certainty.UNSURE, asker)
    if weekday is not None and weekday != day.on.weekday():
        chosen = _which_day(weekday, day.on, asker, raw)
        if chosen is None:
            return settle(None, raw, Certainty.UNSURE, asker)
        day = _Day(chosen, True)
    if received is not None and day.on < received:
        answer = asker.ask(
            "when-before-received",
            f"when:before:{received.isoformat()}:{day.on.isoformat()}",
            ["keep"],
            words=raw,
            facts={"on": day.on.isoformat(), "received": received.isoformat()},
        )
        if answer != "keep":
            return settle(None, raw, Certainty.UNSURE, asker)
    certainty = Certainty.SURE if day.sure else Certainty.LIKELY
    return settle(_span(day.on, day.on, *times), raw, certainty, asker)


def _span(first: date, last: date, start: int | None, end: int | None, fixed: bool) -> Json:
    kind = "moment" if first == last and fixed else "window"
    return {
        "kind": kind,
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "start": start,
        "end": end,
    }


def _relative(said: str, received: date | None) -> tuple[date, date] | None:
    if received is None:
        return None
    monday = received - timedelta(days=received.weekday())
    spans = {
        "vandaag": (received, received),
        "morgen": (received + timedelta(days=1),) * 2,
        "overmorgen": (received + timedelta(days=2),) * 2,
        "deze week": (received, monday + timedelta(days=6)),
        "volgende week": (monday + timedelta(days=7), monday + timedelta(days=13)),
        "komende week": (received, received + timedelta(days=7)),
        "over een week": (received + timedelta(days=7),) * 2,
        "over twee weken": (received + timedelta(days=14),) * 2,
        "today": (received, received),
        "next week": (monday + timedelta(days=7), monday + timedelta(days=13)),
    }
    if said == "volgende maand":
        first = (received.replace(day=28) + timedelta(days=4)).replace(day=1)
        return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return spans.get(said)


def _weekday(said: str) -> tuple[int | None, str]:
    match = _WEEKDAY.match(said)
    return (_WEEKDAYS[match[1]], said[match.end() :]) if match else (None, said)


def _date(said: str, received: date | None) -> tuple[_Day | None, str]:
    """The date at the start of a text and what comes after it."""
    if match := _ISO.match(said):
        return _made(int(match[1]), int(match[2]), int(match[3])), said[match.end() :]
    if match := _DOTTED.match(said) or _NUMBERS.match(said):
        if match[3]:
            year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
            return _made(year, int(match[2]), int(match[1])), said[match.end() :]
        return _next(int(match[1]), int(match[2]), received), said[match.end() :]
    if match := _NAMED.match(said):
        month = months().get(match[2])
        if month is not None:
            if match[3]:
                return _made(int(match[3]), month, int(match[1])), said[match.end() :]
            return _next(int(match[1]), month, received), said[match.end() :]
    return None, said


def _made(year: int, month: int, day: int) -> _Day | None:
    try:
        return _Day(date(year, month, day), True)
    except ValueError:
        return None


def _next(day: int, month: int, received: date | None) -> _Day | None:
    """The first such day on or after the day the question came in; without that day nothing."""
    if received is None:
        return None
    for year in (received.year, received.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= received:
            return _Day(found, False)
    return None


def _times(said: str, parts: DayParts) -> tuple[int | None, int | None, bool] | None:
    """Start and end in minutes and whether the start is fixed; None when it was not understood."""
    if not said:
        return None, None, False
    word = re.sub(r"^(?:'s |in de |de )", "", said)
    named = {
        "ochtends": parts.morning, "ochtend": parts.morning, "morgens": parts.morning,
        "middags": parts.afternoon, "middag": parts.afternoon,
        "avonds": parts.evening, "avond": parts.evening, "hele dag": parts.day,
    }  # fmt: skip
    if word in named:
        return *named[word], False
    if match := _SPAN.match(said):
        start, end = _minute(match[1], match[2]), _minute(match[3], match[4])
        return (start, end, True) if start < end <= 24 * 60 else None
    if match := _POINT.match(said):
        return _minute(match[1], match[2]), None, True
    return None


def _minute(hour: str, minute: str | None) -> int:
    return int(hour) * 60 + int(minute or 0)


def _which_day(weekday: int, written: date, asker: Asker, raw: str) -> date | None:
    """The date that was written, or one of the two nearest days with that name."""
    after = written + timedelta(days=(weekday - written.weekday()) % 7)
    near = sorted({written, after, after - timedelta(days=7)}, key=lambda one: (abs((one - written).days), one))
    options = [Option(one.isoformat(), {"on": one.isoformat()}) for one in near]
    answer = asker.ask(
        "weekday-differs",
        f"when:weekday:{weekday}:{written.isoformat()}",
        options,
        words=raw,
        facts={"weekday": weekday, "on": written.isoformat()},
    )
    return date.fromisoformat(answer) if answer in {option.value for option in options} else None
