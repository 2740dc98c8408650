"""The one way an import changes its state."""

from typing import Any

from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import StateChanged

from .. import workflow
from ..models import ImportBatch


def move_import(batch: ImportBatch, new: str, *, actor: Viewer, **changes: Any) -> None:
    """Move an import from the state the caller saw to `new`; StateChanged when somebody was first."""
    old = batch.state
    if not workflow.can_move(workflow.IMPORT, old, new):
        raise StateChanged
    changes = {"state": new, "state_since": timezone.now(), **changes}
    if not ImportBatch.objects.filter(pk=batch.pk, state=old).update(**changes):
        raise StateChanged
    for name, value in changes.items():
        setattr(batch, name, value)
    audit.record(f"exchange.import.{new}", actor=actor, target=batch, region_id=batch.region_id, old=old)
