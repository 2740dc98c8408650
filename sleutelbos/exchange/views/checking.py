"""Looking at what was understood: columns, questions, rows."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sleutelbos.accounts import queries as accounts
from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.guidance.queries import topic_choices

from .. import access, load, queries, services, wording
from ..forms import EverybodyForm, QuestionsForm, RowFilterForm, RowForm, SheetForm
from ..models import ImportBatch, ImportRow
from ..reading import storing
from ..reading.layout import SheetLayout
from .files import STEPS, posted


@require_http_methods(["GET", "POST"])
@role_required(*queries.MAY_IMPORT)
def choose_columns(request: ViewerRequest, pk: int) -> HttpResponse:
    """What each sheet and column means, and what holds for everybody in the list."""
    batch = access.import_to_change(request.viewer, pk)
    layouts = queries.layouts_of(batch)
    sheets = [SheetForm(posted(request), layout=layout) for layout in layouts]
    everybody = EverybodyForm(
        posted(request),
        organisations=accounts.visible_organisations(request.viewer),
        initial={
            "organisation": batch.organisation_id,
            "engaged_from": batch.engaged_from,
            "initial_state": batch.initial_state,
        },
    )
    # Every form is looked at, so that all mistakes are shown at once.
    fine = [form.is_valid() for form in (*sheets, everybody)]
    if request.method == "POST" and all(fine):
        said = {form.layout.sheet: form.said() for form in sheets}
        services.choose_columns(batch=batch, sheets=said, actor=request.viewer, **everybody.cleaned_data)
        return redirect("exchange:answer-questions", pk=pk)
    context = {
        "batch": batch,
        "steps": STEPS,
        "sheets": [_sheet(form, layout) for form, layout in zip(sheets, layouts, strict=True)],
        "forms": [*sheets, everybody],
        "everybody": everybody,
    }
    return render(request, "exchange/choose_columns.html", context, status=422 if request.method == "POST" else 200)


def _sheet(form: SheetForm, layout: SheetLayout) -> dict[str, Any]:
    """A sheet's form with what to look at: doubts, columns that are never read."""
    refused = [
        (guess.heading, wording.problem_text("column-refused", guess.field.partition(":")[2], ""))
        for guess in layout.columns
        if guess.field.startswith("refused") and guess.field != "refused:number"
    ]
    columns = zip(
        form.columns, [guess for guess in layout.columns if not guess.field.startswith("refused")], strict=True
    )
    return {
        "form": form,
        "layout": layout,
        "doubts": [wording.doubt_text(code) for code in layout.doubts],
        "refused": refused,
        "columns": list(columns),
    }


@require_http_methods(["GET", "POST"])
@role_required(*queries.MAY_IMPORT)
def answer_questions(request: ViewerRequest, pk: int) -> HttpResponse:
    """Every open question once, whatever the number of rows that ask it."""
    batch = access.import_to_change(request.viewer, pk)
    if batch.state == ImportBatch.State.READING:
        return redirect("exchange:show-import", pk=pk)
    form = QuestionsForm(posted(request), groups=batch.groups, topics=dict(topic_choices()), answers=batch.answers)
    if request.method == "POST" and "opnieuw" in request.POST:
        services.answer_questions(batch=batch, answers=dict.fromkeys(batch.answers, ""), actor=request.viewer)
        messages.info(request, _("Your answers are taken back. You can start again."))
        return redirect("exchange:answer-questions", pk=pk)
    if form.is_valid():
        before = len(batch.groups)
        services.answer_questions(batch=batch, answers=form.answers(), actor=request.viewer)
        if batch.state == ImportBatch.State.READING:
            return redirect("exchange:show-import", pk=pk)
        batch.refresh_from_db(fields=["groups"])
        if len(batch.groups) < before and any(group["question"]["options"] for group in batch.groups):
            messages.success(request, _("Thank you. These questions are left."))
            return redirect("exchange:answer-questions", pk=pk)
        return redirect("exchange:list-rows", pk=pk)
    context = {"batch": batch, "form": form, "steps": STEPS, "groups": form.bound_groups()}
    return render(request, "exchange/answer_questions.html", context, status=422 if form.is_bound else 200)


@require_safe
@role_required(*queries.MAY_IMPORT)
def list_rows(request: ViewerRequest, pk: int) -> HttpResponse:
    """The rows with what was understood, what is asked and what was refused."""
    batch = access.import_to_see(request.viewer, pk)
    form = RowFilterForm(request.GET or None)
    page = Paginator(queries.rows_of(batch, form.values()), 40).get_page(request.GET.get("page"))
    topics = dict(topic_choices())
    context = {
        "batch": batch,
        "filter_form": form,
        "page_obj": page,
        "rows": [wording.row_words(row, topics) for row in page.object_list],
        "can_change": batch.state in services.CHANGEABLE,
        "steps": STEPS,
    }
    template = "exchange/list_rows.html#list" if request.htmx else "exchange/list_rows.html"
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
@role_required(*queries.MAY_IMPORT)
def change_row(request: ViewerRequest, pk: int, sheet: int, number: int) -> HttpResponse:
    """Correct one row, on a page of its own or, with htmx, in its place in the list."""
    batch, row = access.row_to_change(request.viewer, pk, sheet, number)
    topics = dict(topic_choices())
    form = RowForm(
        posted(request),
        row=row,
        read=storing.row_from_json(row.read, sheet=sheet, number=number, kind=row.kind),
        names=queries.fields_read(batch, sheet),
        said=batch.row_answers.get(f"{sheet}:{number}", {}),
        topics=topics,
        around=load.surroundings(batch.region),
    )
    if form.is_valid():
        services.change_row(
            batch=batch,
            row=row,
            texts=form.changed_texts(),
            answers=form.answers(),
            skip=form.skip_row(),
            actor=request.viewer,
        )
        return _after_change(request, batch, row, topics)
    context = {
        "batch": batch,
        "row": wording.row_words(row, topics),
        "form": form,
        "can_change": batch.state in services.CHANGEABLE and row.state not in queries.FINISHED_ROWS,
        "cells": [(field, wording.cell_words(row, field.name.removeprefix("cel_"))) for field in form.cells],
    }
    template = "exchange/change_row.html#form" if request.htmx else "exchange/change_row.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _after_change(request: ViewerRequest, batch: ImportBatch, row: ImportRow, topics: dict[str, str]) -> HttpResponse:
    """The row again in its place in the list; the page of the import while a long list is read again."""
    if batch.state == ImportBatch.State.READING:
        return redirect("exchange:show-import", pk=batch.pk)
    if not request.htmx:
        messages.success(request, _("Row %(number)d is changed.") % {"number": row.number})
        return redirect("exchange:list-rows", pk=batch.pk)
    fresh = batch.rows.get(sheet=row.sheet, number=row.number)
    context = {"batch": batch, "row": wording.row_words(fresh, topics), "can_change": True, "just_changed": True}
    return render(request, "exchange/list_rows.html#row", context)
