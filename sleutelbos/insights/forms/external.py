"""Which numbers of a source a chart of a publication takes, and the words around it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sleutelbos.ui.fields import GuardedFormCharField

from ..external.layout import MOST_BARS, MOST_PERIODS, MOST_SERIES, Sheet
from ..models import Figure


class PickForm(forms.Form):
    """Groups and periods of one measure, with a title and a sentence."""

    title = GuardedFormCharField(label=gettext_lazy("Title"), max_length=120)
    description = GuardedFormCharField(label=gettext_lazy("What one sees"), max_length=300)
    groups = forms.MultipleChoiceField(label=gettext_lazy("Which groups?"), widget=forms.CheckboxSelectMultiple)
    periods = forms.MultipleChoiceField(label=gettext_lazy("Which periods?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        shown = sheet.shortened(MOST_SERIES, MOST_PERIODS)
        kwargs["initial"] = {
            "title": sheet.name[:120],
            "groups": [code for code, _label in shown.groups],
            "periods": [code for code, _label in shown.periods],
        }
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        # An empty code is a place too: what a source says without a period.
        for name, choices in (("groups", sheet.groups), ("periods", sheet.periods)):
            field = self.fields[name]
            field.choices = [(code, label or sheet.name) for code, label in choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        groups, periods = data.get("groups", []), data.get("periods", [])
        if len(periods) > MOST_PERIODS:
            self.add_error("periods", _("Twelve periods at most."))
        if len(periods) > 1 and len(groups) > MOST_SERIES:
            self.add_error("groups", _("Six groups at most where there is more than one period."))
        elif len(groups) > MOST_BARS:
            self.add_error("groups", _("Twelve groups at most."))
        elif groups and periods and not self._has_number(groups, periods):
            self.add_error("groups", _("The source gives no number for this choice."))
        return data

    def _has_number(self, groups: list[str], periods: list[str]) -> bool:
        return any(self.sheet.value(group, period) is not None for group in groups for period in periods)


class WordsForm(forms.ModelForm[Figure]):
    """The words around a chart whose numbers come from a source: the numbers, source, day and status stay."""

    class Meta:
        model = Figure
        fields = ("title", "description", "kind")
        labels = {
            "title": gettext_lazy("Title"),
            "description": gettext_lazy("What one sees"),
            "kind": gettext_lazy("Kind of chart"),
        }

    def values(self) -> dict[str, Any]:
        """What is kept."""
        return dict(self.cleaned_data)
