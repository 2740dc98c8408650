"""Engagements and the checklist: for whom somebody works and what was seen."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts import queries as accounts
from sleutelbos.accounts.models import Municipality, Organisation
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.ui.dates import DayField
from sleutelbos.ui.fields import GuardedFormCharField

from ..models import Engagement, ReadinessItem
from .numbers import CommaDecimalField


def _euros(label: Any, most: str, help_text: Any) -> CommaDecimalField:
    return CommaDecimalField(
        label=label,
        min_value=0,
        max_value=Decimal(most),
        max_digits=5,
        decimal_places=2,
        required=False,
        help_text=help_text,
    )


class EngagementForm(forms.Form):
    """For whom, in which form, from when, for which municipalities, with which fee."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    form = forms.ChoiceField(label=_("Form"), choices=Engagement.Form.choices, widget=forms.RadioSelect)
    valid_from = DayField(label=_("First day"))
    valid_until = DayField(label=_("Last day"), required=False, help_text=_("Leave this empty when it has no end."))
    municipalities = forms.ModelMultipleChoiceField(
        Municipality.objects.none(),
        label=_("For which municipalities?"),
        required=False,
        help_text=_("Tick nothing for all municipalities of the region."),
        widget=forms.CheckboxSelectMultiple,
    )
    fee = _euros(_("Fee for an hour, in euros"), "99.99", _("Only for a volunteer with a fee. For example 5,00"))
    km = _euros(
        _("Travel costs for a kilometre, in euros"), "9.99", _("Real costs, apart from the fee. For example 0,23")
    )
    hours_per_week = CommaDecimalField(
        label=_("Hours in a week"),
        min_value=0,
        max_value=60,
        max_digits=4,
        decimal_places=1,
        required=False,
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"valid_from": timezone.localdate(), **self.initial}
        organisation, municipalities = self.fields["organisation"], self.fields["municipalities"]
        assert isinstance(organisation, forms.ModelChoiceField)
        assert isinstance(municipalities, forms.ModelMultipleChoiceField)
        organisation.queryset = accounts.visible_organisations(viewer).filter(active=True)
        municipalities.queryset = accounts.visible_municipalities(viewer)

    def clean(self) -> dict[str, Any]:
        """The end after the start, and a fee exactly where the form has one."""
        data = super().clean() or {}
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day is before the first day."))
        if data.get("form") == Engagement.Form.VOLUNTEER_FEE:
            if "fee" not in self.errors and not data.get("fee"):
                self.add_error("fee", _("Fill in the fee, or choose a volunteer without a fee."))
        elif data.get("fee"):
            self.add_error("fee", _("Only a volunteer with a fee has this."))
        return data

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        return {
            "organisation": data["organisation"],
            "form": data["form"],
            "valid_from": data["valid_from"],
            "valid_until": data["valid_until"],
            "municipalities": data["municipalities"],
            "fee_cents_per_hour": int((data["fee"] or 0) * 100),
            "km_cents": int((data["km"] or 0) * 100),
            "hours_per_week": data["hours_per_week"],
        }


class EndEngagementForm(forms.Form):
    """The last day of an engagement."""

    last_day = DayField(label=_("Last day"))

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.engagement = engagement
        self.initial = {"last_day": engagement.valid_until or timezone.localdate(), **self.initial}

    def clean_last_day(self) -> Any:
        """Not before the first day."""
        if self.cleaned_data["last_day"] < self.engagement.valid_from:
            raise ValidationError(_("The last day is before the first day."))
        return self.cleaned_data["last_day"]


class ReadinessForm(forms.Form):
    """What was seen or signed, and when; the paper itself stays with its owner."""

    kind = forms.ChoiceField(label=_("What did you see?"), choices=ReadinessItem.Kind.choices, widget=forms.RadioSelect)
    seen_on = DayField(label=_("Seen or signed on"))
    version = GuardedFormCharField(
        label=_("Version"), max_length=60, required=False, help_text=_("For example: code of conduct 2026")
    )
    valid_until = DayField(
        label=_("Good until"),
        required=False,
        help_text=_("Leave this empty: then the rule of the region says how long it holds."),
    )

    def clean_seen_on(self) -> Any:
        """Not a day that is still to come."""
        if self.cleaned_data["seen_on"] > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return self.cleaned_data["seen_on"]

    def clean(self) -> dict[str, Any]:
        """The end after the day it was seen."""
        data = super().clean() or {}
        if data.get("seen_on") and data.get("valid_until") and data["valid_until"] < data["seen_on"]:
            self.add_error("valid_until", _("The last day is before the first day."))
        return data
