"""Organisations: added, changed, closed. Nothing is removed: their questions stay countable."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken, StateChanged

from ..models import Municipality, Organisation
from ..viewer import Viewer


def _twice() -> RuleBroken:
    return RuleBroken(
        "organisation-twice",
        _("There is an organisation with this name already."),
        _("Use that one, or add a place to the name."),
    )


def add_organisation(*, actor: Viewer, **fields: Any) -> Organisation:
    """Add an organisation to the actor's region; raises RuleBroken where the name is taken."""
    try:
        with transaction.atomic():
            made = Organisation.objects.create(region_id=actor.region_id or 0, **fields)
            audit.record("accounts.organisation.added", actor=actor, target=made)
    except IntegrityError:
        raise _twice() from None
    return made


def change_organisation(*, organisation: Organisation, actor: Viewer, **fields: Any) -> None:
    """Change what is known of an organisation; raises RuleBroken where the new name is taken."""
    changed = sorted(name for name, value in fields.items() if getattr(organisation, name) != value)
    for name, value in fields.items():
        setattr(organisation, name, value)
    try:
        with transaction.atomic():
            organisation.save(update_fields=sorted(fields))
            audit.record("accounts.organisation.changed", actor=actor, target=organisation, fields=changed)
    except IntegrityError:
        raise _twice() from None


@transaction.atomic
def close_organisation(*, organisation: Organisation, actor: Viewer) -> None:
    """Close an organisation: it is offered nowhere any more; its people keep their account and their questions."""
    _set_active(organisation, actor=actor, active=False, verb="accounts.organisation.closed")


@transaction.atomic
def reopen_organisation(*, organisation: Organisation, actor: Viewer) -> None:
    """Open a closed organisation again."""
    _set_active(organisation, actor=actor, active=True, verb="accounts.organisation.reopened")


def _set_active(organisation: Organisation, *, actor: Viewer, active: bool, verb: str) -> None:
    if Organisation.objects.filter(pk=organisation.pk, active=not active).update(active=active) != 1:
        raise StateChanged
    audit.record(verb, actor=actor, target=organisation)


@transaction.atomic
def add_municipality(*, name: str, latitude: float | None, longitude: float | None, actor: Viewer) -> Municipality:
    """Let a municipality join the actor's region, with its own department as first organisation.

    Raises RuleBroken where the region has it already. A department with that name that exists is kept and linked.
    """
    region_id = actor.region_id or 0
    if Municipality.objects.filter(region_id=region_id, name=name).exists():
        raise RuleBroken(
            "municipality-twice",
            _("This municipality is in your region already."),
            _("Open it in the list of municipalities."),
        )
    made = Municipality.objects.create(region_id=region_id, name=name, latitude=latitude, longitude=longitude)
    audit.record("accounts.municipality.joined", actor=actor, target=made)
    department, fresh = Organisation.objects.get_or_create(
        region_id=region_id,
        name=str(_("Municipality of %(name)s")) % {"name": name},
        defaults={"kind": Organisation.Kind.MUNICIPALITY, "municipality": made, "place": name},
    )
    if fresh:
        audit.record("accounts.organisation.added", actor=actor, target=department)
    elif department.municipality_id is None:
        Organisation.objects.filter(pk=department.pk).update(municipality=made)
    return made
