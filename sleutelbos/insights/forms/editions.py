"""Cover, chapters, figures, readings, interviews and quotes as they are typed; what a person decides."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers.queries import by_code
from sleutelbos.newcomers.rules import clean_code
from sleutelbos.ui.dates import DayField
from sleutelbos.ui.fields import GuardedFormCharField, GuardedFormTextField

from ..models import Chapter, Edition, Figure, Interview, Quote

MOST_ROWS = 24
MOST_SERIES = 6


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CreateForm(forms.Form):
    """A new edition."""

    title = GuardedFormCharField(label=gettext_lazy("Title"), max_length=120)
    subtitle = GuardedFormCharField(label=gettext_lazy("Subtitle"), max_length=200, required=False)
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        min_value=2020,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "sb-size-8"}),
    )
    publisher = GuardedFormCharField(label=gettext_lazy("Publisher"), max_length=160, required=False)
    contact = forms.EmailField(label=gettext_lazy("Mail address for questions"), required=False)
    replaces = forms.ModelChoiceField(
        label=gettext_lazy("Replaces"),
        queryset=Edition.objects.none(),
        required=False,
        empty_label=gettext_lazy("No other edition"),
    )

    def __init__(self, *args: Any, editions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = editions  # type: ignore[attr-defined]


class CoverForm(forms.ModelForm[Edition]):
    """Cover, accountability, colophon."""

    class Meta:
        model = Edition
        fields = (
            "title", "subtitle", "year", "publisher", "contact", "accountability", "not_represented", "colophon",
        )  # fmt: skip
        widgets = {"accountability": _area(10), "not_represented": _area(7), "colophon": _area(5)}
        labels = {
            "title": gettext_lazy("Title"),
            "subtitle": gettext_lazy("Subtitle"),
            "year": gettext_lazy("Year"),
            "publisher": gettext_lazy("Publisher"),
            "contact": gettext_lazy("Mail address for questions"),
            "accountability": gettext_lazy("How this was made"),
            "not_represented": gettext_lazy("Who is not heard here"),
            "colophon": gettext_lazy("Colophon"),
        }


class ChapterForm(forms.ModelForm[Chapter]):
    """One chapter in the small markup."""

    class Meta:
        model = Chapter
        fields = ("kind", "heading", "lead", "picture", "interview", "body")
        widgets = {"body": _area(22), "lead": _area(2)}
        labels = {
            "kind": gettext_lazy("Kind of chapter"),
            "heading": gettext_lazy("Heading"),
            "lead": gettext_lazy("Introduction"),
            "picture": gettext_lazy("Illustration"),
            "interview": gettext_lazy("About which interview?"),
            "body": gettext_lazy("Text"),
        }

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        home = edition.translated_from or edition
        field = self.fields["interview"]
        field.queryset = home.interviews.exclude(state="withdrawn")  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: row.role  # type: ignore[attr-defined]


class FigureForm(forms.ModelForm[Figure]):
    """A chart: one row per line, the label first, then a number per series."""

    heads = GuardedFormCharField(
        label=gettext_lazy("Names of the rows of numbers"),
        help_text=gettext_lazy("With ; between them. For example: asylum ; family"),
        max_length=200,
    )
    rows = GuardedFormTextField(
        label=gettext_lazy("Numbers"),
        help_text=gettext_lazy("One line per bar: name ; number ; number. A - where a number is not shown."),
        max_length=2000,
        widget=_area(8),
    )
    reference_day = DayField(label=gettext_lazy("As of"), required=False)

    class Meta:
        model = Figure
        fields = (
            "title", "description", "kind", "unit", "decimals", "source", "source_edition", "reference_day",
            "status", "note",
        )  # fmt: skip
        labels = {
            "title": gettext_lazy("Title"),
            "description": gettext_lazy("What one sees"),
            "kind": gettext_lazy("Kind of chart"),
            "unit": gettext_lazy("Unit"),
            "decimals": gettext_lazy("Decimals"),
            "source": gettext_lazy("Source"),
            "source_edition": gettext_lazy("Edition of the source"),
            "status": gettext_lazy("Status"),
            "note": gettext_lazy("Note"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        figure: Figure | None = kwargs.get("instance")
        if figure is not None:
            kwargs["initial"] = {"heads": _heads(figure), "rows": _rows(figure), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.order_fields(["title", "description", "kind", "heads", "rows", "unit", "decimals"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        heads = [part.strip() for part in data.get("heads", "").split(";") if part.strip()]
        labels: list[str] = []
        columns: list[list[float | None]] = [[] for _head in heads]
        if len(heads) > MOST_SERIES:
            self.add_error("heads", _("Six rows of numbers at most."))
            return data
        for line in filter(str.strip, data.get("rows", "").splitlines()):
            label, *cells = [part.strip() for part in line.split(";")]
            try:
                numbers = [_number(cell) for cell in cells]
            except ValueError:
                numbers = []
            if not label or len(numbers) != len(heads):
                self.add_error("rows", _("This line does not fit: %(line)s") % {"line": line[:60]})
                return data
            labels.append(label)
            for column, number in zip(columns, numbers, strict=True):
                column.append(number)
        if "rows" in data and not 1 <= len(labels) <= MOST_ROWS:
            self.add_error("rows", _("One line at least, 24 at most."))
        data["labels"] = labels
        data["series"] = [[head, column] for head, column in zip(heads, columns, strict=True)]
        return data

    def values(self) -> dict[str, Any]:
        """What is kept."""
        names = (*self.Meta.fields, "labels", "series")
        return {name: self.cleaned_data[name] for name in names}


def _number(text: str) -> float | None:
    if text in {"-", ""}:
        return None
    value = float(text.replace(" ", "").replace(",", "."))
    if not abs(value) < 1e9:
        raise ValueError("no number for a chart")
    return int(value) if value == int(value) else value


def _heads(figure: Figure) -> str:
    return " ; ".join(name for name, _values in figure.series)


def _rows(figure: Figure) -> str:
    lines = []
    for at, label in enumerate(figure.labels):
        cells = [values[at] if at < len(values) else None for _name, values in figure.series]
        lines.append(" ; ".join([label, *("-" if cell is None else f"{cell:g}".replace(".", ",") for cell in cells)]))
    return "\n".join(lines)


class ReadingForm(forms.Form):
    """Something to read further."""

    title = GuardedFormCharField(label=gettext_lazy("Title"), max_length=200)
    url = forms.URLField(label=gettext_lazy("Address"), max_length=400, assume_scheme="https")

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if not url.startswith("https://"):
            raise forms.ValidationError(_("An address that begins with https://."))
        return url


class InterviewForm(forms.Form):
    """With whom somebody spoke, and how to reach this person for a yes."""

    kind = forms.ChoiceField(label=gettext_lazy("Who told something?"), choices=Interview.Kind.choices)
    role = GuardedFormCharField(
        label=gettext_lazy("Who is this, without a name?"),
        help_text=gettext_lazy("For example: mother of two, teacher, key person since 2021"),
        max_length=80,
    )
    first_name = GuardedFormCharField(
        label=gettext_lazy("First name"),
        help_text=gettext_lazy("Shown only if the person says so."),
        max_length=40,
        required=False,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language does this person read the quotes?"), choices=settings.LANGUAGES
    )
    key_person = forms.ModelChoiceField(
        label=gettext_lazy("Key person"), queryset=KeyPerson.objects.none(), required=False, empty_label="-"
    )
    code = GuardedFormCharField(label=gettext_lazy("Code of a newcomer"), max_length=20, required=False)
    email = forms.EmailField(label=gettext_lazy("Mail address of a professional"), required=False)

    def __init__(self, *args: Any, people: Any, region_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region_id = region_id
        field = self.fields["key_person"]
        field.queryset = people  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: row.first_name  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        kind = data.get("kind")
        person = data.get("key_person") if kind == Interview.Kind.KEY_PERSON else None
        newcomer = None
        if kind == Interview.Kind.NEWCOMER and data.get("code"):
            newcomer = by_code(clean_code(data["code"]))
            if newcomer is None or newcomer.region_id != self.region_id:
                self.add_error("code", _("We do not know this code."))
        if kind == Interview.Kind.KEY_PERSON and person is None:
            self.add_error("key_person", _("Choose who it was."))
        data["key_person"], data["newcomer"] = person, newcomer
        return data

    def values(self) -> dict[str, Any]:
        """What is kept."""
        data = self.cleaned_data
        kept = {name: data[name] for name in ("kind", "role", "first_name", "language", "key_person", "newcomer")}
        kept["email"] = data["email"] if data["kind"] == Interview.Kind.PROFESSIONAL else ""
        if data["key_person"] is not None:
            kept["first_name"] = data["key_person"].first_name
        return kept


class QuoteForm(forms.ModelForm[Quote]):
    """Words of one person, and the same words in the person's own language."""

    class Meta:
        model = Quote
        fields = ("text", "own_text", "chapter", "pulled")
        widgets = {"text": _area(4), "own_text": forms.Textarea(attrs={"rows": 4, "dir": "auto"})}
        labels = {
            "text": gettext_lazy("The words"),
            "own_text": gettext_lazy("The same words in the language of the person"),
            "chapter": gettext_lazy("At the end of which chapter?"),
            "pulled": gettext_lazy("Big, beside the text"),
        }

    def __init__(self, *args: Any, interview: Interview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        if interview.language == interview.edition.language:
            del self.fields["own_text"]
        else:
            self.fields["own_text"].required = True
        self.fields["chapter"].queryset = interview.edition.chapters.all()  # type: ignore[attr-defined]
        self.fields["chapter"].empty_label = _("Nowhere, or where the text asks for it")  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What is kept."""
        data = dict(self.cleaned_data)
        data.setdefault("own_text", data["text"])
        return data


class TranslationForm(forms.Form):
    """The words of a quote in one more language."""

    text = GuardedFormTextField(label=gettext_lazy("The words"), max_length=1200, widget=_area(3))


class NoteForm(forms.Form):
    """What changed in a new issue."""

    note = GuardedFormCharField(label=gettext_lazy("What changed?"), max_length=300)
