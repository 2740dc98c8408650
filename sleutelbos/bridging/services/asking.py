"""A question comes in, is confirmed, routed, closed or opened again."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region, Role
from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers import services as newcomers
from sleutelbos.notices import services as notices
from sleutelbos.notices.models import Kind
from sleutelbos.ui.errors import Gone, RuleBroken, StateChanged

from .. import queries, rules, workflow
from ..models import KnownAsker, Offer, Request, Visit
from .steps import first_step, move_offer, move_request, move_visit, note_change

CONFIRM_DAYS = 7


@transaction.atomic
def ask_question(
    *,
    region: Region,
    values: Mapping[str, Any],
    triage_answers: Mapping[str, bool],
    actor: Viewer,
    excluded: Iterable[KeyPerson] = (),
    case_code: str = "",
    form_key: str = "",
) -> Request:
    """File a question and send it where it belongs.

    `values` are fields of Request that the form checked. A stranger with an unknown address gets a mail with a link
    first; a known address, an account or a coordinator goes straight through. Individual questions pass the role
    router: `triage_answers` maps each rule's code to yes or no. A `form_key` that was used before gives the question
    of the first time back.
    """
    if form_key and (sent := Request.objects.filter(form_key=form_key).first()) is not None:
        return sent
    now = timezone.now()
    request = Request(region=region, form_key=form_key, **values)
    if actor.signed_in:
        request.asker_id = None if actor.has_role(Role.COORDINATOR) else actor.user_id
        request.source = Request.Source.COORDINATOR if actor.has_role(Role.COORDINATOR) else Request.Source.ACCOUNT
    known = (
        KnownAsker.objects.filter(region=region, email__iexact=request.asker_email, blocked=False).first()
        if request.asker_email
        else None
    )
    if known is not None and request.organisation_id is None:
        request.organisation_id = known.organisation_id
    if request.municipality_id is None and request.organisation is not None:
        request.municipality_id = request.organisation.municipality_id
    _route(request, triage_answers)
    request.state = Request.State.OPEN if actor.signed_in or known else Request.State.UNCONFIRMED
    request.confirmed_at = now if request.state == Request.State.OPEN else None
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError:
        # The same form, sent twice in the same moment.
        if form_key and (sent := Request.objects.filter(form_key=form_key).first()) is not None:
            return sent
        raise
    if request.individual:
        _know_newcomer(request, case_code=case_code, actor=actor)
    request.excluded.set(excluded)
    first_step(request, actor=actor)
    audit.record("bridging.request.asked", actor=actor, target=request, region_id=region.pk, kind=request.kind)
    if request.state == Request.State.UNCONFIRMED:
        mail_asker(request, "confirm", link=confirm_link(request))
    else:
        _taken_in(request, actor)
    return request


def confirm_link(request: Request) -> str:
    """The address in the mail that makes an unknown asker's question real."""
    return links.absolute("bridging:confirm-question", links.make_token("confirm", request.pk, request.link_version))


def status_token(request: Request) -> str:
    """The key to a question's status page."""
    return links.make_token("status", request.pk, request.link_version)


def status_link(request: Request) -> str:
    """The address where an asker without an account sees how it stands."""
    return links.absolute("bridging:show-status", status_token(request))


@transaction.atomic
def confirm_question(*, request: Request, actor: Viewer) -> bool:
    """The asker tapped the link: the question is real and the address is known. Returns False when it already was."""
    if request.state == Request.State.EXPIRED:
        raise Gone
    if request.state != Request.State.UNCONFIRMED:
        return False
    move_request(request, "open", actor=actor, confirmed_at=timezone.now())
    KnownAsker.objects.get_or_create(
        region=request.region,
        email=request.asker_email.lower(),
        defaults={"name": request.asker_name, "organisation": request.organisation},
    )
    _taken_in(request, actor)
    return True


def _know_newcomer(request: Request, *, case_code: str, actor: Viewer) -> None:
    newcomer = newcomers.newcomer_for_question(
        region=request.region,
        case_code=case_code,
        language=request.language,
        gender_wish=request.gender_wish,
        gender_required=request.gender_required,
        not_from_own_place=request.not_from_own_place,
        place=request.newcomer_place,
        actor=actor,
    )
    request.newcomer = newcomer
    # What the newcomer asked for earlier still holds.
    request.gender_wish, request.gender_required = newcomer.gender_wish, newcomer.gender_required
    request.not_from_own_place, request.newcomer_place = newcomer.not_from_own_place, newcomer.place
    request.save()
    if request.newcomer_informed == Request.Informed.YES:
        # Said to the professional, before anybody was chosen; the newcomer can still ask for somebody else.
        newcomers.keep_consent(
            newcomer=newcomer, about=f"request:{request.pk}", answer="yes", way="spoken", actor=actor
        )


