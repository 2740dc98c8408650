"""Trying, taking in, taking back, and the report."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.audit import services as audit

from .. import access, queries, services, writing
from ..models import ImportBatch, ImportRow


@require_POST
@role_required(*queries.MAY_IMPORT)
def try_import(request: ViewerRequest, pk: int) -> HttpResponse:
    """Do everything without consequences and show what would happen."""
    services.try_import(batch=access.import_to_change(request.viewer, pk), actor=request.viewer)
    return redirect("exchange:show-import", pk=pk)


@require_POST
@role_required(*queries.MAY_IMPORT)
def run_import(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take in every row that is ready."""
    batch = access.import_to_change(request.viewer, pk)
    services.start_import(batch=batch, actor=request.viewer)
    batch.refresh_from_db(fields=["state"])
    if batch.state == ImportBatch.State.IMPORTED:
        number = batch.rows.filter(state=ImportRow.State.IMPORTED).count()
        messages.success(
            request,
            ngettext("%(number)d row of this list is in.", "%(number)d rows of this list are in.", number)
            % {"number": number},
        )
    return redirect("exchange:show-import", pk=pk)


@require_http_methods(["GET", "POST"])
@role_required(*queries.MAY_IMPORT)
def undo_import(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take back a whole import, after saying what that means."""
    batch = access.import_to_change(request.viewer, pk)
    if request.method == "POST":
        services.start_undo(batch=batch, actor=request.viewer)
        batch.refresh_from_db(fields=["state"])
        if batch.state == ImportBatch.State.UNDONE:
            messages.success(request, _("The whole import is taken back."))
        return redirect("exchange:show-import", pk=pk)
    return render(request, "exchange/undo_import.html", {"batch": batch, "counts": queries.counts_of(batch)})


@require_POST
@role_required(*queries.MAY_IMPORT)
def resume_import(request: ViewerRequest, pk: int) -> HttpResponse:
    """Go on with work that stands still because its worker was stopped."""
    services.resume(batch=access.import_to_change(request.viewer, pk), actor=request.viewer)
    return redirect("exchange:show-import", pk=pk)


@require_safe
@role_required(*queries.MAY_IMPORT)
def export_report(request: ViewerRequest, pk: int) -> HttpResponse:
    """The list as a spreadsheet: every row with its state, and the cells that need a look marked."""
    batch = access.import_to_see(request.viewer, pk)
    audit.record("exchange.report.exported", actor=request.viewer, target=batch, region_id=batch.region_id)
    response = HttpResponse(writing.report(batch), content_type=writing.XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="verslag-import-{batch.pk}.xlsx"'
    return response
