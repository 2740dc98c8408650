"""Who saw and changed what: for the privacy officer, and for everybody about themselves."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from sleutelbos.audit import queries as audit
from sleutelbos.audit import services as audit_services
from sleutelbos.audit import verbs
from sleutelbos.audit.models import Event

from .. import queries
from ..access import role_required, sign_in_required
from ..forms import TrailFilter
from ..models import Role
from ..viewer import ViewerRequest


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One event as a page shows it."""

    at: datetime
    who: str
    role: str
    did: str
    look: bool
    about: str
    reason: str


def _line(event: Event, own_id: int | None = None) -> TrailLine:
    mine = own_id is not None and event.actor_user_id == own_id
    roles: dict[str, str] = {str(role): str(role.label) for role in Role}
    return TrailLine(
        at=event.at,
        # The own name too: what follows is in the third person, and many languages hear the difference.
        who=event.actor_label or _("Somebody with a link"),
        role=pgettext("who did it", "you") if mine else roles.get(event.actor_role, ""),
        did=verbs.sentence(event.verb),
        look=event.look,
        about=verbs.thing(event.subject or event.target),
        reason=event.reason if event.actor_role != "link" else "",
    )


def _before(request: ViewerRequest) -> int | None:
    text = request.GET.get("voor", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


@require_safe
@role_required(Role.PRIVACY_OFFICER)
def show_trail(request: ViewerRequest) -> HttpResponse:
    """The region's whole trail, newest first, narrowed by filters in the address."""
    form = TrailFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    events = audit.found_events(
        audit.events_of_region(request.viewer.region_id or 0),
        who=chosen.get("wie", ""),
        about=chosen.get("over", ""),
        kind=chosen.get("soort", ""),
        since=chosen.get("van"),
        until=chosen.get("tot"),
    )
    page, older = audit.page_of(events, before=_before(request))
    # Reading the trail is a look too: the watcher is watched.
    audit_services.record("accounts.trail.seen", actor=request.viewer, about=chosen.get("over", ""))
    context = {"form": form, "lines": [_line(event) for event in page], "older": older}
    template = "accounts/show_trail.html"
    return render(request, f"{template}#found" if request.htmx else template, context)


@require_safe
@sign_in_required
def show_own_trail(request: ViewerRequest) -> HttpResponse:
    """Who saw or changed what is kept about me, in plain words."""
    own = request.viewer.user_id or 0
    events = audit.events_about(queries.subjects_of(own))
    page, older = audit.page_of(events, before=_before(request))
    context = {"lines": [_line(event, own) for event in page], "older": older}
    return render(request, "accounts/show_own_trail.html", context)
