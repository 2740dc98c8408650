"""What somebody chooses who makes open figures."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..wording.releases import period_words

THRESHOLDS = [("5", _("fewer than 5")), ("10", _("fewer than 10"))]


class PrepareForm(forms.Form):
    """Which period, and from how many a count is shown."""

    period = forms.ChoiceField(label=_("Period"))
    threshold = forms.TypedChoiceField(
        label=_("Not shown"),
        choices=THRESHOLDS,
        coerce=int,
        initial="5",
        help_text=_("Other figures with which such a number could be found are not shown either."),
    )

    def __init__(self, *args: Any, periods: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(period, period_words(period)) for period in periods]
