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
    """The people to ask and how."""

    persons = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Choose at least one person to ask.")}
    )
    how = forms.ChoiceField(
        choices=[("several", _("All at once: the first yes counts")), ("turn", _("One after the other"))],
        initial="several",
        required=False,
    )

    def __init__(self, *args: object, ids: list[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["persons"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(pk, str(pk)) for pk in ids]
