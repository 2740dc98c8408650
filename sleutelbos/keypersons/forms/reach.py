"""How somebody is reached: a number, its code, other quiet hours."""

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .person import international


class NumberForm(forms.Form):
    """A mobile number that gets a code."""

    phone = forms.CharField(
        label=_("My mobile number"),
        max_length=30,
        help_text=_("For example 06 12345678"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "sb-size-20"}),
    )

    def clean_phone(self) -> str:
        """In international form; a number of a house gets no SMS."""
        phone = international(self.cleaned_data["phone"])
        kind = phonenumbers.number_type(phonenumbers.parse(phone))
        if kind not in {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}:
            raise ValidationError(_("This is not a mobile number. A Dutch one starts with 06."))
        return phone


class NumberCodeForm(forms.Form):
    """The six digits of the SMS."""

    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        help_text=_("Six digits, for example 123456."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "sb-code sb-size-8"}
        ),
    )

    def clean_code(self) -> str:
        """The digits alone; Arabic and Persian ones count too."""
        digits = "".join(str(int(sign)) for sign in self.cleaned_data["code"] if sign.isdecimal())
        if len(digits) != 6:
            raise ValidationError(_("The code has six digits."))
        return digits


_HOURS = [(hour * 60, f"{hour:02}:00") for hour in range(24)]


class QuietHoursForm(forms.Form):
    """From when until when a phone is silent."""

    quiet_from = forms.TypedChoiceField(label=_("Quiet from"), choices=_HOURS, coerce=int)
    quiet_until = forms.TypedChoiceField(label=_("Until"), choices=_HOURS, coerce=int)

    def clean(self) -> dict[str, Any]:
        """Two different hours."""
        data = super().clean() or {}
        if not self.errors and data["quiet_from"] == data["quiet_until"]:
            self.add_error("quiet_until", _("Choose another hour than the first."))
        return data


class BrowserForm(forms.Form):
    """What a browser says when it takes messages; checked by the service."""

    endpoint = forms.CharField(max_length=1000)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)
