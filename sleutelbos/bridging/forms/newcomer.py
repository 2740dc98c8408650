"""What a newcomer chooses: who may come, and where to call back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sleutelbos.newcomers.models import Newcomer
from sleutelbos.ui.fields import GuardedFormCharField

from ..models import TimeWish
from .typed import PhoneField, language_choices


class _WishForm(forms.Form):
    """One wish; what it does not ask stays as it is."""

    def __init__(self, *args: Any, newcomer: Newcomer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newcomer = newcomer

    def values(self) -> dict[str, Any]:
        """Arguments for changing the wishes, of a valid form."""
        now = self.newcomer
        return {
            "language": now.language,
            "gender_wish": now.gender_wish,
            "gender_required": now.gender_required,
            "not_from_own_place": now.not_from_own_place,
            "place": now.place,
            **self.changed(),
        }

    def changed(self) -> dict[str, Any]:
        """The part of the wishes that this form is about."""
        raise NotImplementedError


class GenderWishForm(_WishForm):
    """A man or a woman: one tap on what fits; no reason is asked."""

    gender = forms.ChoiceField(
        choices=[
            ("none", _("No wish")),
            ("woman", _("Rather a woman")),
            ("woman!", _("Only a woman")),
            ("man", _("Rather a man")),
            ("man!", _("Only a man")),
        ]
    )

    @property
    def now(self) -> str:
        """The wish as it stands."""
        wish = self.newcomer
        must = "!" if wish.gender_required and wish.gender_wish != Newcomer.GenderWish.NONE else ""
        return f"{wish.gender_wish}{must}"

    def changed(self) -> dict[str, Any]:
        """The wish and whether it must be so."""
        gender = self.cleaned_data["gender"]
        return {"gender_wish": gender.rstrip("!"), "gender_required": gender.endswith("!")}


class LanguageWishForm(_WishForm):
    """Which language the help should be in."""

    language = forms.ChoiceField(label=_("My language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices(_("No wish"))  # type: ignore[attr-defined]
        self.initial = {"language": self.newcomer.language}

    def changed(self) -> dict[str, Any]:
        """The language."""
        return {"language": self.cleaned_data["language"]}


class TownWishForm(_WishForm):
    """Nobody from my own town; an empty town means no wish."""

    place = GuardedFormCharField(label=_("My town"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"place": self.newcomer.place if self.newcomer.not_from_own_place else ""}

    def clean(self) -> dict[str, Any]:
        """The button "No wish" takes the wish away; else a town is needed to stay away from it."""
        data = super().clean() or {}
        if "no_wish" in self.data:
            self.errors.pop("place", None)
            data["place"] = ""
        elif not data.get("place") and "place" not in self.errors:
            self.add_error("place", _("Type your town, else we cannot take it into account."))
        return data

    def changed(self) -> dict[str, Any]:
        """The town, and that nobody comes from there."""
        place = self.cleaned_data["place"]
        return {"not_from_own_place": bool(place), "place": place}


class OtherTimeWishForm(forms.Form):
    """When another time would suit: which day, and which part of it."""

    when = forms.ChoiceField(choices=TimeWish.When.choices)
    part = forms.ChoiceField(choices=TimeWish.Part.choices)


class CallBackForm(forms.Form):
    """Where to call back; the complaint itself is told, never typed."""

    phone = PhoneField(label=_("My phone number"))
