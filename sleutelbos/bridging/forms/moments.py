"""Where and when: a fixed moment, or parts of the day within some weeks."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Municipality, Region
from sleutelbos.accounts.places import find_place
from sleutelbos.ui.dates import ClockField, DayField
from sleutelbos.ui.fields import GuardedFormCharField, GuardedFormTextField

from ..models import Request
from .typed import without

DURATIONS = [
    (30, _("Half an hour")),
    (45, _("Three quarters of an hour")),
    (60, _("One hour")),
    (90, _("One and a half hours")),
    (120, _("Two hours")),
    (180, _("Three hours")),
    (240, _("Half a day")),
]
# Part of the day -> weekdays and clock times: when an organisation says "any morning", this is what is meant.
PARTS = {
    "morning": (range(5), time(9), time(12)),
    "afternoon": (range(5), time(13), time(17)),
    "evening": (range(5), time(18, 30), time(21)),
    "weekend": (range(5, 7), time(10), time(17)),
}
FARTHEST = timedelta(days=365)


class WhenForm(forms.Form):
    """Where, when, how long, and in a few words what."""

    where = forms.ChoiceField(
        label=_("Where is it?"),
        choices=Request.Where.choices,
        initial=Request.Where.PLACE,
        widget=forms.RadioSelect(attrs={"class": "sb-short"}),
    )
    place = GuardedFormCharField(
        label=_("Town or village"), max_length=120, error_messages={"required": _("Type the town or village.")}
    )
    # What was typed the first time: the same unknown name twice is taken as it is.
    place_seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=120)
    address = GuardedFormCharField(
        label=_("Address"),
        help_text=_("A key person sees the address only after a yes."),
        max_length=200,
        required=False,
    )
    time_is = forms.ChoiceField(
        label=_("When is it?"),
        choices=[("fixed", _("On a fixed day and time")), ("open", _("The time is still open"))],
        initial="fixed",
        widget=forms.RadioSelect,
    )
    day = DayField(label=_("Day"), error_messages={"required": _("Type the day, or choose “The time is still open”.")})
    clock = ClockField(
        label=_("Time"), error_messages={"required": _("Type the time, or choose “The time is still open”.")}
    )
    within = forms.TypedChoiceField(
        label=_("Within how much time?"),
        choices=[(7, _("This week")), (14, _("Two weeks")), (28, _("Four weeks"))],
        coerce=int,
        initial=14,
        required=False,
        empty_value="14",
    )
    parts = forms.MultipleChoiceField(
        label=_("Which parts of the day are good?"),
        choices=[
            ("morning", _("Mornings")),
            ("afternoon", _("Afternoons")),
            ("evening", _("Evenings")),
            ("weekend", _("Weekend")),
        ],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "sb-short"}),
        required=False,
        error_messages={"required": _("Choose at least one part of the day.")},
    )
    time_note = GuardedFormCharField(
        label=_("Anything about the time?"),
        help_text=_("For example: not on Wednesday"),
        max_length=200,
        required=False,
    )
    duration_minutes = forms.TypedChoiceField(label=_("How long?"), choices=DURATIONS, coerce=int, initial=60)
    persons_wanted = forms.TypedChoiceField(
        label=_("How many key persons?"),
        choices=[(number, str(number)) for number in range(1, 13)],
        coerce=int,
        initial=1,
    )
    summary = GuardedFormTextField(
        label=_("In a few words: what is the question?"),
        help_text=_("No names, no numbers, no illness, no story of flight. Details are told in person."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, region: Region, individual: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region
        self.municipality: Municipality | None = None
        self.spot: tuple[float | None, float | None] = (None, None)
        # Filled by the page's own list, so that the commonest towns are one tap.
        self.fields["place"].widget.attrs["list"] = "plaatsen"
        fixed = self["time_is"].value() != "open"
        for name in ("day", "clock"):
            self.fields[name].required = fixed
        for name in ("within", "parts"):
            # Before anything was sent nobody knows which of the two will be chosen: neither is called optional.
            self.fields[name].required = not fixed or not self.is_bound
        without(self, *(("within", "parts", "time_note") if fixed else ("day", "clock")))
        if self["where"].value() != Request.Where.PLACE:
            without(self, "address")
        if individual:
            del self.fields["persons_wanted"]
        if not individual:
            self.fields["summary"].help_text = _("No names of learners or clients. Details are told in person.")

    @property
    def towns(self) -> list[str]:
        """The region's municipalities, to choose from while typing."""
        return list(self.region.municipalities.values_list("name", flat=True))

    def clean_place(self) -> str:
        """The town by the spelling we know; a name nobody knows is asked about once."""
        typed = str(self.cleaned_data["place"])
        near = {place.name: place for place in self.region.municipalities.all()}
        match = find_place(typed, near=list(near))
        if match.place is not None:
            self.municipality = near.get(match.place.municipality) or near.get(match.place.name)
            self.spot = (match.place.latitude, match.place.longitude)
            return match.place.name
        if typed in near:
            self.municipality = near[typed]
            self.spot = (near[typed].latitude, near[typed].longitude)
            return typed
        if typed.casefold() != self.data.get(self.add_prefix("place_seen"), "").casefold():
            data = cast(QueryDict, self.data).copy()
            data[self.add_prefix("place_seen")] = typed
            self.data = data
            options = ", ".join(place.label for place in match.suggestions[:3])
            if options:
                raise ValidationError(
                    _("Which place do you mean? %(options)s"), params={"options": options}, code="place"
                )
            raise ValidationError(
                _("We do not know this place. Look at the letters. Is it right? Then send it again."), code="place"
            )
        return typed

    def clean(self) -> dict[str, Any]:
        """A fixed time lies ahead, in waking hours."""
        data = super().clean() or {}
        if data.get("time_is") == "fixed":
            self._clean_fixed(data)
        return data

    def _clean_fixed(self, data: Mapping[str, Any]) -> None:
        day, clock = data.get("day"), data.get("clock")
        if day is None or clock is None:
            return
        if not time(7) <= clock <= time(22):
            self.add_error("clock", _("Is this the right time? Two o'clock in the afternoon is 14:00."))
        elif moment(day, clock) <= timezone.now():
            self.add_error("day", _("This day and time are over."))
        elif moment(day, clock) > timezone.now() + FARTHEST:
            self.add_error("day", _("This day is more than a year away. Is the year right?"))

    def values(self) -> dict[str, Any]:
        """Fields of Request, of a valid form."""
        data = self.cleaned_data
        fixed = data["time_is"] == "fixed"
        starts_at = moment(data["day"], data["clock"]) if fixed else None
        return {
            "where": data["where"],
            "place": data["place"],
            "address": data["address"],
            "municipality": self.municipality,
            "latitude": self.spot[0],
            "longitude": self.spot[1],
            "starts_at": starts_at,
            "windows": [] if fixed else windows(timezone.localdate(), int(data["within"]), data["parts"]),
            "time_note": "" if fixed else data["time_note"],
            "duration_minutes": data["duration_minutes"],
            "persons_wanted": int(data.get("persons_wanted") or 1),
            "summary": data["summary"],
            "urgency": urgency(starts_at, None if fixed else int(data["within"])),
        }


