"""The week plan board: a proposal is made, looked at, changed, and sent."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.bridging.models import Request

from .. import access, services
from ..forms import DropForm, LineForm, MarkForm, PublishForm, WeekForm
from ..load import minute_at
from ..models import PlannedVisit, WeekPlan
from ..queries import board_of, choices_for
from ..queries.board import map_of

_VIEWS = ("rooster", "lijst", "kaart")


def _monday(request: ViewerRequest) -> date:
    """The week that is asked for; without one this week, from Friday on the next."""
    form = WeekForm(request.POST or request.GET)
    if form.is_valid() and form.cleaned_data["week"]:
        day: date = form.cleaned_data["week"]
    else:
        day = timezone.localdate() + timedelta(days=3)
    return day - timedelta(days=day.weekday())


def _board_url(plan: WeekPlan, request: ViewerRequest, anchor: str = "") -> str:
    shown = request.POST.get("als", "")
    part = f"&als={shown}" if shown in _VIEWS[1:] else ""
    return f"{reverse('matching:show-week')}?week={plan.monday}{part}{anchor}"


def progress_of(plan: WeekPlan) -> dict[str, Any] | None:
    """What the progress bar shows; None when nothing is going on."""
    if plan.work != WeekPlan.Work.RUNNING:
        return None
    served = plan.progress.get("served", 0)
    text = _("We look for a good plan")
    if served:
        text = ngettext("%(count)s question has somebody so far", "%(count)s questions have somebody so far", served)
        text %= {"count": served}
    return {
        "text": text,
        "done": int(min(plan.progress.get("seconds", 0), services.PLAN_SECONDS)),
        "total": int(services.PLAN_SECONDS),
        "poll": reverse("matching:show-plan-progress", args=[plan.pk]),
    }


@require_safe
@role_required(Role.COORDINATOR)
def show_week(request: ViewerRequest) -> HttpResponse:
    """The week of the region: what is proposed, what has nobody, as a timetable, a list or a map."""
    monday = _monday(request)
    board = board_of(request.viewer, access.region_to_plan(request.viewer), monday)
    shown = request.GET.get("als", "")
    shown = shown if shown in _VIEWS else _VIEWS[0]
    context = {
        "board": board,
        "plan": board.plan,
        "shown": shown,
        "map": map_of(board) if shown == "kaart" else None,
        "progress": progress_of(board.plan) if board.plan is not None else None,
        "stuck": board.plan is not None and services.stuck(board.plan),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "over": monday + timedelta(days=6) < timezone.localdate(),
    }
    return render(request, "matching/show_week.html", context)


@require_POST
@role_required(Role.COORDINATOR)
def start_plan(request: ViewerRequest) -> HttpResponse:
    """Make a proposal, or make it again around what is pinned."""
    plan = services.start_plan(
        region=access.region_to_plan(request.viewer), monday=_monday(request), actor=request.viewer
    )
    return redirect(_board_url(plan, request))


@require_safe
@role_required(Role.COORDINATOR)
def show_plan_progress(request: ViewerRequest, pk: int) -> HttpResponse:
    """How far a proposal is, as a piece of the page; without a poll when it is there."""
    plan = access.plan_to_see(request.viewer, pk)
    context = {"plan": plan, "progress": progress_of(plan), "board_url": _board_url(plan, request)}
    return render(request, "matching/plan_progress.html", context)


@require_POST
@role_required(Role.COORDINATOR)
def stop_plan(request: ViewerRequest, pk: int) -> HttpResponse:
    """Do not look any further; the best so far is kept."""
    plan = access.plan_to_see(request.viewer, pk)
    services.stop_plan(plan=plan, actor=request.viewer)
    return redirect(_board_url(plan, request))


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def change_line(request: ViewerRequest, pk: int, question: int) -> HttpResponse:
    """Choose another person or another time for one question of the plan."""
    plan = access.plan_to_see(request.viewer, pk)
    row = access.request_to_match(request.viewer, question)
    line = _line_asked_for(request, plan, row)
    choices = choices_for(request.viewer, plan, row.pk)
    if choices is None:
        messages.info(request, _("This question is not open any more."))
        return redirect(_board_url(plan, request))
    form = LineForm(
        request.POST if request.method == "POST" else None,
        choices=choices,
        initial={
            "person": line.key_person_id if line else None,
            "start": minute_at(line.starts_at) if line else choices.starts[0],
            "version": plan.version,
        },
    )
    if form.is_valid():
        made = services.change_line(
            plan=plan,
            request=row,
            key_person=access.key_person_to_plan(request.viewer, form.cleaned_data["person"]),
            starts_at=form.moment(),
            line=line,
            version=form.cleaned_data["version"],
            actor=request.viewer,
        )
        messages.success(request, _("Changed and pinned. Nobody is asked yet."))
        return redirect(_board_url(plan, request, f"#regel-{made.pk}"))
    context = {
        "plan": plan,
        "question": row,
        "line": line,
        "form": form,
        "choices": choices,
        "reasons": services.points_of(line.reasons) if line else [],
        "board_url": _board_url(plan, request),
    }
    return render(request, "matching/change_line.html", context, status=422 if form.is_bound else 200)


def _line_asked_for(request: ViewerRequest, plan: WeekPlan, question: Request) -> PlannedVisit | None:
    asked = request.GET.get("regel", "")
    if not asked:
        return None
    line = access.line_to_change(plan, int(asked)) if asked.isdecimal() else None
    if line is None or line.request_id != question.pk:
        raise Http404
    return line


@require_POST
@role_required(Role.COORDINATOR)
def mark_line(request: ViewerRequest, pk: int) -> HttpResponse:
    """Pin a line, let it loose, take it off the plan or put it back."""
    plan = access.plan_to_see(request.viewer, pk)
    form = MarkForm(request.POST)
    if not form.is_valid():
        raise Http404
    line = access.line_to_change(plan, form.cleaned_data["line"])
    services.mark_line(
        plan=plan,
        line=line,
        mark=form.cleaned_data["mark"],
        version=form.cleaned_data["version"],
        actor=request.viewer,
    )
    return redirect(_board_url(plan, request, f"#regel-{line.pk}"))


@require_POST
@role_required(Role.COORDINATOR)
def drop_line(request: ViewerRequest, pk: int) -> HttpResponse:
    """A card was dragged to another person or day; what is wrong with it is shown on the board at once."""
    plan = access.plan_to_see(request.viewer, pk)
    form = DropForm(request.POST)
    if not form.is_valid():
        raise Http404
    values = form.cleaned_data
    row = access.request_to_match(request.viewer, values["question"])
    line = access.line_to_change(plan, values["line"]) if values["line"] else None
    choices = choices_for(request.viewer, plan, row.pk)
    before = minute_at(line.starts_at) if line else None
    start = form.start_on_day(choices.starts, before) if choices is not None else None
    if start is None:
        messages.warning(request, _("The organisation did not ask for this day. Nothing is changed."))
        return redirect(_board_url(plan, request))
    made = services.change_line(
        plan=plan,
        request=row,
        key_person=access.key_person_to_plan(request.viewer, values["person"]),
        starts_at=form.moment_of(start),
        line=line,
        version=values["version"],
        actor=request.viewer,
    )
    return redirect(_board_url(plan, request, f"#regel-{made.pk}"))


@require_POST
@role_required(Role.COORDINATOR)
def publish_plan(request: ViewerRequest, pk: int) -> HttpResponse:
    """Ask the people of the chosen lines."""
    plan = access.plan_to_see(request.viewer, pk)
    form = PublishForm(request.POST, ids=plan.visits.values_list("pk", flat=True))
    if not form.is_valid():
        messages.warning(request, _("Choose at least one line."))
        return redirect(_board_url(plan, request))
    lines = services.publish_plan(
        plan=plan, line_ids=form.cleaned_data["lines"], version=form.cleaned_data["version"], actor=request.viewer
    )
    asked = sum(line.outcome == PlannedVisit.Outcome.ASKED for line in lines)
    skipped = len(lines) - asked
    if asked:
        words = ngettext("%(count)s person is asked.", "%(count)s people are asked.", asked)
        messages.success(request, words % {"count": asked})
    if skipped:
        words = ngettext(
            "%(count)s line changed meanwhile and was skipped. You see why below.",
            "%(count)s lines changed meanwhile and were skipped. You see why below.",
            skipped,
        )
        messages.warning(request, words % {"count": skipped})
    return redirect(_board_url(plan, request))


@require_POST
@role_required(Role.COORDINATOR)
def discard_plan(request: ViewerRequest, pk: int) -> HttpResponse:
    """Throw a proposal away."""
    plan = access.plan_to_see(request.viewer, pk)
    services.discard_plan(plan=plan, actor=request.viewer)
    messages.success(request, _("The proposal is put away. Nobody was asked."))
    return redirect(_board_url(plan, request))
