"""Taking an import back: everything that nobody built upon; of the rest it is said why it stays."""

from django.db import DatabaseError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.bridging.models import Request, VisitLog
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.notices import services as notices
from sleutelbos.ui.errors import DomainError, RuleBroken

from .. import retention
from ..models import ImportBatch, ImportRow
from . import dependents, people
from .reading import AT_ONCE
from .running import CHUNK, _actor
from .steps import move_import


def start_undo(*, batch: ImportBatch, actor: Viewer) -> None:
    """Take back everything that came in by this import and that nobody changed or used since."""
    from .. import tasks

    if not retention.can_undo(batch):
        raise RuleBroken("too-late-to-undo", _("The time to take this import back is over."))
    rows = batch.rows.filter(state=ImportRow.State.IMPORTED).count()
    with transaction.atomic():
        if batch.state == ImportBatch.State.CHECKING:
            # Some rows came in and others were still being checked: what is open is dropped.
            move_import(batch, "importing", actor=actor)
            move_import(batch, "imported", actor=actor)
        move_import(batch, "undoing", actor=actor, done=0, total=rows)
        batch.rows.filter(state=ImportRow.State.KEPT).update(state=ImportRow.State.IMPORTED, reason="")
        if rows > AT_ONCE:
            transaction.on_commit(lambda: tasks.undo_import.enqueue(batch.pk, actor.membership_id))
            return
    undo_batch(batch_id=batch.pk, membership_id=actor.membership_id)


def undo_batch(*, batch_id: int, membership_id: int | None) -> bool:
    """Take rows back chunk by chunk, the last first; may run twice. Rows that stay say why."""
    actor = _actor(membership_id)
    while True:
        with transaction.atomic():
            batch = (
                ImportBatch.objects.select_for_update(of=("self",))
                .defer("cells")
                .filter(pk=batch_id, state=ImportBatch.State.UNDOING)
                .first()
            )
            if batch is None:
                return False
            # Requests first: they name the people of the same file.
            rows = list(
                batch.rows.filter(state=ImportRow.State.IMPORTED)
                .select_related("key_person", "request")
                .order_by("-kind", "-sheet", "-number")[:CHUNK]
            )
            for row in rows:
                _take_back(row, actor)
            ImportBatch.objects.filter(pk=batch_id).update(done=batch.done + len(rows), state_since=timezone.now())
            if not rows:
                _finish(batch, actor)
                return True


def _finish(batch: ImportBatch, actor: Viewer) -> None:
    kept = batch.rows.filter(state=ImportRow.State.KEPT).count()
    if kept:
        move_import(batch, "imported", actor=actor)
    else:
        move_import(batch, "undone", actor=actor, undone_at=timezone.now(), cells=None, row_answers={})
    audit.record("exchange.import.taken_back", actor=actor, target=batch, region_id=batch.region_id, kept=kept)


def _take_back(row: ImportRow, actor: Viewer) -> None:
    reason = ""
    try:
        with transaction.atomic():
            reason = _take_back_request(row) if row.kind == "requests" else _take_back_person(row, actor)
    except (ProtectedError, RestrictedError, DatabaseError, DomainError):
        reason = "in-use"
    row.state = ImportRow.State.KEPT if reason else ImportRow.State.UNDONE
    row.reason = reason
    row.save(update_fields=["state", "reason"])


def _take_back_person(row: ImportRow, actor: Viewer) -> str:
    person = KeyPerson.objects.select_for_update(of=("self",)).filter(pk=row.key_person_id or 0).first()
    if person is None:
        return ""
    if row.made and dependents.hangs_on_person(person):
        return "in-use"
    if dependents.snapshot_of_person(person) != row.after:
        return "changed"
    if not row.made:
        people.uncomplete_person(person=person, before=row.before, actor=actor)
        return ""
    name = f"keyperson:{person.pk}"
    person.delete()
    notices.forget(who=name)
    audit.record("exchange.person.taken_back", actor=actor, target=name, subject=name, region_id=row.batch.region_id)
    return ""


def _take_back_request(row: ImportRow) -> str:
    request = Request.objects.select_for_update(of=("self",)).filter(pk=row.request_id or 0).first()
    if request is None:
        return ""
    if dependents.hangs_on_request(request):
        return "in-use"
    if dependents.snapshot_of_request(request) != row.after:
        return "changed"
    newcomer = request.newcomer
    VisitLog.objects.filter(visit__request=request).delete()
    request.visits.all().delete()
    request.delete()
    if newcomer is not None and not Request.objects.filter(newcomer=newcomer).exists():
        newcomer.delete()
    return ""
