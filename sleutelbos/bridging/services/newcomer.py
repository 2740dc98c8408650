"""What a newcomer says: yes, somebody else, another time, not now, stop, other wishes. Nobody asks why."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers import services as newcomers
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.ui.errors import StateChanged

from .. import workflow
from ..models import Request, TimeWish, Visit
from .asking import cancel_question, drop_question, mail_asker, mail_coordinator
from .offers import withdraw_offer
from .steps import move_offer, move_visit
from .visits import cancel_visit, free_place, send_invitations, settle_request, tell_cancelled


@transaction.atomic
def newcomer_agrees(*, visit: Visit, way: str, actor: Viewer, language: str = "", words: str = "") -> bool:
    """The newcomer says yes to this person: the appointment stands. False when it stood already.

    `words` is the sentence the yes was given to, in `language`; it stays on the receipt.
    """
    request = (
        Request.objects.select_for_update(of=("self",)).select_related("region", "newcomer").get(pk=visit.request_id)
    )
    visit = Visit.objects.select_related("key_person").get(pk=visit.pk)
    visit.request = request
    if visit.state == Visit.State.CONFIRMED:
        return False
    move_visit(visit, "confirmed", actor=actor)
    if request.newcomer is not None:
        newcomers.keep_consent(
            newcomer=request.newcomer,
            about=f"visit:{visit.pk}",
            answer="yes",
            way=way,
            language=language,
            words=words,
            actor=actor,
        )
    send_invitations(visit)
    if request.state == Request.State.ACCEPTED:
        settle_request(request, actor=actor)
    return True


@transaction.atomic
def newcomer_wants_another(*, visit: Visit, way: str, actor: Viewer, language: str = "") -> None:
    """The newcomer asks for somebody else; nobody is told why, and this person is not proposed again."""
    request = (
        Request.objects.select_for_update(of=("self",)).select_related("region", "newcomer").get(pk=visit.request_id)
    )
    visit = Visit.objects.select_related("key_person", "offer").get(pk=visit.pk)
    visit.request = request
    was_confirmed = visit.state == Visit.State.CONFIRMED
    move_visit(visit, "cancelled", actor=actor, sequence=visit.sequence + 1)
    if request.newcomer is not None:
        newcomers.keep_consent(
            newcomer=request.newcomer,
            about=f"visit:{visit.pk}",
            answer="another",
            way=way,
            language=language,
            actor=actor,
        )
        newcomers.exclude_person(newcomer=request.newcomer, key_person=visit.key_person, actor=actor)
    if visit.offer is not None:
        visit.offer.request = request
        move_offer(visit.offer, "another_chosen", actor=actor)
    tell_cancelled(visit, was_confirmed=was_confirmed, to_asker=False)
    free_place(request, actor=actor, reason="newcomer asked for somebody else")
    mail_coordinator(request, "coordinator_find_another", key=f"visit{visit.pk}")


@transaction.atomic
def newcomer_asks_other_time(*, visit: Visit, when: str, part: str, actor: Viewer) -> TimeWish:
    """The newcomer would rather come at another time; the appointment stands until the coordinator moves it.

    A second wish replaces the one that waits. Raises StateChanged for an appointment that does not stand or is over.
    """
    visit = Visit.objects.select_related("request__region").get(pk=visit.pk)
    if visit.state not in workflow.STANDING_VISIT_STATES or visit.starts_at <= timezone.now():
        raise StateChanged
    wish, _made = TimeWish.objects.update_or_create(
        visit=visit, settled_at=None, defaults={"when": when, "part": part, "at": timezone.now()}
    )
    newcomer_id = visit.request.newcomer_id
    audit.record(
        "bridging.visit.other_time_asked",
        actor=actor,
        target=visit,
        subject=f"newcomer:{newcomer_id}" if newcomer_id else "",
        region_id=visit.request.region_id,
    )
    mail_coordinator(
        visit.request,
        "coordinator_newcomer_other_time",
        key=f"visit{visit.pk}:{when}:{part}",
        wish=wish,
        link=links.absolute("bridging:change-visit", visit.pk),
    )
    return wish


@transaction.atomic
def decline_time_wish(*, wish: TimeWish, when: str, part: str, answer: str, actor: Viewer) -> None:
    """The appointment stays as it is; the newcomer reads why on the own page.

    `when` and `part` are what the coordinator read. Raises StateChanged where the newcomer wished something else
    since, where the wish was answered, or where the appointment does not stand any more.
    """
    visit = Visit.objects.select_related("request").get(pk=wish.visit_id)
    if visit.state not in workflow.STANDING_VISIT_STATES:
        raise StateChanged
    asked = TimeWish.objects.filter(pk=wish.pk, settled_at__isnull=True, when=when, part=part)
    if not asked.update(settled_at=timezone.now(), answer=answer):
        raise StateChanged
    newcomer_id = visit.request.newcomer_id
    audit.record(
        "bridging.visit.other_time_declined",
        actor=actor,
        target=visit,
        subject=f"newcomer:{newcomer_id}" if newcomer_id else "",
        region_id=visit.request.region_id,
        answer=answer,
    )


@transaction.atomic
def newcomer_cancels(*, visit: Visit, actor: Viewer, language: str = "", words: str = "") -> None:
    """The newcomer does not want this one appointment; the help itself goes on, the coordinator hears it."""
    request = Request.objects.select_for_update(of=("self",)).select_related("newcomer").get(pk=visit.request_id)
    cancel_visit(visit=visit, actor=actor, reason="newcomer called off")
    if request.newcomer is not None:
        newcomers.keep_consent(
            newcomer=request.newcomer,
            about=f"visit:{visit.pk}",
            answer="not_now",
            way="link",
            language=language,
            words=words,
            actor=actor,
        )
    request = Request.objects.select_related("region").get(pk=request.pk)
    mail_coordinator(request, "coordinator_newcomer_called_off", key=f"visit{visit.pk}")


@transaction.atomic
def change_wishes(*, newcomer: Newcomer, values: Mapping[str, Any], actor: Viewer) -> None:
    """The newcomer's wishes change; questions for which nobody said yes yet follow them.

    `values`: language, gender_wish, gender_required, not_from_own_place, place. People who were asked and no longer
    fit what must be are told that they are not needed; never why.
    """
    newcomers.change_wishes(newcomer=newcomer, actor=actor, **values)
    open_states = [Request.State.UNCONFIRMED, Request.State.OPEN, Request.State.ASKING]
    for request in Request.objects.select_for_update().filter(newcomer=newcomer, state__in=open_states):
        Request.objects.filter(pk=request.pk).update(
            language=values["language"],
            gender_wish=values["gender_wish"],
            gender_required=values["gender_required"],
            not_from_own_place=values["not_from_own_place"],
            newcomer_place=values["place"],
        )
        waiting = request.offers.filter(state__in=["queued", "open", "other_time"]).select_related(
            "key_person", "request__region"
        )
        # Who is next in line goes first, so that nobody is asked in between who no longer fits.
        for offer in sorted(waiting, key=lambda offer: offer.state != "queued"):
            if not _still_fits(offer.key_person, values):
                withdraw_offer(offer=offer, actor=actor)


def _still_fits(key_person: KeyPerson, values: Mapping[str, Any]) -> bool:
    if values["gender_required"] and values["gender_wish"] != "none" and key_person.gender != values["gender_wish"]:
        return False
    same_place = key_person.home_place.casefold() == values["place"].casefold()
    return not (values["not_from_own_place"] and values["place"] and same_place)


@transaction.atomic
def newcomer_stops(*, request: Request, way: str, actor: Viewer, language: str = "") -> None:
    """The newcomer wants no help any more: everything that depends on the yes stops."""
    request = Request.objects.select_for_update(of=("self",)).select_related("region", "newcomer").get(pk=request.pk)
    if request.newcomer is not None:
        newcomers.keep_consent(
            newcomer=request.newcomer,
            about=f"request:{request.pk}",
            answer="stop",
            way=way,
            language=language,
            actor=actor,
        )
    if workflow.can_move(workflow.REQUEST, request.state, "cancelled"):
        cancel_question(request=request, actor=actor, reason="newcomer stopped")
        mail_asker(request, "newcomer_stopped", link="")
        mail_coordinator(request, "coordinator_newcomer_stopped")
    elif request.state == Request.State.UNCONFIRMED:
        drop_question(request=request, actor=actor)


@transaction.atomic
def stop_all(*, newcomer: Newcomer, actor: Viewer, language: str = "") -> None:
    """No more help for this newcomer: every running question stops, nobody is told why."""
    for request in Request.objects.filter(
        newcomer=newcomer, state__in=[Request.State.UNCONFIRMED, *workflow.OPEN_REQUEST_STATES]
    ):
        newcomer_stops(request=request, way="link", actor=actor, language=language)
    newcomers.stop(newcomer=newcomer)
