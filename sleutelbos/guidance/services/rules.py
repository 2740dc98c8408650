"""Changing the rules of the role router: by a new row, never in the past."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken, StateChanged

from ..models import TriageRule


@transaction.atomic
def succeed_rule(*, rule: TriageRule, values: dict[str, Any], actor: Viewer) -> TriageRule:
    """End a triage rule and let a new version hold from `values["valid_from"]` on; both stay readable.

    Raises RuleBroken where the day is not ahead, StateChanged where somebody else changed the rule first.
    """
    first = values["valid_from"]
    _check_ahead(first)
    if rule.outcome == TriageRule.Outcome.EMERGENCY and values["outcome"] != TriageRule.Outcome.EMERGENCY:
        raise RuleBroken("emergency-stays", _("The question about danger always leads to 112."))
    _end(rule, first - timedelta(days=1))
    successor = TriageRule.objects.create(
        code=rule.code,
        position=rule.position,
        question=_texts(rule.question, values["question_nl"], values["question_en"]),
        advice=_texts(rule.advice, values["advice_nl"], values["advice_en"]),
        outcome=values["outcome"],
        source=values["source"],
        source_certainty="",
        checked_on=timezone.localdate(),
        valid_from=first,
    )
    _record("guidance.rule.succeeded", successor, actor=actor, old=rule.pk)
    return successor


@transaction.atomic
def end_rule(*, rule: TriageRule, last_day: date, actor: Viewer) -> None:
    """Let a triage rule end without a successor: after its last day it is not asked any more, and stays readable.

    Raises RuleBroken for the question about danger, which is never taken out, and for a day in the past;
    StateChanged where somebody else changed the rule first.
    """
    if rule.outcome == TriageRule.Outcome.EMERGENCY:
        raise RuleBroken("emergency-stays", _("The question about danger cannot be taken out."))
    _check_ahead(last_day + timedelta(days=1))
    _end(rule, last_day)
    _record("guidance.rule.ended", rule, actor=actor)


def _check_ahead(first: date) -> None:
    if first <= timezone.localdate():
        raise RuleBroken("day-not-ahead", _("A rule cannot change in the past."), _("Choose tomorrow or later."))


def _end(rule: TriageRule, last_day: date) -> None:
    if not TriageRule.objects.filter(pk=rule.pk, valid_until__isnull=True).update(valid_until=last_day):
        raise StateChanged


def _texts(old: dict[str, str], dutch: str, english: str) -> dict[str, str]:
    # A translation belongs to the text it was made from: with another text it would say something else.
    kept = old if old.get("nl") == dutch else {}
    return {**kept, "nl": dutch, "en": english}


def _record(verb: str, rule: TriageRule, *, actor: Viewer, **data: Any) -> None:
    # The rules are one for all regions of an installation, so every region's trail tells of it.
    for region_id in Region.objects.values_list("pk", flat=True):
        audit.record(verb, actor=actor, target=rule, region_id=region_id, **data)
