"""Appointments: made, agreed by the newcomer, moved, cancelled, handed over."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons import queries as keypersons
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers import services as newcomers
from sleutelbos.notices import services as notices
from sleutelbos.notices.calendar import CalendarEvent, invitation
from sleutelbos.notices.models import Kind
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .. import queries, rules, workflow
from ..models import Offer, Request, Visit
from .asking import mail_asker, mail_coordinator
from .steps import first_step, move_offer, move_request, move_visit


def refuse_overlap(
    key_person: KeyPerson, start: datetime, end: datetime, request: Request, *, leave_out: int | None = None
) -> None:
    """Raise RuleBroken when the person has another appointment then, travel between the two included."""
    day = timedelta(hours=12)
    others = Visit.objects.filter(
        key_person=key_person,
        state__in=workflow.STANDING_VISIT_STATES,
        starts_at__lt=end + day,
        ends_at__gt=start - day,
    ).exclude(pk=leave_out or 0)
    here = None if request.where != Request.Where.PLACE else (request.latitude, request.longitude)
    busy = [
        (
            other.starts_at,
            other.ends_at,
            keypersons.travel_minutes(
                key_person, here, None if other.where != Request.Where.PLACE else (other.latitude, other.longitude)
            ),
        )
        for other in others
    ]
    if rules.overlaps(start, end, busy):
        raise RuleBroken(
            "other-appointment-then",
            _("There is another appointment at that time."),
            _("Choose another time."),
        )


def make_visit(*, offer: Offer, starts_at: datetime, actor: Viewer) -> Visit:
    """The appointment that follows from a yes; waits for the newcomer where there is one who was not asked yet."""
    request = offer.request
    waits = request.individual and request.newcomer_informed != Request.Informed.YES
    visit = Visit.objects.create(
        request=request,
        offer=offer,
        key_person=offer.key_person,
        engagement=offer.engagement,
        state=Visit.State.AWAITING if waits else Visit.State.CONFIRMED,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=request.duration_minutes),
        where=request.where,
        place=request.place,
        address=request.address,
        latitude=request.latitude,
        longitude=request.longitude,
    )
    first_step(request, actor=actor, visit=visit)
    audit.record(
        "bridging.visit.made",
        actor=actor,
        target=visit,
        subject=f"keyperson:{visit.key_person_id}",
        region_id=request.region_id,
    )
    if waits:
        mail_asker(
            request,
            "newcomer_asked",
            key=f"visit{visit.pk}",
            visit=visit,
            **newcomer_links(request),
            status_link=status_link_of(request),
        )
    else:
        _keep_said_yes(request, actor=actor)
        send_invitations(visit)
    return visit


def _keep_said_yes(request: Request, *, actor: Viewer) -> None:
    """The asker said for the newcomer that help is fine: that is a yes with a receipt too, and can be taken back."""
    if request.newcomer is None or not request.individual:
        return
    about = f"request:{request.pk}"
    if not request.newcomer.consents.filter(about=about, answer="yes").exists():
        newcomers.keep_consent(newcomer=request.newcomer, about=about, answer="yes", way="spoken", actor=actor)


def settle_request(request: Request, *, actor: Viewer) -> None:
    """Give a full question the state that its appointments say: planned, or waiting for the newcomer."""
    waiting = request.visits.filter(state=Visit.State.AWAITING).exists()
    move_request(
        request, "accepted" if waiting else "planned", actor=actor, planned_at=None if waiting else timezone.now()
    )


@transaction.atomic
def plan_visit(*, offer: Offer, starts_at: datetime, actor: Viewer) -> Visit:
    """The coordinator gives a yes without a time its time."""
    request = Request.objects.select_for_update(of=("self",)).select_related("region").get(pk=offer.request_id)
    offer = Offer.objects.select_related("key_person", "engagement").get(pk=offer.pk)
    offer.request = request
    if offer.state != Offer.State.ACCEPTED or Visit.objects.filter(offer=offer).exists():
        raise StateChanged
    if starts_at <= timezone.now():
        raise RuleBroken("time-is-past", _("This time is over."), _("Choose a time that lies ahead."))
    KeyPerson.objects.select_for_update().get(pk=offer.key_person_id)
    refuse_overlap(offer.key_person, starts_at, starts_at + timedelta(minutes=request.duration_minutes), request)
    if request.starts_at is None:
        Request.objects.filter(pk=request.pk).update(starts_at=starts_at)
        request.starts_at = starts_at
    visit = make_visit(offer=offer, starts_at=starts_at, actor=actor)
    if request.state == Request.State.ACCEPTED and visit.state == Visit.State.CONFIRMED:
        without_time = request.offers.filter(state=Offer.State.ACCEPTED, visit__isnull=True).exists()
        if not without_time:
            settle_request(request, actor=actor)
    return visit


def newcomer_links(request: Request) -> dict[str, str]:
    """The newcomer's page and card for the mail to the asker; empty where they are not this asker's to have."""
    # Where the newcomer's page also shows what another organisation asked, its link is not for this asker.
    if request.newcomer is None or queries.newcomer_is_shared(request):
        return {"link": "", "card_link": ""}
    return {"link": newcomers.page_link(request.newcomer), "card_link": newcomers.card_link(request.newcomer)}


def newcomer_link(visit: Visit) -> str:
    """The newcomer's own page; the same address as the QR on paper."""
    return newcomers.page_link(visit.request.newcomer) if visit.request.newcomer else ""