class ChangeForm(WhenForm):
    """Where, when and what of a question that was sent."""

    @classmethod
    def of(cls, question: Request, data: Any = None) -> "ChangeForm":
        """The form filled with how the question is now, or with what was typed."""
        start = timezone.localtime(question.starts_at) if question.starts_at else None
        initial = {
            "where": question.where,
            "place": question.place,
            "address": question.address,
            "time_is": "fixed" if start else "open",
            "day": start.date() if start else None,
            "clock": start.time() if start else None,
            "parts": parts_of(question.windows),
            "time_note": question.time_note,
            "duration_minutes": question.duration_minutes,
            "persons_wanted": question.persons_wanted,
            "summary": question.summary,
        }
        return cls(data, initial=initial, region=question.region, individual=question.individual)


def parts_of(blocks: Iterable[Mapping[str, str]]) -> list[str]:
    """Which parts of the day blocks of time are, as the form names them."""
    starts = {datetime.fromisoformat(block["start"]).time() for block in blocks}
    return [name for name, (_days, start, _end) in PARTS.items() if start in starts]


def moment(day: date, clock: time) -> datetime:
    """A local day and time as one moment."""
    return timezone.make_aware(datetime.combine(day, clock))


def urgency(starts_at: datetime | None, within: int | None) -> str:
    """How soon it is, from the time that was asked: nobody has to say "urgent"."""
    now = timezone.localtime()
    if starts_at is not None and timezone.localdate(starts_at) <= now.date() + timedelta(days=1):
        return Request.Urgency.TODAY
    if (starts_at is not None and starts_at < now + timedelta(days=7)) or within == 7:
        return Request.Urgency.SOON
    return Request.Urgency.NORMAL


def windows(today: date, within: int, parts: Iterable[str]) -> list[dict[str, str]]:
    """The blocks of time that "mornings, within two weeks" means, from tomorrow on, as ISO start and end."""
    days = [today + timedelta(days=ahead) for ahead in range(1, within + 1)]
    chosen = [PARTS[part] for part in parts]
    return [
        {"start": moment(day, start).isoformat(), "end": moment(day, end).isoformat()}
        for day in days
        for weekdays, start, end in chosen
        if day.weekday() in weekdays
    ]
