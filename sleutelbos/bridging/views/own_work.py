"""The first page of a key person: one thing that is asked now, then today and this week, then the rest."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.guidance import queries as guidance
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui import pocket

from .. import access, queries, services, wording
from ..forms.answering import RoleForm
from ..models import CallRequest, Visit, VisitLog

# From this long before an appointment until its end, its card is the one thing on top.
SOON = timedelta(hours=2)
KEEP_AHEAD = timedelta(days=7)


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def show_own_work(request: ViewerRequest) -> HttpResponse:
    """What is asked of me now, today and this week, what still has to be told."""
    person, now = access.key_person_behind(request.viewer), timezone.now()
    ahead = _with_tokens(queries.own_visits_ahead(person, now))
    to_tell = _with_tokens(queries.own_logs_to_do(person, now))
    asked = [(offer, services.offer_token(offer)) for offer in queries.own_offers(person, now)]
    tomorrow = queries.day_bounds(timezone.localdate(now))[1]
    now_there = next((row for row in ahead if _is_soon(row[0], now)), None)
    context = {
        "person": person,
        "now_there": now_there,
        "asked": asked,
        "to_tell": to_tell,
        "today": [row for row in ahead if row[0].starts_at < tomorrow and row is not now_there],
        "week": [row for row in ahead if tomorrow <= row[0].starts_at < tomorrow + timedelta(days=7)],
        "later": [row for row in ahead if row[0].starts_at >= tomorrow + timedelta(days=7)],
        "keep": [
            (token, wording.card_version(visit))
            for visit, token in [*ahead, *to_tell]
            if visit.state == Visit.State.CONFIRMED and visit.starts_at < now + KEEP_AHEAD
        ],
    }
    response = render(request, "bridging/show_own_work.html", context)
    return pocket.keep(response, kind="home", until=now + KEEP_AHEAD, version=str(now.timestamp()), label=_("For me"))


def _is_soon(visit: Visit, now: datetime) -> bool:
    return visit.state == Visit.State.CONFIRMED and visit.starts_at - SOON <= now


def _with_tokens(visits: Any) -> list[tuple[Visit, str]]:
    return [(visit, services.visit_token(visit)) for visit in visits]


@require_POST
@role_required(Role.KEY_PERSON)
def call_me_now(request: ViewerRequest) -> HttpResponse:
    """Please call me, whatever it is about."""
    person = access.key_person_behind(request.viewer)
    _ask_for_call(request, person, CallRequest.Kind.CALL_ME)
    messages.success(request, _("The coordinator calls you."))
    return redirect("bridging:show-own-work")


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def not_my_role_now(request: ViewerRequest) -> HttpResponse:
    """Is this my role? The same card as with an appointment, for whatever else is asked of a key person."""
    person = access.key_person_behind(request.viewer)
    form = RoleForm(request.POST)
    if request.method == "POST" and form.is_valid():
        _ask_for_call(request, person, CallRequest.Kind.NOT_MY_ROLE, form.cleaned_data["detail"])
        messages.success(request, _("You did the right thing. The coordinator takes over and calls you."))
        return redirect("bridging:show-own-work")
    card = guidance.role_card_text(get_language() or "nl", role_name=person.region.role_name)
    context = {"region": person.region, "situations": wording.situations(card, VisitLog.NOT_MY_ROLE)}
    response = render(request, "bridging/not_my_role.html", context)
    version = pocket.version_of(person.region.role_name, person.region.coordinator_phone)
    return pocket.keep(response, kind="role", until=timezone.now() + KEEP_AHEAD, version=version)


def _ask_for_call(request: ViewerRequest, person: KeyPerson, kind: str, detail: str = "") -> None:
    services.ask_for_call(region_id=person.region_id, key_person=person, kind=kind, detail=detail, actor=request.viewer)