def visit_token(visit: Visit) -> str:
    """The key to one key person's appointment and its log."""
    return links.make_token("visit", visit.pk, visit.link_version)


def log_link(visit: Visit) -> str:
    """Where the key person tells how it went."""
    return links.absolute("bridging:log-visit", visit_token(visit))


def visit_link(visit: Visit) -> str:
    """The key person's appointment page."""
    return links.absolute("bridging:show-own-visit", visit_token(visit))


@transaction.atomic
def move_appointment(
    *, visit: Visit, starts_at: datetime, duration_minutes: int, place: str, address: str, actor: Viewer
) -> Visit:
    """Another time or place; everybody's calendar gets the change."""
    request = Request.objects.select_for_update(of=("self",)).select_related("region").get(pk=visit.request_id)
    visit = Visit.objects.select_related("key_person").get(pk=visit.pk)
    visit.request = request
    if visit.state not in workflow.STANDING_VISIT_STATES:
        raise StateChanged
    if starts_at <= timezone.now():
        raise RuleBroken("time-is-past", _("This time is over."), _("Choose a time that lies ahead."))
    KeyPerson.objects.select_for_update().get(pk=visit.key_person_id)
    ends_at = starts_at + timedelta(minutes=duration_minutes)
    refuse_overlap(visit.key_person, starts_at, ends_at, request, leave_out=visit.pk)
    changed = Visit.objects.filter(pk=visit.pk, state=visit.state, sequence=visit.sequence).update(
        starts_at=starts_at, ends_at=ends_at, place=place, address=address, sequence=F("sequence") + 1
    )
    if not changed:
        raise StateChanged
    notices.cancel(prefix=f"visit:{visit.pk}:reminder")
    visit.time_wishes.filter(settled_at__isnull=True).update(settled_at=timezone.now())
    # "It stays as it is" is no answer any more once it has moved.
    visit.time_wishes.exclude(answer="").update(answer="")
    visit.refresh_from_db()
    visit.request = request
    audit.record(
        "bridging.visit.moved",
        actor=actor,
        target=visit,
        subject=f"keyperson:{visit.key_person_id}",
        region_id=request.region_id,
    )
    if visit.state == Visit.State.CONFIRMED:
        send_invitations(visit, template="visit_changed")
    return visit


