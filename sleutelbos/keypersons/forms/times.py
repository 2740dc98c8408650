"""When somebody can: boxes in a week, exact hours of a day, days that differ, a pause."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sleutelbos.ui.dates import ClockField, DayField

from .. import queries, rules
from .versioned import VersionedForm

CELLS = [(f"{weekday}-{part}", f"{weekday}-{part}") for weekday in range(7) for part in rules.PART_CODES]
SPANS_PER_DAY = 3


class WeekForm(VersionedForm):
    """The week as boxes: a day and a part of the day."""

    blocks = forms.MultipleChoiceField(choices=CELLS, required=False)
    flexible = forms.BooleanField(label=_("I have no fixed times. You can always ask me."), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.key_person is not None
        ticked = rules.ticked_parts(queries.week_of(self.key_person))
        self.initial = {
            "blocks": [f"{weekday}-{part}" for weekday, part in ticked],
            "flexible": self.key_person.flexible,
            **self.initial,
        }

    def ticked(self) -> set[tuple[int, str]]:
        """The boxes that are ticked now: typed ones where there are, else those of the profile."""
        cells = self["blocks"].value() or []
        known = dict(CELLS)
        return {(int(cell[0]), cell[2:]) for cell in cells if cell in known}


def _minute(value: time) -> int:
    return value.hour * 60 + value.minute


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


class DayHoursForm(VersionedForm):
    """The exact hours of one day of the week, at most three times from .. to."""

    def __init__(self, *args: Any, weekday: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.key_person is not None
        spans = [b for b in rules.merged(queries.week_of(self.key_person)) if b.weekday == weekday]
        for number in range(SPANS_PER_DAY):
            own = spans[number] if number < len(spans) else None
            self.fields[f"start_{number}"] = ClockField(
                label=_("From"), required=False, help_text=_("For example 9:00"), initial=own and _clock(own.start)
            )
            self.fields[f"end_{number}"] = ClockField(
                label=_("To"), required=False, help_text=_("For example 12:30"), initial=own and _clock(own.end)
            )

    def pairs(self) -> Iterator[tuple[Any, Any]]:
        """The boxes two by two, for the template."""
        for number in range(SPANS_PER_DAY):
            yield self[f"start_{number}"], self[f"end_{number}"]

    def clean(self) -> dict[str, Any]:
        """Both boxes or none, and the end after the start; 0:00 as an end is midnight."""
        data = super().clean() or {}
        spans = []
        for number in range(SPANS_PER_DAY):
            start, end = data.get(f"start_{number}"), data.get(f"end_{number}")
            if start is None and end is None:
                continue
            if start is None or end is None:
                self.add_error(f"start_{number}" if start is None else f"end_{number}", _("Fill in both times."))
            elif (_minute(end) or 1440) <= _minute(start):
                self.add_error(f"end_{number}", _("This time is before the other one."))
            else:
                spans.append((_minute(start), _minute(end) or 1440))
        data["spans"] = spans
        return data


class ExceptionForm(forms.Form):
    """Days on which somebody is away, or can while the week says no."""

    available = forms.ChoiceField(
        label=_("What is different?"),
        choices=[("no", _("I am away")), ("yes", _("I can help extra"))],
        initial="no",
        widget=forms.RadioSelect,
    )
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Leave this empty for one day."))

    def clean(self) -> dict[str, Any]:
        """One day where no last day is given; no days that are over, no more than a year."""
        data = super().clean() or {}
        first = data.get("first_day")
        if first is None or "last_day" in self.errors:
            return data
        last = data.get("last_day") or first
        if last < first:
            self.add_error("last_day", _("The last day is before the first day."))
        elif last < date.today() - timedelta(days=1):
            self.add_error("first_day", _("This day is in the past."))
        elif last - first > timedelta(days=366):
            self.add_error("last_day", _("At most one year. Choose a pause if it is longer."))
        data["last_day"] = last
        return data


class OnlyForm(forms.Form):
    """In which part of the day somebody can for now, and how long that lasts."""

    part = forms.ChoiceField(
        label=_("When can you?"),
        choices=[
            ("evening", _("Only in the evening")),
            ("morning", _("Only in the morning")),
            ("afternoon", _("Only in the afternoon")),
        ],
        initial="evening",
        widget=forms.RadioSelect,
    )
    how_long = forms.TypedChoiceField(
        label=_("How long?"),
        coerce=int,
        choices=[(14, _("Two weeks")), (31, _("One month")), (92, _("Three months")), (366, _("One year"))],
        initial=31,
        widget=forms.RadioSelect,
    )


class PauseForm(forms.Form):
    """How long somebody wants to rest."""

    how_long = forms.ChoiceField(
        label=_("How long do you want to rest?"),
        choices=[
            ("7", _("One week")),
            ("31", _("One month")),
            ("92", _("Three months")),
            ("day", _("Until a day that I choose")),
            ("open", _("Until I say that I am back")),
        ],
        widget=forms.RadioSelect,
    )
    until = DayField(label=_("Last day of the pause"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """The last day of the pause as a date, None where it has no end."""
        data = super().clean() or {}
        choice = data.get("how_long")
        if choice == "day":
            if data.get("until") is None and "until" not in self.errors:
                self.add_error("until", _("Type the last day of the pause."))
            elif data.get("until") and data["until"] < self.today:
                self.add_error("until", _("This day is in the past."))
        elif choice == "open":
            data["until"] = None
        elif choice:
            data["until"] = self.today + timedelta(days=int(choice))
        return data
