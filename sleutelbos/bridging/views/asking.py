"""An organisation asks a question in a few small screens and follows it; no account needed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Region, Role
from sleutelbos.accounts.services import throttle
from sleutelbos.accounts.services.scope import act_in
from sleutelbos.accounts.viewer import Viewer, ViewerRequest
from sleutelbos.guidance import queries as guidance
from sleutelbos.newcomers import services as newcomers
from sleutelbos.ui.errors import DomainError

from .. import access, queries, services, wording
from ..forms.answering import ExperienceForm
from ..forms.asking import WhoForm
from ..forms.moments import ChangeForm
from ..models import Experience, Request
from .drafts import FIRST, LAST, Draft

ASKERS = (Role.PROFESSIONAL, Role.CASE_WORKER, Role.POLICY_OFFICER)
AN_HOUR = 3600


# --- Asking -----------------------------------------------------------------------------------------------------


@require_safe
def ask(request: ViewerRequest) -> HttpResponse:
    """Which region: one's own, the only one, or a choice."""
    regions = queries.regions_to_ask(request.viewer)
    if len(regions) == 1:
        return redirect("bridging:ask-step", slug=regions[0].slug, step=FIRST)
    return render(request, "bridging/ask_region.html", {"regions": regions})


@never_cache
@require_http_methods(["GET", "POST"])
def ask_step(request: ViewerRequest, slug: str, step: str) -> HttpResponse:
    """One screen of the question; what was typed on the others stays."""
    draft = Draft(request, _region(request, slug))
    if step not in draft.steps and step != FIRST:
        return redirect("bridging:ask-step", slug=slug, step=draft.first_open() or FIRST)
    if missing := draft.first_open(before=step):
        return redirect("bridging:ask-step", slug=slug, step=missing)
    if request.method == "GET":
        return _screen(request, draft, step, draft.form(step))
    form = draft.form(step, request.POST)
    if not form.is_valid():
        return _screen(request, draft, step, form)
    draft.keep(step, form)
    if step == LAST:
        return _send(request, draft, form)
    return redirect("bridging:ask-step", slug=slug, step=draft.after(step))


def _region(request: ViewerRequest, slug: str) -> Region:
    region = get_object_or_404(Region, slug=slug)
    if request.viewer.role and request.viewer.region_id != region.pk:
        raise Http404("another region")
    act_in(region.pk)
    return region


def _screen(request: ViewerRequest, draft: Draft, step: str, form: object) -> HttpResponse:
    shown = [name for name in draft.steps if name != "advies"]
    context = {
        "draft": draft,
        "step": step,
        "form": form,
        "region": draft.region,
        "labels": wording.ask_steps(shown),
        "current": shown.index(step) + 1 if step in shown else shown.index("rol") + 1,
        "before": draft.before(step),
    }
    if step == "advies":
        context |= wording.advice(draft.triage, draft.router)
    if step == LAST:
        context["review"] = wording.question_facts(Request(**draft.values("onderwerp", "wensen", "wanneer")))
        context["cautions"] = wording.cautions(draft.data("wanneer"))
    return render(request, f"bridging/ask_{step}.html", context)


def _send(request: ViewerRequest, draft: Draft, form: object) -> HttpResponse:
    assert isinstance(form, WhoForm)
    if form.from_a_machine:
        draft.forget()
        return redirect("bridging:ask-done", slug=draft.region.slug)
    viewer, arguments = request.viewer, draft.question()
    arguments["values"]["asker_language"] = get_language() or "nl"
    if viewer.signed_in:
        throttle.count_try("ask-account", str(viewer.user_id), limit=60, seconds=AN_HOUR)
    else:
        throttle.count_try("ask", throttle.client_of(request), limit=12, seconds=AN_HOUR)
        throttle.count_try("ask-mail", arguments["values"]["asker_email"], limit=6, seconds=AN_HOUR)
    question = services.ask_question(
        actor=viewer if viewer.signed_in else Viewer(name=arguments["values"]["asker_name"]), **arguments
    )
    draft.forget()
    if viewer.has_role(*ASKERS):
        return redirect("bridging:show-my-request", pk=question.pk)
    if viewer.has_role(Role.COORDINATOR):
        return redirect("bridging:show-request", pk=question.pk)
    # The same page for a known and an unknown address: nobody learns here which addresses we know.
    return redirect("bridging:ask-done", slug=draft.region.slug)


