"""Planning and holding a talk, and what comes of the agreements."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Organisation
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .. import workflow
from ..models import Agreement, Bottleneck, Talk, TalkPoint
from ..queries import talks as queries


@transaction.atomic
def plan_talk(*, organisation: Organisation, on: date, actor: Viewer) -> Talk:
    """Plan the next talk; raises RuleBroken where one is planned already."""
    try:
        with transaction.atomic():
            talk = Talk.objects.create(region_id=organisation.region_id, organisation=organisation, on=on)
    except IntegrityError:
        raise _planned_twice() from None
    _keep("signals.talk.planned", talk, actor)
    return talk


def _planned_twice() -> RuleBroken:
    return RuleBroken(
        "talk-twice", _("There is a talk planned with this organisation already."), _("Change the day of that talk.")
    )


@transaction.atomic
def move_talk(*, talk: Talk, on: date, actor: Viewer) -> None:
    """Another day for a planned talk."""
    if not Talk.objects.filter(pk=talk.pk, state=Talk.State.PLANNED).update(on=on):
        raise StateChanged
    talk.refresh_from_db()
    _keep("signals.talk.moved", talk, actor)


@transaction.atomic
def add_point(*, talk: Talk, words: str, actor: Viewer) -> TalkPoint:
    """A point of one's own on the agenda of a planned talk."""
    _still_planned(talk)
    point = TalkPoint.objects.create(talk=talk, words=words)
    _keep("signals.talk.point_added", talk, actor)
    return point


@transaction.atomic
def remove_point(*, talk: Talk, point: TalkPoint, actor: Viewer) -> None:
    """Take a point of one's own off again."""
    _still_planned(talk)
    point.delete()
    _keep("signals.talk.point_removed", talk, actor)


def _still_planned(talk: Talk) -> None:
    # The row stays locked until the change beside it is written, where the database can.
    if not Talk.objects.select_for_update().filter(pk=talk.pk, state=Talk.State.PLANNED).exists():
        raise StateChanged


@transaction.atomic
def hold_talk(*, talk: Talk, on: date, minutes: str, next_on: date | None, actor: Viewer) -> Talk | None:
    """The talk took place: its agenda stays as it was, and the next one is planned. Returns the next, or None."""
    frozen = [point.bottleneck for point in queries.agenda(talk).points if point.bottleneck and not point.pk]
    _move(talk, Talk.State.HELD, on=on, minutes=minutes)
    TalkPoint.objects.bulk_create([TalkPoint(talk=talk, bottleneck=row) for row in frozen])
    _keep("signals.talk.held", talk, actor)
    return plan_talk(organisation=talk.organisation, on=next_on, actor=actor) if next_on is not None else None


@transaction.atomic
def write_minutes(*, talk: Talk, minutes: str, actor: Viewer) -> None:
    """The few lines that say how a talk went."""
    if not Talk.objects.filter(pk=talk.pk, state=Talk.State.HELD, minutes=talk.minutes).update(minutes=minutes):
        raise StateChanged
    talk.refresh_from_db()
    _keep("signals.talk.minutes_written", talk, actor)


@transaction.atomic
def cancel_talk(*, talk: Talk, actor: Viewer) -> None:
    """The talk does not happen; what was on its agenda comes back on the next one."""
    _move(talk, Talk.State.CANCELLED)
    _keep("signals.talk.cancelled", talk, actor)


@transaction.atomic
def replan_talk(*, talk: Talk, actor: Viewer) -> None:
    """It happens after all; raises RuleBroken where another was planned by now."""
    try:
        with transaction.atomic():
            _move(talk, Talk.State.PLANNED)
    except IntegrityError:
        raise _planned_twice() from None
    _keep("signals.talk.planned", talk, actor)


def _move(talk: Talk, new: str, **values: Any) -> None:
    if not workflow.can_move(workflow.TALK, talk.state, new):
        raise StateChanged
    done = Talk.objects.filter(pk=talk.pk, state=talk.state).update(state=new, state_since=timezone.now(), **values)
    if not done:
        raise StateChanged
    talk.refresh_from_db()


@transaction.atomic
def agree(
    *,
    talk: Talk,
    bottleneck: Bottleneck | None,
    what: str,
    party: str,
    who: str,
    due_on: date,
    actor: Viewer,
) -> Agreement:
    """Keep an agreement: what, which party and who there, by when. Not in a talk that does not happen."""
    if talk.state == Talk.State.CANCELLED:
        raise StateChanged
    row = Agreement.objects.create(
        region_id=talk.region_id, talk=talk, bottleneck=bottleneck, what=what, party=party, who=who, due_on=due_on
    )
    audit.record("signals.agreement.made", actor=actor, target=row, region_id=row.region_id)
    return row


@transaction.atomic
def settle_agreement(*, agreement: Agreement, state: str, outcome: str, actor: Viewer) -> None:
    """Done, or it will not be done (then it says why), or open again after all."""
    if state == Agreement.State.DROPPED and not outcome:
        raise RuleBroken("agreement-why", _("Say why it will not be done."), _("One sentence is enough."))
    if not workflow.can_move(workflow.AGREEMENT, agreement.state, state):
        raise StateChanged
    done = Agreement.objects.filter(pk=agreement.pk, state=agreement.state).update(
        state=state, state_since=timezone.now(), outcome=outcome
    )
    if not done:
        raise StateChanged
    agreement.refresh_from_db()
    audit.record(f"signals.agreement.{state}", actor=actor, target=agreement, region_id=agreement.region_id)


def _keep(verb: str, talk: Talk, actor: Viewer) -> None:
    audit.record(verb, actor=actor, target=talk, region_id=talk.region_id)
