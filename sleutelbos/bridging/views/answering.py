"""A key person answers and sees the own appointment; a link is enough."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.viewer import Viewer, ViewerRequest
from sleutelbos.guidance import queries as guidance
from sleutelbos.guidance.queries import in_language
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.notices.calendar import publication
from sleutelbos.ui import pocket
from sleutelbos.ui.errors import DomainError, Gone, RuleBroken
from sleutelbos.ui.language import use_language
from sleutelbos.ui.templatetags.ui import words_for

from .. import access, queries, services, wording, workflow
from ..forms.answering import OtherTimeForm, RoleForm
from ..models import CallRequest, Offer, Visit, VisitLog


def actor_of(request: ViewerRequest, person: KeyPerson) -> Viewer:
    return access.by_link(
        request.viewer, whom=person.first_name, region_id=person.region_id, membership_id=person.membership_id
    )


# --- The answer page ------------------------------------------------------------------------------------------------


@never_cache
@require_safe
def answer_offer(request: ViewerRequest, token: str) -> HttpResponse:
    """Can you help? Or, after an answer, how it stands; every late or second tap gets a kind page."""
    offer, holds = access.offer_by_link(token)
    use_language(request, offer.key_person.language)
    visit = queries.visit_from(offer)
    context = {
        "offer": offer,
        "person": offer.key_person,
        "region": offer.request.region,
        "token": token,
        "page": wording.offer_page(offer, holds=holds, now=timezone.now()),
        "facts": wording.offer_facts(offer),
        "visit": visit,
        "visit_token": services.visit_token(visit) if visit is not None else "",
        "card": guidance.role_card_text(get_language() or "nl", role_name=offer.request.region.role_name),
    }
    return render(request, "bridging/answer_offer.html", context)


def _answer(request: ViewerRequest, token: str, do: Callable[[Offer, Viewer], Any]) -> HttpResponse:
    offer, holds = access.offer_by_link(token)
    use_language(request, offer.key_person.language)
    if holds:
        try:
            do(offer, actor_of(request, offer.key_person))
        except RuleBroken as broken:
            messages.warning(request, f"{broken.message} {broken.advice}")
        except DomainError:
            # Too late, or somebody was first: the page itself says how it stands now.
            pass
    return redirect("bridging:answer-offer", token=token)


@require_POST
def accept_offer(request: ViewerRequest, token: str) -> HttpResponse:
    """Yes."""
    return _answer(request, token, lambda offer, actor: services.accept_offer(offer=offer, actor=actor))


@require_POST
def decline_offer(request: ViewerRequest, token: str) -> HttpResponse:
    """No; nobody asks why."""
    return _answer(request, token, lambda offer, actor: services.decline_offer(offer=offer, actor=actor))


@require_POST
def refer_offer(request: ViewerRequest, token: str) -> HttpResponse:
    """I know someone: the coordinator calls, so that no name is typed."""
    return _answer(request, token, lambda offer, actor: services.refer_offer(offer=offer, note="", actor=actor))


@require_POST
def ask_later(request: ViewerRequest, token: str) -> HttpResponse:
    """Ask me next month."""
    return _answer(request, token, lambda offer, actor: services.ask_later(offer=offer, actor=actor))


@never_cache
@require_http_methods(["GET", "POST"])
def propose_other_time(request: ViewerRequest, token: str) -> HttpResponse:
    """Another time: which day and hour would be possible."""
    offer, holds = access.offer_by_link(token)
    use_language(request, offer.key_person.language)
    if not holds:
        return redirect("bridging:answer-offer", token=token)
    form = OtherTimeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        start = form.start
        return _answer(
            request, token, lambda offer, actor: services.propose_other_time(offer=offer, start=start, actor=actor)
        )
    context = {"form": form, "offer": offer, "token": token, "region": offer.request.region}
    return render(request, "bridging/propose_other_time.html", context)


# --- The appointment ------------------------------------------------------------------------------------------------


def visit_of(request: ViewerRequest, token: str) -> Visit:
    visit = access.visit_by_link(token)
    use_language(request, visit.key_person.language)
    return visit


def _card(visit: Visit) -> dict[str, Any]:
    return guidance.role_card_text(get_language() or "nl", role_name=visit.request.region.role_name)


@never_cache
@require_safe
def show_own_visit(request: ViewerRequest, token: str) -> HttpResponse:
    """Who, where, when, whom to call, what is and is not the role."""
    visit = visit_of(request, token)
    confirmed = visit.state == Visit.State.CONFIRMED
    context = {
        "visit": visit,
        "question": visit.request,
        "region": visit.request.region,
        "token": token,
        "facts": wording.visit_facts(visit, with_address=confirmed),
        "confirmed": confirmed,
        "over": visit.ends_at <= timezone.now(),
        "can_log": confirmed and visit.starts_at <= timezone.now(),
        "card": _card(visit),
        "version": wording.card_version(visit),
    }
    response = render(request, "bridging/show_own_visit.html", context)
    return keep_of(response, visit, kind="visit")


def keep_of(response: HttpResponse, visit: Visit, *, kind: str) -> HttpResponse:
    """A page of an appointment that stands may be kept on the phone until the evening after; any other may not."""
    if visit.state not in workflow.STANDING_VISIT_STATES:
        return pocket.let_go(response)
    return pocket.keep(
        response,
        kind=kind,
        until=visit.ends_at + (pocket.TO_TELL if kind == "log" else pocket.AFTERWARDS),
        version=wording.card_version(visit),
        label=str(in_language(visit.request.topic.names)),
        when=str(words_for(visit.starts_at)),
        at=visit.starts_at,
    )


@require_safe
def download_visit(request: ViewerRequest, token: str) -> HttpResponse:
    """The appointment as a file for the own calendar."""
    visit = visit_of(request, token)
    if visit.state != Visit.State.CONFIRMED:
        raise Gone
    event = publication(services.calendar_event(visit, to="key_person"))
    response = HttpResponse(event, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="afspraak.ics"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def step_out(request: ViewerRequest, token: str) -> HttpResponse:
    """I cannot come: asked once more, then somebody else is looked for."""
    visit = visit_of(request, token)
    if request.method == "POST":
        # Already stepped out, or cancelled: the page says so.
        with suppress(DomainError):
            services.step_out(visit=visit, actor=actor_of(request, visit.key_person))
        return redirect("bridging:show-own-visit", token=token)
    context = {"visit": visit, "token": token, "region": visit.request.region}
    return render(request, "bridging/step_out.html", context)


@require_POST
def call_me(request: ViewerRequest, token: str) -> HttpResponse:
    """Please call me: on the coordinator's list, without a story."""
    visit = visit_of(request, token)
    _ask_for_call(request, visit, CallRequest.Kind.CALL_ME)
    messages.success(request, _("The coordinator calls you."))
    return redirect("bridging:show-own-visit", token=token)


