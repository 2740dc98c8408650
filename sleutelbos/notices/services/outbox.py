"""Putting messages in the outbox, by the ways their reader chose, and taking them out again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from .. import queries, rules
from ..models import Channel, Kind, Notice, Reader


def queue(
    *,
    template: str,
    to: str,
    language: str,
    dedupe_key: str,
    context: dict[str, Any],
    region_id: int | None = None,
    calendar: bytes | None = None,
    calendar_method: str = "",
    not_before: datetime | None = None,
    reader: str = "",
    kind: str = Kind.NEWS,
    link: str = "",
    urgent: bool = False,
    deadline: datetime | None = None,
) -> Notice | None:
    """Put one message in the outbox, in the caller's transaction; the same `dedupe_key` is put there once.

    `template` is a text file ("bridging/mail/offer.txt") whose first line is the subject; that is the mail. `to` is
    the mail address. `reader` ("keyperson:12") lets the message go by the ways this person chose for its `kind`:
    push and SMS say one fixed sentence and `link`, never anything of the template. `urgent` may pass quiet hours where
    the person said so; after `deadline` it is not sent any more.
    Returns None when nothing reaches this person or the message was there already. Sending starts after commit.
    """
    now = timezone.now()
    row = queries.reader_row(reader) if reader else None
    if not to and row is None:
        return None
    usable = queries.usable_channels(row, email=to)
    chosen = row.channels.get(kind, [Channel.MAIL]) if row is not None else [Channel.MAIL]
    if not chosen and kind not in rules.MUST_HEAR:
        # Chosen: nothing of this kind. What it is about stands on the own pages.
        return None
    ways = rules.ways(chosen, usable, with_calendar=calendar is not None)
    if not ways or Notice.objects.filter(message=dedupe_key).exists():
        return None
    plan = _plan(row, ways, usable, kind, now, urgent=urgent, deadline=deadline)
    with translation.override(language):
        text = render_to_string(template, {**context, "site_url": settings.SITE_URL})
    subject, _, body = text.strip().partition("\n")
    values = {
        "message": dedupe_key,
        "template": template,
        "language": language,
        "email": to,
        "reader": reader,
        "kind": kind,
        "link": link[:500],
        "urgent": urgent,
        "deadline": deadline,
        "subject": subject.strip()[:300],
        "body": body.strip() + "\n",
        "region_id": region_id,
    }
    first = None
    for way, moment, digest in plan:
        notice = put(
            way,
            row,
            values,
            not_before=max(moment, not_before) if not_before else moment,
            digest=digest and calendar is None,
            calendar=calendar if way == Channel.MAIL else None,
            calendar_method=calendar_method if way == Channel.MAIL else "",
        )
        first = first or notice
    return first


def put(way: str, row: Reader | None, values: dict[str, Any], **more: Any) -> Notice | None:
    """One row of a message for one channel; None where it is there already. Sent after commit when it is due."""
    address = {"mail": values["email"], "sms": row.phone if row is not None else ""}.get(way, "")
    key = values["message"] if way == Channel.MAIL else f"{values['message']}#{way}"
    notice, created = Notice.objects.get_or_create(
        dedupe_key=key, defaults={**values, **more, "channel": way, "to": address}
    )
    if not created:
        return None
    if not notice.digest and notice.not_before <= timezone.now():
        from ..tasks import deliver  # the task module imports this package

        transaction.on_commit(lambda: deliver.enqueue(notice.pk))
    return notice


def _plan(
    row: Reader | None,
    ways: Sequence[str],
    usable: frozenset[str],
    kind: str,
    now: datetime,
    *,
    urgent: bool,
    deadline: datetime | None,
) -> list[tuple[str, datetime, bool]]:
    """Which way, when, and whether it waits for the one message of the day; what cannot wait goes by mail at once."""
    plan: dict[str, tuple[datetime, bool]] = {}
    for way in ways:
        moment, digest = now, False
        if row is not None and kind != Kind.APPOINTMENT and not urgent:
            collected = rules.digest_moment(timezone.localtime(now), row.rhythm)
            if collected is not None and rules.may_wait(collected, deadline):
                moment, digest = collected, True
        if row is not None and way != Channel.MAIL:
            end = quiet_until(row, moment, urgent=urgent)
            if end is not None and not rules.may_wait(end, deadline) and "mail" in usable:
                # By morning it would be over: a mail makes no noise.
                way, moment, digest = "mail", now, False
            elif end is not None:
                moment = end
        plan.setdefault(way, (moment, digest))
    return [(way, moment, digest) for way, (moment, digest) in plan.items()]


def quiet_until(row: Reader, moment: datetime, *, urgent: bool) -> datetime | None:
    """When a push or SMS for this reader may go out, when not at `moment`."""
    if not row.quiet or (urgent and row.wake_for_urgent):
        return None
    return rules.quiet_end(timezone.localtime(moment), quiet_from=row.quiet_from, quiet_until=row.quiet_until)


def cancel(*, prefix: str) -> int:
    """Take messages that were not sent yet out of the outbox, by the start of their key; returns how many."""
    return Notice.objects.filter(dedupe_key__startswith=prefix, state=Notice.State.QUEUED).update(
        state=Notice.State.CANCELLED
    )


def hold(*, prefixes: Sequence[str], until: datetime) -> int:
    """Keep messages in the outbox until a moment, by the start of their keys; returns how many.

    Called in the transaction that queued them, so that a worker never sees them due: what made them can be undone
    before anybody reads a word. What waits longer already, for the morning or the one message of the day, stays so.
    """
    starts = Q()
    for prefix in prefixes:
        starts |= Q(dedupe_key__startswith=prefix)
    if not starts:
        return 0
    return Notice.objects.filter(starts, state=Notice.State.QUEUED, not_before__lt=until).update(not_before=until)
