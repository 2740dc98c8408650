"""What an organisation types to ask a question, one small form per screen."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts import queries as accounts
from sleutelbos.accounts.models import Municipality, Organisation, Region, Role
from sleutelbos.accounts.places import find_place
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.guidance import queries as guidance
from sleutelbos.guidance.models import HelperRole, Topic, TriageRule
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers.rules import is_case_code
from sleutelbos.ui.dates import ClockField, DayField
from sleutelbos.ui.fields import GuardedFormCharField, GuardedFormTextField

from ..models import Request
from .typed import UNKNOWN, MailField, PhoneField, language_choices, without

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


class KindForm(forms.Form):
    """What kind of help: one tap."""

    kind = forms.ChoiceField(choices=Request.Kind.choices)


class RouterForm(forms.Form):
    """The role router's rules as questions with yes and no; every one must be answered."""

    def __init__(self, *args: Any, rules: Iterable[TriageRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule in rules:
            if rule.outcome == TriageRule.Outcome.KEY_PERSON:
                # Says what is left over: there to be read, not to be asked.
                continue
            self.fields[f"rule_{rule.code}"] = forms.ChoiceField(
                label=guidance.in_language(rule.question),
                choices=[("no", _("No")), ("yes", _("Yes"))],
                widget=forms.RadioSelect(attrs={"class": "sb-yesno"}),
                error_messages={"required": _("Choose yes or no.")},
            )

    @property
    def answers(self) -> dict[str, bool]:
        """Rule code -> yes or no, of a valid form."""
        return {name.removeprefix("rule_"): value == "yes" for name, value in self.cleaned_data.items()}


class AdviceForm(forms.Form):
    """What to do after the router's advice: only what that advice leaves open."""

    NEXT = {
        "emergency": (),
        "interpreter_first": ("interpreter", "coordinator"),
        "professional_first": ("coordinator",),
        "key_person_beside": ("beside",),
    }
    choice = forms.ChoiceField()

    def __init__(self, *args: Any, outcome: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"] = forms.ChoiceField(choices=[(name, name) for name in self.NEXT.get(outcome, ())])


class TopicForm(forms.Form):
    """About what, in which language."""

    topic = forms.ChoiceField(
        label=_("Choose one"),
        widget=forms.RadioSelect(attrs={"class": "sb-short"}),
        error_messages={"required": _("Choose what it is about.")},
    )
    role = forms.ChoiceField(label=_("What can the key person do?"), required=False)
    language = forms.ChoiceField(
        label=_("Which language does the newcomer speak best?"),
        error_messages={"required": _("Choose a language, or “I do not know the language”.")},
    )
    fallback = forms.ChoiceField(
        label=_("Does nobody speak exactly this language? May it be a related language?"),
        choices=[
            (Request.Fallback.DECLARED, _("Yes, if the newcomer understands it well. We always tell you.")),
            (Request.Fallback.NONE, _("No, only this language")),
        ],
        initial=Request.Fallback.DECLARED,
        widget=forms.RadioSelect,
    )
    also = forms.ChoiceField(label=_("Another language the newcomer also speaks well"), required=False)

    def __init__(self, *args: Any, individual: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = guidance.topic_choices()  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("I do not know yet")), *guidance.role_choices()]  # type: ignore[attr-defined]
        self.fields["language"].choices = language_choices(_("Choose a language"))  # type: ignore[attr-defined]
        self.fields["also"].choices = language_choices(_("None"))  # type: ignore[attr-defined]
        if not individual:
            self.fields["language"].required = False
            self.fields["language"].label = _("Is a language needed? Which one?")
            self.fields["language"].choices = language_choices(_("No language needed"))  # type: ignore[attr-defined]
            self.fields["fallback"].required = False
            del self.fields["also"]

    def values(self) -> dict[str, Any]:
        """Fields of Request, of a valid form."""
        data = self.cleaned_data
        also = data.get("also", "")
        return {
            "topic": Topic.objects.get(code=data["topic"]),
            "role": HelperRole.objects.filter(code=data["role"]).first(),
            "language": data["language"],
            "fallback": data["fallback"] or Request.Fallback.DECLARED,
            "also_accepted": [also] if also and also not in {data["language"], UNKNOWN} else [],
        }


class WishForm(forms.Form):
    """The newcomer's wishes; nobody is asked for a reason."""

    gender = forms.ChoiceField(
        label=_("A man or a woman?"),
        choices=[
            ("none", _("No wish")),
            ("woman", _("Rather a woman")),
            ("woman!", _("Only a woman")),
            ("man", _("Rather a man")),
            ("man!", _("Only a man")),
        ],
        initial="none",
        widget=forms.RadioSelect(attrs={"class": "sb-short"}),
    )
    not_from_own_place = forms.BooleanField(label=_("Nobody from the newcomer's own town"), required=False)
    newcomer_place = GuardedFormCharField(
        label=_("Which town is that?"),
        help_text=_("Only needed if you ticked the box above."),
        max_length=120,
        required=False,
    )
    not_person = GuardedFormCharField(
        label=_("Is there a key person the newcomer does not want? Type the name"),
        help_text=_("We never tell that person, and you do not have to say why."),
        max_length=120,
        required=False,
    )
    same_person = forms.ModelChoiceField(
        label=_("The same key person as before?"),
        queryset=KeyPerson.objects.none(),
        empty_label=_("No wish"),
        required=False,
    )

    def __init__(self, *args: Any, earlier: Iterable[KeyPerson] = (), full_names: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and not self.data.get("not_from_own_place"):
            without(self, "newcomer_place")
        people = KeyPerson.objects.filter(pk__in=[person.pk for person in earlier])
        if people:
            field = self.fields["same_person"]
            field.queryset = people  # type: ignore[attr-defined]
            # The first name is all an organisation knows.
            field.label_from_instance = str if full_names else lambda person: person.first_name  # type: ignore[attr-defined]
        else:
            del self.fields["same_person"]

    def clean(self) -> dict[str, Any]:
        """A town is needed to stay away from it."""
        data = super().clean() or {}
        if data.get("not_from_own_place") and not data.get("newcomer_place"):
            self.add_error("newcomer_place", _("Type the town, else we cannot take it into account."))
        return data

    def values(self) -> dict[str, Any]:
        """Fields of Request, of a valid form."""
        data = self.cleaned_data
        gender = data["gender"]
        return {
            "gender_wish": gender.rstrip("!"),
            "gender_required": gender.endswith("!"),
            "not_from_own_place": data["not_from_own_place"],
            "newcomer_place": data["newcomer_place"],
            "not_person": data["not_person"],
            "same_person": data.get("same_person"),
        }


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


class WhoForm(forms.Form):
    """Who asks; for somebody with an account only what we do not know yet."""

    asker_name = GuardedFormCharField(label=_("Your name"), max_length=120)
    asker_organisation = GuardedFormCharField(label=_("Your organisation"), max_length=160)
    asker_organisation_kind = forms.ChoiceField(label=_("What kind of organisation is it?"))
    asker_email = MailField(label=_("Your mail address"), help_text=_("We send you a mail with a link."))
    asker_phone = PhoneField(
        label=_("Your phone number"), help_text=_("For the key person, if you cannot find each other on the day.")
    )
    newcomer_informed = forms.ChoiceField(
        label=_("Does the newcomer know that you ask this, and agree?"),
        choices=[
            (Request.Informed.YES, _("Yes, the newcomer knows and agrees")),
            (Request.Informed.NOT_YET, _("Not yet. I will ask, or use the card you send me")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one. “Not yet” is fine too.")},
    )
    case_code = GuardedFormCharField(
        label=_("Your own link code for this newcomer"),
        help_text=_("Letters and digits that mean something only to you, as KM-104. Never a BSN or V-number."),
        max_length=20,
        required=False,
    )
    # A box that people do not see: what fills it in is a machine.
    website = forms.CharField(label=_("Leave this empty"), required=False, max_length=200)

    def __init__(self, *args: Any, viewer: Viewer, individual: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.fields["asker_organisation_kind"].choices = [("", _("Choose")), *Organisation.Kind.choices]  # type: ignore[attr-defined]
        for name, fills in (
            ("asker_name", "name"),
            ("asker_organisation", "organization"),
            ("asker_email", "email"),
            ("website", "off"),
        ):
            self.fields[name].widget.attrs["autocomplete"] = fills
        if not individual:
            del self.fields["newcomer_informed"]
        if not individual or not viewer.signed_in:
            # Whoever types a code sees that newcomer's page: only for people we know.
            del self.fields["case_code"]
        if asks_for_oneself(viewer):
            for name in ("asker_name", "asker_organisation", "asker_organisation_kind", "asker_email"):
                del self.fields[name]
        if viewer.signed_in:
            del self.fields["website"]
        if viewer.has_role(Role.COORDINATOR):
            self._for_somebody_else()

    def _for_somebody_else(self) -> None:
        """The question came by phone or mail, and the coordinator types it."""
        self.fields["organisation"] = forms.ModelChoiceField(
            label=_("Which organisation asks?"),
            queryset=accounts.visible_organisations(self.viewer).filter(active=True),
            empty_label=_("Another one, typed below"),
            required=False,
        )
        for name, label in (
            ("asker_name", _("Who asks?")),
            ("asker_organisation", _("Name of the organisation")),
            ("asker_email", _("Mail address")),
            ("asker_phone", _("Phone number")),
        ):
            self.fields[name].label = label
            self.fields[name].widget.attrs["autocomplete"] = "off"
            self.fields[name].required = name == "asker_name"
        self.fields["asker_organisation_kind"].required = False
        self.fields["asker_email"].help_text = _("Who asked gets a mail with a link to follow the question.")
        self.order_fields(["organisation", "asker_organisation", "asker_organisation_kind"])

    def clean(self) -> dict[str, Any]:
        """Whoever types for somebody else says which organisation it is, and how to reach who asks."""
        data = super().clean() or {}
        if "organisation" in self.fields:
            if not data.get("organisation") and not data.get("asker_organisation"):
                self.add_error("organisation", _("Choose the organisation, or type its name."))
            if not (data.get("asker_email") or data.get("asker_phone") or self.errors):
                self.add_error("asker_phone", _("Type a phone number or a mail address."))
        return data

    def clean_case_code(self) -> str:
        """A code of letters and digits; only digits could be anybody's number."""
        code = str(self.cleaned_data["case_code"]).strip().upper()
        if code and not is_case_code(code):
            raise ValidationError(
                _("A link code has letters and digits, as KM-104. Only digits is not allowed: it could be a BSN."),
                code="case_code",
            )
        return code

    @property
    def from_a_machine(self) -> bool:
        """Whether the box that people do not see was filled."""
        return bool(self.cleaned_data.get("website"))

    def values(self) -> dict[str, Any]:
        """Fields of Request, of a valid form; who asks with an account comes from the account."""
        data = {key: value for key, value in self.cleaned_data.items() if key not in {"website", "case_code"}}
        data.setdefault("newcomer_informed", Request.Informed.NOT_NEEDED)
        if chosen := data.get("organisation"):
            data |= {"asker_organisation": chosen.name, "asker_organisation_kind": chosen.kind}
        if asks_for_oneself(self.viewer):
            organisation = Organisation.objects.filter(pk__in=self.viewer.organisation_ids).first()
            data |= {
                "asker_name": self.viewer.name or self.viewer.email,
                "asker_email": self.viewer.email,
                "asker_organisation": organisation.name if organisation else "",
                "asker_organisation_kind": organisation.kind if organisation else "",
                "organisation": organisation,
            }
        return data


def asks_for_oneself(viewer: Viewer) -> bool:
    """Whether the one who types is the one who asks; a coordinator types for somebody else."""
    return viewer.signed_in and not viewer.has_role(Role.COORDINATOR)
