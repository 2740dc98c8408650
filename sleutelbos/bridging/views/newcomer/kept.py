"""What is kept about me, who looked, what I said yes to; take it along, delete it, complain."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.newcomers import queries as newcomers

from ... import access, newcomer_wording, queries, retention, services, wording
from ...forms.newcomer import CallBackForm
from ...models import CallRequest
from ...queries import record
from .frame import actor_for, lines_of, newcomer_for, page


@never_cache
@require_safe
def show_kept(request: ViewerRequest, code: str) -> HttpResponse:
    """What can be seen, taken along and deleted."""
    return page(request, "show_kept", newcomer_for(request, code))


@never_cache
@require_safe
def show_facts(request: ViewerRequest, code: str) -> HttpResponse:
    """The own record in a few lines."""
    newcomer = newcomer_for(request, code)
    return page(request, "show_facts", newcomer, facts=wording.newcomer_facts(newcomer))


@never_cache
@require_safe
def list_questions(request: ViewerRequest, code: str) -> HttpResponse:
    """What was asked about me and which appointments there were."""
    newcomer = newcomer_for(request, code)
    rows = newcomer_wording.kept_lines(queries.questions_about(newcomer), queries.visits_about(newcomer))
    return page(request, "list_questions", newcomer, page_obj=lines_of(request, rows))


@never_cache
@require_safe
def show_who_looked(request: ViewerRequest, code: str) -> HttpResponse:
    """Who did or saw something, the newest first."""
    newcomer = newcomer_for(request, code)
    shown = lines_of(request, newcomers.who_saw(newcomer).order_by("-pk"))
    events = [wording.newcomer_event(event) for event in shown]
    return page(request, "show_who_looked", newcomer, page_obj=shown, events=events)


@never_cache
@require_safe
def list_receipts(request: ViewerRequest, code: str) -> HttpResponse:
    """Everything I said yes or no to."""
    newcomer = newcomer_for(request, code)
    shown = lines_of(request, newcomers.receipts(newcomer))
    receipts = [newcomer_wording.receipt(consent, taken_back) for consent, taken_back in shown]
    return page(request, "list_receipts", newcomer, page_obj=shown, receipts=receipts)


@never_cache
@require_safe
def show_receipt(request: ViewerRequest, code: str, pk: int) -> HttpResponse:
    """One answer: to what, when, how, and the way to take it back."""
    newcomer = newcomer_for(request, code)
    consent, taken_back = access.receipt_of_newcomer(newcomer, pk)
    standing = record.visit_of_yes(newcomer, consent) if taken_back is None else None
    receipt = newcomer_wording.receipt(consent, taken_back)
    return page(request, "show_receipt", newcomer, receipt=receipt, visit=standing)


@never_cache
@require_safe
def download_kept(request: ViewerRequest, code: str) -> HttpResponse:
    """The same as a file for oneself."""
    newcomer = newcomer_for(request, code)
    text = json.dumps(retention.kept_about(newcomer), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sleutelbos.json"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def erase(request: ViewerRequest, code: str) -> HttpResponse:
    """Delete everything: asked once more, then really gone."""
    newcomer = newcomer_for(request, code)
    if request.method == "GET":
        return page(request, "erase", newcomer)
    retention.erase_newcomer(newcomer=newcomer, actor=actor_for(newcomer))
    return redirect("newcomers:show-erased", language=get_language() or "nl")


@never_cache
@require_safe
def complain(request: ViewerRequest, code: str) -> HttpResponse:
    """A complaint is told to an independent person, never typed."""
    return page(request, "complain", newcomer_for(request, code))


@never_cache
@require_http_methods(["GET", "POST"])
def ask_for_call(request: ViewerRequest, code: str) -> HttpResponse:
    """Let us call you: only a number, and only until somebody has called."""
    newcomer = newcomer_for(request, code)
    form = CallBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.ask_for_call(
            region_id=newcomer.region_id,
            kind=CallRequest.Kind.COMPLAINT,
            phone=form.cleaned_data["phone"],
            actor=actor_for(newcomer),
        )
        messages.success(request, _("Somebody calls you. You do not have to write anything."))
        return redirect("bridging:show-helper", code=newcomer.code)
    return page(request, "ask_for_call", newcomer, form=form)
