"""Days and clock times as people type them, in one text box with an example.

Not `<input type=date>`: that shows the language of the browser instead of the page's (12/14/2026 on a Dutch
page), and on old phones it is a wheel of years. Not three boxes either: one box can be pasted into and takes
one tap less. A day always comes before its month, whatever the language, as everybody in the Netherlands reads it.
"""

import re
import unicodedata
from datetime import date, time
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .guard import mask

NUMBERS = re.compile(r"^(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})$")
ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
CLOCK = re.compile(r"^(\d{1,2})(?:\s*[:.,uh]\s*(\d{2}))?\s*(?:uur|u|h)?$|^(\d{2})(\d{2})$")
# Sorani names two months with two words, so a month may have a space in it.
WORDS = re.compile(r"^(?:[^\W\d]+[.,]?\s+)?(\d{1,2})\.?\s+([^\W\d]+(?:\s[^\W\d]+)?)\.?\s+(\d{4}|\d{2})$")
LANGUAGES = ("nl", "en", "ar", "ti", "fa", "fa_AF", "tr", "uk", "ku", "ckb", "so", "ps", "fr")


def western(text: str) -> str:
    """Write every digit as 0-9 (Arabic and Persian keyboards have their own) and drop invisible marks."""
    kept = (char for char in text if unicodedata.category(char) != "Cf")
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in kept).strip()


@cache
def month_words() -> dict[str, int]:
    """Every name and abbreviation of a month in the product's languages, lower case, with its number 1-12."""
    found: dict[str, int] = {}
    for code in LANGUAGES:
        try:
            locale = Locale.parse(code)
        except UnknownLocaleError:  # pragma: no cover
            continue
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[form].get(width, {}).items():
                    found.setdefault(name.rstrip(".").lower(), number)
    return found


def read_day(text: str) -> date:
    """Read "26-11-2026", "26/11/26", "26 nov 2026", "2026-11-26"; raises ValueError when it is no day.

    Day before month always, except in the ISO form. Two-digit years are in this century.
    """
    text = western(text).lower()
    if match := ISO.match(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := NUMBERS.match(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := WORDS.match(text):
        day, year = int(match[1]), int(match[3])
        if match[2] not in month_words():
            raise ValueError("unknown month")
        month = month_words()[match[2]]
    else:
        raise ValueError("no day")
    return date(year + 2000 if year < 100 else year, month, day)


def read_clock(text: str) -> time:
    """Read "14:30", "14.30", "1430", "14u30", "9 uur"; raises ValueError when it is no time of the day."""
    match = CLOCK.match(western(text).lower())
    if not match:
        raise ValueError("no time")
    hour, minute = (match[1], match[2]) if match[1] else (match[3], match[4])
    return time(int(hour), int(minute or 0))


class DayInput(forms.DateInput):
    """One text box for a day, short and with the digits at hand."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        given = {"class": "sb-size-12", "autocomplete": "off", "dir": "auto", **(attrs or {})}
        super().__init__(given, format="%d-%m-%Y")


class ClockInput(forms.TimeInput):
    """One text box for a time of the day."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        given = {"class": "sb-size-8", "autocomplete": "off", "dir": "auto", **(attrs or {})}
        super().__init__(given, format="%H:%M")


class DayField(forms.DateField):
    """A day typed as text; its help text is an example unless another is given."""

    widget = DayInput
    default_error_messages = {"invalid": _("Type the day like this: 26-11-2026.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For example 26-11-2026"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """Give the day, or None for an empty box; refuses what is no day."""
        if isinstance(value, str) and value.strip():
            try:
                return read_day(value)
            except ValueError:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Give back what was typed, without a number that does not belong on a page."""
        return mask(data[:60]) if isinstance(data, str) else super().bound_data(data, initial)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether another day was typed; another way to write the same day is no change."""
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class ClockField(forms.TimeField):
    """A time of the day typed as text; its help text is an example unless another is given."""

    widget = ClockInput
    default_error_messages = {"invalid": _("Type the time like this: 14:30.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For example 14:30"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> time | None:
        """Give the time, or None for an empty box; refuses what is no time."""
        if isinstance(value, str) and value.strip():
            try:
                return read_clock(value)
            except ValueError:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Give back what was typed, without a number that does not belong on a page."""
        return mask(data[:60]) if isinstance(data, str) else super().bound_data(data, initial)
