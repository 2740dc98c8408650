"""What was seen or signed before somebody goes on a visit; the document itself is never kept."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.ui.errors import RuleBroken

from ..models import KeyPerson, ReadinessItem
from .claims import claim, record


@transaction.atomic
def add_readiness_item(
    *,
    key_person: KeyPerson,
    kind: str,
    seen_on: date,
    actor: Viewer,
    precision: str = "day",
    version: str = "",
    valid_until: date | None = None,
) -> ReadinessItem:
    """Write down that something was seen or signed; never in the future, and an end is never before the start."""
    if seen_on > timezone.localdate():
        raise RuleBroken("day-ahead", _("This day is still to come."))
    if valid_until is not None and valid_until < seen_on:
        raise RuleBroken("days-turned", _("The last day is before the first day."))
    claim(key_person, version=None)
    item = ReadinessItem.objects.create(
        key_person=key_person,
        kind=kind,
        seen_on=seen_on,
        precision=precision,
        version=version,
        valid_until=valid_until,
    )
    record("readiness.seen", key_person, actor=actor, target=item, kind=kind)
    return item


@transaction.atomic
def remove_readiness_item(*, item: ReadinessItem, actor: Viewer) -> None:
    """Take a mistake out of the checklist; nothing happens where it is gone already."""
    key_person = item.key_person
    claim(key_person, version=None)
    if ReadinessItem.objects.filter(pk=item.pk).delete()[0]:
        record("readiness.removed", key_person, actor=actor, kind=item.kind)
