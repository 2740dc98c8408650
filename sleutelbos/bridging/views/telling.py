"""A key person tells how it went, on the page or from what the phone kept; a link is enough."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.ui import pocket
from sleutelbos.ui.errors import DomainError, Gone

from .. import queries, services
from ..forms.answering import CallForm, LogForm, SentForm
from ..models import Visit
from .answering import actor_of, keep_of, visit_of

# What a phone kept and sends later comes without the token against forged forms: it may be weeks old, and signing in
# changes it. It proves nothing that the link in the address does not prove better: no cookie gives any right here.
from_the_phone = csrf_exempt

# What few people have to tell stands folded below the rest.
REST = frozenset({"costs", "heavy", "call_me", "not_my_role", "note"})


@never_cache
@require_http_methods(["GET", "POST"])
def log_visit(request: ViewerRequest, token: str) -> HttpResponse:
    """How it went, in taps; a second send shows the same thanks. `?mee` gives the form to take along, before it is."""
    visit = visit_of(request, token)
    page = _log_page(visit)
    if page == "early" and "mee" in request.GET and request.method == "GET":
        page = "form"
    context = {"visit": visit, "token": token, "region": visit.request.region, "page": page}
    if page != "form":
        response = render(request, "bridging/log_visit.html", context)
        return response if page == "early" else pocket.let_go(response)
    planned = int((visit.ends_at - visit.starts_at).total_seconds() // 60)
    form = LogForm(
        request.POST if request.method == "POST" else None,
        initial=LogForm.prefilled(planned=planned, km=queries.last_km_to(visit)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.log_visit(visit=visit, values=form.values(), actor=actor_of(request, visit.key_person))
        except DomainError:
            messages.info(request, _("This had already changed. Here you see how it is now."))
        return redirect("bridging:log-visit", token=token)
    context["starts"] = round(visit.starts_at.timestamp() * 1000)
    # What was wrong must not be folded away.
    context["rest_open"] = not REST.isdisjoint(form.errors) if form.is_bound else False
    return keep_of(render(request, "bridging/log_visit.html", {**context, "form": form}), visit, kind="log")


def _log_page(visit: Visit) -> str:
    if queries.has_log(visit):
        return "thanks"
    if visit.state != Visit.State.CONFIRMED:
        return "off"
    return "form" if visit.starts_at <= timezone.now() else "early"


@from_the_phone
@never_cache
@require_POST
def send_log(request: ViewerRequest, token: str) -> JsonResponse:
    """A log that was written on the phone, now or hours ago; the answer says in a sentence what became of it.

    The same `sent_key` twice is one log: "kept", then "again". A visit that was called off or told meanwhile: "off",
    "already". What has to be mended first: "wrong", "early", "gone".
    """
    named = SentForm(request.POST)
    if not named.is_valid():
        return JsonResponse({"outcome": "", "sent_key": ""}, status=400)
    key = named.cleaned_data["sent_key"]
    try:
        visit = visit_of(request, token)
    except Gone:
        old = _("Your link is old. Ask for a new link. What you filled in is still here.")
        return _answer(key, "gone", old, status=410)
    form = LogForm(request.POST)
    log = queries.log_of(visit)
    if log is None and visit.state == Visit.State.CONFIRMED and visit.starts_at > timezone.now():
        return _answer(key, "early", _("This appointment has not been yet. Come back afterwards."))
    if log is None and visit.state == Visit.State.CONFIRMED and form.is_valid():
        try:
            log = services.log_visit(
                visit=visit, values=form.values(), actor=actor_of(request, visit.key_person), sent_key=key
            )
        except DomainError:
            visit.refresh_from_db()
        else:
            if log.sent_key == key:
                return _answer(key, "kept", _("We have it. Your hours are booked."))
    if log is not None and log.sent_key == key:
        return _answer(key, "again", _("We have it. Your hours are booked."))
    if log is not None:
        return _answer(key, "already", _("It was already told how this visit went. Nothing is booked twice."))
    if visit.state != Visit.State.CONFIRMED:
        return _answer(key, "off", _("This appointment was called off. Did you go after all? Call the coordinator."))
    wrong = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return _answer(key, "wrong", wrong)


@from_the_phone
@never_cache
@require_POST
def send_call(request: ViewerRequest, token: str) -> JsonResponse:
    """Please call me, or this is not my role: asked on the phone, perhaps where there was no network."""
    named, form = SentForm(request.POST), CallForm(request.POST)
    if not named.is_valid() or not form.is_valid():
        return JsonResponse({"outcome": "", "sent_key": ""}, status=400)
    key = named.cleaned_data["sent_key"]
    try:
        visit = visit_of(request, token)
    except Gone:
        return _answer(key, "off", _("Your link is old. Please call the coordinator."), status=410)
    services.ask_for_call(
        region_id=visit.request.region_id,
        key_person=visit.key_person,
        visit=visit,
        kind=form.cleaned_data["kind"],
        detail=form.cleaned_data["detail"],
        sent_key=key,
        actor=actor_of(request, visit.key_person),
    )
    return _answer(key, "kept", _("The coordinator calls you."))


def _answer(key: UUID, outcome: str, say: str, *, status: int = 200) -> JsonResponse:
    # The phone believes only an answer that repeats its own name for what it sent.
    return JsonResponse({"sent_key": str(key), "outcome": outcome, "say": say}, status=status)
