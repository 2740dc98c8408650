"""Somebody could not come: one tap for who tells it, a call for who hears it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.services import throttle
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.audit import services as audit
from sleutelbos.newcomers.models import Newcomer

from .. import access
from ..forms.absences import CaseCodeForm
from ..models import Absence, Barrier
from ..queries import absences as queries
from ..services import absences as services
from ..wording import absences as wording

# Nobody finds out by trying which codes exist.
WRONG_CODES = 10
AN_HOUR = 3600


@never_cache
@require_safe
@role_required(Role.PROFESSIONAL)
def tell_absence(request: ViewerRequest) -> HttpResponse:
    """People this organisation works with, by code: one tap for who did not come today."""
    return _telling(request, CaseCodeForm())


def _telling(request: ViewerRequest, form: CaseCodeForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    rows = queries.visible_absences(request.viewer).filter(made_at__gt=now - services.TAKE_BACK)
    done = {row.newcomer_id for row in rows if row.day == timezone.localdate(now)}
    context = {
        "rule": queries.rule_for(request.viewer, timezone.localdate()),
        "people": [one for one in queries.trajectories(request.viewer) if one.newcomer_id not in done],
        "told": rows.exclude(state=Absence.State.WITHDRAWN),
        "form": form,
    }
    return render(request, "signals/tell_absence.html", context, status=status)


@require_POST
@role_required(Role.PROFESSIONAL)
def send_absence(request: ViewerRequest) -> HttpResponse:
    """Did not come today: somebody of the list, or by the code a case worker gave."""
    today = timezone.localdate()
    rule = queries.rule_for(request.viewer, today)
    if rule is None or request.viewer.support:
        raise Http404
    chosen, form = request.POST.get("who", ""), CaseCodeForm(request.POST)
    if chosen:
        newcomer = queries.newcomer_known(request.viewer, chosen)
        if newcomer is None:
            raise Http404
    else:
        newcomer = _by_code(request, form)
        if newcomer is None:
            return _telling(request, form, status=422)
    services.tell_absence(rule=rule, newcomer=newcomer, day=today, actor=request.viewer)
    messages.success(request, _("It is told. Somebody calls to hear what stood in the way."))
    return redirect("signals:tell-absence")


def _by_code(request: ViewerRequest, form: CaseCodeForm) -> Newcomer | None:
    who = str(request.viewer.user_id)
    throttle.refuse_when_spent("case-code", who, limit=WRONG_CODES, seconds=AN_HOUR)
    if not form.is_valid():
        return None
    newcomer = queries.newcomer_by_case_code(request.viewer, form.cleaned_data["code"])
    if newcomer is None:
        throttle.count_try("case-code", who, limit=WRONG_CODES, seconds=AN_HOUR)
        form.add_error("code", _("We do not know this code. Ask the case worker."))
    return newcomer


@require_POST
@role_required(Role.PROFESSIONAL)
def withdraw_absence(request: ViewerRequest, pk: int) -> HttpResponse:
    """It was a mistake."""
    services.withdraw(absence=access.absence_to_take_back(request.viewer, pk), actor=request.viewer)
    messages.success(request, _("Taken back."))
    return redirect("signals:tell-absence")


@never_cache
@require_safe
@role_required(Role.CASE_WORKER)
def list_absences(request: ViewerRequest) -> HttpResponse:
    """Whom to call, the oldest first; what was heard in the calls of this week."""
    week = timezone.now() - timedelta(days=7)
    heard = queries.visible_absences(request.viewer).filter(state=Absence.State.SETTLED, state_since__gt=week)
    context = {"waiting": queries.calls_to_make(request.viewer), "heard": [(row, _heard(row)) for row in heard]}
    return render(request, "signals/list_absences.html", context)


def _heard(absence: Absence) -> str:
    return wording.barrier_name(absence.barrier) if absence.barrier else ""


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.CASE_WORKER)
def show_absence(request: ViewerRequest, pk: int) -> HttpResponse:
    """One of them: call, ask the key person, and one label of what stood in the way."""
    absence = access.absence_to_settle(request.viewer, pk)
    if request.method == "POST" and not request.viewer.support:
        step, barrier = request.POST.get("step", ""), request.POST.get("barrier", "")
        if barrier in Barrier.values:
            services.settle(absence=absence, barrier=barrier, pass_on=False, actor=request.viewer)
            messages.success(request, _("Kept. Help with what stood in the way; that is what this is for."))
            return redirect("signals:list-absences")
        steps = {
            "call": services.take_call,
            "ask": services.ask_key_person,
            "back": services.give_call_back,
        }
        if step not in steps:
            raise Http404
        steps[step](absence=absence, actor=request.viewer)
        return redirect("signals:show-absence", pk=pk)
    audit.looked("signals.absence.seen", actor=request.viewer, subject=absence.newcomer, region_id=absence.region_id)
    may_ask = (
        absence.state in {Absence.State.TOLD, Absence.State.CALLING}
        and queries.lets_key_person_hear(absence.newcomer)
        and queries.key_person_of(absence.newcomer) is not None
    )
    context: dict[str, Any] = {
        "absence": absence,
        "may_ask": may_ask and absence.state == Absence.State.TOLD,
        "mine": absence.case_worker_id == request.viewer.membership_id,
        "barriers": wording.barrier_choices(),
        "heard": _heard(absence),
    }
    return render(request, "signals/show_absence.html", context)
