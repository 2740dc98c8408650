"""A form that remembers of which profile it was made, so that nobody overwrites somebody else unseen."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ..models import KeyPerson


class VersionedForm(forms.Form):
    """Carries the moment the profile was last changed along in a hidden field; `cleaned_data["version"]`."""

    version = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, key_person: KeyPerson | None, **kwargs: Any) -> None:
        initial = kwargs.pop("initial", None) or {}
        if key_person is not None:
            initial = {"version": key_person.updated_at.isoformat(), **initial}
        super().__init__(data, initial=initial, **kwargs)
        self.key_person = key_person

    def clean_version(self) -> datetime | None:
        """The moment as it was sent; None where none was, which means: whatever it is now."""
        text = self.cleaned_data["version"]
        if not text:
            return None
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise forms.ValidationError(_("Open the page again.")) from None

    def values(self) -> dict[str, Any]:
        """What was filled in, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def show_conflict(self, now: datetime) -> None:
        """Say that somebody else changed the profile meanwhile; a second save is meant."""
        self.add_error(
            None,
            forms.ValidationError(
                _(
                    "Somebody else changed this profile while you were busy. What you filled in is still here. "
                    "Look at the profile in another window, or save again."
                ),
                code="changed",
            ),
        )
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data[self.add_prefix("version")] = now.isoformat()
        self.data = data
