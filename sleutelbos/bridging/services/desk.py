"""The coordinator's own tools: many at once with undo, saved views, exclusions, going on with fewer people."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.notices import services as notices
from sleutelbos.ui.errors import DomainError, RuleBroken, StateChanged

from .. import queries, rules, workflow
from ..models import BulkAction, Offer, Request, SavedView
from .asking import cancel_question, close_unmet, mail_key_person, reopen_question
from .newcomer import change_wishes
from .offers import withdraw_offer
from .steps import move_offer, move_request, note_change
from .visits import settle_request

BULK_VERBS = frozenset({"unmet", "cancel", "reopen"})


def do_to_many(
    *, requests: Sequence[Request], verb: str, actor: Viewer, reason: str = "nobody_answered"
) -> tuple[BulkAction | None, list[int]]:
    """Do one thing to many questions; returns what can be undone and the numbers that were left as they are.

    `verb` is one of BULK_VERBS; `reason` says why nobody could help, for "unmet". A question that somebody else just
    changed, that does not allow the move, or for which somebody said yes already is left alone and named.
    """
    if verb not in BULK_VERBS:
        raise RuleBroken("unknown-bulk-verb")
    done: list[dict[str, Any]] = []
    left: list[int] = []
    for request in requests:
        try:
            with transaction.atomic():
                done.append(_do_to_one(request, verb, actor, reason))
        except DomainError:
            left.append(request.pk)
    if not done:
        return None, left
    with transaction.atomic():
        action = BulkAction.objects.create(
            user_id=actor.user_id or 0, region_id=actor.region_id or 0, verb=verb, items=done
        )
        audit.record(f"bridging.bulk.{verb}", actor=actor, target=action, count=len(done))
    return action, left


def _do_to_one(request: Request, verb: str, actor: Viewer, reason: str) -> dict[str, Any]:
    before = {
        "request": request.pk,
        "old": request.state,
        "unmet_reason": request.unmet_reason,
        "closed_at": request.closed_at.isoformat() if request.closed_at else None,
    }
    waiting = list(
        request.offers.filter(state__in=[Offer.State.QUEUED, Offer.State.OPEN, Offer.State.OTHER_TIME]).values_list(
            "pk", "state"
        )
    )
    if verb == "reopen":
        reopen_question(request=request, actor=actor)
    elif request.accepted_count:
        # Somebody said yes: that is not for a click on many rows.
        raise RuleBroken("somebody-goes")
    elif verb == "unmet":
        close_unmet(request=request, reason=reason, actor=actor)
    else:
        cancel_question(request=request, actor=actor, reason="several at once")
    messages = [f"request:{request.pk}:unmet:", f"request:{request.pk}:cancelled:"]
    messages += [f"offer:{pk}:offer_withdrawn:" for pk, _state in waiting]
    if verb != "reopen":
        notices.hold(prefixes=messages, until=timezone.now() + rules.UNDO_FOR)
    return {**before, "new": request.state, "since": request.state_since.isoformat(), "offers": waiting}


@transaction.atomic
def undo_bulk(*, action: BulkAction, actor: Viewer) -> tuple[int, int]:
    """Take a bulk action back where nothing happened since; returns how many were taken back and how many not.

    The people who were asked are asked still, and the messages about it never go out. Raises StateChanged where it
    was undone already or too long ago.
    """
    now = timezone.now()
    if not BulkAction.objects.filter(pk=action.pk, undone_at__isnull=True, at__gte=now - rules.UNDO_FOR).update(
        undone_at=now
    ):
        raise StateChanged
    back = 0
    rows = (
        Request.objects.select_for_update(of=("self",))
        .select_related("region")
        .in_bulk([item["request"] for item in action.items])
    )
    for item in action.items:
        request = rows.get(item["request"])
        if request is None or request.state != item["new"] or request.state_since.isoformat() != item["since"]:
            continue
        _undo_one(request, item, actor)
        back += 1
    audit.record("bridging.bulk.undone", actor=actor, target=action, count=back)
    return back, len(action.items) - back


def _undo_one(request: Request, item: dict[str, Any], actor: Viewer) -> None:
    for name in ("unmet", "cancelled"):
        notices.cancel(prefix=f"request:{request.pk}:{name}:")
    closed_at = datetime.fromisoformat(item["closed_at"]) if item["closed_at"] else None
    if item["new"] == Request.State.OPEN:
        move_request(
            request, item["old"], actor=actor, reason="undo", unmet_reason=item["unmet_reason"], closed_at=closed_at
        )
        return
    move_request(request, "open", actor=actor, reason="undo", unmet_reason="", closed_at=None)
    states = dict(item["offers"])
    for offer in Offer.objects.filter(pk__in=states, state=Offer.State.WITHDRAWN).select_related("request"):
        notices.cancel(prefix=f"offer:{offer.pk}:offer_withdrawn:")
        old = states[offer.pk]
        move_offer(offer, "queued" if old == Offer.State.QUEUED else "open", actor=actor, reason="undo")
        if old == Offer.State.OTHER_TIME:
            move_offer(offer, "other_time", actor=actor, reason="undo")
    if item["old"] == Request.State.ASKING:
        move_request(request, "asking", actor=actor, reason="undo")


@transaction.atomic
def change_request(*, request: Request, values: Mapping[str, Any], wishes: Mapping[str, Any], actor: Viewer) -> int:
    """Change a question that nobody said yes to yet; returns how many people it was taken back from.

    `values` and `wishes` are fields of Request. Who was asked, was asked for the old question: each hears that it is
    not needed, and the coordinator chooses again. A newcomer's wish holds for the other running questions too.
    """
    request = Request.objects.select_for_update().select_related("region").get(pk=request.pk)
    if request.state not in {Request.State.OPEN, Request.State.ASKING}:
        raise StateChanged
    if request.accepted_count:
        raise RuleBroken(
            "somebody-goes",
            _("Somebody said yes to this question."),
            _("Change the appointment, or cancel it first."),
        )
    back = _take_back_all(request, actor=actor, reason="question changed")
    if request.newcomer is not None and request.individual:
        newcomers_wishes = {
            "language": wishes["language"],
            "gender_wish": wishes["gender_wish"],
            "gender_required": wishes["gender_required"],
            "not_from_own_place": request.not_from_own_place,
            "place": request.newcomer_place,
        }
        change_wishes(newcomer=request.newcomer, values=newcomers_wishes, actor=actor)
    changes = {**values, **wishes}
    Request.objects.filter(pk=request.pk).update(**changes)
    request.refresh_from_db()
    if request.state == Request.State.ASKING:
        move_request(request, "open", actor=actor, reason="question changed")
    else:
        note_change(request, actor=actor)
    audit.record(
        "bridging.request.changed", actor=actor, target=request, region_id=request.region_id, fields=sorted(changes)
    )
    return back


def _take_back_all(request: Request, *, actor: Viewer, reason: str) -> int:
    """Take a question back from everybody who still has it, those next in line too; returns how many were asked."""
    asked = 0
    waiting = [Offer.State.QUEUED, Offer.State.OPEN, Offer.State.OTHER_TIME]
    for offer in request.offers.filter(state__in=waiting).select_related("key_person", "request__region"):
        was_asked = offer.state != Offer.State.QUEUED
        move_offer(offer, "withdrawn", actor=actor, reason=reason, link_version=offer.link_version + 1)
        if was_asked:
            mail_key_person(offer, "offer_withdrawn")
            asked += 1
    return asked


@transaction.atomic
def go_on_with_fewer(*, request: Request, actor: Viewer) -> None:
    """Some of the people wanted said yes and that is enough: who was asked besides is told that it is settled."""
    request = Request.objects.select_for_update(of=("self",)).select_related("region").get(pk=request.pk)
    if request.state not in {Request.State.OPEN, Request.State.ASKING}:
        raise StateChanged
    if not 0 < request.accepted_count < request.persons_wanted:
        raise RuleBroken("nobody-said-yes", _("Nobody said yes yet."), _("Ask people first."))
    Request.objects.filter(pk=request.pk).update(persons_wanted=request.accepted_count)
    _take_back_all(request, actor=actor, reason="enough people")
    if request.offers.filter(state=Offer.State.ACCEPTED, visit__isnull=True).exists():
        move_request(request, "accepted", actor=actor, reason="enough people")
    else:
        settle_request(request, actor=actor)


@transaction.atomic
def save_view(*, name: str, query: str, actor: Viewer) -> SavedView:
    """Keep the present filters under a name; the same name is overwritten."""
    view, _made = SavedView.objects.update_or_create(
        user_id=actor.user_id or 0, region_id=actor.region_id or 0, name=name, defaults={"query": query[:500]}
    )
    return view


@transaction.atomic
def rename_view(*, view: SavedView, name: str, actor: Viewer) -> None:
    """Give a saved view another name; one of the same name makes way."""
    SavedView.objects.filter(user_id=view.user_id, region_id=view.region_id, name=name).exclude(pk=view.pk).delete()
    SavedView.objects.filter(pk=view.pk).update(name=name)


@transaction.atomic
def remove_view(*, view: SavedView, actor: Viewer) -> None:
    """Forget a saved view."""
    view.delete()


@transaction.atomic
def exclude_person(*, request: Request, key_person: KeyPerson, actor: Viewer) -> None:
    """Keep somebody out of this question, without a reason; who was asked already is not told why either."""
    if key_person.pk in queries.barred_key_person_ids(request):
        return
    request.excluded.add(key_person)
    # The trail names the question and not the person: an exclusion is nobody's business, also not later.
    audit.record("bridging.request.wishes_changed", actor=actor, target=request, region_id=request.region_id)
    offer = (
        request.offers.filter(key_person=key_person, state__in=[Offer.State.QUEUED, *workflow.OPEN_OFFER_STATES])
        .select_related("key_person", "request__region")
        .first()
    )
    if offer is not None:
        withdraw_offer(offer=offer, actor=actor)
