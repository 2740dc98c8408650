"""The agreement about no-shows, and telling of one by a code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Organisation
from sleutelbos.newcomers.rules import is_case_code
from sleutelbos.ui.dates import DayField
from sleutelbos.ui.fields import GuardedFormCharField


class AbsenceRuleForm(forms.Form):
    """What was agreed, with whom, and where that can be read."""

    from_times = forms.TypedChoiceField(
        label=_("From which missed time?"),
        coerce=int,
        choices=[(1, _("The first time")), (2, _("The second time")), (3, _("The third time"))],
        help_text=_("The organisation counts by its own list. We never count."),
    )
    days = GuardedFormCharField(
        label=_("Which days or lessons?"), help_text=_("Empty: all of them"), max_length=80, required=False
    )
    told = forms.ModelChoiceField(label=_("Which department hears it?"), queryset=Organisation.objects.none())
    keep_days = forms.IntegerField(
        label=_("Days until it is deleted"),
        min_value=7,
        max_value=90,
        initial=30,
        widget=forms.NumberInput(attrs={"class": "sb-size-4"}),
    )
    source = GuardedFormCharField(
        label=_("Where was this agreed?"), help_text=_("For example: talk of 12 March 2026"), max_length=160
    )
    valid_from = DayField(label=_("From"))

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["told"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = departments


class CaseCodeForm(forms.Form):
    """A code that a case worker gave; never a name."""

    code = GuardedFormCharField(
        label=_("The code the case worker gave you"), help_text=_("Never a name, never a BSN."), max_length=20
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(
            {"class": "sb-size-12", "autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}
        )

    def clean_code(self) -> str:
        """Something with the shape of a code."""
        code = str(self.cleaned_data["code"]).strip().upper()
        if not is_case_code(code):
            raise forms.ValidationError(_("This is not a code. It has letters or numbers, and no spaces."))
        return code
