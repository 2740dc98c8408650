"""The filter bars; what only comes from the address bar and is unknown is passed over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sleutelbos.guidance import queries as guidance

from .. import languages
from ..models import KeyPerson


class _Filter(forms.Form):
    """A form without mistakes: a value that is not among the choices counts as empty."""

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for field in self.fields.values():
            field.required = False

    def chosen(self) -> dict[str, str]:
        """The values that fit."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class KeyPersonFilter(_Filter):
    """How a coordinator narrows the list; the names stand in the address."""

    zoek = forms.CharField(label=_("Name, e-mail or phone"), max_length=80, widget=forms.TextInput)
    taal = forms.ChoiceField(label=_("Language"))
    gebruik = forms.ChoiceField(
        label=_("How"),
        choices=[("", _("speaks")), ("understanding", _("understands")), ("reading", _("reads"))],
    )
    onderwerp = forms.ChoiceField(label=_("Topic"))
    plaats = forms.ChoiceField(label=_("Place"))
    status = forms.ChoiceField(
        label=_("State"),
        choices=[
            ("", _("Everybody but alumni")),
            ("all", _("Everybody")),
            *((value, label) for value, label in KeyPerson.State.choices),
        ],
    )
    checklist = forms.ChoiceField(
        label=_("Checklist"),
        choices=[
            ("", _("All")),
            ("problem", _("Something is missing or over")),
            ("expires", _("Ends within 60 days")),
            ("ok", _("In order")),
        ],
    )
    geslacht = forms.ChoiceField(
        label=_("Man or woman"),
        choices=[("", _("All")), *((value, label) for value, label in KeyPerson.Gender.choices)],
    )

    def __init__(self, data: Any, *, varieties: list[str], places: list[str]) -> None:
        super().__init__(data)
        _offer(self, "taal", _named(varieties))
        _offer(self, "plaats", [(place, place) for place in places])
        _offer(self, "onderwerp", guidance.topic_choices())


class ProfileFilter(_Filter):
    """How a professional looks for somebody among the public profiles."""

    taal = forms.ChoiceField(label=_("Language"))
    onderwerp = forms.ChoiceField(label=_("Topic"))

    def __init__(self, data: Any, *, varieties: list[str]) -> None:
        super().__init__(data)
        _offer(self, "taal", _named(varieties))
        _offer(self, "onderwerp", guidance.topic_choices())


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("All")), *choices]


def _named(varieties: list[str]) -> list[tuple[str, str]]:
    """The varieties that occur, in the order of the alphabet, those outside our list at the end."""
    listed = [(tag, label) for tag, label in languages.variety_choices() if tag in varieties]
    others = sorted(set(varieties) - {tag for tag, _label in listed})
    return [*listed, *((tag, languages.variety_name(tag)) for tag in others)]
