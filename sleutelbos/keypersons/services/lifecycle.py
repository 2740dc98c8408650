"""Candidate, in training, can be asked, paused, alumni: one step at a time, and every step is kept."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.services import name_of
from sleutelbos.notices import services as notices
from sleutelbos.ui.errors import NotAllowed, RuleBroken, StateChanged

from .. import workflow
from ..models import KeyPerson, StateChange, Wish
from .claims import record

# What of the profile goes when somebody says goodbye.
_LEFT_BEHIND: dict[str, object] = {
    "public_profile_since": None,
    "public_text": "",
    "home_postcode": "",
    "learning_route": "",
    "latitude": None,
    "longitude": None,
    "note": "",
    "flexible": False,
}


@transaction.atomic
def move_state(*, key_person: KeyPerson, new: str, actor: Viewer, paused_until: date | None = None) -> None:
    """Take one legal step from the state `key_person` was loaded in; StateChanged when it is no longer there.

    `paused_until` belongs to a pause only: the last day of it, None for a pause without an end. Somebody who says
    goodbye is not shown to organisations any more, and what served to be asked is erased.
    """
    old = key_person.state
    workflow.check(workflow.KEY_PERSON, old, new)
    if _is_self(key_person, actor) and (old, new) not in workflow.OWN_STEPS:
        raise NotAllowed("coordinator-step", _("Your coordinator does this with you."))
    if new == KeyPerson.State.PAUSED:
        _check_pause(paused_until)
    changes: dict[str, object] = {
        "state": new,
        "paused_until": paused_until if new == KeyPerson.State.PAUSED else None,
        "updated_at": timezone.now(),
    }
    if new == KeyPerson.State.ALUMNI:
        changes |= _LEFT_BEHIND
    elif old == KeyPerson.State.ALUMNI:
        changes["may_be_asked_back"] = None
    if not KeyPerson.objects.filter(pk=key_person.pk, state=old).update(**changes):
        raise StateChanged
    for name, value in changes.items():
        setattr(key_person, name, value)
    StateChange.objects.create(key_person=key_person, old=old, new=new, by=actor.label)
    if new == KeyPerson.State.ALUMNI:
        # Whoever said goodbye is not called back by an old number or an old phone.
        notices.forget(who=name_of(key_person))
        # What served to be asked is of no use any more; hours, papers and for whom somebody worked stay for the books.
        for rows in (key_person.blocks, key_person.exceptions, key_person.wishes, key_person.standing_conflicts):
            rows.all().delete()
        Wish.objects.filter(kind=Wish.Kind.GOES_WITH, value=str(key_person.pk)).delete()
    record("state.moved", key_person, actor=actor, old=old, new=new)


@transaction.atomic
def say_goodbye(*, key_person: KeyPerson, may_be_asked_back: bool, actor: Viewer) -> None:
    """Somebody stops: what served to be asked is erased. Who does not want to be asked back is not kept to be reached.

    The caller looks after what still runs (`bridging.services.leave`).
    """
    move_state(key_person=key_person, new=KeyPerson.State.ALUMNI, actor=actor)
    changes: dict[str, object] = {"may_be_asked_back": may_be_asked_back}
    if not may_be_asked_back:
        changes |= {"email": "", "phone": ""}
    KeyPerson.objects.filter(pk=key_person.pk).update(**changes)
    for name, value in changes.items():
        setattr(key_person, name, value)


@transaction.atomic
def pause(*, key_person: KeyPerson, until: date | None, actor: Viewer) -> None:
    """Rest until a day (the last one of the pause) or without an end; somebody who rests already changes the day."""
    if key_person.state != KeyPerson.State.PAUSED:
        move_state(key_person=key_person, new=KeyPerson.State.PAUSED, actor=actor, paused_until=until)
        return
    _check_pause(until)
    rows = KeyPerson.objects.filter(pk=key_person.pk, state=KeyPerson.State.PAUSED)
    if not rows.update(paused_until=until, updated_at=timezone.now()):
        raise StateChanged
    key_person.paused_until = until
    record("pause.changed", key_person, actor=actor)


@transaction.atomic
def come_back(*, key_person: KeyPerson, actor: Viewer) -> None:
    """End a pause: back to where somebody was before it."""
    if key_person.state != KeyPerson.State.PAUSED:
        raise StateChanged
    before = (
        StateChange.objects.filter(key_person=key_person, new=KeyPerson.State.PAUSED)
        .order_by("-id")
        .values_list("old", flat=True)
        .first()
    )
    # An imported pause has no "before": who was asked to rest could be asked.
    training = before == KeyPerson.State.IN_TRAINING
    new = KeyPerson.State.IN_TRAINING if training else KeyPerson.State.DEPLOYABLE
    move_state(key_person=key_person, new=new, actor=actor)


def end_pauses(*, today: date) -> int:
    """Bring everybody back whose pause ended before today; returns how many. May run twice."""
    done = 0
    over = KeyPerson.objects.filter(state=KeyPerson.State.PAUSED, paused_until__lt=today)
    for key_person in over.order_by("pk"):
        try:
            actor = Viewer.system(reason="the pause ended", region_id=key_person.region_id)
            come_back(key_person=key_person, actor=actor)
        except StateChanged:
            continue
        done += 1
    return done


def _check_pause(until: date | None) -> None:
    if until is not None and until < timezone.localdate():
        raise RuleBroken("pause-over", _("This day is in the past."), _("Choose a day that is still to come."))


def _is_self(key_person: KeyPerson, actor: Viewer) -> bool:
    return actor.membership_id is not None and actor.membership_id == key_person.membership_id
