"""How long what came from a file stays: cells and texts go, what became of them stays where it belongs."""

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import KeyPerson

from .models import CalendarFeed, ImportBatch, ImportRow

# Until when an import can be checked and finished.
CHECK_DAYS: Final = 30
# Until when it can be taken back, and its open questions can be read.
UNDO_DAYS: Final = 60


def let_go() -> int:
    """Remove what is no longer needed; returns how many imports lost something. May run twice.

    An import nobody finished is thrown away after CHECK_DAYS. After UNDO_DAYS the texts and names of its rows go; the
    fingerprints stay, so that the same rows are still known, and nobody can read a name out of them.
    """
    now = timezone.now()
    actor = Viewer.system(reason="the time to check or take back this list is over")
    count = 0
    for batch in _unfinished()[:50]:
        with transaction.atomic():
            had_rows = batch.rows.filter(state=ImportRow.State.IMPORTED).exists()
            new = ImportBatch.State.IMPORTED if had_rows else ImportBatch.State.DISCARDED
            if not had_rows:
                batch.rows.all().delete()
            ImportBatch.objects.filter(pk=batch.pk).update(state=new, state_since=now, **_EMPTY)
            audit.record("exchange.import.let_go", actor=actor, target=batch, region_id=batch.region_id)
        count += 1
    for batch in _over()[:50]:
        with transaction.atomic():
            batch.rows.exclude(state__in=[ImportRow.State.IMPORTED, ImportRow.State.KEPT]).delete()
            batch.rows.update(read={}, label="", before={}, after="", open_questions=0, same_as="")
            ImportBatch.objects.filter(pk=batch.pk).update(**_EMPTY)
            audit.record("exchange.import.let_go", actor=actor, target=batch, region_id=batch.region_id)
        count += 1
    return count


_EMPTY: Final[dict[str, Any]] = {"cells": None, "answers": {}, "row_answers": {}, "layouts": [], "trial": {}}


def _unfinished() -> list[ImportBatch]:
    states = [ImportBatch.State.READING, ImportBatch.State.CHECKING, ImportBatch.State.FAILED]
    late = timezone.now() - timedelta(days=CHECK_DAYS)
    return list(ImportBatch.objects.defer("cells").filter(state__in=states, created_at__lt=late))


def _over() -> list[ImportBatch]:
    late = timezone.now() - timedelta(days=UNDO_DAYS)
    states = [ImportBatch.State.IMPORTED, ImportBatch.State.UNDONE]
    return list(ImportBatch.objects.defer("cells").filter(state__in=states, created_at__lt=late).exclude(layouts=[]))


def can_undo(batch: ImportBatch) -> bool:
    """Whether an import can still be taken back."""
    late = timezone.now() - timedelta(days=UNDO_DAYS)
    return batch.created_at > late and bool(batch.layouts)


def let_feeds_go() -> int:
    """Erase the addresses of calendars of people who said goodbye; returns how many. May run twice."""
    return CalendarFeed.objects.filter(key_person__state=KeyPerson.State.ALUMNI).delete()[0]
