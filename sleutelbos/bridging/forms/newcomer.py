"""What a newcomer chooses: who may come, and where to call back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sleutelbos.newcomers.models import Newcomer
from sleutelbos.ui.fields import GuardedFormCharField

from .typed import PhoneField, language_choices, without


class WishesForm(forms.Form):
    """Who may come, in which language; no reason is asked."""

    gender = forms.ChoiceField(
        label=_("A man or a woman?"),
        choices=[
            ("none", _("No wish")),
            ("woman", _("Rather a woman")),
            ("woman!", _("Only a woman")),
            ("man", _("Rather a man")),
            ("man!", _("Only a man")),
        ],
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("My language"), required=False)
    not_from_own_place = forms.BooleanField(label=_("Nobody from my own town"), required=False)
    place = GuardedFormCharField(label=_("My town"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and not self.data.get("not_from_own_place"):
            without(self, "place")
        self.fields["language"].choices = language_choices(_("No wish"))  # type: ignore[attr-defined]

    @staticmethod
    def of(newcomer: Newcomer) -> dict[str, Any]:
        """How the wishes are now."""
        must = "!" if newcomer.gender_required and newcomer.gender_wish != Newcomer.GenderWish.NONE else ""
        return {
            "gender": f"{newcomer.gender_wish}{must}",
            "language": newcomer.language,
            "not_from_own_place": newcomer.not_from_own_place,
            "place": newcomer.place,
        }

    def clean(self) -> dict[str, Any]:
        """A town is needed to stay away from it."""
        data = super().clean() or {}
        if data.get("not_from_own_place") and not data.get("place"):
            self.add_error("place", _("Type your town, else we cannot take it into account."))
        return data

    def values(self) -> dict[str, Any]:
        """Arguments for changing the wishes, of a valid form."""
        data = self.cleaned_data
        return {
            "language": data["language"],
            "gender_wish": data["gender"].rstrip("!"),
            "gender_required": data["gender"].endswith("!"),
            "not_from_own_place": data["not_from_own_place"],
            "place": data["place"],
        }


class CallBackForm(forms.Form):
    """Where to call back; the complaint itself is told, never typed."""

    phone = PhoneField(label=_("My phone number"))
