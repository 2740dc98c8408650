"""The one way in which every change of a profile starts."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.audit.models import Event
from sleutelbos.ui.errors import StateChanged

from ..models import KeyPerson


def claim(key_person: KeyPerson, *, version: datetime | None) -> None:
    """Take the profile for this transaction; StateChanged when it is no longer the one that was looked at.

    `version` is the `updated_at` the page was made from; None where nobody looked (an import, a task). On PostgreSQL
    the update also holds the row until the end of the transaction.
    """
    now = timezone.now()
    rows = KeyPerson.objects.filter(pk=key_person.pk)
    if version is not None:
        rows = rows.filter(updated_at=version)
    if not rows.update(updated_at=now):
        raise StateChanged
    key_person.updated_at = now


def record(verb: str, key_person: KeyPerson, *, actor: Viewer, target: Any = None, **data: Any) -> Event:
    """Append to the trail what happened to this person; `data` holds codes and names of fields, never their text."""
    return audit.record(
        f"keypersons.{verb}",
        actor=actor,
        target=target or key_person,
        subject=key_person,
        region_id=key_person.region_id,
        **data,
    )
