"""Who offers help: yes, somebody else, stop; what this person does and does not do."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.guidance import queries as guidance
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.ui.errors import DomainError

from ... import access, newcomer_wording, queries, services
from ...forms.answering import ExperienceForm
from ...models import Experience, Visit
from ...queries import record
from .frame import actor_for, newcomer_for, now_in, page


def _card(newcomer: Newcomer) -> dict[str, object]:
    return guidance.role_card_text(get_language() or "nl", role_name=newcomer.region.role_name)


@never_cache
@require_safe
def show_helper(request: ViewerRequest, code: str) -> HttpResponse:
    """The one thing that waits for an answer: who offers help, may somebody else come, my appointment, or nothing."""
    newcomer = newcomer_for(request, code)
    visits = list(queries.visits_of_newcomer(newcomer))
    waiting = [visit for visit in visits if visit.state == Visit.State.AWAITING]
    standing = [visit for visit in visits if visit.state == Visit.State.CONFIRMED]
    return page(
        request,
        "show_helper",
        newcomer,
        ask=waiting[0] if waiting else None,
        handover=None if waiting else record.handover_asked(newcomer),
        standing=standing,
        running=bool(visits) or queries.questions_of_newcomer(newcomer).exists(),
        to_rate=queries.visits_to_rate(newcomer)[:1],
    )


@never_cache
@require_safe
def show_choices(request: ViewerRequest, code: str) -> HttpResponse:
    """Everything a newcomer can see and change, one line each."""
    newcomer = newcomer_for(request, code)
    running = queries.questions_of_newcomer(newcomer).exists()
    return page(request, "show_choices", newcomer, running=running)


@never_cache
@require_safe
def explain_helper(request: ViewerRequest, code: str, part: str) -> HttpResponse:
    """What a key person does, does not do, and what is agreed: one screen each."""
    newcomer = newcomer_for(request, code)
    card = _card(newcomer)
    parts = {
        "wel": ("does", "check", "niet"),
        "niet": ("does_not", "x", "afspraken"),
        "afspraken": ("agreements", "handshake", ""),
    }
    if part not in parts:
        raise Http404
    name, picture, following = parts[part]
    return page(
        request,
        "explain_helper",
        newcomer,
        card=card,
        title=card.get(f"{name}_title", ""),
        lines=card.get(name, []),
        picture=picture,
        following=following,
    )


@require_POST
def agree(request: ViewerRequest, code: str, pk: int) -> HttpResponse:
    """Yes, this person may come."""
    newcomer = newcomer_for(request, code)
    visit = access.visit_of_newcomer(newcomer, pk)
    try:
        services.newcomer_agrees(
            visit=visit,
            way="link",
            actor=actor_for(newcomer),
            language=now_in(),
            words=newcomer_wording.yes_to_visit(visit),
        )
    except DomainError:
        messages.info(request, _("This had already changed. Here you see how it is now."))
    return redirect("bridging:show-helper", code=newcomer.code)


@never_cache
@require_http_methods(["GET", "POST"])
def want_another(request: ViewerRequest, code: str, pk: int) -> HttpResponse:
    """Somebody else, please; no reason is asked and this person is not told why."""
    newcomer = newcomer_for(request, code)
    visit = access.visit_of_newcomer(newcomer, pk)
    if request.method == "GET":
        return page(request, "want_another", newcomer, visit=visit)
    try:
        services.newcomer_wants_another(visit=visit, way="link", actor=actor_for(newcomer), language=now_in())
        messages.success(request, _("Good. We look for somebody else."))
    except DomainError:
        messages.info(request, _("This had already changed. Here you see how it is now."))
    return redirect("bridging:show-helper", code=newcomer.code)


@require_POST
def answer_handover(request: ViewerRequest, code: str, pk: int, answer: str) -> HttpResponse:
    """May somebody else come? Yes, or rather not."""
    newcomer = newcomer_for(request, code)
    handover = access.handover_of_newcomer(newcomer, pk)
    if answer not in {"ja", "nee"}:
        raise Http404
    yes = answer == "ja"
    done = services.answer_handover(
        handover=handover,
        yes=yes,
        actor=actor_for(newcomer),
        language=now_in(),
        words=newcomer_wording.yes_to_handover(handover) if yes else "",
    )
    if not done:
        messages.info(request, _("This had already changed. Here you see how it is now."))
    elif yes:
        messages.success(request, _("Good. We look for somebody else. You see who it is before that person comes."))
    else:
        messages.success(request, _("Good. We look together at what is possible."))
    return redirect("bridging:show-helper", code=newcomer.code)


@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: ViewerRequest, code: str) -> HttpResponse:
    """No more help: everything that depends on the yes stops."""
    newcomer = newcomer_for(request, code)
    if request.method == "GET":
        return page(request, "stop", newcomer)
    services.stop_all(newcomer=newcomer, actor=actor_for(newcomer), language=now_in())
    messages.success(request, _("It stopped. Nobody comes. You can ask for help again whenever you want."))
    return redirect("bridging:show-helper", code=newcomer.code)


@never_cache
@require_http_methods(["GET", "POST"])
def give_experience(request: ViewerRequest, code: str, pk: int) -> HttpResponse:
    """Two questions after the visit, two taps."""
    newcomer = newcomer_for(request, code)
    visit = access.visit_of_newcomer(newcomer, pk)
    form = ExperienceForm(request.POST)
    if request.method == "POST" and form.is_valid() and visit.state == Visit.State.DONE:
        services.give_experience(
            visit=visit,
            by=Experience.By.NEWCOMER,
            helped=form.cleaned_data["helped"],
            again=form.cleaned_data["again"] == "yes",
            actor=actor_for(newcomer),
        )
        messages.success(request, _("Thank you!"))
        return redirect("bridging:show-helper", code=newcomer.code)
    helped = request.GET.get("geholpen", "")
    return page(request, "give_experience", newcomer, visit=visit, helped=helped if helped in {"1", "2", "3"} else "")
