"""The one way a state changes: compare-and-set, a history row, an audit event.

A move that no workflow knows raises StateChanged: people come to it by a page that was open too long.
"""

from typing import Any

from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import StateChanged

from .. import workflow
from ..models import Offer, Request, Step, Visit


def move_request(request: Request, new: str, *, actor: Viewer, reason: str = "", **changes: Any) -> None:
    """Move a question from the state the caller saw to `new`; raises StateChanged when somebody was first."""
    old = request.state
    if not workflow.can_move(workflow.REQUEST, old, new):
        raise StateChanged
    changes = {"state": new, "state_since": timezone.now(), **changes}
    if not Request.objects.filter(pk=request.pk, state=old).update(**changes):
        raise StateChanged
    _apply(request, changes)
    _keep(request, old, new, actor, reason)
    audit.record(
        f"bridging.request.{new}", actor=actor, target=request, region_id=request.region_id, reason=reason, old=old
    )


def move_offer(offer: Offer, new: str, *, actor: Viewer, reason: str = "", **changes: Any) -> None:
    """Move an offer; the trail says so to the key person concerned."""
    old = offer.state
    if not workflow.can_move(workflow.OFFER, old, new):
        raise StateChanged
    changes = {"state": new, **changes}
    if not Offer.objects.filter(pk=offer.pk, state=old).update(**changes):
        raise StateChanged
    _apply(offer, changes)
    _keep(offer.request, old, new, actor, reason, offer=offer)
    audit.record(
        f"bridging.offer.{new}",
        actor=actor,
        target=offer,
        # That a newcomer chose somebody else is not told to the key person, in the own trail neither.
        subject="" if new == Offer.State.ANOTHER_CHOSEN else f"keyperson:{offer.key_person_id}",
        region_id=offer.request.region_id,
        reason=reason,
        old=old,
    )


def move_visit(visit: Visit, new: str, *, actor: Viewer, reason: str = "", **changes: Any) -> None:
    """Move an appointment."""
    old = visit.state
    if not workflow.can_move(workflow.VISIT, old, new):
        raise StateChanged
    changes = {"state": new, **changes}
    if not Visit.objects.filter(pk=visit.pk, state=old).update(**changes):
        raise StateChanged
    _apply(visit, changes)
    _keep(visit.request, old, new, actor, reason, visit=visit)
    audit.record(
        f"bridging.visit.{new}",
        actor=actor,
        target=visit,
        subject=f"keyperson:{visit.key_person_id}",
        region_id=visit.request.region_id,
        reason=reason,
        old=old,
    )


def first_step(request: Request, *, actor: Viewer, offer: Offer | None = None, visit: Visit | None = None) -> None:
    """The first history row of something that was just made."""
    made: Request | Offer | Visit = visit or offer or request
    _keep(request, "", made.state, actor, "", offer=offer, visit=visit)


def note_change(request: Request, *, actor: Viewer) -> None:
    """A history row for a question whose words, time or wishes changed while it stayed where it was."""
    _keep(request, request.state, request.state, actor, "question changed")


def _apply(row: Request | Offer | Visit, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        # An expression (F("sequence") + 1) is known only by the database.
        if hasattr(value, "resolve_expression"):
            row.refresh_from_db(fields=[name])
        else:
            setattr(row, name, value)


def _keep(
    request: Request,
    old: str,
    new: str,
    actor: Viewer,
    reason: str,
    *,
    offer: Offer | None = None,
    visit: Visit | None = None,
) -> None:
    Step.objects.create(
        request=request,
        offer=offer,
        visit=visit,
        old=old,
        new=new,
        reason=reason,
        by=actor.label,
        by_user_id=actor.user_id,
    )
