"""What a newcomer says: yes, somebody else, stop, other wishes. Nobody asks why."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers import services as newcomers
from sleutelbos.newcomers.models import Newcomer

from .. import workflow
from ..models import Request, Visit
from .asking import cancel_question, drop_question, mail_asker, mail_coordinator
from .offers import withdraw_offer
from .steps import move_offer, move_visit
from .visits import free_place, send_invitations, settle_request, tell_cancelled


@transaction.atomic
def newcomer_agrees(*, visit: Visit, way: str, actor: Viewer, language: str = "") -> bool:
    """The newcomer says yes to this person: the appointment stands. False when it stood already."""
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
            newcomer=request.newcomer, about=f"visit:{visit.pk}", answer="yes", way=way, language=language, actor=actor
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