def _route(request: Request, answers: Mapping[str, bool]) -> None:
    if not request.individual:
        return
    result = rules.triage(queries.triage_rules(timezone.localdate()), answers)
    outcome = result.outcome
    if outcome == "interpreter_first" and request.interpreter_arranged:
        # The guideline's own combination: a professional interprets, the key person sits beside.
        outcome = "key_person_beside"
    request.triage_answers = dict(answers)
    request.triage_outcome = outcome
    request.triage_rule = result.rule


def _taken_in(request: Request, actor: Viewer) -> None:
    if request.triage_outcome in rules.SENT_ELSEWHERE:
        move_request(request, "redirected", actor=Viewer.system(reason=f"role router: {request.triage_rule}"))
        mail_asker(request, "redirected", link=status_link(request), interpreter=request.region.interpreter_route)
    else:
        mail_asker(request, "received", link=status_link(request))
    mail_coordinator(request, "coordinator_new")


@transaction.atomic
def check_role(*, request: Request, answers: Mapping[str, bool], actor: Viewer) -> bool:
    """A coordinator answers the role router for a question that came out of a list; True when a key person may help.

    Nobody is asked before this (`send_offers`). Where the router sends it elsewhere the question is redirected, and
    the organisation is told where it has an address. Raises StateChanged when somebody else was first.
    """
    changed = Request.objects.select_for_update(of=("self",)).select_related("region").get(pk=request.pk)
    if not changed.unchecked or changed.state not in {Request.State.OPEN, Request.State.ASKING}:
        raise StateChanged
    _route(changed, answers)
    changed.save(update_fields=["triage_answers", "triage_outcome", "triage_rule"])
    audit.record(
        "bridging.request.role_checked",
        actor=actor,
        target=changed,
        region_id=changed.region_id,
        outcome=changed.triage_outcome,
    )
    request.refresh_from_db()
    if changed.triage_outcome in rules.SENT_ELSEWHERE:
        redirect_question(
            request=request,
            outcome=changed.triage_outcome,
            actor=actor,
            reason=f"role router: {changed.triage_rule}",
        )
        return False
    return True


@transaction.atomic
def arrange_interpreter(*, request: Request, actor: Viewer) -> None:
    """The asker has a professional interpreter now: the router's own combination, a key person beside, is possible."""
    if request.triage_outcome != "interpreter_first":
        raise RuleBroken("no-interpreter-asked")
    move_request(
        request,
        "open",
        actor=actor,
        reason="interpreter arranged",
        interpreter_arranged=True,
        triage_outcome="key_person_beside",
        closed_at=None,
    )
    mail_coordinator(request, "coordinator_new")


@transaction.atomic
def change_question(*, request: Request, values: Mapping[str, Any], actor: Viewer) -> None:
    """The asker changes when, where or what, as long as nobody has been asked; later the coordinator does it."""
    changed = Request.objects.filter(pk=request.pk, state__in=[Request.State.UNCONFIRMED, Request.State.OPEN]).first()
    if changed is None or changed.offers.exists():
        raise StateChanged
    for name, value in values.items():
        setattr(changed, name, value)
    changed.save(update_fields=list(values))
    note_change(changed, actor=actor)
    audit.record(
        "bridging.request.changed", actor=actor, target=changed, region_id=changed.region_id, fields=sorted(values)
    )
    request.refresh_from_db()


@transaction.atomic
def override_triage(*, request: Request, reason: str, interpreter_arranged: bool, actor: Viewer) -> None:
    """A coordinator opens a question that the role router sent elsewhere; who and why are kept."""
    if not reason.strip():
        raise RuleBroken("override-needs-reason")
    move_request(
        request,
        "open",
        actor=actor,
        reason=reason,
        triage_overridden_by=actor.label,
        triage_override_reason=reason,
        interpreter_arranged=interpreter_arranged,
    )


@transaction.atomic
def redirect_question(*, request: Request, outcome: str, actor: Viewer, reason: str = "") -> None:
    """A coordinator sends a question to an interpreter or a professional."""
    _withdraw_all(request, actor=actor, reason="redirected")
    move_request(request, "redirected", actor=actor, reason=reason, triage_outcome=outcome, closed_at=timezone.now())
    mail_asker(request, "redirected", link=status_link(request), interpreter=request.region.interpreter_route)


@transaction.atomic
def close_unmet(*, request: Request, reason: str, actor: Viewer) -> None:
    """Close a question that nobody could answer; the reason is a code and it counts."""
    if reason not in workflow.UNMET_REASONS:
        raise RuleBroken("unknown-unmet-reason")
    if request.visits.filter(state__in=workflow.STANDING_VISIT_STATES).exists():
        raise RuleBroken(
            "somebody-goes",
            _("An appointment stands for this question."),
            _("Go on with the people who said yes, or cancel the question."),
        )
    _withdraw_all(request, actor=actor, reason="unmet")
    move_request(request, "unmet", actor=actor, reason=reason, unmet_reason=reason, closed_at=timezone.now())
    mail_asker(request, "unmet", link=status_link(request), interpreter=request.region.interpreter_route)