@transaction.atomic
def cancel_visit(*, visit: Visit, actor: Viewer, reason: str = "") -> None:
    """Cancel one appointment; the question is open again, so that nobody is forgotten."""
    request, visit = _locked(visit)
    was_confirmed = visit.state == Visit.State.CONFIRMED
    move_visit(visit, "cancelled", actor=actor, reason=reason, sequence=visit.sequence + 1)
    if visit.offer is not None:
        visit.offer.request = request
        move_offer(visit.offer, "withdrawn", actor=actor)
    tell_cancelled(visit, was_confirmed=was_confirmed)
    free_place(request, actor=actor, reason=reason or "appointment cancelled")


@transaction.atomic
def step_out(*, visit: Visit, actor: Viewer, makes_room: bool = False, quiet: bool = False) -> None:
    """A key person cannot come after all: somebody else is looked for at once, no reason is asked.

    `makes_room`: this person is needed elsewhere and may be asked again; `quiet`: the coordinator knows already.
    """
    request, visit = _locked(visit)
    was_confirmed = visit.state == Visit.State.CONFIRMED
    move_visit(
        visit,
        "handed_over" if was_confirmed else "cancelled",
        actor=actor,
        reason="stepped out",
        sequence=visit.sequence + 1,
    )
    if visit.offer is not None:
        visit.offer.request = request
        move_offer(visit.offer, "withdrawn" if makes_room else "stepped_out", actor=actor)
    tell_cancelled(visit, was_confirmed=was_confirmed, to_asker=False)
    free_place(request, actor=actor, reason="key person stepped out")
    if not quiet:
        mail_coordinator(request, "coordinator_stepped_out", key=f"visit{visit.pk}")


def _locked(visit: Visit) -> tuple[Request, Visit]:
    request = Request.objects.select_for_update(of=("self",)).select_related("region").get(pk=visit.request_id)
    visit = Visit.objects.select_related("key_person", "offer").get(pk=visit.pk)
    visit.request = request
    if visit.state not in workflow.STANDING_VISIT_STATES:
        raise StateChanged
    return request, visit


def free_place(request: Request, *, actor: Viewer, reason: str) -> None:
    """A place on the question is free again: it is open, or still asked of others."""
    Request.objects.filter(pk=request.pk, accepted_count__gt=0).update(accepted_count=F("accepted_count") - 1)
    request.refresh_from_db(fields=["accepted_count"])
    still_asked = request.offers.filter(state__in=workflow.OPEN_OFFER_STATES).exists()
    new = "asking" if still_asked else "open"
    if request.state != new:
        move_request(request, new, actor=actor, reason=reason, planned_at=None)


def calendar_event(visit: Visit, *, to: str) -> CalendarEvent:
    """The appointment as the calendar of one of the two sees it; `to` is "key_person" or "asker".

    Says nothing about the newcomer, and neither of the two gets the other's address.
    """
    request = visit.request
    with translation.override("nl"):
        summary = f"{request.region.role_name.capitalize()}: afspraak {visit.request_id}"
        place = str(visit.get_where_display()) if visit.where != Request.Where.PLACE else ""
    name, address = (
        (visit.key_person.first_name, visit.key_person.email)
        if to == "key_person"
        else (request.asker_name, request.asker_email)
    )
    return CalendarEvent(
        uid=visit.calendar_uid,
        sequence=visit.sequence,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        summary=summary,
        location=place or ", ".join(part for part in (visit.address, visit.place) if part),
        organizer_name=request.region.name,
        organizer_email=request.region.coordinator_email,
        attendees=((name, address),) if address else (),
    )


