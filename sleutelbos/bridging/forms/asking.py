"""What an organisation types to ask a question, one small form per screen."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts import queries as accounts
from sleutelbos.accounts.models import Organisation, Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.guidance import queries as guidance
from sleutelbos.guidance.models import HelperRole, Topic, TriageRule
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers.rules import is_case_code
from sleutelbos.ui.fields import GuardedFormCharField

from ..models import Request
from .typed import UNKNOWN, MailField, PhoneField, language_choices, without


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
