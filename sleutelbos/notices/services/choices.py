"""How somebody wants to be told."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import translation

from sleutelbos.audit.services import Actor
from sleutelbos.ui.errors import RuleBroken

from .. import rules, wording
from ..models import Channel, Kind, Notice, NumberCheck, PushSubscription, Reader
from . import outbox
from .trail import record

CHOSEN_KINDS = (Kind.QUESTION, Kind.APPOINTMENT, Kind.NEWS)


def reader_for(who: str, region_id: int) -> Reader:
    """The row of somebody, made when first needed."""
    row, _made = Reader.objects.get_or_create(who=who, defaults={"region_id": region_id})
    return row


@transaction.atomic
def change_channels(*, who: str, region_id: int, kind: str, channels: Sequence[str], actor: Actor) -> Reader:
    """By which ways messages of one kind come; none only where somebody need not hear."""
    if kind not in CHOSEN_KINDS or not set(channels) <= set(Channel.values):
        raise RuleBroken("unknown-choice")
    if not channels and kind in rules.MUST_HEAR:
        raise RuleBroken("nothing-chosen")
    row = Reader.objects.select_for_update().get(pk=reader_for(who, region_id).pk)
    row.channels = {**row.channels, kind: [way for way in rules.ORDER if way in channels]}
    row.save(update_fields=["channels"])
    record("choice.changed", row, actor=actor, kind=str(kind))
    return row


@transaction.atomic
def change_quiet(
    *, who: str, region_id: int, quiet: bool, quiet_from: int, quiet_until: int, wake_for_urgent: bool, actor: Actor
) -> Reader:
    """When push and SMS are silent; minutes of the day."""
    row = Reader.objects.select_for_update().get(pk=reader_for(who, region_id).pk)
    row.quiet, row.quiet_from, row.quiet_until = quiet, quiet_from, quiet_until
    row.wake_for_urgent = wake_for_urgent
    row.save(update_fields=["quiet", "quiet_from", "quiet_until", "wake_for_urgent"])
    record("choice.changed", row, actor=actor, kind="quiet")
    return row


@transaction.atomic
def change_rhythm(*, who: str, region_id: int, rhythm: str, actor: Actor) -> Reader:
    """At once, or one message a day or a week."""
    if rhythm not in Reader.Rhythm.values:
        raise RuleBroken("unknown-choice")
    row = Reader.objects.select_for_update().get(pk=reader_for(who, region_id).pk)
    row.rhythm = rhythm
    row.save(update_fields=["rhythm"])
    record("choice.changed", row, actor=actor, kind="rhythm")
    return row


@transaction.atomic
def send_test(
    *, who: str, region_id: int, email: str, language: str, link: str, channels: Sequence[str], key: str
) -> list[Notice]:
    """One test message by each of these channels; the same `key` once."""
    row = Reader.objects.filter(who=who).first()
    with translation.override(language):
        body = wording.short(Kind.TEST)
    values = {
        "message": f"test:{who}:{key}",
        "template": "notices/test",
        "language": language,
        "email": email,
        "reader": who,
        "kind": Kind.TEST,
        "link": link,
        "subject": "Sleutelbos",
        "body": f"{body}\n",
        "region_id": region_id,
    }
    made = (outbox.put(way, row, values) for way in channels)
    return [notice for notice in made if notice is not None]


@transaction.atomic
def forget(*, who: str) -> int:
    """Erase everything about how to reach somebody: choices, numbers, browsers, and addresses on old messages.

    Called where a person is erased or says goodbye; returns how many rows were touched. May run twice.
    """
    gone = NumberCheck.objects.filter(reader__who=who).delete()[0]
    gone += PushSubscription.objects.filter(reader__who=who).delete()[0]
    gone += Reader.objects.filter(who=who).delete()[0]
    messages = Notice.objects.filter(reader=who)
    messages.filter(state=Notice.State.QUEUED).update(state=Notice.State.CANCELLED)
    # One that a worker has in its hands is emptied a month later, with everything else.
    old = messages.exclude(state=Notice.State.SENDING)
    return gone + old.update(to="", email="", subject="", body="", link="", calendar=None, provider_id="")
