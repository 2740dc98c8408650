"""When somebody can: "ma t/m wo ochtend", "dinsdag 13:00-17:00, donderdag 9-17", "wo hele dag; vr mid"."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sleutelbos.exchange.reading.asking import (
    LEAVE_OUT,
    NOTHING,
    Asker,
    Certainty,
    Json,
    Option,
    Understood,
    settle,
)
from sleutelbos.exchange.reading.values.words import plain

Block = tuple[int, int, int]  # weekday (0 is Monday), first minute, last minute


@dataclass(frozen=True, slots=True)
class DayParts:
    """What the words of a day mean in minutes from midnight; a setting of the product, not of a list."""

    morning: tuple[int, int] = (9 * 60, 12 * 60)
    afternoon: tuple[int, int] = (13 * 60, 17 * 60)
    evening: tuple[int, int] = (18 * 60, 22 * 60)
    day: tuple[int, int] = (9 * 60, 17 * 60)
    earliest: int = 9 * 60
    latest: int = 22 * 60


DEFAULT_PARTS: Final = DayParts()

_DAYS: Final = {
    0: "maandagen|maandags|maandag|mondays|monday|ma|mon|mo",
    1: "dinsdagen|dinsdags|dinsdag|tuesdays|tuesday|di|tue|tu",
    2: "woensdagen|woensdags|woensdag|wednesdays|wednesday|woe|wo|wed|we",
    3: "donderdagen|donderdags|donderdag|thursdays|thursday|do|thu|th",
    4: "vrijdagen|vrijdags|vrijdag|fridays|friday|vrij|vr|fri|fr",
    5: "zaterdagen|zaterdags|zaterdag|saturdays|saturday|za|sat",
    6: "zondagen|zondags|zondag|sundays|sunday|zo|sun",
}
_DAY_BY_WORD: Final = {word: day for day, words in _DAYS.items() for word in words.split("|")}
_DAY: Final = "|".join(sorted(_DAY_BY_WORD, key=len, reverse=True))
_CLOCK: Final = r"(2[0-4]|[01]?\d)(?:\s*[:.h]\s*([0-5]\d))?"
_HOUR: Final = r"(?:\s*(?:uur|uren|u|h|hrs?)\b\.?)?"
_TO: Final = r"\s*(?:-|t/?m|tot en met|tot|until|to|till)\s*"

_NOT: Final = r"(?<!\w)(?:niet|geen|behalve|m\.?u\.?v\.?|not|except)"
_EVERY_DAY: Final = "elke dag|iedere dag|alle dagen|dagelijks|hele week|7 dagen|every ?day|daily|altijd|always"
_WORKDAYS: Final = "werkdagen|door de week|doordeweeks|doordeweekse dagen|weekdagen|weekdays"
_MORNING: Final = "ochtenden|ochtends|ochtend|morgens|morgen|voormiddag|vm|mornings?|ocht"
_FILLERS: Final = "alleen|only|op|on|in|de|het|'s|uur|u|van|tussen|meestal|kan|graag|liefst|beschikbaar"

# In this order: longer readings before shorter ones.
_TOKENS: Final = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in (
            ("range", rf"(?<!\w)(?:{_DAY})(?:{_TO})(?:{_DAY})(?!\w)"),
            ("clock", rf"(?<!\w)(?:van\s+|tussen\s+)?{_CLOCK}{_HOUR}(?:{_TO}|\s+en\s+){_CLOCK}{_HOUR}(?![\w:])"),
            ("after", rf"(?<!\w)(?:na|vanaf|after|from)\s+{_CLOCK}{_HOUR}(?![\w:])"),
            ("before", rf"(?<!\w)(?:tot|voor|until|before)\s+{_CLOCK}{_HOUR}(?![\w:])"),
            ("open", rf"(?<!\w){_CLOCK}{_HOUR}\s*(?:-|>|\+)\s*(?=$|[,;)])"),
            ("notday", rf"{_NOT}\s+(?:op\s+|on\s+)?(?:de\s+)?(?=(?:{_DAY})(?!\w)|weekend)"),
            ("all", rf"(?<!\w)(?:{_EVERY_DAY})(?!\w)"),
            ("workdays", rf"(?<!\w)(?:{_WORKDAYS})(?!\w)"),
            ("weekend", r"(?<!\w)(?:weekenden|weekends?|in het weekend)(?!\w)"),
            ("whole", r"(?<!\w)(?:(?:de )?(?:hele|gehele|heel de|full|whole|all) (?:dag|dagen|day)|overdag)(?!\w)"),
            ("morning", rf"(?<!\w)(?:'s )?(?:{_MORNING})(?!\w)"),
            ("afternoon", r"(?<!\w)(?:'s )?(?:middagen|middags|middag|mid|namiddag|nm|afternoons?)(?!\w)"),
            ("evening", r"(?<!\w)(?:'s )?(?:avonden|avonds|avond|av|evenings?)(?!\w)"),
            ("day", rf"(?<!\w)(?:{_DAY})(?!\w)"),
            ("strong", r"[;\n|]"),
            ("weak", r"[,+/&()]|(?<!\w)(?:en|and|of|of anders|plus|or)(?!\w)"),
            ("filler", rf"(?<!\w)(?:{_FILLERS})(?!\w)|[.:\-]"),
        )
    )
)
_FLEXIBLE: Final = frozenset(
    {"flexibel", "flexible", "flex", "alles", "geen voorkeur", "maakt niet uit", "altijd", "wisselend maar flexibel"}
)
_BY_AGREEMENT: Final = frozenset(
    {
        "in overleg", "overleg", "op afspraak", "wisselend", "wisselende dagen", "onregelmatig", "verschilt",
        "na overleg", "afhankelijk van rooster", "by agreement", "varies",
    }
)  # fmt: skip
_COMPOUND: Final = re.compile(r"((?:maan|dins|woens|donder|vrij|zater|zon)dag)(?=ochtend|morgen|middag|avond)()")
_EVERY_OTHER_WEEK: Final = re.compile(r"(?<!\w)(?:even|oneven|om de)\s+we(?:ek|ken)(?!\w)|(?<!\w)tweewekelijks")
_YES: Final = frozenset({"x", "ja", "j", "yes", "v", "✓", "✔", "1", "ok", "beschikbaar", "kan", "true"})
_NO: Final = frozenset({"nee", "n", "no", "-", "0", "niet", "false", "x niet", "kan niet"})
_PARTS: Final = ("morning", "afternoon", "evening", "whole")


@dataclass(slots=True)
class _Group:
    """Days and times that stand together."""

    days: list[int] = field(default_factory=list)
    times: list[tuple[int, int]] = field(default_factory=list)
    sure: bool = True


@dataclass(slots=True)
class _Reading:
    groups: list[_Group] = field(default_factory=list)
    excluded: list[int] = field(default_factory=list)
    leftover: list[str] = field(default_factory=list)


def week(text: str, asker: Asker, parts: DayParts = DEFAULT_PARTS) -> Understood:
    """{"flexible": bool, "blocks": [[weekday, first minute, last minute], ...], "note": text to keep}.

    Blocks are sorted and do not overlap.
    "in overleg" and "alleen avond" (which days?) are questions. Words that are left over are asked about; the rest
    is read. A day without hours counts from morning to the end of the afternoon, and is LIKELY.
    """
    raw = text.strip()
    said = _COMPOUND.sub(r"\1 \2", plain(raw).strip(" .!"))
    if not said or said in {"-", "?", "n.v.t.", "nvt", "onbekend"}:
        return NOTHING
    if said in _FLEXIBLE:
        return settle({"flexible": True, "blocks": []}, raw, Certainty.SURE, asker)
    if said in _BY_AGREEMENT:
        answer = asker.ask("by-agreement", "availability:by-agreement", ["flexible", "later"], words=raw)
        if answer == "flexible":
            return settle({"flexible": True, "blocks": []}, raw, Certainty.LIKELY, asker)
        return settle(None, raw, Certainty.UNSURE, asker)
    reading = _read(said, parts)
    blocks, sure = _blocks(reading, asker, parts, said)
    leftover = " ".join(reading.leftover).strip()
    note = ""
    if _EVERY_OTHER_WEEK.search(said):
        # The product's week is every week: half of the weeks is somebody's decision, not ours.
        answer = asker.ask("every-other-week", f"availability:weeks:{said}", ["every-week"], words=raw)
        blocks, sure = (blocks if answer == "every-week" else []), False
    elif leftover:
        code = "words-left-over" if blocks else "availability-unclear"
        answer = asker.ask(code, f"availability:left-over:{leftover}", ["note"], words=leftover)
        note, sure = (raw if answer == "note" else ""), False
    value: Json = None
    if blocks or note:
        value = {"flexible": False, "blocks": [list(block) for block in blocks], "note": note}
    return settle(value, raw, Certainty.SURE if sure else Certainty.LIKELY, asker)


def from_columns(cells: Mapping[int, str], asker: Asker, parts: DayParts = DEFAULT_PARTS) -> Understood:
    """The same from a column per weekday: "x" is the day, "ochtend" and "9-12" a part of it, "-" is not."""
    found: list[Block] = []
    shown: list[str] = []
    sure = True
    for day, text in sorted(cells.items()):
        said = plain(text).strip(" .")
        if not said or said in _NO:
            continue
        shown.append(f"{_DAYS[day].split('|')[2]}: {text.strip()}")
        if said in _YES:
            found.append((day, *parts.day))
            continue
        reading = _read(said, parts)
        for group in reading.groups:
            found += [(day, *times) for times in group.times or [parts.day]]
            sure = sure and group.sure
        if reading.leftover:
            left = " ".join(reading.leftover)
            asker.ask("words-left-over", f"availability:left-over:{left}", ["note"], words=left)
            sure = False
    blocks = tidy(found)
    value: Json = {"flexible": False, "blocks": [list(block) for block in blocks]} if blocks else None
    return settle(value, "; ".join(shown), Certainty.SURE if sure else Certainty.LIKELY, asker)


def tidy(blocks: Iterable[Block]) -> list[Block]:
    """Sorted blocks; those of one day that touch or overlap become one."""
    merged: list[Block] = []
    for day, start, end in sorted(blocks):
        if merged and merged[-1][0] == day and start <= merged[-1][2]:
            merged[-1] = (day, merged[-1][1], max(end, merged[-1][2]))
        else:
            merged.append((day, start, end))
    return merged


def looks_like_hours(text: str) -> bool:
    """Whether a text speaks of days or parts of the day; for recognising a column by its content."""
    said = plain(text).strip(" .!")
    if said in _FLEXIBLE or said in _BY_AGREEMENT:
        return True
    reading = _read(said, DEFAULT_PARTS)
    return bool(reading.groups or reading.excluded) and len("".join(reading.leftover)) <= len(said) // 3


def _read(said: str, parts: DayParts) -> _Reading:
    """Cut a text into days, times and the rest, and put days and times together."""
    reading = _Reading()
    group = _Group()
    excluding = False
    at = 0
    for match in _TOKENS.finditer(said):
        rest = said[at : match.start()].strip(" ,.;")
        if rest:
            reading.leftover.append(rest)
        at = match.end()
        kind = match.lastgroup or _named(match)
        days = _days(kind, match[0])
        if kind == "notday":
            excluding = True
        elif days is not None and excluding:
            reading.excluded += days
        elif days is not None:
            if group.times and group.days:
                reading.groups.append(group)
                group = _Group()
            group.days += days
        elif (times := _times(kind, match, parts)) is not None:
            excluding = False
            group.times.append(times)
            group.sure = group.sure and kind in {"clock", *_PARTS}
        elif kind == "strong":
            excluding = False
            if group.days or group.times:
                reading.groups.append(group)
                group = _Group()
    rest = said[at:].strip(" ,.;")
    if rest:
        reading.leftover.append(rest)
    if group.days or group.times:
        reading.groups.append(group)
    return reading


def _named(match: re.Match[str]) -> str:
    return next(name for name, text in match.groupdict().items() if text is not None)


def _days(kind: str, text: str) -> list[int] | None:
    if kind == "day":
        return [_DAY_BY_WORD[text]]
    if kind == "range":
        found = re.findall(rf"(?<!\w)(?:{_DAY})(?!\w)", text)
        first, last = _DAY_BY_WORD[found[0]], _DAY_BY_WORD[found[-1]]
        return [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    fixed = {"all": range(7), "workdays": range(5), "weekend": (5, 6)}
    return list(fixed[kind]) if kind in fixed else None


def _times(kind: str, match: re.Match[str], parts: DayParts) -> tuple[int, int] | None:
    if kind in _PARTS:
        return {
            "morning": parts.morning,
            "afternoon": parts.afternoon,
            "evening": parts.evening,
            "whole": parts.day,
        }[kind]
    if kind not in {"clock", "after", "before", "open"}:
        return None
    minutes = [int(hour) * 60 + int(minute or 0) for hour, minute in re.findall(_CLOCK, match[0])]
    if kind == "clock":
        start, end = minutes[0], minutes[1]
        # "1-5" is the afternoon: nobody keeps office hours at night.
        if end <= 8 * 60 and end < 12 * 60 and start < 8 * 60:
            start, end = start + 12 * 60, end + 12 * 60
        elif end <= start:
            end += 12 * 60
        return (start, min(end, 24 * 60)) if start < end <= 24 * 60 else None
    if kind == "before":
        return (parts.earliest, minutes[0]) if minutes[0] > parts.earliest else None
    return (minutes[0], parts.latest) if minutes[0] < parts.latest else None


def _blocks(reading: _Reading, asker: Asker, parts: DayParts, said: str) -> tuple[list[Block], bool]:
    """Blocks out of what was read, after asking what the text leaves open."""
    found: list[Block] = []
    sure = True
    for group in reading.groups:
        days = group.days
        if not days:
            times = " ".join(f"{start}-{end}" for start, end in group.times)
            answer = asker.ask(
                "days-not-said",
                f"availability:days:{times}",
                ["every-day", "workdays"],
                words=said,
                facts={"times": [list(one) for one in group.times]},
            )
            if answer in (None, LEAVE_OUT):
                continue
            days = list(range(7 if answer == "every-day" else 5))
            sure = False
        elif not group.times:
            sure = False
        sure = sure and group.sure
        found += [(day, *times) for day in days for times in group.times or [parts.day]]
    if reading.excluded and not reading.groups:
        return _all_but(reading.excluded, asker, parts, said), False
    return tidy(block for block in found if block[0] not in reading.excluded), sure


def _all_but(excluded: list[int], asker: Asker, parts: DayParts, said: str) -> list[Block]:
    """ "niet op vrijdag" says when not; what it means for the other days is asked."""
    week_days = [day for day in range(7) if day not in excluded]
    work_days = [day for day in week_days if day < 5]
    days: Json = list(week_days)
    days_of_work: Json = list(work_days)
    answer = asker.ask(
        "only-when-not",
        f"availability:not:{''.join(str(day) for day in sorted(excluded))}",
        [Option("workdays", {"days": days_of_work}), Option("every-day", {"days": days})],
        words=said,
        facts={"excluded": list(excluded)},
    )
    if answer not in {"workdays", "every-day"}:
        return []
    return [(day, *parts.day) for day in (work_days if answer == "workdays" else week_days)]
