"""What a newcomer types or taps."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sleutelbos.ui.fields import GuardedFormCharField


class CodeForm(forms.Form):
    """The code on the paper card."""

    code = GuardedFormCharField(label=_("The code on your card"), max_length=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(
            {"class": "sb-size-20", "autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}
        )


class LanguageForm(forms.Form):
    """In which language the page opens."""

    language = forms.ChoiceField(choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
