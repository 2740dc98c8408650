"""What a coordinator chooses from a list of suggestions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sleutelbos.matching.engine import Relaxation


class LookForm(forms.Form):
    """Which wishes are let go for a look; unknown ones are passed over, as they only come from the address bar."""

    los = forms.MultipleChoiceField(choices=[(str(wish), str(wish)) for wish in Relaxation], required=False)

    def wishes(self) -> list[Relaxation]:
        """The wishes to let go."""
        self.is_valid()
        return [Relaxation(value) for value in self.cleaned_data.get("los", [])]


class AskPeopleForm(LookForm):
    """The people to ask and how: those ticked, or the one behind whose name a button was tapped."""

    persons = forms.TypedMultipleChoiceField(coerce=int, required=False)
    only = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    how = forms.ChoiceField(
        choices=[("several", _("All at once: the first yes counts")), ("turn", _("One after the other"))],
        required=False,
    )

    def __init__(self, *args: object, ids: list[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("persons", "only"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(pk, str(pk)) for pk in ids]

    def clean(self) -> dict[str, object]:
        """Somebody must be chosen."""
        values: dict[str, object] = super().clean() or {}
        if values.get("only"):
            values["persons"] = [values["only"]]
        if not values.get("persons") and not self.errors:
            self.add_error("persons", _("Choose at least one person to ask."))
        return values
