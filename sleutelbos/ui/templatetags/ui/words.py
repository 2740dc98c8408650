"""Small words and facts templates ask for."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.numbers import format_currency
from django.utils.translation import get_language, get_language_info

from .library import register
from .moments import page_locale

MESSAGE_TONES = {"success": "good", "warning": "warn", "error": "bad", "info": "info", "debug": "info"}
RIGHT_TO_LEFT = {"ar", "fa", "ps", "ckb", "ur", "he", "prs"}


@register.filter
def tone_of(message: Any) -> str:
    """Give the tone of a message of Django's messages framework."""
    return next((MESSAGE_TONES[tag] for tag in str(message.tags).split() if tag in MESSAGE_TONES), "info")


@register.filter
def initials(name: str) -> str:
    """Give at most two letters that stand for a name, for the round sign beside it."""
    words = [word for word in re.split(r"[\s-]+", name.strip()) if word]
    return "".join(word[0] for word in ([*words[:1], *words[1:][-1:]])).upper()


@register.filter
def label_of(options: Mapping[Any, str] | Iterable[tuple[Any, str]], key: Any) -> str:
    """Give the label of a key in a dict or a list of choices; the key itself when it is not there."""
    return str(dict(options).get(key, key))


@register.filter
def euros(cents: int | None) -> str:
    """Give an amount in cents as money in the page's language, "€ 12,50"; an empty string for None."""
    if cents is None:
        return ""
    return str(format_currency(Decimal(cents) / 100, "EUR", locale=page_locale()))


@register.simple_tag
def native_name(code: str) -> str:
    """Give a language's name in that language, "Nederlands", "العربية", "ትግርኛ"."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        name = Locale.parse(code.replace("-", "_")).get_display_name()
        return name or code


@register.simple_tag
def direction(code: str = "") -> str:
    """Give "rtl" or "ltr" for a language code, the page's own when empty."""
    return "rtl" if (code or get_language() or "en").split("-")[0] in RIGHT_TO_LEFT else "ltr"


@register.filter
def first_id(field: Any) -> str:
    """Give the id of what takes the focus for a bound field; of a group that is its first option."""
    return str(field.id_for_label or f"{field.auto_id}_0")


@register.filter
def has_error(attributes: Mapping[str, object]) -> bool:
    """Tell whether a widget's attributes say that its value was refused."""
    return str(attributes.get("aria-invalid", "")) == "true"


@register.filter
def lead_in(label: str) -> str:
    """Make a label the start of a sentence: "Day: ", and a question stays a question: "Which day? "."""
    label = str(label).strip()
    if not label:
        return ""
    return f"{label} " if label[-1] in "?!.:؟።" else f"{label}: "
