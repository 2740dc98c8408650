"""A letter comes in."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sleutelbos.accounts.models import Municipality
from sleutelbos.ui.fields import GuardedFormCharField, clean_string

from .. import wording
from ..reading import RefusedLetter, limits, refusals
from ..services.uploading import PASTED


class LetterText(forms.CharField):
    """The text of a letter: not guarded here, because it goes through the gate for personal data."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str | None:
        return super().to_python(clean_string(value) if isinstance(value, str) else value)


class LetterForm(forms.Form):
    """A title, and a file or a text."""

    title = GuardedFormCharField(
        label=gettext_lazy("What is this letter called?"),
        help_text=gettext_lazy("Readers see this name. For example: Invitation for a talk about learning."),
        max_length=120,
    )
    file = forms.FileField(
        label=gettext_lazy("The letter as a file"),
        help_text=gettext_lazy("Word (.docx), OpenDocument (.odt), PDF, or plain text (.txt, .md), at most 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.odt,.pdf,.txt,.md"}),
        required=False,
    )
    text = LetterText(
        label=gettext_lazy("Or paste the text here"),
        required=False,
        max_length=PASTED,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    municipality = forms.ModelChoiceField(
        label=gettext_lazy("For which municipality?"),
        help_text=gettext_lazy("The reading time is booked there."),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=gettext_lazy("For the whole region"),
    )

    def __init__(self, *args: Any, municipalities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.OFFICE_PROGRAM:
            file = self.fields["file"]
            file.help_text = _(
                "Word (.docx, .doc), OpenDocument (.odt), rich text (.rtf), PDF, or plain text, at most 10 MB."
            )
            file.widget.attrs["accept"] += ",.doc,.rtf"
        field: Any = self.fields["municipality"]
        field.queryset = municipalities

    def clean_file(self) -> Any:
        """A file that is too large is refused before it is in memory."""
        file = self.cleaned_data["file"]
        if file and file.size > limits.DEFAULT.file_bytes:
            most = limits.DEFAULT.file_bytes // limits.MEGABYTE
            refused = RefusedLetter(refusals.TOO_LARGE, most_megabytes=most)
            raise forms.ValidationError(wording.refusal(refused.code, refused.facts), code=refused.code)
        return file

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data = super().clean() or {}
        if "file" in data and "text" in data and bool(data["file"]) == bool(data["text"]):
            said = _("Choose a file or paste the text: one of the two.")
            self.add_error("text" if data["text"] else "file", said)
        return data


class TextForm(forms.Form):
    """The whole text of a letter, with an empty line between paragraphs."""

    text = LetterText(
        label=gettext_lazy("The text of the letter"),
        help_text=gettext_lazy("An empty line parts two paragraphs. A line that begins with - is an item of a list."),
        max_length=PASTED,
        widget=forms.Textarea(attrs={"rows": 24}),
    )
