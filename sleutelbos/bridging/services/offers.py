"""Key persons are asked, and answer; exactly one wins each place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons import queries as keypersons
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui.errors import Gone, RuleBroken, StateChanged

from .. import queries, rules, workflow
from ..models import Offer, Request
from .asking import mail_coordinator, mail_key_person
from .steps import first_step, move_offer, move_request, note_change

# Who did not answer, or was not needed, can be asked again on the same row.
_ASK_AGAIN = {Offer.State.EXPIRED, Offer.State.WITHDRAWN, Offer.State.TAKEN}


@dataclass(frozen=True, slots=True)
class Ask:
    """One person to ask: who, with which reasons, from which suggestion."""

    key_person: KeyPerson
    reasons: tuple[dict[str, int | str], ...] = ()
    suggestion: str = ""


def offer_token(offer: Offer) -> str:
    """The key to one key person's answer page."""
    return links.make_token("offer", offer.pk, offer.link_version)


def offer_link(offer: Offer) -> str:
    """The answer page's address for one key person."""
    return links.absolute("bridging:answer-offer", offer_token(offer))


@transaction.atomic
def send_offers(
    *,
    request: Request,
    asks: Iterable[Ask],
    in_turn: bool,
    actor: Viewer,
    answer_hours: int | None = None,
    tell: bool = True,
) -> list[Offer]:
    """Ask one person, several at once, or several in turn; never the machine by itself: `actor` is a person.

    With `tell` False the caller tells everybody at the end, several questions in one message (`tell_together`).
    Somebody who was asked for this question before and did not accept is asked again on the same row.
    Raises RuleBroken where a person is excluded, not deployable or of another region.
    """
    asks = list(asks)
    if not asks:
        raise RuleBroken("nobody-chosen")
    request = Request.objects.select_for_update(of=("self",)).select_related("region").get(pk=request.pk)
    if request.state not in {Request.State.OPEN, Request.State.ASKING}:
        raise StateChanged
    if request.triage_outcome in rules.SENT_ELSEWHERE and not (request.triage_overridden_by):
        raise RuleBroken("role-router-says-no")
    if request.unchecked:
        raise RuleBroken(
            "role-check-first",
            _("This question came out of a list. Nobody checked yet whether a key person is the right help."),
            _("Open the question and answer the check first. It takes less than a minute."),
        )
    if request.starts_at is not None and request.starts_at <= timezone.now():
        raise RuleBroken("time-is-past", _("The time of this question is over."), _("Change the time first."))
    hours = answer_hours or request.region.answer_within_hours
    barred = queries.barred_key_person_ids(request)
    made = []
    last = request.offers.count()
    waiting = in_turn and request.offers.filter(state__in=workflow.OPEN_OFFER_STATES).exists()
    for number, ask in enumerate(asks):
        if ask.key_person.pk in barred:
            # Not why: an exclusion has no reason and is nobody's business.
            raise RuleBroken("person-not-possible")
        engagement = keypersons.engagement_for(
            ask.key_person,
            day=timezone.localdate(request.starts_at) if request.starts_at else timezone.localdate(),
            municipality_id=request.municipality_id,
        )
        later_in_line = in_turn and (waiting or number > 0)
        offer, created = Offer.objects.get_or_create(
            request=request,
            key_person=ask.key_person,
            defaults={
                "state": Offer.State.QUEUED,
                "position": last + number,
                "engagement": engagement,
                "answer_hours": hours,
                "reasons": list(ask.reasons),
                "suggestion": ask.suggestion,
            },
        )
        if created:
            first_step(request, actor=actor, offer=offer)
        elif offer.state in _ASK_AGAIN:
            move_offer(
                offer,
                "queued",
                actor=actor,
                position=last + number,
                engagement=engagement,
                answer_hours=hours,
                reasons=list(ask.reasons),
                suggestion=ask.suggestion,
            )
        elif offer.state != Offer.State.QUEUED:
            continue
        if not later_in_line:
            _open(offer, actor=actor, tell=tell)
        made.append(offer)
    if not made:
        raise RuleBroken("all-asked-already")
    if request.state == Request.State.OPEN:
        move_request(request, "asking", actor=actor, first_asked_at=request.first_asked_at or timezone.now())
    return made


def tell_together(offers: Iterable[Offer]) -> None:
    """Tell each person once of everything that was just asked, each question with its own link."""
    by_person: dict[int, list[Offer]] = {}
    for offer in offers:
        by_person.setdefault(offer.key_person_id, []).append(offer)
    for own in by_person.values():
        if len(own) == 1:
            mail_key_person(own[0], "offer", link=offer_link(own[0]))
        else:
            asked = [(offer, offer_link(offer)) for offer in own]
            first = min(offer.expires_at for offer in own if offer.expires_at is not None)
            mail_key_person(own[0], "offers", asked=asked, expires_at=first)


