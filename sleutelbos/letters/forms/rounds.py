"""Asking a panel, deciding about sentences, answering readers."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sleutelbos.accounts.models import Municipality
from sleutelbos.ui.dates import DayField
from sleutelbos.ui.fields import GuardedFormCharField, GuardedFormTextField

from .. import reader_wording
from ..models import Decision, Round
from ..services.rounds import ASK_BACK
from .letters import LetterText

LONGEST_DAYS = 90
MOST_OPTIONS = 8
MOST_MINUTES = 120


class _AskForm(forms.Form):
    """What every round says: why, who, how many, until when."""

    purpose = GuardedFormTextField(
        label=gettext_lazy("What is it for?"),
        help_text=gettext_lazy("One or two sentences. Readers see this."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    receivers = GuardedFormCharField(
        label=gettext_lazy("Who gets it?"),
        help_text=gettext_lazy("For example: people who start their civic integration."),
        max_length=200,
        required=False,
    )
    receivers_count = forms.IntegerField(
        label=gettext_lazy("How many people?"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        widget=forms.NumberInput(attrs={"class": "sb-size-8"}),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Which languages do they speak, if you know?"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "sb-options--columns"}),
    )
    wanted = forms.IntegerField(
        label=gettext_lazy("How many readers?"),
        help_text=gettext_lazy("From five readers on we can speak of percentages."),
        min_value=1,
        max_value=30,
        initial=6,
        widget=forms.NumberInput(attrs={"class": "sb-size-4"}),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("How many minutes does it take?"),
        help_text=gettext_lazy("This time is booked for every reader, and paid as agreed with the reader."),
        min_value=5,
        max_value=MOST_MINUTES,
        initial=15,
        widget=forms.NumberInput(attrs={"class": "sb-size-4"}),
    )
    closes_on = DayField(label=gettext_lazy("Last day to answer"))
    answer_by = DayField(label=gettext_lazy("By when do you tell the readers what you did with it?"))

    def __init__(self, *args: Any, today: date, varieties: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        languages: Any = self.fields["languages"]
        languages.choices = list(varieties)
        self.fields["closes_on"].initial = today + timedelta(days=7)
        self.fields["answer_by"].initial = today + timedelta(days=21)

    def clean(self) -> dict[str, Any]:
        """Days lie ahead, in order, and not a year away."""
        data = super().clean() or {}
        closes, answers = data.get("closes_on"), data.get("answer_by")
        if closes and not self.today <= closes <= self.today + timedelta(days=LONGEST_DAYS):
            self.add_error("closes_on", _("Choose a day from today on, within three months."))
        if closes and answers and not closes <= answers <= closes + timedelta(days=LONGEST_DAYS):
            self.add_error("answer_by", _("Choose a day after the last day to answer, within three months."))
        return data

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        names = ("purpose", "receivers", "receivers_count", "languages", "wanted", "minutes", "closes_on", "answer_by")
        return {name: self.cleaned_data[name] for name in names}


class RoundForm(_AskForm):
    """A panel for a letter; what is asked back with it."""

    def __init__(self, *args: Any, first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = first
        if not first:
            return
        for code in ASK_BACK:
            asked = reader_wording.ASK_BACK[code]
            self.fields[f"right_{code}"] = GuardedFormCharField(label=asked, required=False, max_length=120)
            self.fields[f"right_{code}"].help_text = _("The right answer. Leave it empty for an open question.")
            self.fields[f"wrong_{code}"] = GuardedFormTextField(
                label=_("Wrong answers, one on each line"),
                required=False,
                max_length=400,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        """A choice needs something to choose from."""
        data = super().clean()
        if self.first:
            for code in ASK_BACK:
                right, wrong = data.get(f"right_{code}"), data.get(f"wrong_{code}")
                if right and not wrong:
                    self.add_error(f"wrong_{code}", _("Write at least one wrong answer as well."))
                if wrong and not right:
                    self.add_error(f"right_{code}", _("Write the right answer as well."))
        return data

    def questions(self) -> list[dict[str, Any]]:
        """What is asked back: a choice where answers were given, else an open question."""
        if not self.first:
            return []
        asked = []
        for code in ASK_BACK:
            right, wrong = self.cleaned_data[f"right_{code}"], _lines(self.cleaned_data[f"wrong_{code}"])[:4]
            options = [*wrong]
            place = None
            if right:
                # Not always first or last: by the length of the answer, so that it is the same every time.
                place = len(right) % (len(wrong) + 1)
                options.insert(place, right)
            asked.append({"code": code, "text": "", "options": options, "right": place})
        return asked

    @property
    def asked_back(self) -> list[tuple[Any, Any]]:
        """Pairs of fields, for the page."""
        return [(self[f"right_{code}"], self[f"wrong_{code}"]) for code in ASK_BACK] if self.first else []

    @property
    def others(self) -> list[Any]:
        """All other fields, for the page."""
        return [field for field in self if not field.name.startswith(("right_", "wrong_"))]


class AdviceForm(_AskForm):
    """One to five concrete questions for a panel."""

    title = GuardedFormCharField(label=gettext_lazy("What do you want advice about?"), max_length=120)
    municipality = forms.ModelChoiceField(
        label=gettext_lazy("For which municipality?"),
        help_text=gettext_lazy("The reading time is booked there."),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=gettext_lazy("For the whole region"),
    )
    field_order = ["title", "purpose", "receivers", "receivers_count", "municipality"]

    def __init__(self, *args: Any, municipalities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        municipality: Any = self.fields["municipality"]
        municipality.queryset = municipalities
        for number in range(1, 6):
            self.fields[f"question_{number}"] = GuardedFormCharField(
                label=_("Question %(number)d") % {"number": number}, required=number == 1, max_length=300
            )
            self.fields[f"options_{number}"] = GuardedFormTextField(
                label=_("Answers to choose from, one on each line"),
                help_text=_("Empty: people answer in their own words."),
                required=False,
                max_length=600,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        """Answers belong to a question, and a choice needs two of them: nothing that was typed is dropped unseen."""
        data = super().clean()
        for number in range(1, 6):
            options = _lines(data.get(f"options_{number}") or "")
            field = f"options_{number}"
            if options and not data.get(f"question_{number}") and f"question_{number}" not in self.errors:
                self.add_error(f"question_{number}", _("Write the question that these answers belong to."))
            if len(options) == 1:
                self.add_error(field, _("Write at least two answers, or none."))
            elif len(options) > MOST_OPTIONS:
                self.add_error(field, _("Write at most %(most)d answers.") % {"most": MOST_OPTIONS})
            elif len(set(options)) < len(options):
                self.add_error(field, _("The same answer stands there twice."))
        return data

    def questions(self) -> list[dict[str, Any]]:
        """The questions that were typed."""
        asked = []
        for number in range(1, 6):
            text = self.cleaned_data[f"question_{number}"]
            if text:
                options = _lines(self.cleaned_data[f"options_{number}"])
                asked.append({"text": text, "options": options, "right": None})
        return asked

    @property
    def asked(self) -> list[tuple[Any, Any]]:
        """Pairs of fields, for the page."""
        return [(self[f"question_{number}"], self[f"options_{number}"]) for number in range(1, 6)]

    @property
    def others(self) -> list[Any]:
        """All other fields, for the page."""
        return [field for field in self if not field.name.startswith(("question_", "options_"))]


class DecisionForm(forms.Form):
    """What the writer does with one sentence."""

    kind = forms.ChoiceField(choices=Decision.Kind.choices)
    proposal = forms.IntegerField(required=False)
    text = LetterText(required=False, max_length=1000)
    reason = forms.ChoiceField(choices=[("", ""), *Decision.Reason.choices], required=False)
    note = GuardedFormCharField(required=False, max_length=300)
    facts_confirmed = forms.BooleanField(required=False)


class OutcomeForm(forms.Form):
    """What is done with it: for an advice round this is the answer, for a letter a few words."""

    outcome = GuardedFormTextField(
        label=gettext_lazy("What did you do with it?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if round.kind == Round.Kind.LETTER:
            self.fields["outcome"].required = False
            self.fields["outcome"].label = _("A word to the readers")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
