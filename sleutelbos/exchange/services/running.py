"""Taking rows in: tried first without consequences, then for real, row by row and all of a chunk or nothing."""

import logging
from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts import queries as accounts
from sleutelbos.accounts.models import Membership
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.bridging.models import Request
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui.errors import DomainError, RuleBroken, StateChanged

from ..models import ImportBatch, ImportRow
from ..reading import storing
from ..reading.rows import ReadRow
from . import dependents, people, requests
from .reading import AT_ONCE
from .steps import move_import

logger = logging.getLogger(__name__)

# A chunk is one transaction. SQLite lets nobody else write meanwhile, so it must be short; a killed worker loses at
# most one, and goes on with the next.
CHUNK = 100


class _Backwards(Exception):
    """Ends a trial: nothing of it stays."""


def try_import(*, batch: ImportBatch, actor: Viewer) -> dict[str, Any]:
    """Do everything an import would do, throw it away, and keep what it would have said.

    {"tried": bool, "made": n, "completed": n, "requests": n, "visits": n, "refused": {reason: n}}; a long list is
    counted instead of tried.
    """
    if batch.state != ImportBatch.State.CHECKING:
        raise StateChanged
    rows = _ready(batch)
    if len(rows) > AT_ONCE:
        counts = Counter(row.kind if not row.same_as else "completed" for row in rows)
        trial: dict[str, Any] = {
            "tried": False,
            "made": counts["people"],
            "completed": counts["completed"],
            "requests": counts["requests"],
            "visits": 0,
            "refused": {},
        }
    else:
        trial = {"tried": True, **_tried(batch, rows, actor)}
    ImportBatch.objects.filter(pk=batch.pk).update(trial=trial)
    batch.trial = trial
    return trial


def _tried(batch: ImportBatch, rows: list[ImportRow], actor: Viewer) -> dict[str, Any]:
    found: dict[str, Any] = {}
    try:
        with transaction.atomic():
            refused: Counter[str] = Counter()
            for row in rows:
                reason = _take_in(batch, row, actor)
                if reason:
                    refused[reason] += 1
            done = [row for row in rows if row.state == ImportRow.State.IMPORTED]
            found = {
                "made": sum(row.made and row.kind == "people" for row in done),
                "completed": sum(not row.made and row.kind == "people" for row in done),
                "requests": sum(row.kind == "requests" for row in done),
                "visits": sum(row.request.visits.count() for row in done if row.request is not None),
                "refused": dict(refused),
            }
            raise _Backwards
    except _Backwards:
        return found


def start_import(*, batch: ImportBatch, actor: Viewer) -> None:
    """Take in every row that is ready; a long list is taken in by the worker, with progress."""
    from .. import tasks

    ready = batch.rows.filter(state=ImportRow.State.READY).count()
    if not ready:
        raise RuleBroken(
            "nothing-ready", _("No row is ready."), _("Answer the questions that rows wait for, or correct the rows.")
        )
    with transaction.atomic():
        move_import(batch, "importing", actor=actor, done=0, total=ready)
        if ready > AT_ONCE:
            transaction.on_commit(lambda: tasks.run_import.enqueue(batch.pk, actor.membership_id))
            return
    run_batch(batch_id=batch.pk, membership_id=actor.membership_id)


def run_batch(*, batch_id: int, membership_id: int | None) -> bool:
    """Take in what is ready, chunk by chunk. May run twice and go on after a kill: a row comes in once."""
    actor = _actor(membership_id)
    while True:
        with transaction.atomic():
            batch = (
                ImportBatch.objects.select_for_update(of=("self",))
                .select_related("region", "organisation")
                .defer("cells")
                .filter(pk=batch_id, state=ImportBatch.State.IMPORTING)
                .first()
            )
            if batch is None:
                return False
            rows = _ready(batch)[:CHUNK]
            for row in rows:
                _take_in(batch, row, actor)
            ImportBatch.objects.filter(pk=batch_id).update(done=batch.done + len(rows), state_since=timezone.now())
            if not rows:
                _finish(batch, actor)
                return True