def _open(offer: Offer, *, actor: Viewer, tell: bool = True) -> None:
    now = timezone.now()
    move_offer(
        offer,
        "open",
        actor=actor,
        asked_at=now,
        answered_at=None,
        expires_at=rules.expiry(now, answer_hours=offer.answer_hours, starts_at=offer.request.starts_at),
    )
    if tell:
        mail_key_person(offer, "offer", link=offer_link(offer))


@transaction.atomic
def fix_time(*, request: Request, starts_at: datetime, actor: Viewer) -> None:
    """Give a question without a fixed time its start, within the times the asker said are fine.

    Raises StateChanged where somebody gave it a time already, RuleBroken for a time the asker did not name.
    """
    ends_at = starts_at + timedelta(minutes=request.duration_minutes)
    inside = any(
        datetime.fromisoformat(row["start"]) <= starts_at and ends_at <= datetime.fromisoformat(row["end"])
        for row in request.windows
    )
    if not inside:
        raise RuleBroken("time-not-asked", _("The organisation did not ask for this time."))
    if not Request.objects.filter(pk=request.pk, starts_at__isnull=True).update(starts_at=starts_at):
        raise StateChanged
    request.starts_at = starts_at
    audit.record(
        "bridging.request.moved", actor=actor, target=request, region_id=request.region_id, start=str(starts_at)
    )
    note_change(request, actor=actor)


@transaction.atomic
def accept_offer(*, offer: Offer, actor: Viewer) -> str:
    """A key person says yes. Returns "accepted", "already" (a second tap) or "taken" (somebody was first).

    Two people at once: the count on the question is raised by compare-and-set, so exactly `persons_wanted` win.
    Raises Gone for an answer after the time is over or by somebody barred since, RuleBroken where the person has
    another appointment then.
    """
    from . import visits

    request = Request.objects.select_for_update(of=("self",)).select_related("region").get(pk=offer.request_id)
    offer = Offer.objects.select_related("key_person", "engagement").get(pk=offer.pk)
    offer.request = request
    if offer.state == Offer.State.ACCEPTED:
        return "already"
    if offer.state == Offer.State.TAKEN:
        return "taken"
    if not workflow.can_move(workflow.OFFER, offer.state, "accepted"):
        raise Gone
    now = timezone.now()
    if offer.expires_at is not None and offer.expires_at < now:
        raise Gone
    if offer.key_person_id in queries.barred_key_person_ids(request):
        # Barred after the question went out: the same words as for a question that is not there any more.
        raise Gone
    won = Request.objects.filter(
        pk=request.pk, state__in=[Request.State.OPEN, Request.State.ASKING], accepted_count__lt=F("persons_wanted")
    ).update(accepted_count=F("accepted_count") + 1)
    if not won:
        if workflow.can_move(workflow.OFFER, offer.state, "taken"):
            move_offer(offer, "taken", actor=actor, answered_at=now)
        return "taken"
    request.accepted_count += 1
    # One appointment at a time per person: the row lock keeps two questions from taking the same hour.
    KeyPerson.objects.select_for_update().get(pk=offer.key_person_id)
    if request.starts_at is not None:
        visits.refuse_overlap(
            offer.key_person,
            request.starts_at,
            request.starts_at + timedelta(minutes=request.duration_minutes),
            request,
        )
    move_offer(offer, "accepted", actor=actor, answered_at=now)
    full = request.accepted_count >= request.persons_wanted
    if full:
        _tell_the_others(request, actor=actor)
    if request.starts_at is None:
        # A yes without a fixed time: the coordinator plans it.
        if full:
            move_request(request, "accepted", actor=actor)
        mail_coordinator(request, "coordinator_plan_time", key=f"offer{offer.pk}")
        return "accepted"
    visits.make_visit(offer=offer, starts_at=request.starts_at, actor=actor)
    if full:
        visits.settle_request(request, actor=actor)
    return "accepted"


def _tell_the_others(request: Request, *, actor: Viewer) -> None:
    for other in request.offers.exclude(state=Offer.State.ACCEPTED).select_related("key_person", "request"):
        if other.state in workflow.OPEN_OFFER_STATES:
            move_offer(other, "taken", actor=actor, answered_at=timezone.now())
            mail_key_person(other, "offer_taken")
        elif other.state == Offer.State.QUEUED:
            move_offer(other, "withdrawn", actor=actor)


def _answer(offer: Offer, new: str, *, actor: Viewer, **changes: Any) -> Offer:
    # The question's row first, as accepting does, so that two answers never wait for each other.
    Request.objects.select_for_update().get(pk=offer.request_id)
    offer = Offer.objects.select_related("key_person", "request__region").get(pk=offer.pk)
    if offer.state == new:
        return offer
    if not workflow.can_move(workflow.OFFER, offer.state, new):
        raise Gone
    move_offer(offer, new, actor=actor, answered_at=timezone.now(), **changes)
    if new != "other_time":
        next_in_turn(
            request=offer.request, actor=Viewer.system(reason="next in line", region_id=offer.request.region_id)
        )
    return offer