def _ask_for_call(request: ViewerRequest, visit: Visit, kind: str, detail: str = "") -> None:
    services.ask_for_call(
        region_id=visit.request.region_id,
        key_person=visit.key_person,
        visit=visit,
        kind=kind,
        detail=detail,
        actor=actor_of(request, visit.key_person),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def not_my_role(request: ViewerRequest, token: str) -> HttpResponse:
    """Is this my role? Situations with a sentence to say; one tap and the coordinator takes over."""
    visit = visit_of(request, token)
    form = RoleForm(request.POST)
    if request.method == "POST" and form.is_valid():
        _ask_for_call(request, visit, CallRequest.Kind.NOT_MY_ROLE, form.cleaned_data["detail"])
        messages.success(request, _("You did the right thing. The coordinator takes over and calls you."))
        return redirect("bridging:show-own-visit", token=token)
    context = {
        "token": token,
        "region": visit.request.region,
        "situations": wording.situations(_card(visit), VisitLog.NOT_MY_ROLE),
    }
    return keep_of(render(request, "bridging/not_my_role.html", context), visit, kind="role")


@never_cache
@require_http_methods(["GET", "POST"])
def worry(request: ViewerRequest, token: str) -> HttpResponse:
    """I am worried about safety: numbers to call, a person who calls back, and nothing to write."""
    visit = visit_of(request, token)
    if request.method == "POST":
        _ask_for_call(request, visit, CallRequest.Kind.SAFETY)
        return redirect("bridging:worry-told", token=token)
    response = render(request, "bridging/worry.html", {"token": token, "region": visit.request.region})
    return keep_of(response, visit, kind="worry")


@never_cache
@require_safe
def worry_told(request: ViewerRequest, token: str) -> HttpResponse:
    """Somebody calls; the numbers stay in sight."""
    visit = visit_of(request, token)
    return render(request, "bridging/worry.html", {"token": token, "region": visit.request.region, "told": True})
