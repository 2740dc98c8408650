"""A new version of a triage rule."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sleutelbos.ui.dates import DayField
from sleutelbos.ui.fields import GuardedFormCharField, GuardedFormTextField

from .models import TriageRule


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
