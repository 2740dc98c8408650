"""Fields for what people type about themselves: a mail address, a phone number, an amount, a language."""

from decimal import Decimal, InvalidOperation
from typing import Any, cast

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sleutelbos.keypersons import languages
from sleutelbos.ui.dates import western
from sleutelbos.ui.errors import LazyText
from sleutelbos.ui.fields import GuardedFormCharField, validate_allowed

# "We do not know": a tag of the standard itself, so that nobody is suggested on a guess.
UNKNOWN = "und"
# What organisations in the Netherlands ask most; only the order of the list, the rest follows by name.
_FIRST = ("ti", "fa", "fa-AF", "tr", "uk", "so", "ps", "am", "ru", "en")
# A name that covers several languages: people must say which one, or that they do not know.
_FAMILIES: dict[str, tuple[str, ...]] = {
    "ar": ("apc", "arz", "acm", "afb", "apd", "ary", "arq", "aeb", "ayl", "ayh", "acw", "arb"),
    "ku": ("kmr", "ckb", "sdh"),
    "ber": ("rif", "tzm", "shi", "kab", "zgh"),
    "syr": ("aii", "cld", "tru"),
}
_WHERE: dict[str, LazyText] = {
    "apc": _("as in Syria, Lebanon, Jordan"),
    "arz": _("as in Egypt"),
    "acm": _("as in Iraq"),
    "apd": _("as in Sudan"),
    "ary": _("as in Morocco"),
    "afb": _("as in the Gulf"),
    "kmr": _("as in Turkey and Syria"),
    "ckb": _("as in Iraq and Iran"),
    "fa": _("as in Iran"),
    "fa-AF": _("as in Afghanistan"),
}
Groups = list[tuple[str, Any]]


def _label(tag: str) -> str:
    name = languages.variety_label(tag)
    return f"{name} ({_WHERE[tag]})" if tag in _WHERE else name


def language_choices(empty: LazyText) -> Groups:
    """Languages to choose from, those asked most first; a name for several languages asks which one.

    "Kurdish" alone cannot be chosen: it is Kurmanji, Sorani, another one, or "I do not know which".
    """
    every = languages.variety_choices()
    names = dict(every)
    groups: Groups = [("", empty), (str(_("Often asked")), [(tag, _label(tag)) for tag in _FIRST])]
    placed = {member for members in _FAMILIES.values() for member in members} | set(_FAMILIES) | set(_FIRST)
    for family, members in _FAMILIES.items():
        name = languages.variety_name(family)
        known = [(tag, _label(tag)) for tag in members if tag in names]
        groups.append((name, [*known, (family, str(_("%(language)s, I do not know which one")) % {"language": name})]))
    rest = [(tag, label) for tag, label in every if tag not in placed]
    groups.append((str(_("All other languages")), rest))
    groups.append((str(_("Not in the list")), [(UNKNOWN, str(_("I do not know the language")))]))
    return groups


class MailField(GuardedFormCharField):
    """A mail address, in lower case; guarded, because people type numbers in any box."""

    widget = forms.EmailInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)
        self.validators.append(EmailValidator(_("This is no mail address. Type it like this: name@school.nl")))

    def clean(self, value: Any) -> str:
        """The address in lower case, or a refusal that says what an address looks like."""
        return str(super().clean(value)).lower()


class PhoneField(GuardedFormCharField):
    """A phone number; becomes the international form (+31612345678)."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For example 06 12345678"))
        super().__init__(max_length=30, **kwargs)
        self.widget.input_type = "tel"
        self.widget.attrs.update({"inputmode": "tel", "autocomplete": "tel", "class": "sb-size-20"})

    def clean(self, value: Any) -> str:
        """The number in international form; empty where nothing was typed and that is allowed."""
        text = western(str(super().clean(value) or ""))
        if not text:
            return ""
        try:
            # Without a zero or a plus in front it may be any number: a BSN has nine digits too.
            number = phonenumbers.parse(text, "NL") if text[0] in "0+(" else None
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(_("This is no phone number. Start with 0 or with +31."), code="phone")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class AmountField(forms.Field):
    """A small amount: "12", "12,50", "€ 7.5"; becomes a Decimal with one or two decimals, zero when empty."""

    widget = forms.TextInput

    def __init__(self, *, most: int, decimals: int, wrong: Any = None, **kwargs: Any) -> None:
        self.most, self.decimals = most, decimals
        self.wrong = wrong or _("Type a number, for example 12,50.")
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "class": "sb-size-8", "dir": "ltr"})

    def to_python(self, value: Any) -> Decimal:
        """The amount; refuses what is no number, below zero, or more than `most`."""
        text = western(str(value or "")).replace("€", "").replace("km", "").replace("\u066b", ",").strip()
        text = text.removesuffix("-").removesuffix(",").replace(",", ".")
        try:
            # Nothing typed is nothing paid; where a number is asked, nothing is no answer.
            amount = Decimal(text or ("" if self.required else "0"))
        except InvalidOperation:
            raise ValidationError(self.wrong, code="number") from None
        if not amount.is_finite() or amount < 0 or amount > self.most:
            message = _("This can be at most %(most)s. Is it more? Ask the coordinator.")
            raise ValidationError(message, code="most", params={"most": self.most})
        return amount.quantize(Decimal(1).scaleb(-self.decimals))

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Give back what was typed, unless it may be a number that does not belong on a page."""
        try:
            validate_allowed(str(data))
        except ValidationError:
            return ""
        return str(data)[:20] if data is not None else initial


def without(form: forms.Form, *names: str) -> None:
    """Forget what stands in boxes that the chosen answer hides: it is not asked, so it cannot be wrong either."""
    if form.is_bound:
        data = cast(QueryDict, form.data).copy()
        for name in names:
            data.pop(name, None)
        form.data = data
