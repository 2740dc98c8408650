"""Charts of a publication from figures of others: choose a source, choose numbers, take a newer edition."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access
from ..external.layout import drawable
from ..forms.external import PickForm
from ..models import Figure, SourceEdition
from ..queries import external as queries
from ..queries.editions import EDITORS
from ..services import external_figures as services
from .editions import posted


@require_safe
@role_required(*EDITORS)
def choose_external_figure(request: ViewerRequest, pk: int, number: int) -> HttpResponse:
    """Every source with what it counts, as its newest edition says."""
    chapter = access.chapter_to_change(request.viewer, pk, number)
    rows = [
        (source, edition, [sheet for sheet in queries.sheets_of(edition) if drawable(sheet)])
        for source, edition in queries.sources()
    ]
    context = {"edition": chapter.edition, "chapter": chapter, "sources": rows}
    return render(request, "insights/editions/choose_external_figure.html", context)


@require_http_methods(["GET", "POST"])
@role_required(*EDITORS)
def add_external_figure(request: ViewerRequest, pk: int, number: int, source: int, measure: str) -> HttpResponse:
    """Which groups and periods, with a title; the chart keeps this edition of the source."""
    chapter = access.chapter_to_change(request.viewer, pk, number)
    row = get_object_or_404(SourceEdition.objects.select_related("source"), pk=source)
    sheet = next((one for one in queries.sheets_of(row) if one.code == measure and drawable(one)), None)
    if sheet is None:
        raise Http404
    form = PickForm(posted(request), sheet=sheet)
    if form.is_valid():
        values = form.cleaned_data
        services.add_external_figure(chapter=chapter, source=row, measure=measure, **values, actor=request.viewer)
        return redirect("insights:change-chapter", pk=pk, number=number)
    context = {"form": form, "edition": chapter.edition, "chapter": chapter, "source": row, "sheet": sheet}
    return render(request, "insights/editions/add_external_figure.html", context, status=422 if form.is_bound else 200)


@require_POST
@role_required(*EDITORS)
def renew_external_figure(request: ViewerRequest, pk: int, number: int, figure: int) -> HttpResponse:
    """The same numbers as the newest edition of the source has them."""
    chapter = access.chapter_to_change(request.viewer, pk, number)
    rows = Figure.objects.select_related("external__source", "chapter__edition__region")
    row = get_object_or_404(rows, chapter=chapter, pk=figure, external__isnull=False)
    services.renew_external_figure(figure=row, actor=request.viewer)
    messages.success(request, _("The figure has the newest numbers. Look whether the text still fits."))
    return redirect("insights:change-chapter", pk=pk, number=number)
