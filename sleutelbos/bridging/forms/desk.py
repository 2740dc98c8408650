"""What a coordinator filters, chooses and types."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts import queries as accounts
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.guidance import queries as guidance
from sleutelbos.keypersons.languages import variety_choices
from sleutelbos.ui.dates import ClockField, DayField
from sleutelbos.ui.fields import GuardedFormCharField

from ..models import Request, TimeWish, Visit
from .moments import ChangeForm
from .typed import language_choices

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

ORDERS = [
    ("first", _("What needs you first")),
    ("newest", _("Newest first")),
    ("waiting", _("Waits longest first")),
    ("start", _("First date first")),
]

# What an address says, and the next step it means.
STEPS = {
    "kiezen": "choose",
    "tijd": "decide_time",
    "plannen": "plan_time",
    "ja": "ask_newcomer",
    "wachten": "wait_answer",
    "verslag": "wait_log",
}


class RequestFilterForm(forms.Form):
    """The filters of the desk and the list; everything lives in the address, so that a view can be kept or sent."""

    zoek = GuardedFormCharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "data-key": "/", "data-key-label": _("Search")}),
    )
    status = forms.MultipleChoiceField(
        label=_("Status"), choices=Request.State.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    stap = forms.ChoiceField(
        label=_("Next step"),
        required=False,
        choices=[
            ("", _("All")),
            ("kiezen", _("Choose whom to ask")),
            ("tijd", _("Another time is proposed")),
            ("plannen", _("Choose a time")),
            ("ja", _("Waits for the newcomer's yes")),
            ("wachten", _("Waits for an answer")),
            ("verslag", _("Visit without a log")),
        ],
    )
    soort = forms.ChoiceField(label=_("Kind"), required=False)
    onderwerp = forms.ChoiceField(label=_("Topic"), required=False)
    taal = forms.ChoiceField(label=_("Language"), required=False)
    gemeente = forms.ChoiceField(label=_("Municipality"), required=False)
    reden = forms.ChoiceField(label=_("Why nobody"), required=False, choices=[("", _("All")), *UNMET])
    volgorde = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=ORDERS,
    )

    def __init__(self, data: QueryDict, *, viewer: Viewer, order: str, languages: Iterable[str]) -> None:
        super().__init__(data)
        self.address = data
        self.order = order
        all_of = [("", _("All"))]
        self._choices("soort", [*all_of, *Request.Kind.choices])
        self._choices("onderwerp", [*all_of, *guidance.topic_choices()])
        # Only languages somebody asked for: a short list. One that stands in the address can be any we know.
        listed = {*languages, data.get("taal", "")}
        self._choices("taal", [*all_of, *(pair for pair in variety_choices() if pair[0] in listed)])
        places = accounts.visible_municipalities(viewer).values_list("pk", "name")
        # The order a page has when its address says nothing stands first, so that the page does not lie.
        self._choices("volgorde", sorted(ORDERS, key=lambda choice: choice[0] != order))
        self._choices("gemeente", [*all_of, *((str(pk), name) for pk, name in places)])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def values(self) -> dict[str, Any]:
        """The filters that could be read; a wrong one in the address is left out, never an error page."""
        self.is_valid()
        # One unknown state does not hide the states beside it.
        states = [value for value in self.address.getlist("status") if value in Request.State.values]
        found = {**self.cleaned_data, "status": states, "volgorde": self.cleaned_data.get("volgorde") or self.order}
        return {name: found[name] for name in self.fields if found.get(name)}

    def question(self) -> dict[str, Any]:
        """The same as `values`, with the next step as the code that rules and queries know."""
        values = self.values()
        return {**values, "stap": STEPS[values["stap"]]} if "stap" in values else values

    def query(self) -> str:
        """The filters that could be read as an address, for a link, an export or a saved view."""
        values = self.values()
        if values.get("volgorde") == self.order:
            del values["volgorde"]
        return urlencode(values, doseq=True)

    def chips(self) -> list[tuple[str, str]]:
        """One (label, address without it) per filter that is on; the order of the list is no filter."""
        values = {name: value for name, value in self.values().items() if name != "volgorde"}
        found = []
        for name, value in values.items():
            for one in value if isinstance(value, list) else [value]:
                rest = QueryDict(self.query(), mutable=True)
                rest.setlist(name, [kept for kept in rest.getlist(name) if kept != str(one)])
                found.append((self._label(name, one), f"?{rest.urlencode()}"))
        return found

    def _label(self, name: str, value: str) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
        return f"“{value}”"

    @property
    def hidden_count(self) -> int:
        """How many filters are on that do not show when the box of filters is closed."""
        return len([name for name in self.values() if name not in {"zoek", "volgorde"}])


class ChosenForm(forms.Form):
    """The rows somebody ticked, as numbers, and why nobody could help where they are closed for that."""

    keuze = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Choose one or more questions first.")}
    )
    reden = forms.ChoiceField(label=_("Why could nobody help?"), choices=UNMET, required=False)

    def __init__(self, data: Any, *, ids: list[int]) -> None:
        super().__init__(data)
        field = self.fields["keuze"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(pk, str(pk)) for pk in ids]


class UnmetForm(forms.Form):
    """Why nobody could help."""

    reason = forms.ChoiceField(label=_("Why could nobody help?"), choices=UNMET, widget=forms.RadioSelect)


class ChangeRequestForm(ChangeForm):
    """What a coordinator can change of a question that nobody said yes to yet: when, where, what, and the wishes."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    fallback = forms.ChoiceField(label=_("May it be a related language?"), choices=Request.Fallback.choices)
    gender = forms.ChoiceField(
        label=_("A man or a woman?"),
        choices=[
            ("none", _("No wish")),
            ("woman", _("Rather a woman")),
            ("woman!", _("Only a woman")),
            ("man", _("Rather a man")),
            ("man!", _("Only a man")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = language_choices(_("No language needed"))

    @classmethod
    def of(cls, question: Request, data: Any = None) -> "ChangeRequestForm":
        """The form filled with how the question is now, or with what was typed."""
        form = super().of(question, data)
        assert isinstance(form, cls)
        form.initial["language"] = question.language
        form.initial["fallback"] = question.fallback
        form.initial["gender"] = question.gender_wish + ("!" if question.gender_required else "")
        if not question.individual:
            del form.fields["gender"]
        return form

    def wishes(self) -> dict[str, Any]:
        """What the newcomer wants, as fields of Request."""
        data = self.cleaned_data
        found = {"language": data["language"], "fallback": data["fallback"]}
        if gender := data.get("gender"):
            found |= {"gender_wish": gender.rstrip("!"), "gender_required": gender.endswith("!")}
        return found


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
    # The legal maximum that was warned about: sending it again with the warning in sight is a decision.
    warned = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, at_a_place: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not at_a_place:
            del self.fields["place"], self.fields["address"]

    def decided(self, passed: str) -> bool:
        """Whether a warning about this legal maximum ("" for none) was in sight; otherwise it is from now on."""
        if not passed or self.cleaned_data["warned"] == passed:
            return True
        self.data = {**self.data, "warned": passed}
        return False


class DeclineTimeForm(forms.Form):
    """Why an appointment stays where it is; the newcomer reads the sentence in the own language."""

    answer = forms.ChoiceField(
        label=_("Which sentence does the newcomer read?"), choices=TimeWish.Answer.choices, widget=forms.RadioSelect
    )
    # What was wished when this form was opened.
    asked = forms.CharField(max_length=30, widget=forms.HiddenInput)


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

    def values(self) -> dict[str, Any]:
        """The filters that could be read; a wrong one in the address is left out, never an error page."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
