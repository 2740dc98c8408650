"""The list of imports, a new file, and the page of one import."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts import queries as accounts
from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access, queries, retention, services, wording, workflow
from ..forms import UploadForm
from ..models import ImportBatch, ImportRow
from ..reading.refusals import RefusedFile

STEPS = [
    gettext_lazy("File"),
    gettext_lazy("Columns"),
    gettext_lazy("Questions"),
    gettext_lazy("Rows"),
    gettext_lazy("Take in"),
]
_BUSY_WORDS = {
    "reading": gettext_lazy("We read your list"),
    "importing": gettext_lazy("Rows are taken in"),
    "undoing": gettext_lazy("Rows are taken back"),
}


@require_safe
@role_required(*queries.MAY_IMPORT)
def list_imports(request: ViewerRequest) -> HttpResponse:
    """Every list that was uploaded in this region, and how it stands."""
    page = Paginator(queries.imports_with_counts(request.viewer), 25).get_page(request.GET.get("page"))
    return render(request, "exchange/list_imports.html", {"page_obj": page})


@require_http_methods(["GET", "POST"])
@role_required(*queries.MAY_IMPORT)
def upload_file(request: ViewerRequest) -> HttpResponse:
    """Choose a file; a refused one comes back with what to do about it."""
    form = UploadForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        region = accounts.visible_regions(request.viewer).get()
        file = form.cleaned_data["file"]
        try:
            batch, is_new = services.upload_file(
                region=region, content=file.read(), name=file.name, actor=request.viewer
            )
        except RefusedFile as refused:
            form.add_error("file", wording.refusal_text(refused))
        else:
            if not is_new:
                messages.info(request, _("You uploaded this file before. This is how it stands; nothing changed."))
            return redirect("exchange:show-import", pk=batch.pk)
    status = 422 if form.is_bound else 200
    return render(request, "exchange/upload_file.html", {"form": form, "steps": STEPS}, status=status)


@require_safe
@role_required(*queries.MAY_IMPORT)
def show_import(request: ViewerRequest, pk: int) -> HttpResponse:
    """One import: busy, to be checked, or what came of it."""
    batch = access.import_to_see(request.viewer, pk)
    counts = queries.counts_of(batch)
    context: dict[str, Any] = {
        "batch": batch,
        "counts": counts,
        "steps": STEPS,
        "progress": progress_of(batch),
        "notices": [wording.notice_text(code) for code in batch.notices],
        "groups": len(batch.groups),
        "can_undo": counts[ImportRow.State.IMPORTED] > 0 and retention.can_undo(batch),
        "stuck": services.stuck(batch),
        "kept": [(row, wording.reason_text(row.reason)) for row in queries.rows_kept(batch)],
        "failed": [(row, wording.reason_text(row.reason)) for row in queries.rows_failed(batch)],
        "refused_reasons": [
            (wording.reason_text(code), number) for code, number in batch.trial.get("refused", {}).items()
        ],
    }
    return render(request, "exchange/show_import.html", context)


@require_safe
@role_required(*queries.MAY_IMPORT)
def show_progress(request: ViewerRequest, pk: int) -> HttpResponse:
    """How far a busy import is, as a piece of the page; without a poll when it is done."""
    batch = access.import_to_see(request.viewer, pk)
    return render(request, "exchange/progress.html", {"progress": progress_of(batch), "batch": batch})


@require_POST
@role_required(*queries.MAY_IMPORT)
def discard_import(request: ViewerRequest, pk: int) -> HttpResponse:
    """Throw a list away before anything came in."""
    services.discard_import(batch=access.import_to_change(request.viewer, pk), actor=request.viewer)
    messages.success(request, _("Thrown away. Nothing of this list is kept."))
    return redirect("exchange:list-imports")


def posted(request: ViewerRequest) -> QueryDict | None:
    """What a form was sent with; an empty POST is a sent form too."""
    return request.POST if request.method == "POST" else None


def progress_of(batch: ImportBatch) -> dict[str, Any] | None:
    """What the progress bar shows; None when nothing is going on."""
    if batch.state not in workflow.BUSY:
        return None
    return {
        "text": _BUSY_WORDS[batch.state],
        "done": min(batch.done, batch.total),
        "total": batch.total,
        "poll": reverse("exchange:show-progress", args=[batch.pk]),
    }
