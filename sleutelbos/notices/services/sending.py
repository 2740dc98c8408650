"""Emptying the outbox: one message at a time, safe to run twice, and another way where one does not work."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language_info

from .. import queries, rules, wording, workflow
from ..channels import Undelivered, mail, push, sms
from ..models import Channel, Kind, Notice, PushSubscription, Reader
from . import outbox
from .subscriptions import end_gone

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8


def send(notice_id: int) -> bool:
    """Send one message if it is due and nobody else is at it; safe to run twice.

    The row is leased by compare-and-set. A worker that dies after sending and before saying so lets the lease run
    out, and the message goes again: at least once, recorded once.
    """
    now = timezone.now()
    leased = Notice.objects.filter(
        pk=notice_id,
        state__in=[Notice.State.QUEUED, Notice.State.SENDING],
        digest=False,
        not_before__lte=now,
    ).exclude(lease_until__gt=now)
    if not leased.update(state=Notice.State.SENDING, lease_until=now + LEASE):
        return False
    notice = Notice.objects.get(pk=notice_id)
    if notice.deadline is not None and notice.deadline <= now:
        _settle(notice, Notice.State.CANCELLED, reason="too-late", **_emptied(notice))
        return False
    row = queries.reader_row(notice.reader) if notice.reader else None
    if notice.channel != Channel.MAIL and row is not None and notice.kind not in {Kind.CODE, Kind.TEST}:
        # Also a message that was held up by a fault waits for the morning.
        morning = outbox.quiet_until(row, now, urgent=notice.urgent)
        if morning is not None:
            _settle(notice, Notice.State.QUEUED, not_before=morning)
            return False
    try:
        provider_id = _hand_over(notice, row)
    except Undelivered as error:
        _put_back(notice, error)
        return False
    except Exception as error:
        _put_back(notice, Undelivered("no-answer", again=True, detail=type(error).__name__))
        return False
    _settle(
        notice,
        Notice.State.SENT,
        sent_at=timezone.now(),
        attempts=notice.attempts + 1,
        reason="",
        last_error="",
        provider_id=provider_id,
        **_emptied(notice),
    )
    return True


def send_due(limit: int = 200) -> int:
    """Send what is due, also what a dead worker left behind; returns how many went out."""
    now = timezone.now()
    due = (
        Notice.objects.filter(state__in=[Notice.State.QUEUED, Notice.State.SENDING], digest=False, not_before__lte=now)
        .exclude(lease_until__gt=now)
        .order_by("not_before")
        .values_list("pk", flat=True)[:limit]
    )
    return sum(send(pk) for pk in list(due))


def _settle(notice: Notice, state: str, **values: Any) -> bool:
    """Leave the lease in a new state, unless something else settled the row meanwhile (a provider's answer)."""
    mine = Notice.objects.filter(pk=notice.pk, state=Notice.State.SENDING)
    return bool(mine.update(state=state, lease_until=None, **values))


def _emptied(notice: Notice) -> dict[str, str]:
    # A code is of no use to anybody once it is on its way.
    return {"body": ""} if notice.kind == Kind.CODE else {}


def _put_back(notice: Notice, error: Undelivered) -> None:
    attempts = notice.attempts + 1
    logger.warning("notice %s not delivered (%s), attempt %s", notice.pk, error, attempts)
    values = {"attempts": attempts, "last_error": error.detail[:300], "reason": error.reason}
    if error.again and attempts < MAX_ATTEMPTS:
        moment = timezone.now() + rules.back_off(attempts, at_least=error.after)
        _settle(notice, Notice.State.QUEUED, not_before=moment, **values)
        return
    with transaction.atomic():
        if _settle(notice, Notice.State.FAILED, **values, **_emptied(notice)):
            fall_back(notice)


def fall_back(notice: Notice) -> Notice | None:
    """Try the next way for a message that did not arrive, unless another row of it is on its way or there.

    Called in the transaction that says it failed. A second time finds the row made.
    """
    if not notice.reader or notice.kind in {Kind.CODE, Kind.TEST}:
        return None
    rows = dict(Notice.objects.filter(message=notice.message).values_list("channel", "state"))
    if any(state in workflow.ALIVE for channel, state in rows.items() if channel != notice.channel):
        return None
    row = queries.reader_row(notice.reader)
    way = rules.next_way(set(rows), queries.usable_channels(row, email=notice.email))
    if way is None:
        return None
    names = ("message", "template", "language", "email", "reader", "kind", "link", "urgent", "deadline")
    values = {name: getattr(notice, name) for name in (*names, "subject", "body", "region_id")}
    return outbox.put(way, row, values)


def _hand_over(notice: Notice, row: Reader | None) -> str:
    """Give the message to its channel; returns the provider's number for it, raises Undelivered."""
    if notice.channel == Channel.MAIL:
        mail.send(
            to=notice.to,
            subject=notice.subject,
            body=notice.body,
            number=notice.pk,
            calendar=bytes(notice.calendar) if notice.calendar else None,
            calendar_method=notice.calendar_method,
        )
        return ""
    if notice.channel == Channel.SMS:
        return _send_sms(notice, row)
    _send_push(notice, row)
    return ""


def short_text(notice: Notice) -> str:
    """All that a push message or an SMS says besides the link, in the reader's language."""
    if notice.kind == Kind.CODE:
        return notice.body.strip()
    if notice.template == queries.DIGEST_TEMPLATE:
        return notice.subject
    with translation.override(notice.language):
        return wording.short(notice.kind)


def _send_sms(notice: Notice, row: Reader | None) -> str:
    provider = sms.provider()
    if provider is None:
        raise Undelivered("setup", again=False, detail="no SMS provider")
    # The number as it is now: somebody may have changed it while this waited.
    to = notice.to if notice.kind == Kind.CODE else queries.confirmed_phone(row)
    if not to:
        raise Undelivered("no-number", again=False)
    text = " ".join(part for part in (short_text(notice), notice.link) if part)
    return provider.send(to=to, text=text, reference=f"notice-{notice.pk}")


def _send_push(notice: Notice, row: Reader | None) -> None:
    """To every browser of this reader; one that takes it is enough."""
    if not push.available():
        raise Undelivered("setup", again=False, detail="no VAPID key")
    site = settings.SITE_URL.rstrip("/")
    content = push.payload(
        text=short_text(notice),
        link=notice.link.removeprefix(site) or "/",
        tag=f"n{notice.pk}",
        language=notice.language,
        direction="rtl" if get_language_info(notice.language)["bidi"] else "ltr",
    )
    taken, worst = False, None
    for subscription in PushSubscription.objects.filter(reader=row) if row is not None else []:
        browser = push.Browser(subscription.endpoint, subscription.p256dh, subscription.auth)
        try:
            push.send(browser, content, tag=f"n{notice.pk}", urgent=notice.urgent)
        except push.Gone:
            end_gone(subscription)
        except Undelivered as error:
            worst = error if worst is None or error.again else worst
        else:
            taken = True
            PushSubscription.objects.filter(pk=subscription.pk).update(last_ok_at=timezone.now())
    if not taken:
        raise worst or Undelivered("push-gone", again=False)