def _mail(visit: Visit, *, to: str, template: str, key: str, method: str, **context: object) -> None:
    """Queue one message about an appointment to one of the two, with the calendar's part where there is one."""
    request = visit.request
    address, language = (
        (visit.key_person.email, visit.key_person.language)
        if to == "key_person"
        else (request.asker_email, request.asker_language)
    )
    calendar = None
    if method in {"REQUEST", "CANCEL"}:
        calendar = invitation(calendar_event(visit, to=to), method="CANCEL" if method == "CANCEL" else "REQUEST")
    notices.queue(
        template=f"bridging/mail/{template}.txt",
        to=address,
        language=language,
        dedupe_key=f"visit:{visit.pk}:{key}",
        context={"visit": visit, "request": request, **context},
        region_id=request.region_id,
        calendar=calendar,
        calendar_method=method,
        reader=audit.name_of(visit.key_person) if to == "key_person" else "",
        kind=Kind.APPOINTMENT,
        link=visit_link(visit) if to == "key_person" else "",
    )


def send_invitations(visit: Visit, *, template: str = "visit_planned") -> None:
    """Mail the appointment with a calendar invitation to the key person and to the asker."""
    for to, link in (("key_person", visit_link(visit)), ("asker", status_link_of(visit.request))):
        _mail(
            visit,
            to=to,
            template=f"{template}_{to}",
            key=f"{template}:{to}:{visit.sequence}",
            method="REQUEST",
            link=link,
            log_link=log_link(visit) if to == "key_person" else "",
        )


def tell_cancelled(visit: Visit, *, was_confirmed: bool, to_asker: bool = True) -> None:
    """Tell those who were told of the appointment that it is off, and take it out of their calendars."""
    notices.cancel(prefix=f"visit:{visit.pk}:reminder")
    method = "CANCEL" if was_confirmed else ""
    _mail(visit, to="key_person", template="visit_cancelled_key_person", key="cancelled:key_person", method=method)
    if was_confirmed:
        template = "visit_cancelled_asker" if to_asker else "visit_other_person_asker"
        _mail(
            visit,
            to="asker",
            template=template,
            key="cancelled:asker",
            method=method,
            link=status_link_of(visit.request),
        )


def status_link_of(request: Request) -> str:
    """Where the asker follows the question."""
    return links.absolute("bridging:show-status", links.make_token("status", request.pk, request.link_version))


def queue_reminders() -> int:
    """Put a reminder in the outbox for every appointment of the coming day; each goes out once."""
    now = timezone.now()
    soon = Visit.objects.filter(
        state=Visit.State.CONFIRMED, starts_at__gt=now, starts_at__lte=now + timedelta(hours=26)
    ).select_related("key_person", "request__region")
    count = 0
    for visit in soon.iterator():
        made = notices.queue(
            template="bridging/mail/reminder_key_person.txt",
            to=visit.key_person.email,
            language=visit.key_person.language,
            dedupe_key=f"visit:{visit.pk}:reminder:key_person:{visit.sequence}",
            context={"visit": visit, "request": visit.request, "link": visit_link(visit)},
            region_id=visit.request.region_id,
            reader=audit.name_of(visit.key_person),
            kind=Kind.APPOINTMENT,
            link=visit_link(visit),
            deadline=visit.starts_at,
        )
        count += made is not None
    return count


def ask_for_logs() -> int:
    """Ask the key person how it went, once, an hour after an appointment without a log."""
    now = timezone.now()
    over = Visit.objects.filter(
        state=Visit.State.CONFIRMED, ends_at__lte=now - timedelta(hours=1), ends_at__gt=now - timedelta(days=14)
    ).select_related("key_person", "request__region")
    count = 0
    for visit in over.iterator():
        made = notices.queue(
            template="bridging/mail/log_please.txt",
            to=visit.key_person.email,
            language=visit.key_person.language,
            dedupe_key=f"visit:{visit.pk}:log_please",
            context={"visit": visit, "request": visit.request, "link": log_link(visit)},
            region_id=visit.request.region_id,
            reader=audit.name_of(visit.key_person),
            link=log_link(visit),
        )
        count += made is not None
    return count
