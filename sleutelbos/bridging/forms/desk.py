"""What a coordinator filters, chooses and types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts import queries as accounts
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.guidance import queries as guidance
from sleutelbos.keypersons.languages import variety_choices
from sleutelbos.ui.dates import ClockField, DayField
from sleutelbos.ui.fields import GuardedFormCharField

from ..models import Request, Visit

UNMET = [
    ("no_language", _("Nobody speaks the language")),
    ("no_time", _("Nobody has time then")),
    ("no_gender", _("No man or woman as wished")),
    ("too_far", _("Too far away")),
    ("nobody_answered", _("Nobody answered")),
    ("all_said_no", _("Everybody said no")),
    ("newcomer_stopped", _("The newcomer does not want it any more")),
    ("not_our_role", _("Not a question for a key person")),
    ("other", _("Something else")),
]

SORTS = {
    "waiting": ("state_since", "pk"),
    "newest": ("-created_at", "-pk"),
    "start": ("starts_at", "pk"),
}


class RequestFilterForm(forms.Form):
    """The filters of the desk and the list; everything lives in the address, so that a view can be kept or sent."""

    zoek = forms.CharField(label=_("Search"), required=False, max_length=80)
    status = forms.MultipleChoiceField(
        label=_("Status"), choices=Request.State.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    soort = forms.ChoiceField(label=_("Kind"), required=False)
    onderwerp = forms.ChoiceField(label=_("Topic"), required=False)
    taal = forms.ChoiceField(label=_("Language"), required=False)
    gemeente = forms.ChoiceField(label=_("Municipality"), required=False)
    volgorde = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("waiting", _("Waits longest first")),
            ("newest", _("Newest first")),
            ("start", _("First date first")),
        ],
    )

    def __init__(self, data: Any, *, viewer: Viewer) -> None:
        super().__init__(data)
        all_of = [("", _("All"))]
        self.fields["soort"].choices = [*all_of, *Request.Kind.choices]  # type: ignore[attr-defined]
        self.fields["onderwerp"].choices = [*all_of, *guidance.topic_choices()]  # type: ignore[attr-defined]
        self.fields["taal"].choices = [*all_of, *variety_choices()]  # type: ignore[attr-defined]
        self.fields["gemeente"].choices = [  # type: ignore[attr-defined]
            *all_of,
            *((str(pk), name) for pk, name in accounts.visible_municipalities(viewer).values_list("pk", "name")),
        ]

    def values(self) -> dict[str, Any]:
        """The filters that could be read; a wrong one in the address is left out, never an error page."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ChosenForm(forms.Form):
    """The rows somebody ticked, as numbers."""

    keuze = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Choose one or more questions first.")}
    )

    def __init__(self, data: Any, *, ids: list[int]) -> None:
        super().__init__(data)
        self.fields["keuze"].choices = [(pk, str(pk)) for pk in ids]  # type: ignore[attr-defined]


class UnmetForm(forms.Form):
    """Why nobody could help."""

    reason = forms.ChoiceField(label=_("Why could nobody help?"), choices=UNMET, widget=forms.RadioSelect)


class ReasonForm(forms.Form):
    """A short reason that is kept with the question."""

    reason = GuardedFormCharField(label=_("Reason"), max_length=300)


class OverrideForm(ReasonForm):
    """Why a coordinator asks a key person all the same."""

    interpreter_arranged = forms.BooleanField(label=_("A professional interpreter is arranged"), required=False)


class RedirectForm(forms.Form):
    """Where a question goes instead."""

    outcome = forms.ChoiceField(
        label=_("Who is the right help?"),
        choices=[
            ("interpreter_first", _("A professional interpreter")),
            ("professional_first", _("A professional")),
        ],
        widget=forms.RadioSelect,
    )


class VisitForm(forms.Form):
    """Another time or place for an appointment."""

    day = DayField(label=_("Day"))
    start = ClockField(label=_("Start"))
    duration = forms.IntegerField(label=_("Minutes"), min_value=10, max_value=480)
    place = GuardedFormCharField(label=_("Place"), max_length=120, required=False)
    address = GuardedFormCharField(label=_("Address"), max_length=200, required=False)


class PlanForm(forms.Form):
    """The time of an appointment that has none yet."""

    day = DayField(label=_("Day"))
    start = ClockField(label=_("Start"))


class SavedViewForm(forms.Form):
    """A name for the present filters."""

    name = GuardedFormCharField(label=_("Name of this view"), max_length=60)


class ExclusionForm(forms.Form):
    """Who is not possible for this question; no reason is asked."""

    person = forms.ChoiceField(label=_("Who is not possible?"))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(str(pk), name) for pk, name in people]  # type: ignore[attr-defined]


class VisitFilterForm(forms.Form):
    """Which appointments."""

    van = DayField(label=_("From"), required=False)
    tot = DayField(label=_("Until"), required=False)
    stand = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("All")), *Visit.State.choices])
