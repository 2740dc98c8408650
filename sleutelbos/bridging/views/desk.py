"""The coordinator's desk: what came in, who waits, what is today, who is asked too often, what expires."""

import csv
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from sleutelbos.accounts import queries as accounts
from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Region, Role
from sleutelbos.accounts.viewer import Viewer, ViewerRequest
from sleutelbos.audit import services as audit
from sleutelbos.guidance.queries import in_language
from sleutelbos.keypersons import queries as keypersons
from sleutelbos.keypersons.wording import ending_words
from sleutelbos.ui.spreadsheet import safe_cell

from .. import access, queries, services
from ..forms.desk import ChosenForm, RequestFilterForm, SavedViewForm
from ..models import Request
from ..queries import record
from ..templatetags.bridging import next_words, unmet_words, variety

ON_DESK = ["open", "asking", "accepted"]
PER_PAGE = 30
ENDS_SHOWN = 6
EXPORT_AT_MOST = 20_000


def _filters(request: ViewerRequest, *, on_desk: bool) -> tuple[RequestFilterForm, dict[str, Any]]:
    order = "first" if on_desk else "newest"
    languages = queries.asked_languages(request.viewer)
    form = RequestFilterForm(request.GET, viewer=request.viewer, order=order, languages=languages)
    asked = form.question()
    # The desk shows what still runs; whoever searches looks in everything.
    if on_desk and not {"status", "stap", "zoek"} & set(asked):
        asked["status"] = ON_DESK
    return form, asked


def _list(request: ViewerRequest, *, on_desk: bool) -> dict[str, Any]:
    now = timezone.now()
    form, asked = _filters(request, on_desk=on_desk)
    page = Paginator(queries.desk_requests(request.viewer, asked, now), PER_PAGE).get_page(request.GET.get("page"))
    region = accounts.visible_regions(request.viewer).get()
    query = form.query()
    views = list(queries.saved_views(request.viewer))
    return {
        "filter_form": form,
        "page_obj": page,
        "rows": queries.desk_rows(page.object_list, now, answer_hours=region.answer_within_hours),
        "query": query,
        # The address by what we understood of it: what was refused is not repeated.
        "here": f"{request.path}?{query}" if query else request.path,
        "on_desk": on_desk,
        "region": region,
        "saved_views": views,
        "view_here": next((view for view in views if query and view.query == query), None),
        "save_form": SavedViewForm(),
        "bulk_form": ChosenForm({}, ids=[]),
        "undo": access.latest_bulk_action(request.viewer, now),
    }


def _page(
    request: ViewerRequest, template: str, context: dict[str, Any], around: Callable[[], dict[str, Any]] = dict
) -> HttpResponse:
    # Going back in the browser asks for the whole page again, also through htmx.
    part = request.htmx and not request.htmx.history_restore_request
    refused = context["filter_form"].errors.get("zoek")
    if refused and not part:
        # What must not be kept does not stay in the address bar either.
        messages.error(request, str(refused[0]))
        return redirect(context["here"])
    if not part:
        return render(request, template, context | around())
    response = render(request, "bridging/request_list.html#list", context)
    if refused:
        response.headers["HX-Push-Url"] = context["here"]
    return response


@require_safe
@vary_on_headers("HX-Request")
@role_required(Role.COORDINATOR)
def show_desk(request: ViewerRequest) -> HttpResponse:
    """One page that answers everything a coordinator asks in the morning."""
    context = _list(request, on_desk=True)
    return _page(request, "bridging/desk.html", context, lambda: _around(request, context["region"]))


def _around(request: ViewerRequest, region: Region) -> dict[str, Any]:
    viewer, now = request.viewer, timezone.now()
    counts = queries.desk_counts(viewer, now)
    resting = list(queries.not_asked(viewer, now))
    return {
        "counts": counts,
        "figures": _figures(request, counts),
        "calls": queries.open_calls(viewer)[:20],
        "time_wishes": record.open_time_wishes(viewer, now)[:20],
        "today": queries.visits_of_day(viewer, timezone.localdate()),
        "often": queries.asked_too_often(viewer, now, region.max_asks_per_14_days)[:8],
        "not_asked": resting[:8],
        "not_asked_more": max(0, len(resting) - 8),
        "ends": _ends(viewer),
    }


def _ends(viewer: Viewer) -> list[dict[str, Any]]:
    today = timezone.localdate()
    found = keypersons.endings(viewer, today=today)
    # What ended last is what somebody may still put right; what ends first is next.
    over = [ending for ending in reversed(found) if ending.until < today]
    soon = [ending for ending in found if ending.until >= today]
    return [
        {
            "title": title,
            "tone": tone,
            "lines": [(ending, ending_words(ending, today)) for ending in endings[:ENDS_SHOWN]],
            "more": max(0, len(endings) - ENDS_SHOWN),
            "all": f"{reverse('keypersons:list-key-persons')}?checklist={checklist}",
        }
        for title, tone, endings, checklist in (
            (_("Is over"), "bad", over, "problem"),
            (_("Ends soon"), "warn", soon, "expires"),
        )
        if endings
    ]


def _figures(request: ViewerRequest, counts: queries.Counts) -> list[dict[str, Any]]:
    here = request.GET.urlencode()
    lines = [
        ("?stap=kiezen", counts.choose, _("to ask"), "inbox"),
        ("?stap=tijd", counts.decide_time, _("another time"), "other-time"),
        ("?stap=plannen", counts.plan_time, _("to plan"), "calendar-plus"),
        ("?stap=ja", counts.ask_newcomer, _("newcomer's yes"), "hand-helping"),
        ("?stap=wachten", counts.wait_answer, _("waiting"), "clock"),
        ("#bellen", counts.calls, _("to call"), "phone-call"),
        ("#vandaag", counts.today, _("today"), "calendar"),
    ]
    return [
        {"url": url, "number": number, "label": label, "icon": icon, "here": url == f"?{here}", "beside": url[0] == "#"}
        for url, number, label, icon in lines
    ]


