"""Who to call for what: one row, and narrowing the list."""

import re
from typing import Any

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Organisation
from sleutelbos.ui.fields import GuardedFormCharField

from ..models import Contact


class ReachForm(forms.Form):
    """What changes from year to year, also for the organisation itself behind its link."""

    function = GuardedFormCharField(
        label=_("Function or desk"), help_text=_("For example: student administration"), max_length=80
    )
    name = GuardedFormCharField(label=_("Name"), max_length=80, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Once a year we ask this address whether it is still right."),
        max_length=254,
        required=False,
    )
    best_time = GuardedFormCharField(
        label=_("Best time to call"),
        help_text=_("For example: Tuesday and Thursday morning"),
        max_length=80,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs.update({"class": "sb-size-12", "inputmode": "tel", "autocomplete": "off"})
        self.fields["email"].widget.attrs["autocomplete"] = "off"

    def clean_phone(self) -> str:
        """One form of the same number, whatever was typed; 14 and four digits of a town hall stay as they are."""
        text = str(self.cleaned_data["phone"]).strip()
        if not text or re.fullmatch(r"(?:14\s?0\d{2,3}|0900[\s-]?\d{4})", text):
            return text
        try:
            number = phonenumbers.parse(text, "NL")
        except phonenumbers.NumberParseException:
            raise forms.ValidationError(_("This is not a phone number. For example 06 12345678.")) from None
        if not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(_("This phone number is too long or too short. For example 06 12345678."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def clean(self) -> dict[str, Any]:
        """Whoever stands here can be reached."""
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("phone") or cleaned.get("email")):
            self.add_error("phone", _("Fill in a phone number or an e-mail address."))
        return cleaned


class ContactForm(ReachForm):
    """A whole row, for the coordinator."""

    subject = forms.ChoiceField(label=_("For what?"), choices=Contact.Subject.choices)
    about = GuardedFormCharField(
        label=_("More exactly"),
        help_text=_("For example: only for people of the Z-route"),
        max_length=100,
        required=False,
    )
    for_key_persons = forms.BooleanField(
        label=_("Key persons see it too"),
        required=False,
        initial=True,
        help_text=_("On the phone, under “Who do I call?”"),
    )
    field_order = ("subject", "about", "function", "name", "phone", "email", "best_time", "for_key_persons")


class ContactFilter(forms.Form):
    """Narrowing the list; a value that is not among the choices counts as empty."""

    zoek = forms.CharField(label=_("Organisation, place, name or subject"), max_length=80, required=False)
    onderwerp = forms.ChoiceField(label=_("For what?"), required=False)
    instelling = forms.ChoiceField(label=_("Organisation"), required=False)
    toon = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("In use")),
            ("old", _("Not checked for a year")),
            ("doubtful", _("Not right any more")),
            ("ended", _("Not in use")),
        ],
    )

    def __init__(self, data: Any, *, organisations: list[Organisation]) -> None:
        super().__init__(data)
        for name, choices in (
            ("onderwerp", Contact.Subject.choices),
            ("instelling", [(str(row.pk), row.name) for row in organisations]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *choices]

    def chosen(self) -> dict[str, str]:
        """The values that fit."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}
