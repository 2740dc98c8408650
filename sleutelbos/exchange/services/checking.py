"""Somebody looks at what was understood: answers, corrections, other meanings of columns."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Organisation
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .. import load
from ..models import ImportBatch, ImportRow
from ..reading import storing
from ..reading.layout import lay_out
from ..reading.sources import allowed
from .reading import start_reading

# States in which somebody may still change how rows are read.
CHANGEABLE = (ImportBatch.State.CHECKING, ImportBatch.State.IMPORTED)


def choose_columns(
    *,
    batch: ImportBatch,
    sheets: Mapping[int, Mapping[str, Any]],
    organisation: Organisation | None,
    engaged_from: date | None,
    initial_state: str,
    actor: Viewer,
) -> None:
    """Say per sheet whether it is read, what it lists and what its columns mean, and what holds for everybody.

    `sheets`: number -> {"chosen": bool, "kind": "people" | "requests", "fields": {column: field}}. Reads again.
    """
    around = load.surroundings(batch.region)
    with transaction.atomic():
        held = _held(batch)
        if organisation is not None and organisation.region_id != held.region_id:
            raise ValueError("an organisation of another region")
        layouts = []
        for layout in (storing.layout_from_json(one) for one in held.layouts):
            said = sheets.get(layout.sheet)
            if said is None:
                layouts.append(layout)
                continue
            if said["kind"] != layout.kind:
                assert held.cells is not None
                book = storing.unpack(bytes(held.cells))
                layout = lay_out(book.sheets[layout.sheet], layout.sheet, around, said["kind"])
            else:
                known = {guess.column: guess.field for guess in layout.columns}
                # A refused column stays refused: its cells were never stored.
                changed = {
                    column: field
                    for column, field in said["fields"].items()
                    if column in known and known[column] != field and not known[column].startswith("refused")
                }
                layout = layout.with_fields(changed)
            layouts.append(_chosen(layout, bool(said["chosen"])))
        total = sum(layout.rows for layout in layouts if layout.chosen)
        changes: dict[str, Any] = {
            "layouts": [storing.layout_to_json(layout) for layout in layouts],
            "organisation": organisation,
            "engaged_from": engaged_from,
            "initial_state": initial_state,
            "total": total,
        }
        _change(held, **changes)
        audit.record("exchange.columns.chosen", actor=actor, target=held, region_id=held.region_id)
    _again(batch, actor)


def answer_questions(*, batch: ImportBatch, answers: Mapping[str, str], actor: Viewer) -> None:
    """Keep answers that hold for every row with the same question, and read again. An empty answer takes one back."""
    with transaction.atomic():
        held = _held(batch)
        kept = {**held.answers, **{key[:200]: value[:200] for key, value in answers.items()}}
        _change(held, answers={key: value for key, value in kept.items() if value})
        audit.record(
            "exchange.questions.answered", actor=actor, target=held, region_id=held.region_id, count=len(answers)
        )
    _again(batch, actor)


def change_row(
    *,
    batch: ImportBatch,
    row: ImportRow,
    texts: Mapping[str, str],
    answers: Mapping[str, str],
    skip: bool | None,
    actor: Viewer,
) -> None:
    """Correct one row: other texts for some fields, answers for this row only, left out or not; reads again.

    Raises RuleBroken where a text holds a number that may not be kept.
    """
    around = load.surroundings(batch.region)
    for name, text in texts.items():
        if allowed(text, name, around)[1]:
            raise RuleBroken("forbidden-number", _("There is a number in this text that may not be kept."))
    with transaction.atomic():
        held = _held(batch)
        if held.rows.filter(pk=row.pk, state=ImportRow.State.IMPORTED).exists():
            raise StateChanged
        place = f"{row.sheet}:{row.number}"
        said = held.row_answers.get(place, {})
        kept = {
            "answers": _merged(said.get("answers", {}), answers),
            "texts": {**said.get("texts", {}), **{name: text[:4000] for name, text in texts.items()}},
            "skip": skip,
        }
        _change(held, row_answers={**held.row_answers, place: kept})
        audit.record("exchange.row.corrected", actor=actor, target=held, region_id=held.region_id, row=row.number)
    _again(batch, actor)


def settle(*, batch: ImportBatch, row: ImportRow, key: str, answer: str, actor: Viewer) -> None:
    """Answer one question of one row."""
    change_row(batch=batch, row=row, texts={}, answers={key: answer}, skip=None, actor=actor)


def _held(batch: ImportBatch) -> ImportBatch:
    """The import, locked for this transaction; StateChanged while it is busy or finished."""
    held = ImportBatch.objects.select_for_update(of=("self",)).filter(pk=batch.pk).first()
    if held is None or held.state not in CHANGEABLE or held.cells is None:
        raise StateChanged
    return held


def _change(held: ImportBatch, **changes: Any) -> None:
    rows = ImportBatch.objects.filter(pk=held.pk, version=held.version)
    if not rows.update(version=F("version") + 1, **changes):
        raise StateChanged


def _again(batch: ImportBatch, actor: Viewer) -> None:
    batch.refresh_from_db(fields=["state", "version", "total", "answers", "row_answers", "layouts"])
    start_reading(batch=batch, actor=actor)


def _merged(known: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in {**known, **said}.items() if value}


def _chosen(layout: Any, chosen: bool) -> Any:
    from dataclasses import replace

    return replace(layout, chosen=chosen)
