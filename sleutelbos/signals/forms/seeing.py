"""What the coordinator and whoever sees to a bottleneck fill in."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Membership, Municipality, Organisation, Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.ui.careful import CarefulForm
from sleutelbos.ui.errors import StateChanged
from sleutelbos.ui.fields import GuardedFormCharField, GuardedFormTextField

from .. import queries, wording
from ..models import Answer, Bottleneck, Signal, Theme
from .telling import check_nobody

STATES = (
    ("", _("Waits for an answer")),
    ("open", _("Nobody works on it yet")),
    ("busy", _("Somebody works on it")),
    ("answered", _("Answered")),
    ("all", pgettext_lazy("bottlenecks", "All")),
)
ICONS = (
    ("flag", _("Flag")),
    ("hourglass", _("Hourglass")),
    ("baby", _("Child")),
    ("school", _("School")),
    ("bus", _("Bus")),
    ("bike", _("Bicycle")),
    ("briefcase", _("Work")),
    ("house", _("House")),
    ("euro", _("Money")),
    ("stethoscope", _("Care")),
    ("file-text", _("Letter")),
    ("circle-help", pgettext_lazy("theme", "Something else")),
)


def language_name(code: str) -> str:
    """A language's own name."""
    return str(get_language_info(code)["name_local"])