@transaction.atomic
def cancel_question(*, request: Request, actor: Viewer, reason: str = "") -> None:
    """Stop a question and everything that stands for it; everybody who was asked or planned is told."""
    from .visits import tell_cancelled

    _withdraw_all(request, actor=actor, reason="cancelled")
    standing = list(
        request.visits.filter(state__in=workflow.STANDING_VISIT_STATES).select_related("key_person", "request__region")
    )
    told = False
    for visit in standing:
        was_confirmed = visit.state == Visit.State.CONFIRMED
        move_visit(visit, "cancelled", actor=actor, reason=reason, sequence=visit.sequence + 1)
        tell_cancelled(visit, was_confirmed=was_confirmed)
        told = told or was_confirmed
    planned = {visit.offer_id for visit in standing}
    for offer in request.offers.filter(state=Offer.State.ACCEPTED).select_related("key_person", "request"):
        move_offer(offer, "withdrawn", actor=actor, reason="cancelled")
        if offer.pk not in planned:
            mail_key_person(offer, "offer_withdrawn")
    move_request(request, "cancelled", actor=actor, reason=reason, accepted_count=0, closed_at=timezone.now())
    if actor.has_role(Role.COORDINATOR) and not told:
        # Whoever asked hears it here; a cancelled appointment that was agreed says it already.
        mail_asker(request, "cancelled", link=status_link(request))


@transaction.atomic
def drop_question(*, request: Request, actor: Viewer) -> None:
    """The asker lets go of a question before it was confirmed."""
    move_request(request, "expired", actor=actor, reason="dropped by the asker", closed_at=timezone.now())


@transaction.atomic
def reopen_question(*, request: Request, actor: Viewer) -> None:
    """Take up a closed question again; one that the role router sent on needs an override with a reason instead."""
    if request.state not in {Request.State.UNMET, Request.State.CANCELLED}:
        raise StateChanged
    for name in ("unmet", "cancelled"):
        # A message that still waits would tell what is no longer true.
        notices.cancel(prefix=f"request:{request.pk}:{name}:")
    taken = request.visits.filter(state__in=workflow.STANDING_VISIT_STATES).count()
    move_request(request, "open", actor=actor, unmet_reason="", closed_at=None, accepted_count=taken)


def expire_unconfirmed() -> int:
    """Let go of questions whose link was never tapped; returns how many."""
    actor = Viewer.system(reason="not confirmed in time")
    late = Request.objects.filter(
        state=Request.State.UNCONFIRMED, created_at__lt=timezone.now() - timedelta(days=CONFIRM_DAYS)
    )
    count = 0
    for request in late.iterator():
        with transaction.atomic():
            move_request(request, "expired", actor=actor, closed_at=timezone.now())
            count += 1
    return count


def _withdraw_all(request: Request, *, actor: Viewer, reason: str) -> None:
    # The question's row first, as answering does: a yes and a cancellation at once wait instead of blocking each other.
    Request.objects.select_for_update().get(pk=request.pk)
    for offer in request.offers.filter(
        state__in=[Offer.State.QUEUED, Offer.State.OPEN, Offer.State.OTHER_TIME]
    ).select_related("key_person", "request"):
        was_asked = offer.state != Offer.State.QUEUED
        move_offer(offer, "withdrawn", actor=actor, reason=reason)
        if was_asked:
            mail_key_person(offer, "offer_withdrawn")


def mail_asker(request: Request, name: str, *, key: str = "", **context: Any) -> None:
    notices.queue(
        template=f"bridging/mail/{name}.txt",
        to=request.asker_email,
        language=request.asker_language,
        dedupe_key=f"request:{request.pk}:{name}:{key or request.steps.count()}",
        context={"request": request, **context},
        region_id=request.region_id,
    )


def mail_coordinator(request: Request, name: str, *, key: str = "", **context: Any) -> None:
    notices.queue(
        template=f"bridging/mail/{name}.txt",
        to=request.region.coordinator_email,
        language="nl",
        dedupe_key=f"request:{request.pk}:{name}:{key or request.steps.count()}",
        context={"request": request, "link": links.absolute("bridging:show-request", request.pk), **context},
        region_id=request.region_id,
    )


def mail_key_person(offer: Offer, name: str, **context: Any) -> None:
    """Tell somebody about a question, by the ways this person chose."""
    asked = name in {"offer", "offers"}
    notices.queue(
        template=f"bridging/mail/{name}.txt",
        to=offer.key_person.email,
        language=offer.key_person.language,
        dedupe_key=f"offer:{offer.pk}:{name}:{offer.steps.count()}",
        context={"offer": offer, "request": offer.request, "key_person": offer.key_person, **context},
        region_id=offer.request.region_id,
        reader=audit.name_of(offer.key_person),
        kind=Kind.QUESTION if asked else Kind.NEWS,
        link=context.get("link") or links.absolute("bridging:show-own-work"),
        urgent=asked and rules.cannot_wait(timezone.now(), offer.expires_at),
        deadline=offer.expires_at if asked else None,
    )
