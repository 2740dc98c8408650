"""What a newcomer sees and says: who comes, yes, somebody else, stop, my wishes, what is kept, delete it."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.viewer import Viewer, ViewerRequest
from sleutelbos.guidance import queries as guidance
from sleutelbos.newcomers import queries as newcomers
from sleutelbos.newcomers import rules as newcomer_rules
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.ui.errors import DomainError
from sleutelbos.ui.language import use_language

from .. import access, queries, retention, services, wording
from ..forms.answering import ExperienceForm
from ..forms.newcomer import CallBackForm, WishesForm
from ..models import CallRequest, Experience, Visit


def _newcomer(request: ViewerRequest, code: str) -> Newcomer:
    newcomer = access.newcomer_to_show(request, code)
    language = newcomer.page_language or newcomer_rules.page_language(newcomer.language)
    # Not the language chosen on this device: it may be the phone of the professional.
    use_language(request, language, always=True)
    return newcomer


def _actor(newcomer: Newcomer) -> Viewer:
    return Viewer.by_link(whom="newcomer", region_id=newcomer.region_id)


def _page(request: ViewerRequest, template: str, newcomer: Newcomer, **more: Any) -> HttpResponse:
    context = {"newcomer": newcomer, "region": newcomer.region, **more}
    return render(request, f"bridging/newcomer/{template}.html", context)


@never_cache
@require_safe
def show_helper(request: ViewerRequest, code: str) -> HttpResponse:
    """Who offers help, what this person does and does not do; yes, somebody else, or stop."""
    newcomer = _newcomer(request, code)
    visits = list(queries.visits_of_newcomer(newcomer))
    return _page(
        request,
        "show_helper",
        newcomer,
        waiting=[visit for visit in visits if visit.state == Visit.State.AWAITING],
        standing=[visit for visit in visits if visit.state == Visit.State.CONFIRMED],
        running=queries.questions_of_newcomer(newcomer).exists(),
        to_rate=queries.visits_to_rate(newcomer),
        card=guidance.role_card_text(get_language() or "nl", role_name=newcomer.region.role_name),
    )


@require_POST
def agree(request: ViewerRequest, code: str, pk: int) -> HttpResponse:
    """Yes, this person may come."""
    newcomer = _newcomer(request, code)
    visit = access.visit_of_newcomer(newcomer, pk)
    try:
        services.newcomer_agrees(visit=visit, way="link", actor=_actor(newcomer), language=get_language() or "")
    except DomainError:
        messages.info(request, _("This had already changed. Here you see how it is now."))
    return redirect("bridging:show-helper", code=newcomer.code)


@never_cache
@require_http_methods(["GET", "POST"])
def want_another(request: ViewerRequest, code: str, pk: int) -> HttpResponse:
    """Somebody else, please; no reason is asked and this person is not told why."""
    newcomer = _newcomer(request, code)
    visit = access.visit_of_newcomer(newcomer, pk)
    if request.method == "GET":
        return _page(request, "want_another", newcomer, visit=visit)
    try:
        services.newcomer_wants_another(visit=visit, way="link", actor=_actor(newcomer), language=get_language() or "")
        messages.success(request, _("Good. We look for somebody else."))
    except DomainError:
        messages.info(request, _("This had already changed. Here you see how it is now."))
    return redirect("bridging:show-helper", code=newcomer.code)


@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: ViewerRequest, code: str) -> HttpResponse:
    """No more help: everything that depends on the yes stops."""
    newcomer = _newcomer(request, code)
    if request.method == "GET":
        return _page(request, "stop", newcomer)
    services.stop_all(newcomer=newcomer, actor=_actor(newcomer), language=get_language() or "")
    messages.success(request, _("It stopped. Nobody comes. You can ask for help again whenever you want."))
    return redirect("bridging:show-helper", code=newcomer.code)


@never_cache
@require_http_methods(["GET", "POST"])
def change_wishes(request: ViewerRequest, code: str) -> HttpResponse:
    """Man or woman, language, not from my town."""
    newcomer = _newcomer(request, code)
    form = WishesForm(request.POST if request.method == "POST" else None, initial=WishesForm.of(newcomer))
    if request.method == "POST" and form.is_valid():
        services.change_wishes(newcomer=newcomer, values=form.values(), actor=_actor(newcomer))
        messages.success(request, _("We changed your wishes."))
        return redirect("bridging:show-helper", code=newcomer.code)
    return _page(request, "change_wishes", newcomer, form=form)


@never_cache
@require_safe
def show_kept(request: ViewerRequest, code: str) -> HttpResponse:
    """What is kept about me, and who looked at it."""
    newcomer = _newcomer(request, code)
    events = list(newcomers.who_saw(newcomer)[:100])
    return _page(
        request,
        "show_kept",
        newcomer,
        questions=queries.questions_about(newcomer),
        visits=queries.visits_about(newcomer),
        facts=wording.newcomer_facts(newcomer),
        events=[wording.newcomer_event(event) for event in events],
    )


@never_cache
@require_safe
def download_kept(request: ViewerRequest, code: str) -> HttpResponse:
    """The same as a file for oneself."""
    newcomer = _newcomer(request, code)
    text = json.dumps(retention.kept_about(newcomer), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sleutelbos.json"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def erase(request: ViewerRequest, code: str) -> HttpResponse:
    """Delete everything: asked once more, then really gone."""
    newcomer = _newcomer(request, code)
    if request.method == "GET":
        return _page(request, "erase", newcomer)
    retention.erase_newcomer(newcomer=newcomer, actor=_actor(newcomer))
    return redirect("newcomers:show-erased", language=get_language() or "nl")


@never_cache
@require_http_methods(["GET", "POST"])
def complain(request: ViewerRequest, code: str) -> HttpResponse:
    """A complaint is told to an independent person; here only a number to call back."""
    newcomer = _newcomer(request, code)
    form = CallBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.ask_for_call(
            region_id=newcomer.region_id,
            kind=CallRequest.Kind.COMPLAINT,
            phone=form.cleaned_data["phone"],
            actor=_actor(newcomer),
        )
        messages.success(request, _("Somebody calls you. You do not have to write anything."))
        return redirect("bridging:show-helper", code=newcomer.code)
    return _page(request, "complain", newcomer, form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def give_experience(request: ViewerRequest, code: str, pk: int) -> HttpResponse:
    """Two questions after the visit, two taps."""
    newcomer = _newcomer(request, code)
    visit = access.visit_of_newcomer(newcomer, pk)
    form = ExperienceForm(request.POST)
    if request.method == "POST" and form.is_valid() and visit.state == Visit.State.DONE:
        services.give_experience(
            visit=visit,
            by=Experience.By.NEWCOMER,
            helped=form.cleaned_data["helped"],
            again=form.cleaned_data["again"] == "yes",
            actor=_actor(newcomer),
        )
        messages.success(request, _("Thank you!"))
        return redirect("bridging:show-helper", code=newcomer.code)
    helped = request.GET.get("geholpen", "")
    return _page(request, "give_experience", newcomer, visit=visit, helped=helped if helped in {"1", "2", "3"} else "")
