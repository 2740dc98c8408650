"""Days and times in the page's language, so that nobody can misread them."""

from datetime import date, datetime, time, timedelta

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from .library import register


def page_locale() -> Locale:
    """Babel's locale for the page's language, English where it knows none."""
    code = (get_language() or "en").replace("-", "_")
    for candidate in (code, code.split("_")[0], "en"):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


def _here(value: date | datetime | time) -> date | datetime | time:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def _machine(value: date | datetime | time) -> str:
    # HTML knows three digits of a second, Python writes six; people need none.
    here = _here(value)
    return here.isoformat() if type(here) is date else here.isoformat(timespec="seconds")  # type: ignore[call-arg]


# CLDR has the pattern of a full date for these only as it stands for every language: year first.
_FULL_IS_LEFT_OVER = frozenset({"ckb"})


def words_for(value: date | datetime | time, style: str = "") -> str:
    """Write a moment so that nobody can misread it: weekday, month as a word, 24-hour clock, page's language.

    `style`: "" (datetime with time, date without), "date", "long" (names in full), "day" (weekday and
    day, no year), "month" (month and year), "time". Aware datetimes are shown in the current time zone. Digits are
    Western in every language.
    """
    value = _here(value)
    locale = page_locale()
    if isinstance(value, time):
        return format_time(value, "HH:mm", locale=locale)
    if style == "time":
        return format_time(value, "HH:mm", locale=locale) if isinstance(value, datetime) else ""
    skeletons = {"long": "yMMMMEEEEd", "day": "MMMMEEEEd", "month": "yMMMM"}
    day = value.date() if isinstance(value, datetime) else value
    if style == "long" and locale.language not in _FULL_IS_LEFT_OVER:
        words = format_date(day, "full", locale=locale)
    else:
        words = format_skeleton(skeletons.get(style, "yMMMEd"), day, locale=locale)
    if isinstance(value, datetime) and style in {"", "long", "day"}:
        return f"{words}, {format_time(value, 'HH:mm', locale=locale)}"
    return words


@register.simple_tag
def localdate(
    value: date | datetime | time | None, style: str = "", until: datetime | time | None = None
) -> SafeString:
    """Show a moment as `<time>` in the page's language, "do 26 nov 2026, 14:00"; nothing for None.

    `style` as in `words_for`; `until` adds the end: "do 26 nov 2026, 14:00-15:00".
    """
    if value is None:
        return mark_safe("")
    shown = words_for(value, style)
    if until is not None:
        shown = f"{shown}\u2009–\u2009{words_for(until, 'time')}"
    return format_html('<time datetime="{}">{}</time>', _machine(value), shown)


@register.simple_tag
def ago(value: datetime | date | None) -> SafeString:
    """Show how long ago or how far ahead a moment is, with the exact moment as title; nothing for None."""
    if value is None:
        return mark_safe("")
    now: datetime | date = timezone.now() if isinstance(value, datetime) else timezone.localdate()
    difference: timedelta = value - now
    shown = format_timedelta(difference, add_direction=True, locale=page_locale())
    if shown.startswith(("-", "+")):
        # CLDR has no words for this in Kurmanji and Sorani: a sum says nothing to a reader, the day does.
        shown = words_for(value)
    return format_html('<time datetime="{}" title="{}">{}</time>', _machine(value), words_for(value), shown)


@register.simple_tag
def hours(minutes: int | None) -> str:
    """Show minutes as hours and minutes, "1:30"; an empty string for None."""
    if minutes is None:
        return ""
    return f"{minutes // 60}:{minutes % 60:02d}"
