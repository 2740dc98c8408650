"""Going on where a stopped worker left off, and trying once more what went wrong."""

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import StateChanged

from .. import tasks
from ..models import ImportBatch
from .reading import start_reading, stuck


def resume(*, batch: ImportBatch, actor: Viewer) -> None:
    """Give the work to a worker once more; StateChanged while it still moves or has nothing to do."""
    if batch.state == ImportBatch.State.FAILED:
        start_reading(batch=batch, actor=actor)
        return
    if not stuck(batch):
        raise StateChanged
    audit.record("exchange.import.resumed", actor=actor, target=batch, region_id=batch.region_id, state=batch.state)
    if batch.state == ImportBatch.State.READING:
        tasks.read_import.enqueue(batch.pk, batch.version)
    elif batch.state == ImportBatch.State.IMPORTING:
        tasks.run_import.enqueue(batch.pk, actor.membership_id)
    else:
        tasks.undo_import.enqueue(batch.pk, actor.membership_id)
