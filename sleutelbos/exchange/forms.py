"""What somebody says about an uploaded list."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sleutelbos.accounts.models import Organisation
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui import guard
from sleutelbos.ui.dates import DayField
from sleutelbos.ui.fields import GuardedFormCharField, clean_string

from . import wording
from .models import ImportRow
from .reading import limits, refusals, storing
from .reading.asking import LEAVE_OUT, Option, Question
from .reading.layout import PEOPLE, REQUESTS, SheetLayout, fields_of
from .reading.refusals import RefusedFile
from .reading.rows import ReadRow
from .reading.sources import allowed
from .reading.surroundings import Surroundings

MOST_AT_ONCE = 120  # questions on one page; answering them brings the next
_SHORTEST_FIRST = 6  # up to so many answers stand beside each other, more go in a menu


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=gettext_lazy("Your list"),
        help_text=gettext_lazy(
            "An Excel file (.xlsx), an OpenDocument sheet (.ods) or a text file (.csv), at most 10 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv,.tsv,.txt"}),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )

    def clean_file(self) -> Any:
        """A file that is too large is refused before it is in memory."""
        file = self.cleaned_data["file"]
        if file.size > limits.DEFAULT.file_bytes:
            most = limits.DEFAULT.file_bytes // limits.MEGABYTE
            refused = RefusedFile(refusals.TOO_LARGE, most_megabytes=most)
            raise forms.ValidationError(wording.refusal_text(refused), code=refused.code)
        return file


class SheetForm(forms.Form):
    """What one sheet is and what its columns mean; one field per column that may be read."""

    chosen = forms.BooleanField(label=gettext_lazy("Read this sheet"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("What stands in it"),
        choices=[(PEOPLE, gettext_lazy("Key persons")), (REQUESTS, gettext_lazy("Questions of organisations"))],
    )

    def __init__(self, data: Any = None, *, layout: SheetLayout) -> None:
        initial = {"chosen": layout.chosen, "kind": layout.kind}
        super().__init__(data, prefix=f"blad{layout.sheet}", initial=initial)
        self.layout = layout
        for guess in layout.columns:
            if guess.field.startswith("refused"):
                continue
            self.fields[f"kolom{guess.column}"] = forms.ChoiceField(
                label=guess.heading or _("Column %(number)d") % {"number": guess.column},
                choices=_field_choices(layout.kind, guess.field),
                initial=guess.field,
                required=False,
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        """The fields of the columns, in their order."""
        return [self[name] for name in self.fields if name.startswith("kolom")]

    def said(self) -> dict[str, Any]:
        """What was chosen, as the service takes it."""
        fields = {
            int(name.removeprefix("kolom")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("kolom")
        }
        return {"chosen": self.cleaned_data["chosen"], "kind": self.cleaned_data["kind"], "fields": fields}


def _field_choices(kind: str, present: str) -> list[tuple[str, str]]:
    choices = [("", _("Do not read")), *((name, wording.field_label(name)) for name in fields_of(kind))]
    if present and present not in {name for name, _label in choices}:
        choices.append((present, _("A language of its own")))
    return choices


class EverybodyForm(forms.Form):
    """What holds for everybody in the list, because the list itself does not say it."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("For which organisation do they work?"),
        help_text=gettext_lazy("Without one, the form of work (volunteer, employed ...) is not taken in."),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("Not said"),
    )
    engaged_from = DayField(label=gettext_lazy("Since which day?"), required=False)
    initial_state = forms.ChoiceField(
        label=gettext_lazy("How do they come in?"),
        help_text=gettext_lazy("Unless the list says otherwise."),
        required=False,
        choices=[
            ("", gettext_lazy("As a candidate: you look at everybody first")),
            ("in_training", KeyPerson.State.IN_TRAINING.label),
            ("deployable", KeyPerson.State.DEPLOYABLE.label),
        ],
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class QuestionsForm(forms.Form):
    """Questions that one answer settles in every row that asks them; each may stay open."""

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        groups: Iterable[Mapping[str, Any]],
        topics: Mapping[str, str],
        answers: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keys: dict[str, str] = {}
        self.groups: list[dict[str, Any]] = []
        for group in list(groups)[:MOST_AT_ONCE]:
            question = storing.question_from_json(group["question"])
            if not question.options and not question.blocking:
                # Nothing to choose: such cells are corrected one by one.
                self.groups.append({**group, "question": question, "text": wording.question_text(question)})
                continue
            name = field_name(question.key)
            self.keys[name] = question.key
            self.fields[name] = question_field(question, topics, answers.get(question.key, ""), many=True)
            self.groups.append({**group, "question": question, "name": name, "text": str(self.fields[name].label)})

    def bound_groups(self) -> list[dict[str, Any]]:
        """The groups with their fields, for the page."""
        return [
            {
                **group,
                "label": wording.field_label(group["field"]),
                "field": self[group["name"]] if "name" in group else None,
            }
            for group in self.groups
        ]

    def answers(self) -> dict[str, str]:
        """Question key -> answer, only of what was answered."""
        return {self.keys[name]: value for name, value in self.cleaned_data.items() if value}


def field_name(key: str) -> str:
    """A form field's name for a question: keys hold words of the list, names may not."""
    return f"v{hashlib.sha256(key.encode()).hexdigest()[:14]}"


class OpenChoiceField(forms.ChoiceField):
    """A choice that matters and that may still stay open: it is not marked as something one can pass over."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


def question_field(
    question: Question, topics: Mapping[str, str], answer: str, *, many: bool = False
) -> forms.ChoiceField:
    """A choice out of a question's answers, and leaving it out; nothing chosen leaves it open.

    `many`: the answer holds for several rows, so that "somebody else" is none.
    """
    options = (*question.options, Option(LEAVE_OUT))
    if many and question.key == "row:known":
        options = tuple(option for option in options if option.value != "different")
    choices = [(option.value, wording.option_text(question, option, topics)) for option in options]
    few = len(choices) <= _SHORTEST_FIRST
    return OpenChoiceField(
        label=wording.group_text(question) if many else wording.question_text(question),
        choices=choices if few else [("", _("Choose ...")), *choices],
        widget=forms.RadioSelect(attrs={"class": "sb-options--columns"}) if few else forms.Select,
        initial=answer,
    )


class CellField(GuardedFormCharField):
    """The text of one cell; a phone number is no BSN in a cell for phone numbers."""

    def __init__(self, *, field: str, around: Surroundings, **kwargs: Any) -> None:
        super().__init__(max_length=2_000, required=False, **kwargs)
        self._field, self._around = field, around

    def run_validators(self, value: Any) -> None:
        forms.CharField.run_validators(self, value)
        for kind in allowed(value, self._field, self._around)[1]:
            raise forms.ValidationError(guard.explain(kind), code=f"forbidden_{kind}")  # type: ignore[arg-type]


class RowForm(forms.Form):
    """One row: the text of its cells, its open questions, and whether it comes in."""

    use_required_attribute = False

    skip = forms.ChoiceField(
        label=gettext_lazy("This row"),
        choices=[("", gettext_lazy("Comes in")), ("yes", gettext_lazy("Leave it out"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        row: ImportRow,
        read: ReadRow,
        names: Iterable[str],
        said: Mapping[str, Any],
        topics: Mapping[str, str],
        around: Surroundings,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.texts: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        for name in names:
            raw = read.fields[name].raw if name in read.fields else ""
            shown = said.get("texts", {}).get(name, raw)
            self.texts[name] = shown
            self.fields[f"cel_{name}"] = CellField(
                field=name,
                around=around,
                label=wording.field_label(name),
                initial=shown,
                widget=forms.Textarea(attrs={"rows": 2}) if len(shown) > 60 else forms.TextInput,
            )
        for _name, question in read.open_questions():
            if question.options or question.blocking:
                name = field_name(question.key)
                self.keys[name] = question.key
                self.fields[name] = question_field(question, topics, said.get("answers", {}).get(question.key, ""))
        self.fields["skip"].initial = "yes" if row.state == ImportRow.State.SKIPPED else ""

    @property
    def cells(self) -> list[forms.BoundField]:
        """The fields of the cells."""
        return [self[f"cel_{name}"] for name in self.texts]

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields of the questions."""
        return [self[name] for name in self.keys]

    def changed_texts(self) -> dict[str, str]:
        """Only what somebody typed differently."""
        typed = {name: clean_string(self.cleaned_data[f"cel_{name}"] or "") for name in self.texts}
        return {name: text for name, text in typed.items() if text.strip() != self.texts[name].strip()}

    def answers(self) -> dict[str, str]:
        """Question key -> answer, only of what was answered."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items() if self.cleaned_data[name]}

    def skip_row(self) -> bool | None:
        """Left out by hand, taken in by hand, or None when it stays as it was."""
        was, now = self.fields["skip"].initial == "yes", self.cleaned_data["skip"] == "yes"
        return now if now != was else (True if now else None)


class RowFilterForm(forms.Form):
    """Which rows are shown."""

    stand = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[
            ("", gettext_lazy("All rows")),
            ("vragen", gettext_lazy("With open questions")),
            ("geweigerd", gettext_lazy("With refused cells")),
            *ImportRow.State.choices,
        ],
    )
    soort = forms.ChoiceField(
        label=gettext_lazy("List"),
        required=False,
        choices=[
            ("", gettext_lazy("Both lists")),
            ("people", gettext_lazy("Key persons")),
            ("requests", gettext_lazy("Questions")),
        ],
    )
    zoek = GuardedFormCharField(label=gettext_lazy("Search"), required=False, max_length=60)

    def values(self) -> dict[str, Any]:
        """What was chosen; nothing for a form with mistakes."""
        return self.cleaned_data if self.is_valid() else {}
