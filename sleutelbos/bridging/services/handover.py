"""Running contacts of somebody who has less time: first the newcomer says that somebody else may come."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.newcomers import services as newcomers
from sleutelbos.ui.errors import StateChanged

from .. import workflow
from ..models import Handover, Request, Visit
from .asking import mail_asker, mail_coordinator
from .visits import newcomer_links, status_link_of, step_out


@transaction.atomic
def ask_handover(*, visit: Visit, actor: Viewer) -> Handover:
    """A key person asks whether somebody else may come to an appointment; a second time gives the first back.

    The newcomer is asked on the own page; the organisation gets the link and the card. Nobody else hears of it before
    the newcomer's yes. Raises StateChanged for an appointment without a newcomer, or that is not agreed, off or over.
    """
    visit = Visit.objects.select_related("key_person", "request__region", "request__newcomer").get(pk=visit.pk)
    request = visit.request
    if visit.state != Visit.State.CONFIRMED or visit.starts_at <= timezone.now():
        raise StateChanged
    if request.newcomer is None or not request.individual:
        raise StateChanged
    asked = Handover.objects.filter(visit=visit, state=Handover.State.ASKED).first()
    if asked is not None:
        return asked
    try:
        with transaction.atomic():
            handover = Handover.objects.create(visit=visit)
    except IntegrityError:
        # Two taps at the same moment: one question.
        return Handover.objects.get(visit=visit, state=Handover.State.ASKED)
    _keep_event("asked", handover, actor=actor)
    mail_asker(
        request,
        "newcomer_handover",
        key=f"handover{handover.pk}",
        visit=visit,
        **newcomer_links(request),
        status_link=status_link_of(request),
    )
    return handover


@transaction.atomic
def withdraw_handover(*, handover: Handover, actor: Viewer) -> None:
    """The key person can come after all; nothing happens where the newcomer answered already."""
    if _move(handover, Handover.State.WITHDRAWN):
        _keep_event("withdrawn", handover, actor=actor)


@transaction.atomic
def answer_handover(*, handover: Handover, yes: bool, actor: Viewer, language: str = "", words: str = "") -> bool:
    """The newcomer says whether somebody else may come. False where it was answered or taken back already.

    After a yes this key person's appointment ends, and the coordinator looks for somebody; whoever says yes then is
    shown to the newcomer by first name, and hears where and when only after the newcomer's yes to that person.
    """
    handover = Handover.objects.select_related("visit__request__newcomer").get(pk=handover.pk)
    visit, newcomer = handover.visit, handover.visit.request.newcomer
    if visit.state != Visit.State.CONFIRMED:
        return False
    if not _move(handover, Handover.State.AGREED if yes else Handover.State.REFUSED):
        return False
    if newcomer is not None:
        newcomers.keep_consent(
            newcomer=newcomer,
            about=f"handover:{handover.pk}",
            answer="yes" if yes else "another",
            way="link",
            language=language,
            purpose="handover",
            words=words,
            actor=actor,
        )
    _keep_event("agreed" if yes else "refused", handover, actor=actor)
    if yes:
        # The next person is somebody new: also who said "yes" to help in general chooses again.
        Request.objects.filter(pk=visit.request_id).update(newcomer_informed=Request.Informed.NOT_YET)
        step_out(visit=visit, actor=actor, quiet=True)
    request = Request.objects.select_related("region").get(pk=visit.request_id)
    if yes:
        mail_coordinator(request, "coordinator_handover_agreed", key=f"handover{handover.pk}")
    else:
        mail_coordinator(request, "coordinator_handover_refused", key=f"handover{handover.pk}")
    return True


def _move(handover: Handover, new: str) -> bool:
    workflow.check(workflow.HANDOVER, Handover.State.ASKED, new)
    rows = Handover.objects.filter(pk=handover.pk, state=Handover.State.ASKED)
    return bool(rows.update(state=new, answered_at=timezone.now()))


def _keep_event(what: str, handover: Handover, *, actor: Viewer) -> None:
    visit = handover.visit
    audit.record(
        f"bridging.handover.{what}",
        actor=actor,
        target=visit,
        subject=f"newcomer:{visit.request.newcomer_id}" if visit.request.newcomer_id else "",
        region_id=visit.request.region_id,
    )
