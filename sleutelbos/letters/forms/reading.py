"""What a reader says."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sleutelbos.ui.fields import GuardedFormCharField, GuardedFormTextField
from sleutelbos.ui.sound import VoiceField

from .. import reader_wording
from ..models import Question
from ..services.reading import DO_NOT_KNOW


class StartForm(forms.Form):
    """Under which name, and in which language the pages are."""

    name = GuardedFormCharField(
        label=gettext_lazy("With which name do you read?"),
        help_text=gettext_lazy("Your own name or another name. The writer of the letter sees it."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Help in which language?"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, advice: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if advice:
            # Nothing is read along, and nobody wrote a letter.
            self.fields["name"].label = _("Your name")
            self.fields["name"].help_text = _("Your own name or another name. Whoever asks the question sees it.")


class AnswersForm(forms.Form):
    """The questions of a round; every answer may be left open, in every language."""

    def __init__(self, *args: Any, questions: list[Question], known: dict[int, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            # Typed by somebody else, in whatever language: its own direction on a page that may run the other way.
            label = format_html("<bdi>{}</bdi>", reader_wording.question_text(question))
            answer = known.get(question.pk)
            if question.options:
                choices = [(str(at), format_html("<bdi>{}</bdi>", text)) for at, text in enumerate(question.options)]
                choices.append((DO_NOT_KNOW, format_html("{}", _("I do not know"))))
                self.fields[f"q{question.pk}"] = forms.ChoiceField(
                    label=label, choices=choices, required=False, widget=forms.RadioSelect()
                )
                if answer is not None:
                    chosen = DO_NOT_KNOW if answer.choice is None else str(answer.choice)
                    self.fields[f"q{question.pk}"].initial = chosen
            else:
                self.fields[f"q{question.pk}"] = GuardedFormTextField(
                    label=label,
                    required=False,
                    max_length=1000,
                    help_text=_("In your own language is fine."),
                    widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
                )
                if answer is not None:
                    self.fields[f"q{question.pk}"].initial = answer.text

    def answers(self) -> dict[int, tuple[int | None, str]]:
        """(option, text) by question; "I do not know" is an answer in words, weighed as not understood."""
        found: dict[int, tuple[int | None, str]] = {}
        for question in self.questions:
            value = self.cleaned_data.get(f"q{question.pk}", "")
            if not question.options:
                found[question.pk] = (None, value)
            elif value == DO_NOT_KNOW:
                found[question.pk] = (None, DO_NOT_KNOW)
            elif value:
                found[question.pk] = (int(value), "")
        return found


class SpeakForm(forms.Form):
    """A voice note; the words are in it."""

    sound = VoiceField()


class FinishForm(forms.Form):
    """What may be shown of somebody."""

    may_quote = forms.BooleanField(
        label=gettext_lazy("My words may be shown to everybody, without my name"), required=False
    )
    may_name = forms.BooleanField(label=gettext_lazy("The name I read with may stand in the thanks"), required=False)


class ShareForm(forms.Form):
    """Whether somebody's marks may be open data."""

    may_share = forms.BooleanField(
        label=gettext_lazy("My marks may be in a data set that everybody can use"),
        help_text=gettext_lazy(
            "Only which sentences and words were difficult, and why. Without your name, and without what you wrote or "
            "said yourself. You can change this later on this page."
        ),
        required=False,
    )
