"""For which organisation somebody is not asked."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Organisation
from sleutelbos.ui.dates import DayField

from ..models import KeyPerson


class ConflictForm(forms.Form):
    """An organisation and, where it ends, the last day; there is no box for a reason."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    until = DayField(label=_("Last day"), required=False, help_text=_("Leave this empty when it has no end."))

    def __init__(self, *args: Any, key_person: KeyPerson, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation = self.fields["organisation"]
        assert isinstance(organisation, forms.ModelChoiceField)
        # All that can ask in the region: somebody need not belong to one to have family there.
        organisation.queryset = Organisation.objects.filter(region_id=key_person.region_id, active=True).order_by(
            "name", "pk"
        )

    def clean_until(self) -> date | None:
        """Not a day that is over."""
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise ValidationError(_("This day is in the past."))
        return until
