"""What a person decides about the own words, on a phone."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sleutelbos.ui.fields import GuardedFormCharField, GuardedFormTextField

from ..models import Interview


class DecideForm(forms.Form):
    """What a person says to one quote."""

    verdict = forms.ChoiceField(choices=[(one, one) for one in ("approved", "change", "refused", "withdrawn")])
    version = forms.IntegerField(min_value=1)
    wish = GuardedFormTextField(max_length=600, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("verdict") == "change" and not data.get("wish"):
            self.add_error("wish", _("Write how you would say it."))
        return data


class UseForm(forms.Form):
    """How a person wants to be shown, and whether in other languages too."""

    shown = forms.ChoiceField(
        label=gettext_lazy("How do we show you?"), choices=Interview.Shown.choices, widget=forms.RadioSelect
    )
    other_name = GuardedFormCharField(
        label=gettext_lazy("Which other name?"), max_length=40, required=False, help_text=gettext_lazy("You choose it.")
    )
    may_translate = forms.BooleanField(label=gettext_lazy("My words may be in other languages too"), required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("shown") == Interview.Shown.OTHER_NAME and not data.get("other_name"):
            self.add_error("other_name", _("Write which name."))
        return data
