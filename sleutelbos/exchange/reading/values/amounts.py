"""Hours and travel: "1:30", "45 min", "2u", "0,5"; "24 km", "€ 6,40", "ov 5,60". Kilometres and money stay apart."""

import re
from datetime import datetime, time, timedelta
from typing import Final

from sleutelbos.exchange.reading.asking import LEAVE_OUT, NOTHING, Asker, Certainty, Json, Understood, settle
from sleutelbos.exchange.reading.cells import Cell
from sleutelbos.exchange.reading.values.words import plain, says_nothing

_NUMBER: Final = r"(\d{1,5}(?:[.,]\d{1,3})?)"
_CLOCK: Final = re.compile(r"^(\d{1,2}):([0-5]\d)(?::00)?\s*(?:u|uur|h)?\.?$")
_HOURS_AND: Final = re.compile(
    rf"^{_NUMBER}\s*(?:u|uur|uren|h|hrs?|hours?)\.?\s*(?:en\s*)?(?:(\d{{1,2}})\s*(?:m|min\w*)?\.?)?$"
)
_MINUTES: Final = re.compile(r"^(\d{1,4})\s*(?:m|min|minuten|minutes|mins|')\.?$")
_MONEY: Final = re.compile(rf"(?:€|eur|euro)\s*{_NUMBER}|{_NUMBER}\s*(?:€|eur|euro)")
_DAY = 24 * 60


def minutes(cell: Cell, asker: Asker, field: str = "hours") -> Understood:
    """How long something took, in whole minutes. A bare number up to 12 is hours; above that it is asked."""
    raw = cell.text.strip()
    value = cell.value
    if isinstance(value, datetime):
        # A duration that a spreadsheet shows as a moment of 1900; a real date is no duration.
        if value.year > 1900:
            asker.note("hours-unclear", f"{field}:unclear:{plain(raw)}", words=raw)
            return settle(None, raw, Certainty.UNSURE, asker)
        value = value.time()
    if isinstance(value, time):
        return settle(value.hour * 60 + value.minute, raw, Certainty.SURE, asker)
    if isinstance(value, timedelta):
        return _within(round(value.total_seconds() / 60), raw, Certainty.SURE, asker, field)
    if says_nothing(raw):
        return NOTHING
    said = plain(raw)
    if match := _CLOCK.match(said):
        return _within(int(match[1]) * 60 + int(match[2]), raw, Certainty.SURE, asker, field)
    if match := _MINUTES.match(said):
        return _within(int(match[1]), raw, Certainty.SURE, asker, field)
    if match := _HOURS_AND.match(said):
        return _within(round(_float(match[1]) * 60) + int(match[2] or 0), raw, Certainty.SURE, asker, field)
    half = {"half uur": 30, "een half uur": 30, "een uur": 60, "anderhalf uur": 90, "kwartier": 15, "half uurtje": 30}
    if said in half:
        return settle(half[said], raw, Certainty.SURE, asker)
    if re.fullmatch(_NUMBER, said):
        number = _float(said)
        if number <= 12:
            return settle(round(number * 60), raw, Certainty.LIKELY, asker)
        answer = asker.ask("hours-or-minutes", f"{field}:unit:{said}", ["minutes", "hours"], words=raw)
        if answer in (None, LEAVE_OUT):
            return settle(None, raw, Certainty.UNSURE, asker)
        return _within(round(number * (60 if answer == "hours" else 1)), raw, Certainty.SURE, asker, field)
    asker.note("hours-unclear", f"{field}:unclear:{said}", words=raw)
    return settle(None, raw, Certainty.UNSURE, asker)


def travel(cell: Cell, asker: Asker) -> Understood:
    """{"km": 24.0, "cents": 560, "by": "public" | ""}: a number alone is kilometres, with a euro sign money."""
    raw = cell.text.strip()
    if raw and raw != "0" and says_nothing(raw):
        return NOTHING
    if not raw:
        return NOTHING
    said = plain(raw)
    km, cents = 0.0, 0
    by = "public" if re.search(r"\b(?:ov|trein|bus|public)\b", said) else "car" if "auto" in said else ""
    rest = said
    if match := re.search(rf"{_NUMBER}\s*(?:km|kilometers?)\b", rest):
        km = _float(match[1])
        rest = rest.replace(match[0], " ", 1)
    if match := _MONEY.search(rest):
        cents = round(_float(match[1] or match[2]) * 100)
        rest = rest.replace(match[0], " ", 1)
    if not km and not cents:
        number = re.fullmatch(rf"(?:ov|trein|bus|auto|fiets)?\s*:?\s*{_NUMBER}", rest.strip())
        if number and by == "public":
            cents = round(_float(number[1]) * 100)
        elif number:
            km = _float(number[1])
        elif re.fullmatch(r"(?:op de |met de )?fiets|lopend|te voet|0|geen", said):
            pass
        else:
            asker.note("travel-unclear", f"travel:unclear:{said}", words=raw)
            return settle(None, raw, Certainty.UNSURE, asker)
    certainty = Certainty.SURE
    if km > 400 or cents > 20_000:
        answer = asker.ask("travel-odd", f"travel:odd:{said}", ["keep"], words=raw)
        if answer != "keep":
            return settle(None, raw, Certainty.UNSURE, asker)
        certainty = Certainty.LIKELY
    value: Json = {"km": round(km, 1), "cents": cents, "by": by}
    return settle(value, raw, certainty, asker)


def _within(found: int, raw: str, certainty: Certainty, asker: Asker, field: str) -> Understood:
    if 0 <= found <= _DAY:
        return settle(found, raw, certainty, asker)
    asker.note("hours-odd", f"{field}:odd:{plain(raw)}", words=raw)
    return settle(None, raw, Certainty.UNSURE, asker)


def _float(text: str) -> float:
    return float(text.replace(",", "."))
