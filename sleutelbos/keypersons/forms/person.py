"""Who somebody is, where they go, what they know, want and do not want."""

from decimal import Decimal
from typing import Any, cast

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Organisation, Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.guidance import queries as guidance
from sleutelbos.guidance.models import HelperRole, Network, Topic
from sleutelbos.ui.dates import DayField
from sleutelbos.ui.fields import GuardedFormCharField, GuardedFormTextField

from .. import queries, wording, workflow
from ..models import KeyPerson, Wish
from .numbers import CommaDecimalField
from .versioned import VersionedForm

_COORDINATORS_ONLY = ("hidden", "note")
_AS_IT_IS = "as_it_is"


class PersonForm(VersionedForm):
    """Name, address, language of messages; a coordinator also hides somebody and keeps a note."""

    first_name = GuardedFormCharField(label=_("First name"), max_length=80)
    last_name = GuardedFormCharField(label=_("Last name"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=30,
        required=False,
        help_text=_("For example 06 12345678"),
        widget=forms.TextInput(attrs={"type": "tel", "class": "sb-size-20"}),
    )
    language = forms.ChoiceField(
        label=_("Language of messages and pages"), choices=lambda: settings.LANGUAGES, initial="nl"
    )
    gender = forms.ChoiceField(
        label=_("Man or woman"),
        choices=KeyPerson.Gender.choices,
        initial=KeyPerson.Gender.UNKNOWN,
        help_text=_("Newcomers may ask for a man or for a woman."),
    )
    learning_route = forms.ChoiceField(
        label=_("Learning route"),
        choices=[("", _("Not said")), *KeyPerson.LearningRoute.choices],
        required=False,
        help_text=_("Only to mix the readers of a letter. Others see numbers, never your name. It goes when you stop."),
    )
    home_place = GuardedFormCharField(label=_("Town or village"), max_length=120, required=False)
    home_postcode = forms.CharField(
        label=_("Postcode, only the four digits"),
        max_length=7,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "sb-size-4"}),
    )
    hidden = forms.BooleanField(
        label=_("Hidden: never show this person outside the coordinator's own pages"), required=False
    )
    note = GuardedFormTextField(
        label=_("Note"),
        max_length=600,
        required=False,
        help_text=_("This person can read it too. Nothing about health, belief or politics."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        if not viewer.has_role(Role.COORDINATOR):
            for name in _COORDINATORS_ONLY:
                del self.fields[name]
        elif self.key_person is not None:
            # A coordinator fills in what somebody tells, and does not read here what somebody told.
            route = cast("forms.ChoiceField", self.fields["learning_route"])
            route.choices = [(_AS_IT_IS, _("Leave as it is")), *cast("list[tuple[str, Any]]", route.choices)]
        if self.key_person is not None:
            self.initial = {**fields_of(self.key_person, self.fields), **self.initial}
            if viewer.has_role(Role.COORDINATOR):
                self.initial["learning_route"] = _AS_IT_IS

    def values(self) -> dict[str, Any]:
        """What was filled in; without a route that was left as it is or not asked by the page that was sent."""
        values = super().values()
        if values["learning_route"] == _AS_IT_IS or self.add_prefix("learning_route") not in self.data:
            del values["learning_route"]
        return values

    def clean_email(self) -> str:
        """The address in small letters; once in a region."""
        email = str(self.cleaned_data["email"]).lower()
        own = self.key_person.pk if self.key_person else None
        if email and queries.email_taken(self.viewer.region_id, email, by_other_than=own):
            raise ValidationError(_("Somebody else in this region has this e-mail address."))
        return email

    def clean_phone(self) -> str:
        """The number in international form, Dutch where no country is given."""
        return international(self.cleaned_data["phone"])

    def clean_home_postcode(self) -> str:
        """The four digits; the letters say in which street somebody lives and are dropped."""
        text = self.cleaned_data["home_postcode"].replace(" ", "")
        if text and (not text[:4].isdecimal() or len(text) < 4 or not (text[4:] == "" or text[4:].isalpha())):
            raise ValidationError(_("A Dutch postcode starts with four digits, for example 7001."))
        return str(text[:4])


def international(text: str) -> str:
    """A phone number as +31612345678; raises ValidationError for what is no number."""
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, "NL")
    except phonenumbers.NumberParseException:
        raise ValidationError(_("This is not a phone number. For example 06 12345678.")) from None
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(_("This phone number is too long or too short. For example 06 12345678."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def fields_of(key_person: KeyPerson, names: Any) -> dict[str, Any]:
    """The present values of those names that are fields of the profile."""
    return {name: getattr(key_person, name) for name in names if hasattr(key_person, name)}


class TravelForm(VersionedForm):
    """How somebody travels and how far."""

    travel = forms.ChoiceField(
        label=_("How do you travel most?"), choices=KeyPerson.Travel.choices, widget=forms.RadioSelect
    )
    max_travel_minutes = forms.TypedChoiceField(
        label=_("How long may one way take?"),
        coerce=int,
        choices=[
            (15, _("A quarter of an hour")),
            (30, _("Half an hour")),
            (45, _("Three quarters of an hour")),
            (60, _("One hour")),
            (90, _("One hour and a half")),
        ],
        widget=forms.RadioSelect,
    )
    online = forms.BooleanField(label=_("I can also help by phone or video"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.key_person is not None
        field = self.fields["max_travel_minutes"]
        assert isinstance(field, forms.TypedChoiceField)
        # An imported or older value stays choosable as it is.
        own = self.key_person.max_travel_minutes
        known: list[tuple[int, Any]] = list(field.choices)  # type: ignore[arg-type]
        if own not in {value for value, _label in known}:
            field.choices = sorted([*known, (own, _("%(count)d minutes") % {"count": own})])
        self.initial = {**fields_of(self.key_person, self.fields), **self.initial}


class CapsForm(VersionedForm):
    """How much somebody wants to do in a week."""

    max_visits_per_week = forms.IntegerField(
        label=_("How many visits in a week, at most?"),
        min_value=0,
        max_value=40,
        help_text=_("0 means: no visits now."),
        widget=forms.NumberInput(attrs={"class": "sb-size-4"}),
    )
    hours = CommaDecimalField(
        label=_("How many hours in a week, at most?"),
        min_value=0,
        max_value=60,
        max_digits=4,
        decimal_places=1,
        required=False,
        help_text=_("Leave this empty if the number of visits is enough."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.key_person is not None
        minutes = self.key_person.max_minutes_per_week
        self.initial = {
            "max_visits_per_week": self.key_person.max_visits_per_week,
            "hours": round(Decimal(minutes) / 60, 1) if minutes else None,
            **self.initial,
        }

    def values(self) -> dict[str, Any]:
        """The two caps as the profile keeps them."""
        hours = self.cleaned_data["hours"]
        return {
            "max_visits_per_week": self.cleaned_data["max_visits_per_week"],
            "max_minutes_per_week": round(hours * 60) if hours else None,
        }


class _NamedChoice(forms.ModelMultipleChoiceField[Any]):
    """Rows with names per language, as boxes to tick."""

    def label_from_instance(self, obj: Any) -> str:
        names = getattr(obj, "names", None)
        return guidance.in_language(names) if names else str(obj)


def _boxes(label: Any, rows: QuerySet[Any], help_text: Any = "") -> _NamedChoice:
    return _NamedChoice(rows, label=label, required=False, help_text=help_text, widget=forms.CheckboxSelectMultiple)


class TopicsForm(VersionedForm):
    """What somebody knows about, does on a visit, and to which networks they belong."""

    topics = _boxes(_("What do you know about?"), Topic.objects.all())
    roles = _boxes(_("What do you like to do?"), HelperRole.objects.all())
    networks = _boxes(_("In which networks are you?"), Network.objects.all())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.key_person is not None
        if not Network.objects.exists():
            del self.fields["networks"]
        self.initial = {
            "topics": self.key_person.topics.all(),
            "roles": self.key_person.roles.all(),
            "networks": self.key_person.networks.all(),
            **self.initial,
        }

    def values(self) -> dict[str, Any]:
        """The three lists; networks stay as they are where none exist to choose."""
        assert self.key_person is not None
        return {"networks": self.key_person.networks.all(), **super().values()}


class WishesForm(VersionedForm):
    """What somebody does not want, and going with somebody; no reason is asked.

    Only with `others`, the colleagues a coordinator knows, does it ask with whom: nobody gets a list of all names.
    """

    not_in_own_place = forms.BooleanField(label=_("Not in my own town or village"), required=False)
    topics = forms.MultipleChoiceField(
        label=_("Not about"), required=False, widget=forms.CheckboxSelectMultiple, choices=guidance.topic_choices
    )
    organisation_kinds = forms.MultipleChoiceField(
        label=_("Not at"), required=False, widget=forms.CheckboxSelectMultiple, choices=Organisation.Kind.choices
    )
    places = GuardedFormTextField(
        label=_("Not in these places"),
        max_length=600,
        required=False,
        help_text=_("One town or village on each line."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    goes_along = forms.BooleanField(label=_("I like to go along with somebody who knows the work"), required=False)
    goes_with = forms.ModelMultipleChoiceField(
        label=_("Goes well in a duo with"),
        required=False,
        queryset=KeyPerson.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Counts when a question needs more than one person."),
    )

    def __init__(self, *args: Any, others: QuerySet[KeyPerson] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.key_person is not None
        if others is None:
            del self.fields["goes_with"]
        else:
            cast("forms.ModelMultipleChoiceField[KeyPerson]", self.fields["goes_with"]).queryset = others
        by_kind: dict[str, list[str]] = {str(kind): [] for kind in Wish.Kind.values}
        for wish in self.key_person.wishes.order_by("value"):
            by_kind[wish.kind].append(wish.value)
        self.initial = {
            "not_in_own_place": self.key_person.not_in_own_place,
            "topics": by_kind[Wish.Kind.NOT_TOPIC],
            "organisation_kinds": by_kind[Wish.Kind.NOT_ORGANISATION_KIND],
            "places": "\n".join(by_kind[Wish.Kind.NOT_PLACE]),
            "goes_along": bool(by_kind[Wish.Kind.GOES_ALONG]),
            "goes_with": by_kind[Wish.Kind.GOES_WITH],
            **self.initial,
        }

    def clean_places(self) -> list[str]:
        """The places, each once, at most twenty."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["places"].replace(",", "\n").splitlines()]
        places = list(dict.fromkeys(line for line in lines if line))
        if len(places) > 20 or any(len(place) > 120 for place in places):
            raise ValidationError(_("At most twenty places, one on each line."))
        return places


class PublicProfileForm(VersionedForm):
    """The sentence about oneself that organisations may read."""

    public_text = GuardedFormTextField(
        label=_("What may organisations read about you?"),
        max_length=600,
        required=False,
        help_text=_("For example: I know the schools here and I like to explain. Do not write about other people."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.key_person is not None
        self.initial = {"public_text": self.key_person.public_text, **self.initial}


class MoveForm(forms.Form):
    """One step in the life cycle: from the state the page showed to the one that was chosen."""

    old = forms.ChoiceField(choices=[(state, state) for state in workflow.KEY_PERSON], widget=forms.HiddenInput)
    new = forms.ChoiceField(choices=list(wording.MOVE_NAMES.items()))
    paused_until = DayField(label=_("Last day of the pause"), required=False)

    def clean(self) -> dict[str, Any]:
        """Only steps of the table, and no pause that is over already."""
        data = super().clean() or {}
        old, new = data.get("old"), data.get("new")
        if old and new and not workflow.can_move(workflow.KEY_PERSON, old, new):
            raise ValidationError(_("This step is not possible."))
        return data
