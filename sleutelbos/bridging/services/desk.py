"""The coordinator's own tools: many at once with undo, saved views, exclusions."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui.errors import DomainError, RuleBroken, StateChanged

from .. import queries, workflow
from ..models import BulkAction, Request, SavedView
from .asking import cancel_question, close_unmet, reopen_question

# What can be done to many at once: the verb, and what one row gets.
BULK: dict[str, Callable[[Request, Viewer], None]] = {
    "unmet": lambda request, actor: close_unmet(request=request, reason="nobody_answered", actor=actor),
    "cancel": lambda request, actor: cancel_question(request=request, actor=actor, reason="bulk"),
    "reopen": lambda request, actor: reopen_question(request=request, actor=actor),
}


def do_to_many(*, requests: Sequence[Request], verb: str, actor: Viewer) -> tuple[BulkAction | None, list[int]]:
    """Do one thing to many questions; returns what can be undone and the numbers that were left as they are.

    A question that somebody else just changed, or that does not allow the move, is left alone and named.
    """
    if verb not in BULK:
        raise RuleBroken("unknown-bulk-verb")
    done: list[dict[str, Any]] = []
    left: list[int] = []
    for request in requests:
        old = request.state
        try:
            with transaction.atomic():
                BULK[verb](request, actor)
        except (DomainError, ValueError):
            left.append(request.pk)
            continue
        done.append({"request": request.pk, "old": old, "new": request.state})
    if not done:
        return None, left
    with transaction.atomic():
        action = BulkAction.objects.create(
            user_id=actor.user_id or 0, region_id=actor.region_id or 0, verb=verb, items=done
        )
        audit.record(f"bridging.bulk.{verb}", actor=actor, target=action, count=len(done))
    return action, left


@transaction.atomic
def undo_bulk(*, action: BulkAction, actor: Viewer) -> tuple[int, int]:
    """Take a bulk action back where nothing happened since; returns how many were taken back and how many not.

    Messages that went out are not unsent: a question that was taken back is open, and key persons who were told
    "not needed" are asked again by a person.
    """
    if not BulkAction.objects.filter(pk=action.pk, undone_at__isnull=True).update(undone_at=timezone.now()):
        raise StateChanged
    back = 0
    rows = {row.pk: row for row in Request.objects.filter(pk__in=[item["request"] for item in action.items])}
    for item in action.items:
        request = rows.get(item["request"])
        if request is None or request.state != item["new"]:
            continue
        if item["new"] in {"unmet", "cancelled"} and workflow.can_move(workflow.REQUEST, item["new"], "open"):
            reopen_question(request=request, actor=actor)
            back += 1
        elif item["new"] == "open" and item["old"] == "unmet":
            close_unmet(request=request, reason="nobody_answered", actor=actor)
            back += 1
        elif item["new"] == "open" and item["old"] == "cancelled":
            cancel_question(request=request, actor=actor, reason="undo")
            back += 1
    audit.record("bridging.bulk.undone", actor=actor, target=action, count=back)
    return back, len(action.items) - back


@transaction.atomic
def save_view(*, name: str, query: str, actor: Viewer) -> SavedView:
    """Keep the present filters under a name; the same name is overwritten."""
    view, _ = SavedView.objects.update_or_create(
        user_id=actor.user_id or 0, region_id=actor.region_id or 0, name=name, defaults={"query": query[:500]}
    )
    return view


@transaction.atomic
def remove_view(*, view: SavedView, actor: Viewer) -> None:
    """Forget a saved view."""
    audit.record("bridging.view.removed", actor=actor, target=view)
    view.delete()


@transaction.atomic
def exclude_person(*, request: Request, key_person: KeyPerson, actor: Viewer) -> None:
    """Keep somebody out of this question, without a reason; who was asked already is not told why either."""
    if key_person.pk in queries.barred_key_person_ids(request):
        return
    request.excluded.add(key_person)
    # The trail names the question and not the person: an exclusion is nobody's business, also not later.
    audit.record("bridging.request.wishes_changed", actor=actor, target=request, region_id=request.region_id)
