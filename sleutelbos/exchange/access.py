"""May this viewer have this import."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from sleutelbos.accounts.viewer import Viewer

from .models import ImportBatch, ImportRow
from .queries import visible_imports


def import_to_see(viewer: Viewer, pk: int) -> ImportBatch:
    """An import of the viewer's region; 404 otherwise."""
    return get_object_or_404(visible_imports(viewer).select_related("region", "organisation"), pk=pk)


def import_to_change(viewer: Viewer, pk: int) -> ImportBatch:
    """The same; whoever may see an import may check it, take it in and take it back."""
    return import_to_see(viewer, pk)


def row_to_change(viewer: Viewer, pk: int, sheet: int, number: int) -> tuple[ImportBatch, ImportRow]:
    """One row of an import of the viewer's region."""
    batch = import_to_change(viewer, pk)
    row = batch.rows.filter(sheet=sheet, number=number).first()
    if row is None:
        raise Http404
    return batch, row