def _finish(batch: ImportBatch, actor: Viewer) -> None:
    waiting = batch.rows.filter(state=ImportRow.State.WAITS).exists()
    asking = batch.rows.filter(open_questions__gt=0, state=ImportRow.State.IMPORTED).exists()
    changes: dict[str, Any] = {"imported_at": timezone.now(), "trial": {}}
    if not waiting and not asking:
        changes["cells"] = None  # nothing will be read again
    changes["groups"] = _still_open(batch)
    move_import(batch, "imported", actor=actor, **changes)
    audit.record(
        "exchange.import.finished",
        actor=actor,
        target=batch,
        region_id=batch.region_id,
        rows=batch.rows.filter(state=ImportRow.State.IMPORTED).count(),
    )


def _still_open(batch: ImportBatch) -> list[dict[str, Any]]:
    """The questions that rows still ask which did not come in."""
    waiting = set(batch.rows.filter(state=ImportRow.State.WAITS).values_list("sheet", "number"))
    return [group for group in batch.groups if any((sheet, number) in waiting for sheet, number in group["rows"])]


def _ready(batch: ImportBatch) -> list[ImportRow]:
    """Rows that are ready, people before the requests that name them."""
    rows = batch.rows.filter(state=ImportRow.State.READY).order_by("sheet", "number")
    return sorted(rows, key=lambda row: (row.kind != "people", row.sheet, row.number))


def _take_in(batch: ImportBatch, row: ImportRow, actor: Viewer) -> str:
    """Take in one row in a savepoint; returns "" or the code why it could not."""
    read = read_row(row)
    try:
        with transaction.atomic():
            if row.kind == "people":
                _take_in_person(batch, row, read, actor)
            else:
                row.request = requests.make_request(
                    row=read, batch=batch, made_people=_made_people(batch, read), actor=actor
                )
                row.made = True
                row.after = dependents.snapshot_of_request(Request.objects.get(pk=row.request.pk))
            row.state = ImportRow.State.IMPORTED
            row.reason = ""
            row.save()
    except Exception as error:
        # One row that cannot come in, for whatever reason, never keeps the others out.
        foreseen = isinstance(error, DomainError | ValidationError)
        if not foreseen:
            logger.exception("row %s of import %s could not be taken in", row.number, batch.pk)
        row.state = ImportRow.State.WAITS
        row.reason = (getattr(error, "code", "") if foreseen else "") or "not-possible"
        row.key_person = row.request = None
        ImportRow.objects.filter(pk=row.pk).update(state=row.state, reason=row.reason[:40])
        return row.reason
    return ""


def _take_in_person(batch: ImportBatch, row: ImportRow, read: ReadRow, actor: Viewer) -> None:
    known = (
        KeyPerson.objects.filter(pk=int(row.same_as), region_id=batch.region_id).first()
        if row.same_as.isdigit()
        else None
    )
    if row.same_as and known is None:
        raise RuleBroken("person-gone", _("The person this row belongs to is not there any more."))
    if known is None:
        row.key_person = people.make_person(row=read, batch=batch, actor=actor)
        row.made = True
    else:
        row.before = people.complete_person(person=known, row=read, batch=batch, actor=actor)
        row.key_person, row.made = known, False
    row.after = dependents.snapshot_of_person(KeyPerson.objects.get(pk=row.key_person.pk))


def _made_people(batch: ImportBatch, read: ReadRow) -> dict[str, KeyPerson]:
    """People of the same file whom a request names, by their place in it."""
    value: Any = read.value("asked_who") or {}
    found: dict[str, KeyPerson] = {}
    for name in value.get("people", []):
        if name.startswith("row:"):
            _, sheet, number = name.split(":")
            row = batch.rows.filter(sheet=int(sheet), number=int(number)).select_related("key_person").first()
            if row is not None and row.key_person is not None:
                found[name] = row.key_person
    return found


def read_row(row: ImportRow) -> ReadRow:
    """What the reading core said of a row."""
    return storing.row_from_json(
        row.read, sheet=row.sheet, number=row.number, kind=row.kind, same_as=row.same_as, fingerprint=row.fingerprint
    )


def _actor(membership_id: int | None) -> Viewer:
    membership = Membership.objects.select_related("user").filter(pk=membership_id or 0).first()
    if membership is None:
        return Viewer.system(reason="takes in a list that somebody asked for")
    return accounts.viewer_of(membership)
