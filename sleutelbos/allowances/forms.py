"""What a coordinator decides about work, and a new amount of law."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sleutelbos.ui.dates import DayField
from sleutelbos.ui.fields import GuardedFormCharField

CERTAINTIES = [
    ("H", _("High: the official page, or two sources that say the same")),
    ("M", _("Middle: one good source")),
    ("L", _("Low: one weak source")),
]


class LawRowForm(forms.Form):
    """The amount that comes next, with where it was read."""

    value = forms.CharField(
        label=_("Amount, in euros"),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "sb-size-8", "inputmode": "decimal"}),
    )
    valid_from = DayField(label=_("First day"))
    valid_until = DayField(label=_("Last day"), required=False, help_text=_("Leave this empty when it is not known."))
    source = GuardedFormCharField(
        label=_("Where did you read this?"), max_length=300, help_text=_("The name of the page and its address.")
    )
    certainty = forms.ChoiceField(label=_("How sure is this?"), choices=CERTAINTIES, widget=forms.RadioSelect)

    def clean_value(self) -> Decimal:
        """The amount, with a comma or a dot before the cents."""
        text = self.cleaned_data["value"].replace("€", "").replace(" ", "")
        if "," in text:
            text = text.replace(".", "").replace(",", ".")
        try:
            value = Decimal(text)
        except ArithmeticError:
            raise forms.ValidationError(_("Type an amount like 2200 or 5,75.")) from None
        if not value.is_finite() or not 0 < value < 100_000:
            raise forms.ValidationError(_("Type an amount like 2200 or 5,75."))
        return value.quantize(Decimal("0.01"))

    def clean(self) -> dict[str, Any]:
        """The end after the start."""
        data = super().clean() or {}
        if data.get("valid_from") and data.get("valid_until") and data["valid_until"] < data["valid_from"]:
            self.add_error("valid_until", _("The last day is before the first day."))
        return data
