"""Understanding the cells of an import, at once for a short list, in the background for a long one."""

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.ui import guard
from sleutelbos.ui.errors import StateChanged

from .. import load, queries, workflow
from ..models import ImportBatch, ImportRow
from ..reading import storing
from ..reading.people import name_of
from ..reading.reader import read_book
from ..reading.rows import READY, SKIPPED, WAITS, Answers, ReadRow, ReadSheet, RowAnswers
from .steps import move_import

logger = logging.getLogger(__name__)

# So many rows are read while somebody waits for the page: about a second.
AT_ONCE = 400
# So many different questions are kept with an import; answering them brings the next.
MOST_GROUPS = 400


def start_reading(*, batch: ImportBatch, actor: Viewer) -> None:
    """Read the import again with the answers so far; a long list is read by the worker, with progress."""
    from .. import tasks

    with transaction.atomic():
        if batch.state != ImportBatch.State.READING:
            move_import(batch, "reading", actor=actor, done=0)
        if batch.total > AT_ONCE:
            version = batch.version
            transaction.on_commit(lambda: tasks.read_import.enqueue(batch.pk, version))
            return
    read_batch(batch_id=batch.pk, version=batch.version)
    batch.refresh_from_db(fields=["state", "state_since", "groups", "done", "total", "trial"])


def read_batch(*, batch_id: int, version: int) -> bool:
    """Read every row of an import and keep what was understood. May run twice; an overtaken version does nothing.

    Rows that came in already stay as they are.
    """
    batch = ImportBatch.objects.select_related("region").filter(pk=batch_id, version=version).first()
    if batch is None or batch.state != ImportBatch.State.READING or batch.cells is None:
        return False
    try:
        sheets = _read(batch)
    except Exception:
        # A file can always be odder than we thought: the person gets a sentence, we get the trace.
        logger.exception("import %s could not be read", batch.pk)
        move_import(batch, "failed", actor=_reader(batch))
        return False
    with transaction.atomic():
        held = ImportBatch.objects.select_for_update().defer("cells").filter(pk=batch_id, version=version).first()
        if held is None or held.state != ImportBatch.State.READING:
            return False
        _store(held, sheets)
        try:
            move_import(held, "checking", actor=_reader(held), done=held.total, trial={}, groups=_groups(sheets))
        except StateChanged:
            return False
    return True


def _read(batch: ImportBatch) -> tuple[ReadSheet, ...]:
    def tell(done: int) -> None:
        # Outside any transaction, so that the page sees how far it is.
        ImportBatch.objects.filter(pk=batch.pk).update(done=done)

    assert batch.cells is not None
    layouts = tuple(storing.layout_from_json(layout) for layout in batch.layouts)
    return read_book(
        storing.unpack(bytes(batch.cells)), layouts, load.surroundings(batch.region), answers_of(batch), tell
    )


def _groups(sheets: tuple[ReadSheet, ...]) -> list[dict[str, Any]]:
    """Open questions that one answer can settle in several rows, the most frequent first; with a few row numbers."""
    found: dict[str, dict[str, Any]] = {}
    for sheet in sheets:
        for key, group in sheet.open_groups().items():
            row, name, question = group[0]
            one = found.setdefault(
                key,
                {
                    "field": name,
                    "kind": row.kind,
                    "question": storing.question_to_json(question),
                    "rows": [],
                    "count": 0,
                },
            )
            one["count"] += len(group)
            one["rows"] = [*one["rows"], *([each.sheet, each.number] for each, _, _ in group)][:6]
    ordered = sorted(found.values(), key=lambda one: (not one["question"]["blocking"], -one["count"]))
    return ordered[:MOST_GROUPS]


def answers_of(batch: ImportBatch) -> Answers:
    """What people said about this import, as the reading core takes it."""
    rows = {}
    for place, said in batch.row_answers.items():
        sheet, _, number = place.partition(":")
        rows[(int(sheet), int(number))] = RowAnswers(said.get("answers", {}), said.get("texts", {}), said.get("skip"))
    return Answers(batch.answers, rows)


def _store(batch: ImportBatch, sheets: tuple[ReadSheet, ...]) -> None:
    kept = set(
        batch.rows.filter(state__in=[ImportRow.State.IMPORTED, ImportRow.State.UNCHANGED]).values_list(
            "sheet", "number"
        )
    )
    batch.rows.exclude(state__in=[ImportRow.State.IMPORTED, ImportRow.State.UNCHANGED]).delete()
    here_already = queries.known_fingerprints(batch)
    rows = [
        _row(batch, row, here_already) for sheet in sheets for row in sheet.rows if (row.sheet, row.number) not in kept
    ]
    ImportRow.objects.bulk_create(rows, batch_size=500)


def _row(batch: ImportBatch, row: ReadRow, here_already: set[str]) -> ImportRow:
    state = {READY: ImportRow.State.READY, WAITS: ImportRow.State.WAITS, SKIPPED: ImportRow.State.SKIPPED}[row.state]
    # The same words came in before: whoever they are about is here, and nothing has to be asked.
    if state != ImportRow.State.SKIPPED and row.fingerprint in here_already:
        state = ImportRow.State.UNCHANGED
    return ImportRow(
        batch=batch,
        sheet=row.sheet,
        number=row.number,
        kind=row.kind,
        state=state,
        reason=row.skip,
        label=label_of(row),
        read=storing.row_to_json(row),
        open_questions=sum(1 for _ in row.open_questions()),
        refused=len(row.problems) if not row.skip else 0,
        fingerprint=row.fingerprint,
        same_as=row.same_as if not row.same_as.startswith("row:") else "",
    )


def label_of(row: ReadRow) -> str:
    """What a row is called in a list: the name of the person, or who asked what."""
    if row.kind == "people":
        text = " ".join(part for part in name_of(row.fields) if part)
    else:
        parts = [row.fields[name].raw for name in ("requester", "question") if name in row.fields]
        text = " · ".join(part for part in parts if part)
    return guard.mask(text)[:200]


def _reader(batch: ImportBatch) -> Viewer:
    return Viewer.system(reason="reads an uploaded list", region_id=batch.region_id)


def stuck(batch: ImportBatch, *, minutes: int = 10) -> bool:
    """Whether a busy import has not moved for so long that its worker must have died."""
    since = timezone.now() - timedelta(minutes=minutes)
    return batch.state in workflow.BUSY and batch.state_since < since
