"""For whom somebody is never asked; no reason is asked, and the trail does not name the organisation."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Organisation
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.ui.errors import RuleBroken

from ..models import KeyPerson, StandingConflict
from .claims import claim, record


@transaction.atomic
def add_conflict(
    *, key_person: KeyPerson, organisation: Organisation, actor: Viewer, until: date | None = None
) -> StandingConflict:
    """Never ask somebody for this organisation from today on; the same organisation again changes the last day.

    Raises RuleBroken for an organisation of another region and for a last day that is over.
    """
    today = timezone.localdate()
    if organisation.region_id != key_person.region_id:
        raise RuleBroken("organisation-elsewhere")
    if until is not None and until < today:
        raise RuleBroken("day-over", _("This day is in the past."))
    claim(key_person, version=None)
    conflict, _made = StandingConflict.objects.update_or_create(
        key_person=key_person,
        organisation=organisation,
        defaults={"until": until},
        create_defaults={"until": until, "since": today},
    )
    # The trail has more readers than this row: it names the person and never the organisation.
    record("conflict.set", key_person, actor=actor)
    return conflict


@transaction.atomic
def end_conflict(*, conflict: StandingConflict, actor: Viewer) -> None:
    """Ask somebody for this organisation again; nothing stays, and nothing happens where it is gone already."""
    key_person = conflict.key_person
    claim(key_person, version=None)
    if StandingConflict.objects.filter(pk=conflict.pk).delete()[0]:
        record("conflict.ended", key_person, actor=actor)


def forget_conflicts(*, today: date) -> int:
    """Delete what ended before today: it says nothing any more; returns how many. May run twice."""
    return StandingConflict.objects.filter(until__lt=today).delete()[0]
