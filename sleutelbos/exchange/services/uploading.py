"""A file comes in: looked at with distrust, cleaned of what may not be kept, and only then stored."""

from django.db import IntegrityError, transaction

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui import guard

from .. import load
from ..models import ImportBatch
from ..reading import storing
from ..reading.layout import lay_out_book
from ..reading.redaction import redact
from ..reading.workbook import open_workbook
from .reading import start_reading
from .steps import move_import


def upload_file(*, region: Region, content: bytes, name: str, actor: Viewer) -> tuple[ImportBatch, bool]:
    """Take in a file and start reading it; returns the import and whether it is new.

    The same file again gives the import that is there already, changed in nothing. Raises RefusedFile for a file
    that is no spreadsheet or may do harm. The bytes themselves are never stored.
    """
    book = open_workbook(content, name)
    around = load.surroundings(region)
    layouts = lay_out_book(book, around)
    cells = storing.pack(redact(book, layouts, around))
    try:
        with transaction.atomic():
            known = _standing(region, book.digest)
            if known is not None:
                return known, False
            batch = ImportBatch.objects.create(
                region=region,
                made_by_id=actor.user_id,
                made_by_label=actor.label,
                file_name=_kept_name(name),
                kind=book.kind,
                encoding=book.encoding,
                digest=book.digest,
                notices=list(book.notices),
                cells=cells,
                layouts=[storing.layout_to_json(layout) for layout in layouts],
                total=sum(layout.rows for layout in layouts if layout.chosen),
            )
            audit.record(
                "exchange.file.uploaded",
                actor=actor,
                target=batch,
                region_id=region.pk,
                kind=book.kind,
                rows=batch.total,
            )
    except IntegrityError:
        # Two taps on one file: the other one made it.
        known = _standing(region, book.digest)
        if known is None:
            raise
        return known, False
    start_reading(batch=batch, actor=actor)
    return batch, True


@transaction.atomic
def discard_import(*, batch: ImportBatch, actor: Viewer) -> None:
    """Throw an import away before anything came in; its cells and rows go at once."""
    move_import(batch, "discarded", actor=actor, cells=None, answers={}, row_answers={}, layouts=[], trial={})
    batch.rows.all().delete()


def _standing(region: Region, digest: str) -> ImportBatch | None:
    return (
        ImportBatch.objects.defer("cells")
        .filter(region=region, digest=digest)
        .exclude(state__in=[ImportBatch.State.UNDONE, ImportBatch.State.DISCARDED])
        .first()
    )


def _kept_name(name: str) -> str:
    """The file's name as it is shown; a number in it that may not be kept is masked like anywhere else."""
    return guard.mask(name.replace("\\", "/").rpartition("/")[2])[-120:] or "-"
