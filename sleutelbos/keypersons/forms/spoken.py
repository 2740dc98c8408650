"""The languages of somebody, one row for each."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from .. import languages
from ..models import KeyPerson, SpokenLanguage
from ..services.profile import LanguageLevels

MODES = ("speaking", "understanding", "reading")
# The scripts of the varieties in our list, the most used first; ISO 15924 codes, named by CLDR.
SCRIPTS = (
    "Latn",
    "Arab",
    "Ethi",
    "Cyrl",
    "Armn",
    "Geor",
    "Grek",
    "Hans",
    "Hant",
    "Hebr",
    "Syrc",
    "Taml",
    "Tfng",
    "Beng",
    "Deva",
    "Guru",
    "Mymr",
    "Sinh",
    "Thai",
)


def _level(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, choices=SpokenLanguage.LEVELS, initial=0)


class LanguageForm(forms.Form):
    """One language and how well somebody speaks, understands and reads it."""

    variety = forms.ChoiceField(label=_("Language"))
    speaking = _level(_("Speaks it"))
    understanding = _level(_("Understands it"))
    reading = _level(_("Reads it"))
    script = forms.ChoiceField(
        label=_("Reads these letters"),
        required=False,
        choices=lambda: [("", _("Not filled in")), *((code, languages.script_name(code)) for code in SCRIPTS)],
    )
    remove = forms.BooleanField(label=_("Take this language away"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["variety"]
        assert isinstance(field, forms.ChoiceField)
        own = self.initial.get("variety", "")
        known = languages.variety_choices()
        if own and own not in dict(known):
            known = [*known, (own, languages.variety_name(own))]
        field.choices = [("", _("Choose a language")), *known]
        if not own:
            del self.fields["remove"]

    def clean(self) -> dict[str, Any]:
        """A language without any level says nothing."""
        data = super().clean() or {}
        if data.get("variety") and not data.get("remove") and not any(int(data.get(mode) or 0) for mode in MODES):
            self.add_error("speaking", _("Choose how well."))
        return data

    def row(self) -> LanguageLevels | None:
        """The language with its levels; None for an empty row and for one that is taken away."""
        data = self.cleaned_data
        if not data.get("variety") or data.get("remove"):
            return None
        levels = {mode: int(data[mode]) for mode in MODES}
        return LanguageLevels(variety=data["variety"], script=data["script"], **levels)


class LanguageRows(BaseFormSet[LanguageForm]):
    """All rows together."""

    def clean(self) -> None:
        """The same language twice is a mistake to point at."""
        if any(self.errors):
            return
        varieties = [row.variety for row in self.rows()]
        if len(set(varieties)) != len(varieties):
            raise ValidationError(_("The same language stands there twice."))

    def rows(self) -> list[LanguageLevels]:
        """What was filled in, row by row."""
        return [row for form in self.forms if (row := form.row()) is not None]


LanguageFormSet = formset_factory(
    LanguageForm, formset=LanguageRows, extra=1, max_num=30, absolute_max=40, validate_max=True
)


def language_rows(key_person: KeyPerson, data: Any = None, *, one_more: bool = False) -> LanguageRows:
    """The rows of somebody's languages, with an empty one at the end, or with one more than was sent."""
    initial = [
        {"variety": known.variety, "script": known.script, **{mode: getattr(known, mode) for mode in MODES}}
        for known in key_person.languages.all()
    ]
    if data is not None and one_more:
        data = data.copy()
        total = data.get("languages-TOTAL_FORMS", "0")
        data["languages-TOTAL_FORMS"] = str(min(int(total) + 1, 30)) if total.isdecimal() else "1"
    return cast(LanguageRows, LanguageFormSet(data, initial=initial, prefix="languages"))
