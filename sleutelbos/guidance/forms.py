"""A new version of a triage rule, the words of a guide, and who translates."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Membership
from sleutelbos.ui.dates import DayField
from sleutelbos.ui.fields import GuardedFormCharField, GuardedFormTextField

from . import rules
from .models import GuideText, TriageRule
from .queries import SOURCE_LANGUAGE, terms


class SuccessorForm(forms.Form):
    """What a rule says from a day on; the old row ends the day before."""

    valid_from = DayField(label=_("From which day"))
    question_nl = GuardedFormCharField(label=_("Question in Dutch"), max_length=300)
    question_en = GuardedFormCharField(label=_("Question in English"), max_length=300)
    advice_nl = GuardedFormTextField(label=_("What to do, in Dutch"), max_length=600)
    advice_en = GuardedFormTextField(label=_("What to do, in English"), max_length=600)
    outcome = forms.ChoiceField(label=_("A yes leads to"), choices=TriageRule.Outcome.choices)
    source = GuardedFormCharField(label=_("Source"), max_length=300)

    @classmethod
    def of(cls, rule: TriageRule, data: Any) -> "SuccessorForm":
        """The form, filled with what holds now."""
        initial = {
            "question_nl": rule.question.get("nl", ""),
            "question_en": rule.question.get("en", ""),
            "advice_nl": rule.advice.get("nl", ""),
            "advice_en": rule.advice.get("en", ""),
            "outcome": rule.outcome,
            "source": rule.source,
        }
        return cls(data, initial=initial)


class EndForm(forms.Form):
    """The last day on which a rule is asked."""

    last_day = DayField(label=_("Last day"))


MOST_SECTIONS = 12
MOST_LINES = 12
_GROUPS = [("", _("Everybody")), *GuideText.Group.choices]


@dataclass(frozen=True, slots=True)
class Row:
    """One field of the page to write, beside what stands there in the source."""

    field: forms.BoundField
    source: tuple[str, ...]
    group: forms.BoundField | None = None


class GuideForm(forms.Form):
    """The words of a guide: its own when it is the source, else one field for every text of the source.

    Lines stand one under the other in a box. A section whose heading and lines are empty is left out of a source;
    a translation has every text its source has. `content` is what was typed, in the shape of `GuideText.content`.
    """

    title = GuardedFormCharField(label=_("Title"), max_length=120)
    summary = GuardedFormTextField(label=_("In one or two sentences"), max_length=400)

    def __init__(
        self,
        data: Any = None,
        *,
        current: dict[str, Any] | None = None,
        source: dict[str, Any] | None = None,
        language: str = SOURCE_LANGUAGE,
    ) -> None:
        current = current or {}
        self.source = source
        self.language = language
        have = current.get("sections", [])
        # A writer of the source finds one empty part below; whoever translates finds as many as the source has.
        self.count = len(source["sections"]) if source else min(len(have) + 1, MOST_SECTIONS)
        initial = {"title": current.get("title", ""), "summary": current.get("summary", "")}
        for number in range(1, self.count + 1):
            section = have[number - 1] if number <= len(have) else {}
            initial[f"heading{number}"] = section.get("heading", "")
            initial[f"lines{number}"] = "\n".join(section.get("lines", []))
            initial[f"group{number}"] = section.get("group", "")
        super().__init__(data, initial=initial)
        self.fields["summary"].widget.attrs["rows"] = 3
        for number in range(1, self.count + 1):
            self._add_section(number)
            self.fields[f"lines{number}"].widget.attrs["rows"] = 2 * len(initial[f"lines{number}"].splitlines()) + 3
        if source is not None:
            for field in self.fields.values():
                field.widget.attrs |= {"lang": language, "dir": "rtl" if get_language_info(language)["bidi"] else "ltr"}

    def _add_section(self, number: int) -> None:
        needed = self.source is not None
        self.fields[f"heading{number}"] = GuardedFormCharField(
            label=_("Part %(number)s: heading") % {"number": number}, max_length=120, required=needed
        )
        if self.source is None:
            self.fields[f"group{number}"] = forms.ChoiceField(
                label=_("Part %(number)s: for whom") % {"number": number}, choices=_GROUPS, required=False
            )
        self.fields[f"lines{number}"] = GuardedFormTextField(
            label=_("Part %(number)s: sentences") % {"number": number},
            help_text=_("Each line of the box is a line of the page."),
            max_length=3000,
            required=needed,
        )

    def rows(self) -> list[Row]:
        """The fields in reading order, each with its source."""
        source = self.source or {}
        found = [Row(self["title"], (source.get("title", ""),)), Row(self["summary"], (source.get("summary", ""),))]
        for number in range(1, self.count + 1):
            section = source["sections"][number - 1] if source else {}
            group = self[f"group{number}"] if not source else None
            found.append(Row(self[f"heading{number}"], (section.get("heading", ""),), group))
            found.append(Row(self[f"lines{number}"], tuple(section.get("lines", []))))
        return found

    def clean(self) -> dict[str, Any]:
        """Check that the parts fit together: with the source, and with the words that stay as they are."""
        cleaned = super().clean() or {}
        for number in range(1, self.count + 1):
            heading, lines = cleaned.get(f"heading{number}"), _lines(cleaned.get(f"lines{number}"))
            if self.source is not None:
                wanted = len(self.source["sections"][number - 1]["lines"])
                if lines and len(lines) != wanted:
                    text = ngettext(
                        "Here must be %(count)s line, as in the source.",
                        "Here must be %(count)s lines, as in the source.",
                        wanted,
                    )
                    self.add_error(f"lines{number}", text % {"count": wanted})
            elif bool(heading) != bool(lines):
                self.add_error(f"heading{number}", _("A part has a heading and at least one line."))
            elif len(lines) > MOST_LINES:
                self.add_error(f"lines{number}", _("These are too many lines for one part. Make two parts."))
        if self.source is not None and not self.errors:
            lost = rules.lost_terms(rules.whole_text(self.source), rules.whole_text(self._typed(cleaned)), terms())
            if lost:
                said = _("These words stay Dutch, because they stand so in letters: %(words)s.")
                self.add_error(None, said % {"words": ", ".join(lost)})
        if self.source is None and not self.errors and not self._typed(cleaned)["sections"]:
            self.add_error(None, _("A page needs a title and at least one part."))
        return cleaned

    def _typed(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        sections = []
        for number in range(1, self.count + 1):
            lines = _lines(cleaned.get(f"lines{number}"))
            if not lines:
                continue
            group = self.source["sections"][number - 1]["group"] if self.source else cleaned.get(f"group{number}", "")
            sections.append({"group": group, "heading": cleaned[f"heading{number}"], "lines": lines})
        return {"title": cleaned["title"], "summary": cleaned["summary"], "sections": sections}

    @property
    def content(self) -> dict[str, Any]:
        """What was typed, for a valid form."""
        return self._typed(self.cleaned_data)


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class FactsForm(forms.Form):
    """What a page rests on, for who writes the source."""

    law_version = GuardedFormCharField(
        label=_("Which law"), help_text=_("For example: Wet inburgering 2021"), max_length=200, required=False
    )
    checked_on = DayField(label=_("Checked on"))
    check_before = DayField(
        label=_("Check again before"), help_text=_("After this day the page says that it may be old.")
    )
    official_link = forms.URLField(label=_("Official page"), max_length=300, required=False, assume_scheme="https")
    link_name = GuardedFormCharField(label=_("Name of the official page"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """A page cannot be old before it was checked, nor be checked tomorrow."""
        cleaned = super().clean() or {}
        checked, before = cleaned.get("checked_on"), cleaned.get("check_before")
        if checked and checked > timezone.localdate():
            self.add_error("checked_on", _("Choose today or earlier."))
        elif checked and before and before <= checked:
            self.add_error("check_before", _("Choose a day after the day of checking."))
        return cleaned


class TranslatorForm(forms.Form):
    """A key person of the region, and a language."""

    who = forms.ModelChoiceField(label=_("Who"), queryset=Membership.objects.none())
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, data: Any = None, *, people: QuerySet[Membership], languages: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["who"].queryset = people  # type: ignore[attr-defined]
        self.fields["who"].label_from_instance = lambda one: one.user.name or one.user.email  # type: ignore[attr-defined]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """Who read a translation."""

    name = GuardedFormCharField(
        label=_("Who has read it?"), help_text=_("The name is not shown on the page."), max_length=120
    )
    sure = forms.BooleanField(label=_("This is a native speaker, who read the whole text and finds it right."))