@require_safe
@vary_on_headers("HX-Request")
@role_required(Role.COORDINATOR)
def list_requests(request: ViewerRequest) -> HttpResponse:
    """Every question of the region, by the same filters."""
    return _page(request, "bridging/list_requests.html", _list(request, on_desk=False))


@require_safe
@role_required(Role.COORDINATOR)
def export_requests(request: ViewerRequest) -> HttpResponse:
    """What is on the screen as CSV: the same filters and order, every page, safe for a spreadsheet program."""
    now = timezone.now()
    _form, asked = _filters(request, on_desk="bureau" in request.GET)
    rows = list(queries.desk_requests(request.viewer, asked, now)[:EXPORT_AT_MOST])
    audit.record("bridging.requests.exported", actor=request.viewer, count=len(rows))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="vragen-{timezone.localdate():%Y-%m-%d}.csv"'
    response.write("\ufeff")  # the mark that tells Excel that this is UTF-8
    writer = csv.writer(response, delimiter=";")
    header = [_("Number"), _("Came in"), _("Organisation"), _("Kind"), _("Topic"), _("Language"), _("Wish")]
    header += [_("Place"), _("When"), _("Urgency"), _("Status"), _("Next step"), _("Who was asked"), _("Why nobody")]
    writer.writerow([safe_cell(name) for name in header])
    for row in queries.desk_rows(rows, now, answer_hours=24):
        writer.writerow([safe_cell(value) for value in _cells(row)])
    return response


def _cells(row: queries.DeskRow) -> list[str]:
    question = row.question
    wish = str(question.get_gender_wish_display()) if question.gender_wish != "none" else ""
    return [
        str(question.pk),
        f"{timezone.localtime(question.created_at):%Y-%m-%d}",
        question.organisation.name if question.organisation else question.asker_organisation,
        str(question.get_kind_display()),
        in_language(question.topic.names),
        variety(question.language),
        wish,
        question.place if question.where == Request.Where.PLACE else str(question.get_where_display()),
        f"{timezone.localtime(question.starts_at):%Y-%m-%d %H:%M}" if question.starts_at else "",
        str(question.get_urgency_display()),
        str(question.get_state_display()),
        next_words(row.next_step),
        ", ".join(f"{offer.key_person}: {offer.get_state_display()}" for offer in row.asked),
        unmet_words(question.unmet_reason) if question.unmet_reason else "",
    ]


@require_POST
@role_required(Role.COORDINATOR)
def change_many(request: ViewerRequest, verb: str) -> HttpResponse:
    """Do one thing to the ticked questions, with a way back."""
    back = access.safe_next(request, reverse("bridging:show-desk"))
    chosen = ChosenForm(request.POST, ids=access.request_ids(request.viewer, request.POST.getlist("keuze")))
    if not chosen.is_valid():
        messages.error(request, str(next(iter(chosen.errors.values()))[0]))
        return redirect(back)
    rows = list(queries.questions_to_change(request.viewer, chosen.cleaned_data["keuze"]))
    reason = chosen.cleaned_data["reden"] or "nobody_answered"
    action, left = services.do_to_many(requests=rows, verb=verb, actor=request.viewer, reason=reason)
    if action is not None:
        count = len(action.items)
        messages.success(
            request,
            ngettext(
                "%(count)s question changed. You can undo this for ten minutes.",
                "%(count)s questions changed. You can undo this for ten minutes.",
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
    return redirect(access.safe_next(request, reverse("bridging:show-desk")))


@require_POST
@role_required(Role.COORDINATOR)
def save_view(request: ViewerRequest) -> HttpResponse:
    """Keep the present filters under a name, or give a view of one's own another name."""
    back = access.safe_next(request, reverse("bridging:show-desk"))
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    elif request.POST.get("weergave", "").isdigit():
        view = access.saved_view_to_change(request.viewer, int(request.POST["weergave"]))
        services.rename_view(view=view, name=form.cleaned_data["name"], actor=request.viewer)
        messages.success(request, _("The view has its new name."))
    else:
        # Only filters we know are kept, so that nothing else typed in an address is.
        typed = QueryDict(request.POST.get("query", ""))
        filters = RequestFilterForm(typed, viewer=request.viewer, order="", languages=())
        services.save_view(name=form.cleaned_data["name"], query=filters.query(), actor=request.viewer)
        messages.success(request, _("View kept."))
    return redirect(back)


@require_POST
@role_required(Role.COORDINATOR)
def remove_view(request: ViewerRequest, pk: int) -> HttpResponse:
    """Forget a saved view."""
    services.remove_view(view=access.saved_view_to_change(request.viewer, pk), actor=request.viewer)
    messages.success(request, _("The view is gone."))
    return redirect(access.safe_next(request, reverse("bridging:show-desk")))


@require_POST
@role_required(Role.COORDINATOR)
def handle_call(request: ViewerRequest, pk: int) -> HttpResponse:
    """Somebody was called."""
    services.handle_call(call=access.call_to_handle(request.viewer, pk), actor=request.viewer)
    messages.success(request, _("Good. This call is off the list."))
    return redirect(access.safe_next(request, reverse("bridging:show-desk")))
