"""What a key person answers and tells afterwards; hardly anything is typed."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.ui.dates import ClockField, DayField
from sleutelbos.ui.fields import GuardedFormCharField

from ..models import VisitLog
from .moments import moment
from .typed import AmountField

MOST_MINUTES = 720
# How far the slider goes; a longer visit is typed.
SLIDER_MINUTES = 240


class OtherTimeForm(forms.Form):
    """When a key person could come instead."""

    day = DayField(label=_("Which day can you?"))
    clock = ClockField(label=_("What time?"))

    def clean(self) -> dict[str, Any]:
        """A time that lies ahead."""
        data = super().clean() or {}
        day, clock = data.get("day"), data.get("clock")
        if day is not None and clock is not None:
            self.start: datetime = moment(day, clock)
            if self.start <= timezone.now():
                self.add_error("day", _("This day and time are over."))
        return data


class LogForm(forms.Form):
    """How a visit went, in taps; everything has an answer before one starts, and nothing has to be typed."""

    happened = forms.ChoiceField(
        label=_("Did the visit happen?"),
        choices=[("yes", _("Yes")), ("no", _("No, the newcomer did not come"))],
        widget=forms.RadioSelect(attrs={"class": "sb-options--columns"}),
    )
    minutes = AmountField(
        label=_("How long did it take, in minutes?"),
        most=MOST_MINUTES,
        decimals=0,
        help_text=_("Without travel"),
        wrong=_("How many minutes did it take? For example 45."),
    )
    acts = forms.MultipleChoiceField(
        label=_("What did you do?"),
        choices=VisitLog.ACTS,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "sb-short"}),
        required=False,
    )
    follow_up = forms.ChoiceField(
        label=_("Is more needed?"), choices=VisitLog.FOLLOW_UP, initial="none", widget=forms.RadioSelect
    )
    km = AmountField(
        label=_("How many kilometres did you travel?"),
        help_text=_("There and back together"),
        most=400,
        decimals=1,
        required=False,
    )
    costs = AmountField(
        label=_("Did you pay something? How much?"),
        help_text=_("In euros: bus, parking"),
        most=250,
        decimals=2,
        required=False,
    )
    heavy = forms.BooleanField(label=_("It was heavy. I want a few days of rest."), required=False)
    call_me = forms.BooleanField(label=_("Coordinator, please call me."), required=False)
    not_my_role = forms.ChoiceField(
        label=_("Was something asked that is not your role?"),
        choices=[("", _("No")), *VisitLog.NOT_MY_ROLE],
        required=False,
    )

    note = GuardedFormCharField(
        label=_("Something the coordinator must know?"),
        help_text=_("No names, no numbers, nothing about health."),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-guard": ""}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A number box; a script of the page puts a slider before it.
        self.fields["minutes"].widget.attrs.update(
            {"inputmode": "numeric", "data-slider": SLIDER_MINUTES, "data-unit": _("minutes")}
        )

    @staticmethod
    def prefilled(*, planned: int, km: Decimal | None) -> dict[str, Any]:
        """What most visits are: it happened, as long as planned, as far as last time."""
        return {
            "happened": "yes",
            "minutes": planned,
            "follow_up": "none",
            "km": f"{km.normalize():f}".replace(".", ",") if km else None,
        }

    def values(self) -> dict[str, Any]:
        """Fields of VisitLog and `call_me`, of a valid form."""
        data = self.cleaned_data
        return {
            "happened": data["happened"] == "yes",
            "minutes": int(data["minutes"]),
            "acts": data["acts"] if data["happened"] == "yes" else [],
            "follow_up": data["follow_up"],
            "km": data["km"],
            "costs_cents": int(data["costs"] * 100),
            "not_my_role": data["not_my_role"],
            "heavy": data["heavy"],
            "note": data["note"],
            "call_me": data["call_me"],
        }


class SentForm(forms.Form):
    """The name a phone gave to what it sends."""

    sent_key = forms.UUIDField()


class CallForm(forms.Form):
    """Please call me, with what was asked where that was the reason."""

    kind = forms.ChoiceField(choices=[("call_me", ""), ("not_my_role", "")])
    detail = forms.ChoiceField(choices=[("", ""), *VisitLog.NOT_MY_ROLE], required=False)


class RoleForm(forms.Form):
    """What was asked that is not the role of a key person: one tap."""

    detail = forms.ChoiceField(choices=VisitLog.NOT_MY_ROLE)


class ExperienceForm(forms.Form):
    """Two questions, two taps."""

    helped = forms.TypedChoiceField(choices=[(1, "1"), (2, "2"), (3, "3")], coerce=int)
    again = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
