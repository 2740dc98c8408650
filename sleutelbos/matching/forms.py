"""What a coordinator chooses from a list of suggestions or on the board of a week."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.matching.engine import Points, Relaxation, moments
from sleutelbos.ui.dates import DayField
from sleutelbos.ui.templatetags.ui import localdate

from .models import Override
from .queries.board import Choices
from .services.repairing import Choice, Fallen, Proposal
from .templatetags.reasons import moment_of, rule_words

# Hours a coordinator may give somebody to answer.
HOURS = (2, 4, 8, 24, 48, 72)


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
    # How long each may take to answer before the next in line is asked; empty is what the region agreed.
    hours = forms.TypedChoiceField(
        coerce=int, required=False, empty_value=None, choices=[(hours, str(hours)) for hours in HOURS]
    )

    # Why another than the first of the list; asked once, when that is so.
    why = forms.ChoiceField(
        required=False,
        choices=[pair for pair in Override.Reason.choices if pair[0] != Override.Reason.OUTSIDE],
        widget=forms.RadioSelect,
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


class CompareForm(LookForm):
    """The two people to look at side by side; what is not there comes from the address bar and is passed over."""

    persoon = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, *args: object, ids: list[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["persoon"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, str(pk)) for pk in ids]


class WeekForm(forms.Form):
    """Which week, by any of its days."""

    week = forms.DateField(required=False, input_formats=["%Y-%m-%d"])


class VersionForm(forms.Form):
    """The plan as it was seen, so that two coordinators do not undo each other's work."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class LineForm(VersionForm):
    """Who goes and when, for one question of the plan."""

    person = forms.TypedChoiceField(label=_("Who?"), coerce=int)
    start = forms.TypedChoiceField(label=_("When?"), coerce=int)

    def __init__(self, *args: object, choices: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        person, start = self.fields["person"], self.fields["start"]
        assert isinstance(person, forms.ChoiceField) and isinstance(start, forms.ChoiceField)
        fits = [
            (row.pk, _("%(name)s: %(score)s points") % {"name": row, "score": score}) for row, score in choices.fitting
        ]
        others = [(row.pk, f"{row}: {rule_words(rule)}") for row, rule in choices.others]
        person.choices = [(_("Fits"), fits), (_("Does not fit now"), others)]
        start.choices = [(minute, localdate(moment_of(minute))) for minute in choices.starts[:300]]
        if len(choices.starts) == 1:
            start.initial = choices.starts[0]

    def moment(self) -> datetime:
        """The chosen start."""
        return moment_of(self.cleaned_data["start"])


class MarkForm(VersionForm):
    """One thing to do with one line, as the button says: "pin:12"."""

    doe = forms.RegexField(r"^(pin|loose|off|back):[0-9]{1,18}$")

    def clean(self) -> dict[str, object]:
        """The button's two parts."""
        values: dict[str, object] = super().clean() or {}
        if "doe" in values:
            mark, _colon, line = str(values["doe"]).partition(":")
            values |= {"mark": mark, "line": int(line)}
        return values


class DropForm(VersionForm):
    """A card was dragged: which question (and line), to whom, to which day."""

    question = forms.IntegerField(min_value=1)
    line = forms.IntegerField(min_value=1, required=False)
    person = forms.IntegerField(min_value=1)
    day = forms.DateField(input_formats=["%Y-%m-%d"])

    def start_on_day(self, starts: Sequence[int], before: int | None) -> int | None:
        """The start on that day: the same time of the day where it is possible, else the first; None without one."""
        first = moments.day_of(self.cleaned_data["day"]) * moments.DAY
        there = [start for start in starts if first <= start < first + moments.DAY]
        if not there:
            return None
        same = first + before % moments.DAY if before is not None else there[0]
        return same if same in there else there[0]

    @staticmethod
    def moment_of(start: int) -> datetime:
        """A start as a moment here."""
        return moment_of(start)


class PublishForm(VersionForm):
    """The lines of which the people are asked."""

    lines = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, *args: object, ids: Iterable[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["lines"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, str(pk)) for pk in ids]


class WhoIsOutForm(forms.Form):
    """Who is ill or away."""

    wie = forms.TypedChoiceField(label=_("Who is ill or away?"), coerce=int)

    def __init__(self, *args: object, people: Sequence[KeyPerson], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["wie"]
        assert isinstance(field, forms.ChoiceField)
        # Nobody stands in it beforehand: one tap too early would plan around the first of the alphabet.
        field.choices = [("", _("Choose")), *((row.pk, str(row)) for row in people)]


class DaysForm(forms.Form):
    """From which day to which day, both counted."""

    van = DayField(label=_("From"))
    tot = DayField(label=_("Until"))
    # The word under which a wider answer waits.
    ruimer = forms.RegexField(r"^[A-Za-z0-9]{1,40}$", required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        """The days lie ahead, in order, and not a year long."""
        values: dict[str, object] = super().clean() or {}
        first, last = values.get("van"), values.get("tot")
        if isinstance(first, date) and isinstance(last, date):
            if last < first:
                self.add_error("tot", _("The last day is before the first day."))
            elif last < timezone.localdate():
                self.add_error("tot", _("These days are over."))
            elif first < timezone.localdate():
                self.add_error("van", _("This day is in the past."))
            elif last - first > timedelta(days=92):
                self.add_error("tot", _("Choose three months at most. For longer, give this person a pause."))
        return values


class WiderForm(DaysForm):
    """The days a wider answer is about, and what the first one came to: appointments kept, others moved."""

    gevuld = forms.IntegerField(min_value=0, max_value=10_000)
    verzet = forms.IntegerField(min_value=0, max_value=10_000)


@dataclass(frozen=True)
class RepairOption:
    """One thing to do with an appointment; `over` is the legal maximum of a fee it would pass, or ""."""

    value: str
    label: str
    why: tuple[Points, ...] = ()
    over: str = ""
    person: KeyPerson | None = None


@dataclass(frozen=True)
class RepairRow:
    """One appointment with its choices, as the page shows it."""

    item: Fallen
    field: forms.BoundField
    options: list[RepairOption]


class RepairForm(forms.Form):
    """For each appointment that falls out: whom to ask, or to look later, or to leave it."""

    def __init__(self, *args: object, proposal: Proposal, names: dict[int, KeyPerson], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.items = {f"afspraak-{item.visit.pk}": item for item in proposal.fallen}
        self.options: dict[str, list[RepairOption]] = {}
        for name, item in self.items.items():
            found = [*([item.proposed] if item.proposed else []), *item.others]
            options = [
                RepairOption(
                    str(row.person),
                    str(_("Ask %(name)s") % {"name": names[row.person]}),
                    row.reasons,
                    row.over,
                    names[row.person],
                )
                for row in found
                if row.person in names
            ]
            if item.lost:
                options.append(RepairOption("open", str(_("Nobody now: open the question again"))))
            options.append(RepairOption("leave", str(_("Leave it as it is"))))
            self.options[name] = options
            self.fields[name] = forms.ChoiceField(
                choices=[(option.value, option.label) for option in options],
                initial=options[0].value,
                widget=forms.RadioSelect,
            )

    def rows(self) -> list[RepairRow]:
        """The appointments in order."""
        return [RepairRow(item, self[name], self.options[name]) for name, item in self.items.items()]

    def choices(self) -> dict[int, Choice]:
        """What was chosen, by appointment."""
        found: dict[int, Choice] = {}
        for name, item in self.items.items():
            value = self.cleaned_data[name]
            found[item.visit.pk] = value if value in {"open", "leave"} else int(value)
        return found
