"""What a key person fills in: nothing, if they like; and nothing about a person."""

from collections.abc import Collection
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sleutelbos.accounts.models import Municipality
from sleutelbos.community.rules import find_contacts
from sleutelbos.keypersons import languages
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui.careful import CarefulForm
from sleutelbos.ui.fields import GuardedFormTextField
from sleutelbos.ui.sound import VoiceField

from .. import queries
from ..rules.persons import find_person, small_letters_help

FAMILIES = (
    ("1", _("One family")),
    ("2", "2"),
    ("3", "3"),
    ("4", "4"),
    ("5", _("5 or more")),
)
CONTACTS = {
    "phone": _("There is a phone number in your text. A signal never leads to a person. Leave the number out."),
    "email": _("There is an e-mail address in your text. A signal never leads to a person. Leave the address out."),
    "address": _("There is an address in your text. A signal never leads to a person. The name of the town is enough."),
}


def check_nobody(text: str, region_id: int, people: Collection[str] = ()) -> None:
    """Refuse words that lead to a person: contact details and names; numbers the field itself refuses."""
    found = find_contacts(text)
    if found:
        raise forms.ValidationError([forms.ValidationError(CONTACTS[kind], code=f"contact_{kind}") for kind in found])
    known = queries.known_words(region_id)
    name = find_person(text, known, people)
    if name:
        if small_letters_help(text, name, known, people):
            message = _(
                "“%(word)s” looks like the name of a person. A signal is about what does not work, never about a "
                "person. Leave the name out. Is it no person? Then write it in small letters."
            )
        else:
            message = _(
                "“%(word)s” looks like the name of a person. A signal is about what does not work, never about a "
                "person. Leave the name out. Is it no person? Then use another word."
            )
        raise forms.ValidationError(message, code="name", params={"word": name[:40]})


class SignalForm(CarefulForm):
    """Where, for how many, in which language, in a few words; every field may stay as it is."""

    municipality = forms.ModelChoiceField(label=_("Where?"), queryset=Municipality.objects.none(), required=False)
    families = forms.ChoiceField(label=_("How many families?"), choices=FAMILIES, required=False)
    language = forms.ChoiceField(label=_("Which language do they speak?"), required=False)
    group = forms.BooleanField(label=_("I heard this in a group meeting"), required=False)
    text = GuardedFormTextField(
        label=_("Do you want to say more?"),
        help_text=_("What does not work? No names, no phone numbers."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    once = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, person: KeyPerson, with_group: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["once"].initial = uuid4
        municipality = self.fields["municipality"]
        assert isinstance(municipality, forms.ModelChoiceField)
        municipality.queryset = Municipality.objects.filter(region_id=person.region_id)
        municipality.empty_label = str(_("The whole region"))
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        own = list(person.languages.order_by("pk").values_list("variety", flat=True))
        names = [(tag, languages.variety_label(tag)) for tag in own]
        rest = [pair for pair in languages.variety_choices() if pair[0] not in own]
        language.choices = [("", pgettext_lazy("language", "Different languages")), *names, *rest]
        if not with_group:
            del self.fields["group"]

    def clean_text(self) -> str:
        """Nobody can be found in it."""
        text = str(self.cleaned_data["text"]).strip()
        if text:
            check_nobody(text, self.person.region_id, queries.people_around(self.person))
        return text


class SpokenSignalForm(SignalForm):
    """The same with one's own voice; the owner and the coordinator can hear it."""

    sound = VoiceField(
        required=False,
        help_text=_("Say what does not work. Say no names. Only who looks for the answer can hear it."),
    )
    field_order = ["sound", "municipality", "families", "language", "group", "text"]