@transaction.atomic
def decline_offer(*, offer: Offer, actor: Viewer) -> Offer:
    """A key person says no; no reason is asked."""
    return _answer(offer, "declined", actor=actor)


@transaction.atomic
def propose_other_time(*, offer: Offer, start: datetime, actor: Viewer) -> Offer:
    """A key person can, at another time; the coordinator decides with the asker."""
    if start <= timezone.now():
        raise RuleBroken("time-is-past", _("This time is over."), _("Choose a time that lies ahead."))
    offer = _answer(offer, "other_time", actor=actor, other_start=start)
    mail_coordinator(offer.request, "coordinator_other_time", key=f"offer{offer.pk}:{start:%Y%m%d%H%M}")
    return offer


@transaction.atomic
def refer_offer(*, offer: Offer, note: str, actor: Viewer) -> Offer:
    """A key person knows somebody else; the coordinator calls, so no name of that person needs to be typed."""
    offer = _answer(offer, "referred", actor=actor, note=note)
    mail_coordinator(offer.request, "coordinator_referred", key=f"offer{offer.pk}")
    return offer


@transaction.atomic
def ask_later(*, offer: Offer, actor: Viewer, today: date | None = None) -> Offer:
    """A key person wants to be asked again next month: this person is left alone until then."""
    today = today or timezone.localdate()
    return _answer(offer, "later", actor=actor, ask_again_on=today + timedelta(days=30))


@transaction.atomic
def accept_other_time(*, offer: Offer, actor: Viewer) -> str:
    """The coordinator agrees on the proposed time; the question moves to it and the key person's yes stands."""
    if offer.state != Offer.State.OTHER_TIME or offer.other_start is None:
        raise StateChanged
    request = Request.objects.select_for_update().get(pk=offer.request_id)
    if request.accepted_count:
        raise RuleBroken("time-already-agreed")
    Request.objects.filter(pk=request.pk).update(starts_at=offer.other_start)
    Offer.objects.filter(pk=offer.pk).update(expires_at=None)
    audit.record(
        "bridging.request.moved", actor=actor, target=request, region_id=request.region_id, start=str(offer.other_start)
    )
    return accept_offer(offer=offer, actor=actor)


@transaction.atomic
def withdraw_offer(*, offer: Offer, actor: Viewer) -> None:
    """The coordinator takes a question back from one person; the link stops working."""
    was_asked = offer.state in workflow.OPEN_OFFER_STATES
    move_offer(offer, "withdrawn", actor=actor, link_version=offer.link_version + 1)
    if was_asked:
        mail_key_person(offer, "offer_withdrawn")
    next_in_turn(request=offer.request, actor=actor)


def next_in_turn(*, request: Request, actor: Viewer) -> Offer | None:
    """Ask the next in line when nobody has the question any more; tell the coordinator when the line is empty."""
    request = Request.objects.select_for_update(of=("self",)).select_related("region").get(pk=request.pk)
    if request.state != Request.State.ASKING:
        return None
    if request.offers.filter(state__in=workflow.OPEN_OFFER_STATES).exists():
        return None
    barred = queries.barred_key_person_ids(request)
    for following in request.offers.filter(state=Offer.State.QUEUED).select_related("key_person", "request"):
        if following.key_person_id in barred:
            # Barred after the line was made: never asked, and nobody hears why.
            move_offer(following, "withdrawn", actor=actor)
            continue
        _open(following, actor=actor)
        return following
    if request.accepted_count == 0:
        move_request(request, "open", actor=actor, reason="nobody left")
        mail_coordinator(request, "coordinator_nobody_left")
    return None


def expire_offers() -> int:
    """Close offers whose time is over and ask the next in line; returns how many were closed."""
    actor = Viewer.system(reason="no answer in time")
    count = 0
    for pk in list(
        Offer.objects.filter(state=Offer.State.OPEN, expires_at__lt=timezone.now()).values_list("pk", flat=True)[:500]
    ):
        with transaction.atomic():
            request_id = Offer.objects.values_list("request_id", flat=True).get(pk=pk)
            Request.objects.select_for_update().get(pk=request_id)
            offer = Offer.objects.select_related("key_person", "request__region").get(pk=pk)
            # A proposal of another time waits for the coordinator, however long that takes.
            if offer.state != Offer.State.OPEN:
                continue
            move_offer(offer, "expired", actor=actor)
            next_in_turn(request=offer.request, actor=actor)
            count += 1
    return count


__all__ = [
    "Ask",
    "accept_offer",
    "accept_other_time",
    "ask_later",
    "decline_offer",
    "expire_offers",
    "fix_time",
    "next_in_turn",
    "offer_link",
    "offer_token",
    "propose_other_time",
    "refer_offer",
    "send_offers",
    "tell_together",
    "withdraw_offer",
]
