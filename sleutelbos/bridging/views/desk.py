"""The coordinator's desk: what came in, who waits, what is today, who is asked too often, what expires."""

import csv
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Region, Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.ui.spreadsheet import safe_cell

from .. import access, queries, services
from ..forms.desk import ChosenForm, RequestFilterForm, SavedViewForm
from ..models import Request

ON_DESK = ["open", "asking", "accepted"]
PER_PAGE = 50
EXPORT_AT_MOST = 20_000


def _list(request: ViewerRequest, *, states: list[str] | None = None) -> dict[str, Any]:
    form = (
        RequestFilterForm(request.GET or None, viewer=request.viewer)
        if request.GET
        else RequestFilterForm({"status": states or []}, viewer=request.viewer)
    )
    filters = form.values()
    if states and "status" not in filters and not request.GET.get("alles"):
        filters["status"] = states
    page = Paginator(queries.desk_requests(request.viewer, filters), PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.with_asked(page.object_list)
    return {"filter_form": form, "page_obj": page, "query": request.GET.urlencode(), "save_form": SavedViewForm()}


@require_safe
@role_required(Role.COORDINATOR)
def show_desk(request: ViewerRequest) -> HttpResponse:
    """One page that answers everything a coordinator asks in the morning."""
    viewer, now = request.viewer, timezone.now()
    context = _list(request, states=ON_DESK)
    if request.htmx:
        return render(request, "bridging/request_list.html#list", context)
    region = Region.objects.get(pk=viewer.region_id or 0)
    often = queries.asked_too_often(viewer, now, region.max_asks_per_14_days)
    resting = queries.not_asked(viewer, now)
    context |= {
        "region": region,
        "counts": queries.desk_counts(viewer, now),
        "calls": queries.visible_calls(viewer).filter(handled_at__isnull=True).select_related("key_person")[:20],
        "today": queries.visits_of_day(viewer, timezone.localdate()),
        "often": often[:8],
        "not_asked": resting[:8],
        "not_asked_count": resting.count(),
        "saved_views": queries.saved_views(viewer),
        "undo": access.latest_bulk_action(viewer, now),
    }
    return render(request, "bridging/desk.html", context)


@require_safe
@role_required(Role.COORDINATOR)
def list_requests(request: ViewerRequest) -> HttpResponse:
    """Every question of the region, by the same filters."""
    context = _list(request)
    if request.htmx:
        return render(request, "bridging/request_list.html#list", context)
    return render(
        request, "bridging/list_requests.html", context | {"saved_views": queries.saved_views(request.viewer)}
    )


@require_safe
@role_required(Role.COORDINATOR)
def export_requests(request: ViewerRequest) -> HttpResponse:
    """What is on the screen as CSV: the same filters, every page, safe for a spreadsheet program."""
    filters = RequestFilterForm(request.GET, viewer=request.viewer).values()
    rows = queries.desk_requests(request.viewer, filters)[:EXPORT_AT_MOST]
    header = [_("Number"), _("Came in"), _("Organisation"), _("Kind"), _("Topic"), _("Language"), _("Place"), _("When")]
    header += [_("Status"), _("Reason")]
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="vragen-{timezone.localdate():%Y-%m-%d}.csv"'
    response.write("\ufeff")  # the mark that tells Excel that this is UTF-8
    writer = csv.writer(response, delimiter=";")
    writer.writerow([safe_cell(name) for name in header])
    for row in rows.iterator(chunk_size=500):
        writer.writerow([safe_cell(value) for value in _cells(row)])
    return response


def _cells(row: Request) -> list[str]:
    return [
        str(row.pk),
        f"{timezone.localtime(row.created_at):%Y-%m-%d}",
        row.organisation.name if row.organisation else row.asker_organisation,
        str(row.get_kind_display()),
        row.topic.names.get("nl", row.topic.code),
        row.language,
        row.place,
        f"{timezone.localtime(row.starts_at):%Y-%m-%d %H:%M}" if row.starts_at else "",
        str(row.get_state_display()),
        row.unmet_reason,
    ]


@require_POST
@role_required(Role.COORDINATOR)
def change_many(request: ViewerRequest, verb: str) -> HttpResponse:
    """Do one thing to the ticked questions, with a way back."""
    back = access.safe_next(request, reverse("bridging:show-desk"))
    chosen = ChosenForm(request.POST, ids=access.request_ids(request.viewer, request.POST.getlist("keuze")))
    if not chosen.is_valid():
        messages.error(request, str(chosen.errors["keuze"][0]))
        return redirect(back)
    rows = list(queries.visible_requests(request.viewer).filter(pk__in=chosen.cleaned_data["keuze"]))
    action, left = services.do_to_many(requests=rows, verb=verb, actor=request.viewer)
    if action is not None:
        count = len(action.items)
        messages.success(
            request,
            ngettext(
                "%(count)s question changed. You can undo this below.",
                "%(count)s questions changed. You can undo this below.",
                count,
            )
            % {"count": count},
        )
    if left:
        messages.warning(
            request,
            format_html(
                "{} {}",
                _("These stay as they are, because somebody changed them or they cannot do this step:"),
                ", ".join(f"#{pk}" for pk in left),
            ),
        )
    return redirect(back)


@require_POST
@role_required(Role.COORDINATOR)
def undo_many(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take the last bulk action back."""
    back, left = services.undo_bulk(action=access.bulk_action_to_undo(request.viewer, pk), actor=request.viewer)
    messages.success(
        request, ngettext("%(count)s question is back.", "%(count)s questions are back.", back) % {"count": back}
    )
    if left:
        messages.warning(request, _("Some could not go back: something happened to them since."))
    return redirect("bridging:show-desk")


@require_POST
@role_required(Role.COORDINATOR)
def save_view(request: ViewerRequest) -> HttpResponse:
    """Keep the present filters under a name."""
    form = SavedViewForm(request.POST)
    query = request.POST.get("query", "")
    if form.is_valid():
        services.save_view(name=form.cleaned_data["name"], query=query, actor=request.viewer)
        messages.success(request, _("View kept."))
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect(f"{reverse('bridging:show-desk')}?{query}" if query else reverse("bridging:show-desk"))


@require_POST
@role_required(Role.COORDINATOR)
def remove_view(request: ViewerRequest, pk: int) -> HttpResponse:
    """Forget a saved view."""
    services.remove_view(view=access.saved_view_to_remove(request.viewer, pk), actor=request.viewer)
    return redirect("bridging:show-desk")


@require_POST
@role_required(Role.COORDINATOR)
def handle_call(request: ViewerRequest, pk: int) -> HttpResponse:
    """Somebody was called."""
    services.handle_call(call=access.call_to_handle(request.viewer, pk), actor=request.viewer)
    messages.success(request, _("Good. This call is off the list."))
    return redirect("bridging:show-desk")
