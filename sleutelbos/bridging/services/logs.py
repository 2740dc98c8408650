"""Afterwards: the log, the booking, the call, the two-question check."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.allowances import services as allowances
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.notices import services as notices
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .. import workflow
from ..models import CallRequest, Experience, Request, Visit, VisitLog
from .asking import mail_asker
from .steps import move_request, move_visit


@transaction.atomic
def log_visit(*, visit: Visit, values: Mapping[str, Any], actor: Viewer, sent_key: UUID | None = None) -> VisitLog:
    """Keep how a visit went and book its hours; a second time gives the first log back.

    `values`: happened, minutes, acts, follow_up, km, costs_cents, not_my_role, heavy, note, call_me. Minutes of a
    visit where nobody came are booked too: the key person was there. `sent_key` is the name the phone gave to this
    log; whoever gets a log back under another name knows that it was told before.
    """
    request = Request.objects.select_for_update(of=("self",)).select_related("region").get(pk=visit.request_id)
    visit = Visit.objects.select_related("key_person", "engagement").get(pk=visit.pk)
    visit.request = request
    existing = VisitLog.objects.filter(visit=visit).first()
    if existing is not None:
        return existing
    if visit.state != Visit.State.CONFIRMED:
        raise StateChanged
    if visit.starts_at > timezone.now():
        raise RuleBroken("visit-not-yet", _("This visit has not been yet."), _("Come back afterwards."))
    values = dict(values)
    call_me = values.pop("call_me", False)
    log = VisitLog(visit=visit, sent_key=sent_key, **values)
    move_visit(visit, "done" if log.happened else "no_show", actor=actor)
    if visit.engagement is not None and (log.minutes or log.km or log.costs_cents):
        log.booking = allowances.book_work(
            engagement=visit.engagement,
            municipality=request.municipality,
            source=f"visit:{visit.pk}",
            day=timezone.localdate(visit.starts_at),
            minutes=log.minutes,
            km=log.km,
            costs_cents=log.costs_cents,
            actor=actor,
        )
    log.save()
    audit.record(
        "bridging.visit.logged",
        actor=actor,
        target=visit,
        subject=f"keyperson:{visit.key_person_id}",
        region_id=request.region_id,
    )
    if call_me or log.not_my_role:
        ask_for_call(
            region_id=request.region_id,
            key_person=visit.key_person,
            visit=visit,
            kind=CallRequest.Kind.NOT_MY_ROLE if log.not_my_role else CallRequest.Kind.CALL_ME,
            detail=log.not_my_role,
            actor=actor,
        )
    if (
        request.state == Request.State.PLANNED
        and not request.visits.filter(state__in=workflow.STANDING_VISIT_STATES).exists()
    ):
        move_request(request, "done", actor=actor, closed_at=timezone.now())
    if log.happened:
        mail_asker(
            request,
            "experience",
            key=f"visit{visit.pk}",
            visit=visit,
            link=links.absolute(
                "bridging:give-experience", links.make_token("experience", visit.pk, visit.link_version)
            ),
        )
    return log


@transaction.atomic
def ask_for_call(
    *,
    region_id: int,
    kind: str,
    actor: Viewer,
    key_person: KeyPerson | None = None,
    visit: Visit | None = None,
    detail: str = "",
    phone: str = "",
    sent_key: UUID | None = None,
) -> CallRequest:
    """Put somebody on the coordinator's list of people to call; only that a call was asked, never the story.

    `phone` is for somebody whose number we do not know otherwise; it goes when the call was made. The same
    `sent_key` a second time gives the first one back, also when the call was made meanwhile.
    """
    known = CallRequest.objects.filter(sent_key=sent_key).first() if sent_key is not None else None
    if known is not None:
        return known
    waiting = CallRequest.objects.filter(
        region_id=region_id, key_person=key_person, visit=visit, kind=kind, phone=phone, handled_at__isnull=True
    ).first()
    if waiting is not None:
        return waiting
    call = CallRequest.objects.create(
        region_id=region_id,
        key_person=key_person,
        visit=visit,
        kind=kind,
        detail=detail,
        phone=phone,
        sent_key=sent_key,
    )
    audit.record(
        "bridging.call.asked",
        actor=actor,
        target=call,
        subject=f"keyperson:{key_person.pk}" if key_person else "",
        region_id=region_id,
        kind=kind,
    )
    notices.queue(
        template="bridging/mail/coordinator_call.txt",
        to=call.region.coordinator_email,
        language="nl",
        dedupe_key=f"call:{call.pk}",
        context={"call": call, "link": links.absolute("bridging:show-desk")},
        region_id=region_id,
    )
    return call


@transaction.atomic
def handle_call(*, call: CallRequest, actor: Viewer) -> None:
    """The coordinator has called."""
    changed = CallRequest.objects.filter(pk=call.pk, handled_at__isnull=True).update(
        handled_at=timezone.now(), handled_by=actor.label, phone=""
    )
    if not changed:
        raise StateChanged
    audit.record(
        "bridging.call.handled",
        actor=actor,
        target=call,
        subject=f"keyperson:{call.key_person_id}" if call.key_person_id else "",
        region_id=call.region_id,
    )


def give_experience(*, visit: Visit, by: str, helped: int, again: bool, actor: Viewer) -> bool:
    """Keep the two answers after a visit; False when they were given already."""
    try:
        with transaction.atomic():
            Experience.objects.create(visit=visit, by=by, helped=helped, again=again)
            audit.record(
                "bridging.experience.given", actor=actor, target=visit, region_id=visit.request.region_id, by=by
            )
    except IntegrityError:
        return False
    return True
