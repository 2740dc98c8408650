"""A key person calls about what stood in the way; the newcomer says whether a key person may hear it at all."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer, ViewerRequest
from sleutelbos.newcomers import rules as newcomer_rules
from sleutelbos.ui.language import use_language

from .. import access
from ..models import Absence, Barrier
from ..queries import absences as queries
from ..services import absences as services
from ..wording import absences as wording


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def list_own_calls(request: ViewerRequest) -> HttpResponse:
    """Somebody could not come: can you call? Only where the newcomer said yes to that."""
    person = access.signaller(request.viewer)
    rows = [
        (row, queries.last_visit_together(row))
        for row in queries.calls_to_make(request.viewer)
        if queries.lets_key_person_hear(row.newcomer)
    ]
    return render(request, "signals/list_own_calls.html", {"region": person.region, "rows": rows})


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def show_calls(request: ViewerRequest) -> HttpResponse:
    """A part of the home of a key person: whether somebody waits for a call."""
    waits = any(queries.lets_key_person_hear(row.newcomer) for row in queries.calls_to_make(request.viewer))
    return render(request, "signals/calls.html", {"calls": waits})


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def settle_own_call(request: ViewerRequest, pk: int) -> HttpResponse:
    """I called: may I pass on what stood in the way? Only with the newcomer's yes; else only that there was a call."""
    person, absence = access.signaller(request.viewer), access.own_call(request.viewer, pk)
    step, barrier = request.POST.get("step", ""), request.POST.get("barrier", "")
    if request.method == "POST" and step in {"call", "back"}:
        if step == "back":
            services.give_call_back(absence=absence, actor=request.viewer)
            return redirect("signals:list-own-calls")
        if absence.state == Absence.State.ASKED:
            services.take_call(absence=absence, actor=request.viewer)
        return redirect("signals:settle-own-call", pk=pk)
    if request.method == "POST" and barrier in Barrier.values and step in {"pass_on", "keep"}:
        services.settle(absence=absence, barrier=barrier, pass_on=step == "pass_on", actor=request.viewer)
        messages.success(request, _("Thank you for calling."))
        return redirect("signals:list-own-calls")
    context = {
        "region": person.region,
        "absence": absence,
        "visit": queries.last_visit_together(absence),
        "barriers": wording.barrier_choices(),
        "chosen": barrier if barrier in Barrier.values else "",
        "chosen_name": wording.barrier_name(barrier) if barrier in Barrier.values else "",
    }
    return render(request, "signals/settle_own_call.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def choose_who_hears(request: ViewerRequest, code: str) -> HttpResponse:
    """The newcomer: may my key person hear it when I could not come? And what is kept about that now."""
    newcomer = access.newcomer_to_ask(request, code)
    use_language(request, newcomer.page_language or newcomer_rules.page_language(newcomer.language), always=True)
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        if answer not in {"yes", "no"}:
            raise Http404
        services.choose_who_hears(
            newcomer=newcomer,
            yes=answer == "yes",
            words=_("May your key person hear it when you could not come? Then your key person can call you."),
            language=get_language() or "nl",
            actor=Viewer.by_link(whom="newcomer", region_id=newcomer.region_id),
        )
        return redirect("signals:choose-who-hears", code=newcomer.code)
    context = {
        "newcomer": newcomer,
        "region": newcomer.region,
        "hears": queries.lets_key_person_hear(newcomer),
        "kept": newcomer.absences.exclude(state=Absence.State.WITHDRAWN).select_related("organisation"),
    }
    return render(request, "signals/choose_who_hears.html", context)
