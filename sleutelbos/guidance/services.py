"""Bringing the content that ships with the product into the database."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .models import HelperRole, Network, RoleCard, Topic, TriageRule

CONTENT = Path(__file__).with_name("content")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


@transaction.atomic
def load_content() -> None:
    """Bring topics, roles, role cards, triage rules and networks up to date; running it twice changes nothing.

    A triage rule that somebody ended or succeeded in this installation stays as it is: rows are found by code and
    first day. Nothing is removed.
    """
    for position, row in enumerate(_read("topics.toml")["topic"], start=1):
        Topic.objects.update_or_create(
            code=row["code"],
            defaults={
                "names": row["names"],
                "icon": row.get("icon", ""),
                "sensitive": row.get("sensitive", False),
                "position": position,
            },
        )
    for position, row in enumerate(_read("roles.toml")["role"], start=1):
        HelperRole.objects.update_or_create(
            code=row["code"],
            defaults={"names": row["names"], "descriptions": row.get("descriptions", {}), "position": position},
        )
    for row in _read("networks.toml")["network"]:
        Network.objects.update_or_create(
            code=row["code"],
            defaults={"name": row["name"], "about": row.get("about", {}), "source": row.get("source", "")},
        )
    for row in _read("triage.toml")["rule"]:
        TriageRule.objects.get_or_create(
            code=row["code"],
            valid_from=_day(row["valid_from"]),
            defaults={
                "position": row["position"],
                "question": row["question"],
                "advice": row["advice"],
                "outcome": row["outcome"],
                "source": row["source"],
                "source_certainty": row["certainty"],
                "checked_on": _day(row["checked_on"]),
            },
        )
    for file in sorted(CONTENT.glob("role_card.*.toml")):
        card = tomllib.loads(file.read_text(encoding="utf-8"))
        RoleCard.objects.update_or_create(
            language=card["language"],
            version=card["version"],
            defaults={
                "content": {**card["content"], "reviewed": card["reviewed"], "role_word": card["role_word"]},
                "checked_on": _day(card["checked_on"]),
                "translated_from": card["translated_from"],
            },
        )


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


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