@require_safe
def ask_done(request: ViewerRequest, slug: str) -> HttpResponse:
    """What happens after sending: look in your mail."""
    return render(request, "bridging/ask_done.html", {"region": _region(request, slug)})


@require_POST
def stop_asking(request: ViewerRequest, slug: str) -> HttpResponse:
    """Throw away what was typed so far."""
    region = _region(request, slug)
    Draft(request, region).forget()
    lines = [_("We kept nothing of what you typed."), wording.reach(region)]
    context = {"title": _("You stopped"), "lines": lines, "action": _("To the start page"), "href": "/"}
    return render(request, "ui/message.html", context)


# --- Confirming and following -------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def confirm_question(request: ViewerRequest, token: str) -> HttpResponse:
    """A button to make the question real; only the button does it, because mail scanners open links too."""
    question = access.question_to_confirm(token)
    if question.state == Request.State.UNCONFIRMED and request.method == "GET":
        return render(request, "bridging/confirm_question.html", {"question": question, "region": question.region})
    if question.state == Request.State.UNCONFIRMED:
        services.confirm_question(request=question, actor=_asker(request, question))
    return redirect(services.status_link(question))


def _asker(request: ViewerRequest, question: Request) -> Viewer:
    """Who acts on a question: its own asker's account, else whoever holds the link."""
    if request.viewer.signed_in and request.viewer.user_id == question.asker_id:
        return request.viewer
    return Viewer.by_link(whom=question.asker_name, region_id=question.region_id)


@never_cache
@require_safe
def show_status(request: ViewerRequest, token: str) -> HttpResponse:
    """How it stands with a question, for whoever holds the link."""
    question = access.question_to_follow(token)
    return _status_page(request, question, token)


