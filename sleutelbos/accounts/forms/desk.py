"""What coordinators, administrators and privacy officers type."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.ui import theme
from sleutelbos.ui.dates import DayField
from sleutelbos.ui.fields import GuardedFormCharField

from .. import places, queries
from ..models import Organisation, Region, Role
from ..viewer import Viewer


class OrganisationForm(forms.ModelForm[Organisation]):
    """What is known of an organisation."""

    class Meta:
        model = Organisation
        fields = ["name", "kind", "municipality", "place", "address"]
        labels = {
            "name": _("Name"),
            "kind": _("What kind of organisation"),
            "municipality": _("Municipality"),
            "place": _("Place"),
            "address": _("Street and number"),
        }

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipality"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queries.visible_municipalities(viewer)
        field.empty_label = str(_("Not one municipality"))


class OrganisationFilter(forms.Form):
    """Filters of the list, in the address."""

    zoek = forms.CharField(label=_("Name or place"), required=False)
    soort = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *Organisation.Kind.choices]
    )
    gesloten = forms.BooleanField(label=_("Closed ones"), required=False)


class MembershipFilter(forms.Form):
    """Filters of the list, in the address."""

    zoek = forms.CharField(label=_("Name, e-mail address or organisation"), required=False)
    rol = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices])
    gestopt = forms.BooleanField(label=_("Roles that ended"), required=False)


class InviteForm(forms.Form):
    """Whom to invite, to which role."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = GuardedFormCharField(label=_("Name"), max_length=120)
    role = forms.ChoiceField(
        label=_("Role"), choices=[choice for choice in Role.choices if choice[0] != Role.KEY_PERSON]
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=_("Needed for a professional and a case worker."),
    )
    valid_until = DayField(
        label=_("Last day of the role"), required=False, help_text=_("Leave empty when there is no end yet.")
    )
    language = forms.ChoiceField(label=_("Language of messages"), choices=settings.LANGUAGES, initial="nl")

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = organisations

    def clean(self) -> dict[str, Any]:
        """Ask for the organisation where the role needs one, and for a day that is still to come."""
        cleaned = super().clean() or {}
        if cleaned.get("role") in {Role.PROFESSIONAL, Role.CASE_WORKER} and not cleaned.get("organisation"):
            self.add_error("organisation", _("Choose the organisation where this person works."))
        if (last := cleaned.get("valid_until")) and last < timezone.localdate():
            self.add_error("valid_until", _("This day is over."))
        return cleaned


class EndMembershipForm(forms.Form):
    """The last day of a role."""

    last_day = DayField(label=_("Last day of the role"), help_text=_("A day before today ends the role now."))


class RegionForm(forms.ModelForm[Region]):
    """How a region presents itself."""

    action = forms.RegexField(
        label=_("Colour of buttons and links"),
        regex=r"^#[0-9a-fA-F]{6}$",
        required=False,
        help_text=_("Like #12594c. Empty for the colour of Sleutelbos."),
        error_messages={"invalid": _("Type # and six digits or letters from a to f.")},
    )
    accent = forms.RegexField(
        label=_("Second colour"),
        regex=r"^#[0-9a-fA-F]{6}$",
        required=False,
        help_text=_("For lines and marks. We check that everything stays easy to read."),
        error_messages={"invalid": _("Type # and six digits or letters from a to f.")},
    )

    class Meta:
        model = Region
        fields = [
            "name",
            "role_name",
            "role_name_plural",
            "coordinator_email",
            "coordinator_phone",
            "safety_contact",
            "complaints_name",
            "complaints_phone",
            "complaints_email",
            "interpreter_route",
            "answer_within_hours",
            "max_asks_per_14_days",
        ]
        labels = {
            "name": _("Name of the region"),
            "role_name": _("What you call a key person"),
            "role_name_plural": _("The same word for more people"),
            "coordinator_email": _("E-mail address of the coordinator"),
            "coordinator_phone": _("Phone number of the coordinator"),
            "safety_contact": _("Whom to call when somebody is not safe"),
            "complaints_name": _("Name of the independent person for complaints"),
            "complaints_phone": _("Phone number of the independent person"),
            "complaints_email": _("E-mail address of the independent person"),
            "interpreter_route": _("How to get a professional interpreter"),
            "answer_within_hours": _("Hours in which a question gets an answer"),
            "max_asks_per_14_days": _("How often one person is asked at most in two weeks"),
        }
        help_texts = {
            "complaints_name": _(
                "Somebody who does not work with the key persons or the coordinator. Newcomers with a complaint see it."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for family in theme.FAMILIES:
            self.fields[family].initial = self.instance.theme.get(family, "")

    def clean(self) -> dict[str, Any]:
        """Refuse colours that cannot be read."""
        cleaned = super().clean() or {}
        tokens = {family: cleaned[family].lower() for family in theme.FAMILIES if cleaned.get(family)}
        for problem in theme.problems(tokens):
            family = next((name for name in theme.FAMILIES if problem.startswith(name)), theme.FAMILIES[0])
            self.add_error(family, problem)
        cleaned["theme"] = tokens
        self._whole_independent_person(cleaned)
        return cleaned

    def _whole_independent_person(self, cleaned: dict[str, Any]) -> None:
        """A name that nobody can reach, or a number of nobody, helps no newcomer."""
        if self.errors.keys() & {"complaints_name", "complaints_phone", "complaints_email"}:
            return
        reachable = cleaned.get("complaints_phone") or cleaned.get("complaints_email")
        if reachable and not cleaned.get("complaints_name"):
            self.add_error("complaints_name", _("Fill in the name too."))
        elif cleaned.get("complaints_name") and not reachable:
            self.add_error("complaints_phone", _("Fill in a phone number or an e-mail address."))

    def settings(self) -> dict[str, Any]:
        """The region's fields, ready to keep."""
        return {key: value for key, value in self.cleaned_data.items() if key not in theme.FAMILIES}


class JoinForm(forms.Form):
    """Which municipality joins."""

    name = forms.CharField(
        label=_("Name of the municipality"), max_length=120, help_text=_("For example Oude IJsselstreek.")
    )

    def clean_name(self) -> str:
        """The official name; a municipality that does not exist is refused with what looks like it."""
        found = places.find_municipality(self.cleaned_data["name"])
        if found is None:
            match = places.find_place(self.cleaned_data["name"])
            alike = [place.municipality for place in (match.place, *match.suggestions) if place and place.municipality]
            like = list(dict.fromkeys(alike))[:3]
            raise forms.ValidationError(
                _("We know no municipality with this name. Do you mean: %(names)s?") % {"names": ", ".join(like)}
                if like
                else _("We know no municipality with this name. Look at the spelling.")
            )
        self.cleaned_data["place"] = found
        return found.name


class SupportForm(forms.Form):
    """Why somebody wants to look along."""

    reason = GuardedFormCharField(
        label=_("Why do you look along?"),
        min_length=10,
        max_length=300,
        help_text=_("The coordinator and the people whose pages you open can read this."),
    )


class TrailFilter(forms.Form):
    """Filters of the trail, in the address."""

    wie = forms.CharField(label=_("Who did it"), required=False, max_length=100)
    over = forms.CharField(label=_("About (number)"), required=False, max_length=60)
    soort = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[("", _("Seen and changed")), ("look", _("Seen")), ("change", _("Changed"))],
    )
    van = DayField(label=_("From"), required=False, help_text="")
    tot = DayField(label=_("Until"), required=False, help_text="")