class FilterForm(forms.Form):
    """Narrows the list; nothing chosen is everything that waits."""

    stand = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    thema = forms.ChoiceField(label=_("Theme"), required=False)
    gemeente = forms.ChoiceField(label=_("Municipality"), required=False)
    laat = forms.BooleanField(label=_("Only what is late"), required=False)
    taal = forms.BooleanField(label=_("Not in Dutch yet"), required=False)
    zelf = forms.BooleanField(label=_("Only what I see to myself"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, leads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = queries.visible_bottlenecks(viewer)
        themes = Theme.objects.filter(pk__in=seen.order_by().values("theme"))
        places = Municipality.objects.filter(pk__in=seen.order_by().values("municipality"))
        everything = ("", pgettext_lazy("bottlenecks", "All"))
        _choose(self, "thema", [everything, *((str(row.pk), wording.theme_name(row)) for row in themes)])
        _choose(self, "gemeente", [everything, *((str(row.pk), row.name) for row in places)])
        if not leads:
            del self.fields["zelf"]

    @property
    def filters(self) -> queries.Filters:
        """What was chosen; what makes no sense is left out."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return queries.Filters(
            state=found.get("stand", ""),
            theme=int(found["thema"]) if found.get("thema") else None,
            municipality=int(found["gemeente"]) if found.get("gemeente") else None,
            overdue=found.get("laat", False),
            untold=found.get("taal", False),
            mine=found.get("zelf", False),
        )


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class WhoForm(forms.Form):
    """Chooses a person or an organisation of the region, or nobody: the coordinator."""

    who = forms.ChoiceField(label=_("Who sees to it?"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {f"m{row.pk}": row for row in queries.possible_owners(viewer)}
        rows = Organisation.objects.filter(region_id=viewer.region_id or 0, active=True)
        self.houses = {f"o{row.pk}": row for row in rows}
        people = [(key, _person(row)) for key, row in self.people.items()]
        houses = [(key, row.name) for key, row in self.houses.items()]
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", _("The coordinator")),
            (_("People"), people),
            (_("Organisations"), houses),
        ]

    @property
    def owner(self) -> Membership | None:
        """The person, if one was chosen."""
        return self.people.get(self.cleaned_data["who"])

    @property
    def organisation(self) -> Organisation | None:
        """The organisation, if one was chosen; a person's own goes along in the rules."""
        return self.houses.get(self.cleaned_data["who"])


def _person(row: Membership) -> str:
    return f"{row.user} · {row.organisation}" if row.organisation is not None else str(row.user)


class AssignForm(WhoForm):
    """Who, and before when."""

    due_on = _day(_("Answer before"))

    def __init__(self, *args: Any, bottleneck: Bottleneck, **kwargs: Any) -> None:
        who = f"m{bottleneck.owner_id}" if bottleneck.owner_id else ""
        if not who and bottleneck.owner_organisation_id:
            who = f"o{bottleneck.owner_organisation_id}"
        kwargs["initial"] = {"who": who, "due_on": bottleneck.due_on}
        super().__init__(*args, **kwargs)
        self.bottleneck = bottleneck

    def clean_due_on(self) -> date:
        """Not in the past, unless it was already."""
        day: date = self.cleaned_data["due_on"]
        if day < timezone.localdate() and day != self.bottleneck.due_on:
            raise forms.ValidationError(_("This day is over. Choose a later day."))
        return day


class DescribeForm(forms.Form):
    """A few words, and what it is about."""

    title = GuardedFormCharField(
        label=_("In a few words"),
        help_text=_("For example: waiting list for the evening course. No names."),
        max_length=120,
        required=False,
    )
    organisations = forms.ModelMultipleChoiceField(
        label=_("Which schools or organisations is it about?"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, viewer: Viewer, bottleneck: Bottleneck, **kwargs: Any) -> None:
        chosen = list(bottleneck.organisations.values_list("pk", flat=True))
        kwargs["initial"] = {"title": bottleneck.title, "organisations": chosen}
        super().__init__(*args, **kwargs)
        self.region_id = bottleneck.region_id
        field = self.fields["organisations"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        rows = Organisation.objects.filter(region_id=bottleneck.region_id)
        offered = rows.filter(active=True)
        if viewer.role != Role.COORDINATOR:
            # Only the coordinator knows every organisation of the region.
            offered = offered.filter(pk__in=viewer.organisation_ids)
        field.queryset = (offered | rows.filter(pk__in=chosen)).distinct()

    def clean_title(self) -> str:
        """Nobody can be found in it."""
        title = str(self.cleaned_data["title"]).strip()
        check_nobody(title, self.region_id)
        return title


class AnswerForm(forms.Form):
    """How it ends, in plain words; in the languages of who told it, where somebody can write them."""

    kind = forms.ChoiceField(label=_("How does it end?"), choices=Answer.Kind.choices, widget=forms.RadioSelect)
    expected_on = _day(_("When will it have changed?"), required=False, help_text=_("Only if it will change."))
    text = GuardedFormTextField(
        label=_("Your answer, in plain words"),
        help_text=_("Everybody who told it gets this. Short sentences. Say why."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "nl"}),
    )

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = [code for code in languages if code != "nl"]
        for code in self.languages:
            self.fields[f"text_{code}"] = GuardedFormTextField(
                label=_("The same in %(language)s") % {"language": language_name(code)},
                help_text=_("Optional. You can also add it later."),
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code, "dir": "auto"}),
            )

    def clean_expected_on(self) -> date | None:
        """A day that is still to come."""
        day: date | None = self.cleaned_data["expected_on"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose a later day."))
        return day

    @property
    def texts(self) -> dict[str, str]:
        """The words per language, Dutch first."""
        found = {"nl": self.cleaned_data["text"]}
        for code in self.languages:
            words = str(self.cleaned_data[f"text_{code}"]).strip()
            if words:
                found[code] = words
        return found


class TranslateForm(forms.Form):
    """The words of an answer in one more language."""

    language = forms.ChoiceField(label=_("Language"))
    text = GuardedFormTextField(
        label=_("The answer in this language"), max_length=1000, widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"})
    )

    def __init__(self, *args: Any, first: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [*first, *(code for code, _name in settings.LANGUAGES if code not in first)]
        _choose(self, "language", [(code, language_name(code)) for code in codes])


class RenderForm(CarefulForm):
    """What was told, in Dutch; empty takes the Dutch away. It may hold a person no more than the words themselves."""

    text = GuardedFormTextField(
        label=_("In Dutch"),
        help_text=_("As it was told, not shorter and not nicer. No names, no phone numbers."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "nl", "dir": "ltr"}),
    )
    # When the Dutch that stood on the page was kept.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, viewer: Viewer, signal: Signal, **kwargs: Any) -> None:
        kept = signal.dutch_at.isoformat() if signal.dutch_at is not None else ""
        kwargs["initial"] = {"text": signal.dutch, "seen": kept}
        super().__init__(*args, **kwargs)
        self.viewer, self.signal = viewer, signal
        self.fields["text"].required = not signal.dutch

    def clean_text(self) -> str:
        """Nobody can be found in it."""
        text = str(self.cleaned_data["text"]).strip()
        if text:
            check_nobody(text, self.signal.region_id, queries.people_to_avoid(self.viewer, self.signal))
        return text

    def clean_seen(self) -> datetime | None:
        """The moment, or None where no Dutch stood there."""
        if not self.cleaned_data["seen"]:
            return None
        moment = parse_datetime(self.cleaned_data["seen"])
        if moment is None or timezone.is_naive(moment):
            raise StateChanged
        return moment


class MergeForm(forms.Form):
    """With which other one it goes together."""

    into = forms.ModelChoiceField(label=_("Together with"), queryset=Bottleneck.objects.none(), empty_label=None)

    def __init__(self, *args: Any, viewer: Viewer, bottleneck: Bottleneck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)
        rows = queries.visible_bottlenecks(viewer).filter(state__in=["open", "busy"]).exclude(pk=bottleneck.pk)
        # What is about the same comes first.
        same = [row.pk for row in rows if row.theme_id == bottleneck.theme_id]
        field.queryset = rows.order_by("theme_id", "due_on") if not same else rows.order_by("due_on")
        field.label_from_instance = _merge_label  # type: ignore[method-assign, assignment]
        self.fields["into"].initial = same[0] if same else None


def _merge_label(bottleneck: Bottleneck) -> str:
    return f"#{bottleneck.pk} {wording.title_of(bottleneck)} · {wording.owner_of(bottleneck)}"


class ReopenForm(forms.Form):
    """Why it waits again, and until when."""

    note = GuardedFormCharField(label=_("Why is it open again?"), max_length=200)
    due_on = _day(_("Answer before"))

    def __init__(self, *args: Any, bottleneck: Bottleneck, **kwargs: Any) -> None:
        kwargs["initial"] = {"due_on": timezone.localdate() + timedelta(days=bottleneck.theme.days)}
        super().__init__(*args, **kwargs)
        self.region_id = bottleneck.region_id

    def clean_note(self) -> str:
        """Nobody can be found in it."""
        check_nobody(self.cleaned_data["note"], self.region_id)
        return str(self.cleaned_data["note"])

    def clean_due_on(self) -> date:
        """A day that is still to come."""
        day: date = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose a later day."))
        return day


class RuleForm(WhoForm):
    """Who sees to a theme in a place from today on, and in how many days."""

    theme = forms.ModelChoiceField(label=_("Theme"), queryset=Theme.objects.none(), required=False)
    municipality = forms.ModelChoiceField(label=_("Municipality"), queryset=Municipality.objects.none(), required=False)
    days = forms.IntegerField(label=_("Answer within how many days?"), min_value=1, max_value=365, initial=21)
    field_order = ["theme", "municipality", "who", "days"]

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.fields["who"].required = True
        self.fields["who"].choices = self.fields["who"].choices[1:]  # type: ignore[attr-defined]
        theme, municipality = self.fields["theme"], self.fields["municipality"]
        assert isinstance(theme, forms.ModelChoiceField) and isinstance(municipality, forms.ModelChoiceField)
        theme.queryset = queries.visible_themes(viewer).filter(active=True)
        theme.empty_label = str(_("All themes"))
        theme.label_from_instance = wording.theme_name  # type: ignore[method-assign, assignment]
        municipality.queryset = Municipality.objects.filter(region_id=viewer.region_id or 0)
        municipality.empty_label = str(_("All municipalities"))


class ThemeForm(forms.Form):
    """One theme of the region's list."""

    name = GuardedFormCharField(label=_("Name in Dutch"), max_length=60)
    icon = forms.ChoiceField(label=_("Picture"), choices=ICONS, required=False)
    active = forms.BooleanField(label=_("Key persons can choose it"), required=False)
    gathers = forms.BooleanField(
        label=_("Signals from one municipality go together"),
        help_text=_("Not for what is another case each time."),
        required=False,
    )
    days = forms.IntegerField(label=_("Answer within how many days?"), min_value=1, max_value=365)
    alert_families = forms.IntegerField(
        label=_("Tell me from how many families"),
        help_text=_("In one municipality. Empty: never."),
        min_value=2,
        max_value=999,
        required=False,
    )
    alert_days = forms.IntegerField(label=_("Within how many days"), min_value=7, max_value=365)

    def __init__(self, *args: Any, theme: Theme | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"active": True, "gathers": True, "days": 21, "alert_days": 90, "icon": "flag"}
        if theme is not None:
            names = ("active", "gathers", "days", "alert_families", "alert_days", "icon")
            initial = {name: getattr(theme, name) for name in names} | {"name": wording.theme_name(theme)}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.theme = theme
        if theme is not None and theme.icon not in dict(ICONS):
            _choose(self, "icon", [(theme.icon, _("As it is")), *ICONS])

    @property
    def values(self) -> dict[str, Any]:
        """What goes in the row; a name like the product's own leaves the translations alone."""
        found = dict(self.cleaned_data)
        name = found.pop("name")
        found["icon"] = found["icon"] or "flag"
        names = dict(self.theme.names) if self.theme is not None else {}
        if self.theme is None or name != wording.theme_name(self.theme):
            names["nl"] = name
        return {**found, "names": names}

    @property
    def code(self) -> str:
        """The name of a new theme in addresses."""
        return slugify(self.cleaned_data["name"])[:40] or "thema"
