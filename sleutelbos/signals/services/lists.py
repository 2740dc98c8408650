"""A region's own lists: themes, and who sees to what."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Membership, Municipality, Organisation
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken

from ..models import OwnerRule, Theme
from ..rules.themes import THEMES


def make_usual_themes(region_id: int) -> None:
    """Give a region the usual themes where it has none at all; calling it again changes nothing."""
    if Theme.objects.filter(region_id=region_id).exists():
        return
    Theme.objects.bulk_create(
        [
            Theme(
                region_id=region_id,
                code=usual.code,
                icon=usual.icon,
                position=position,
                gathers=usual.gathers,
                days=usual.days,
                alert_families=usual.alert_families,
            )
            for position, usual in enumerate(THEMES)
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def make_theme(*, region_id: int, code: str, actor: Viewer, **fields: Any) -> Theme:
    """Add a theme of the region's own; raises RuleBroken where there is one with this name."""
    if Theme.objects.filter(region_id=region_id, code=code).exists():
        raise RuleBroken("theme-twice", _("There is a theme with this name already."), _("Choose another name."))
    theme = Theme.objects.create(region_id=region_id, code=code, **fields)
    audit.record("signals.theme.made", actor=actor, target=theme, region_id=region_id)
    return theme


@transaction.atomic
def change_theme(*, theme: Theme, actor: Viewer, **fields: Any) -> None:
    """Change a theme; the trail says which fields."""
    changed = sorted(name for name, value in fields.items() if getattr(theme, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(theme, name, fields[name])
    theme.save(update_fields=changed)
    audit.record("signals.theme.changed", actor=actor, target=theme, region_id=theme.region_id, fields=changed)


@transaction.atomic
def add_owner_rule(
    *,
    region_id: int,
    theme: Theme | None,
    municipality: Municipality | None,
    owner: Membership | None,
    organisation: Organisation | None,
    days: int,
    actor: Viewer,
    valid_from: date | None = None,
) -> OwnerRule:
    """From a day on, somebody sees to signals of a theme in a place; the rule it replaces ends the day before.

    What waits already keeps its owner.
    """
    start = valid_from or timezone.localdate()
    for old in OwnerRule.objects.filter(
        region_id=region_id, theme=theme, municipality=municipality, valid_until__isnull=True
    ):
        _end(old, start - timedelta(days=1), actor=actor)
    rule = OwnerRule.objects.create(
        region_id=region_id,
        theme=theme,
        municipality=municipality,
        owner=owner,
        organisation=organisation,
        days=days,
        valid_from=start,
    )
    audit.record("signals.rule.added", actor=actor, target=rule, region_id=region_id)
    return rule


@transaction.atomic
def end_owner_rule(*, rule: OwnerRule, actor: Viewer) -> None:
    """From today on the rule does not count."""
    _end(rule, timezone.localdate() - timedelta(days=1), actor=actor)


def _end(rule: OwnerRule, last: date, *, actor: Viewer) -> None:
    audit.record("signals.rule.ended", actor=actor, target=rule, region_id=rule.region_id)
    if last < rule.valid_from:
        # It never counted for a day that is over.
        rule.delete()
        return
    rule.valid_until = last
    rule.save(update_fields=["valid_until"])