def _status_page(request: ViewerRequest, question: Request, token: str) -> HttpResponse:
    visits = list(question.visits.select_related("key_person").prefetch_related("key_person__languages"))
    context = {
        "question": question,
        "token": token,
        "region": question.region,
        "visits": [visit for visit in visits if visit.state in {"awaiting", "confirmed", "done", "no_show"}],
        "can_change": question.state in {"unconfirmed", "open"} and not question.offers.exists(),
        "can_cancel": question.state in {"unconfirmed", "open", "asking", "accepted", "planned"},
        "question_facts": wording.question_facts(question),
        "card": guidance.role_card_text(get_language() or "nl", role_name=question.region.role_name),
        **wording.status(question, visits),
    }
    if question.newcomer is not None and not queries.newcomer_is_shared(question):
        context["newcomer_url"] = newcomers.page_link(question.newcomer)
        context["card_url"] = newcomers.card_link(question.newcomer)
    return render(request, "bridging/show_status.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def change_question(request: ViewerRequest, token: str) -> HttpResponse:
    """Another time, place or text, as long as nobody was asked."""
    question = access.question_to_follow(token)
    form = ChangeForm.of(question, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.change_question(request=question, values=form.values(), actor=_asker(request, question))
        messages.success(request, _("Your question is changed."))
        return redirect("bridging:show-status", token=token)
    context = {"form": form, "question": question, "region": question.region, "token": token}
    return render(request, "bridging/change_question.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def cancel_question(request: ViewerRequest, token: str) -> HttpResponse:
    """Take a question back; everybody who was asked is told."""
    question = access.question_to_follow(token)
    if request.method == "POST":
        if question.state == Request.State.UNCONFIRMED:
            services.drop_question(request=question, actor=_asker(request, question))
        else:
            services.cancel_question(request=question, actor=_asker(request, question), reason="by the asker")
        messages.success(request, _("Your question is cancelled. We told everybody who was asked."))
        return redirect("bridging:show-status", token=token)
    context = {"question": question, "token": token, "region": question.region}
    return render(request, "bridging/cancel_question.html", context)


@require_POST
def arrange_interpreter(request: ViewerRequest, token: str) -> HttpResponse:
    """The asker has an interpreter now: a key person can sit beside."""
    question = access.question_to_follow(token)
    services.arrange_interpreter(request=question, actor=_asker(request, question))
    messages.success(request, _("Thank you. We look for a key person who sits beside the interpreter."))
    return redirect("bridging:show-status", token=token)


@require_POST
def agree_for_newcomer(request: ViewerRequest, token: str, pk: int) -> HttpResponse:
    """The newcomer said yes to this person, and the asker writes it down."""
    question = access.question_to_follow(token)
    visit = access.visit_of_question(question, pk)
    way = "paper" if request.POST.get("way") == "paper" else "spoken"
    try:
        services.newcomer_agrees(visit=visit, way=way, actor=_asker(request, question))
    except DomainError:
        messages.info(request, _("This had already changed. Here you see how it is now."))
    return redirect("bridging:show-status", token=token)


@never_cache
@require_http_methods(["GET", "POST"])
def another_for_newcomer(request: ViewerRequest, token: str, pk: int) -> HttpResponse:
    """The newcomer asks for somebody else, and the asker writes it down; no reason."""
    question = access.question_to_follow(token)
    visit = access.visit_of_question(question, pk)
    if request.method == "GET":
        context = {"question": question, "visit": visit, "token": token, "region": question.region}
        return render(request, "bridging/another_for_newcomer.html", context)
    try:
        services.newcomer_wants_another(visit=visit, way="spoken", actor=_asker(request, question))
    except DomainError:
        messages.info(request, _("This had already changed. Here you see how it is now."))
    return redirect("bridging:show-status", token=token)


# --- With an account ------------------------------------------------------------------------------------------------


@require_safe
@role_required(*ASKERS)
def list_my_requests(request: ViewerRequest) -> HttpResponse:
    """One's own questions and those of the own organisation, newest first."""
    rows = queries.visible_requests(request.viewer).select_related("topic").prefetch_related("visits__key_person")
    page = Paginator(rows.order_by("-created_at", "-pk"), 20).get_page(request.GET.get("page"))
    return render(request, "bridging/list_my_requests.html", {"page_obj": page})


@never_cache
@require_safe
@role_required(*ASKERS)
def show_my_request(request: ViewerRequest, pk: int) -> HttpResponse:
    """One question with its status and what one can do."""
    question = access.own_question(request.viewer, pk)
    return _status_page(request, question, services.status_token(question))


# --- Afterwards -----------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def give_experience(request: ViewerRequest, token: str) -> HttpResponse:
    """Two questions after the visit, two taps: the first answer travels in the address, the second sends both."""
    visit = access.visit_to_rate(token)
    given = queries.has_experience(visit, Experience.By.PROFESSIONAL)
    form = ExperienceForm(request.POST)
    if request.method == "POST" and not given and form.is_valid():
        services.give_experience(
            visit=visit,
            by=Experience.By.PROFESSIONAL,
            helped=form.cleaned_data["helped"],
            again=form.cleaned_data["again"] == "yes",
            actor=_asker(request, visit.request),
        )
        return redirect("bridging:give-experience", token=token)
    helped = request.GET.get("geholpen", "")
    context = {
        "visit": visit,
        "region": visit.request.region,
        "given": given,
        "helped": helped if helped in {"1", "2", "3"} else "",
    }
    return render(request, "bridging/give_experience.html", context)
