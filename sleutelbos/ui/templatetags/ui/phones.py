"""Phone numbers one can tap."""

import phonenumbers
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .icons import icon
from .library import register


def _local(number: phonenumbers.PhoneNumber) -> str:
    dutch = number.country_code == 31
    form = phonenumbers.PhoneNumberFormat.NATIONAL if dutch else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, form))


def _link(number: phonenumbers.PhoneNumber) -> SafeString:
    full = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return format_html('<a class="sb-nowrap" href="tel:{}"><bdi dir="ltr">{}</bdi></a>', full, _local(number))


@register.simple_tag
def phone(number: str, kind: str = "") -> SafeString:
    """Show a phone number as a link to call; with `kind` (primary, secondary) as a button. Nothing for no number.

    A text that is no number is shown as it is.
    """
    if not number:
        return mark_safe("")
    if number == "112":
        full, shown = number, number
    else:
        try:
            parsed = phonenumbers.parse(number, "NL")
        except phonenumbers.NumberParseException:
            return escape(number)
        full, shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), _local(parsed)
    if not kind:
        return format_html('<a class="sb-nowrap" href="tel:{}"><bdi dir="ltr">{}</bdi></a>', full, shown)
    return format_html(
        '<a class="nl-button nl-button--{}" href="tel:{}">{}<bdi class="nl-button__label" dir="ltr">{}</bdi></a>',
        kind,
        full,
        icon("phone"),
        shown,
    )


@register.filter
def phone_in_words(number: str) -> str:
    """Write a phone number the way people do, for a text without links: "0314 000 000"."""
    try:
        return _local(phonenumbers.parse(number, "NL"))
    except phonenumbers.NumberParseException:
        return number


@register.filter
def with_phones(text: str) -> SafeString:
    """Show a text in which every phone number is a link to call."""
    pieces, at = [], 0
    for match in phonenumbers.PhoneNumberMatcher(text, "NL", leniency=phonenumbers.Leniency.POSSIBLE):
        pieces += [escape(text[at : match.start]), _link(match.number)]
        at = match.end
    return mark_safe("".join([*pieces, escape(text[at:])]))
