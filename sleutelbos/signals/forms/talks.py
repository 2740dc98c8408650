"""Planning a talk, its minutes, what is agreed in it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sleutelbos.ui.dates import DayField
from sleutelbos.ui.fields import GuardedFormCharField, GuardedFormTextField

from ..models import Agreement
from ..queries import known_words
from ..rules.persons import find_person, small_letters_help

_SMALL_LETTERS = _(
    "“%(word)s” looks like the name of a person. A talk is about what does not work, never about a newcomer. Write a "
    "function. Is it no person? Then write it in small letters."
)
_ANOTHER_WORD = _(
    "“%(word)s” looks like the name of a person. A talk is about what does not work, never about a newcomer. Write a "
    "function. Is it no person? Then use another word."
)


class _NobodyForm(forms.Form):
    """Words about what does not work and what is agreed: who does it has its own field, by function."""

    nobody: tuple[str, ...] = ()

    def __init__(self, *args: Any, region_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region_id = region_id

    def clean(self) -> dict[str, Any]:
        """Refuse what looks like a person's name."""
        cleaned = super().clean() or {}
        known = known_words(self.region_id)
        for name in self.nobody:
            word = find_person(str(cleaned.get(name) or ""), known)
            if word:
                small = small_letters_help(str(cleaned[name]), word, known)
                message = _SMALL_LETTERS if small else _ANOTHER_WORD
                self.add_error(name, forms.ValidationError(message, code="name", params={"word": word[:40]}))
        return cleaned


class PlanForm(forms.Form):
    """On which day."""

    on = DayField(label=_("Day"))


class PointForm(_NobodyForm):
    """A point of one's own."""

    words = GuardedFormCharField(label=_("Another point"), max_length=120)
    nobody = ("words",)


class AgreementForm(_NobodyForm):
    """What, who, by when."""

    what = GuardedFormCharField(label=_("What is agreed?"), max_length=160)
    party = forms.ChoiceField(label=_("Who does it?"), choices=Agreement.Party.choices)
    who = GuardedFormCharField(
        label=_("Which function"), help_text=_("For example: team leader"), max_length=80, required=False
    )
    due_on = DayField(label=_("At the latest on"))
    bottleneck = forms.ChoiceField(label=_("About which point?"), required=False)
    nobody = ("what",)

    def __init__(self, *args: Any, points: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bottleneck"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None of these")), *points]


class HoldForm(_NobodyForm):
    """How it went, and when the next one is."""

    on = DayField(label=_("On which day was it?"))
    minutes = GuardedFormTextField(
        label=_("Short report"),
        help_text=_("Some lines. Agreements have their own place. No names."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    next_on = DayField(label=_("Next talk"), required=False)
    nobody = ("minutes",)


class MinutesForm(_NobodyForm):
    """The report, afterwards."""

    minutes = GuardedFormTextField(
        label=_("Short report"),
        help_text=_("Some lines. Agreements have their own place. No names."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    nobody = ("minutes",)


class SettleForm(_NobodyForm):
    """What came of an agreement."""

    state = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[*((value, label) for value, label in Agreement.State.choices if value != Agreement.State.OPEN)],
        widget=forms.RadioSelect,
    )
    outcome = GuardedFormCharField(
        label=_("In a few words"),
        help_text=_("Needed when it will not be done: why not?"),
        max_length=160,
        required=False,
    )
    nobody = ("outcome",)

    def clean(self) -> dict[str, Any]:
        """An agreement that is dropped says why."""
        cleaned = super().clean()
        if cleaned.get("state") == Agreement.State.DROPPED and not cleaned.get("outcome") and not self.errors:
            self.add_error("outcome", _("Say why it will not be done."))
        return cleaned
