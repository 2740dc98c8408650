"""Filling and emptying the outbox."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from .models import Notice

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8


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
) -> Notice | None:
    """Put one message in the outbox, in the caller's transaction; the same `dedupe_key` is put there once.

    `template` is a text file ("bridging/mail/offer.txt") whose first line is the subject. Returns None when there
    is no address or the message was there already. Sending starts after commit.
    """
    if not to:
        return None
    with translation.override(language):
        text = render_to_string(template, {**context, "site_url": settings.SITE_URL})
    subject, _, body = text.strip().partition("\n")
    notice, created = Notice.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "template": template,
            "language": language,
            "to": to,
            "subject": subject.strip()[:300],
            "body": body.strip() + "\n",
            "region_id": region_id,
            "calendar": calendar,
            "calendar_method": calendar_method,
            "not_before": not_before or timezone.now(),
        },
    )
    if not created:
        return None
    from .tasks import deliver  # the task module imports this one

    if notice.not_before <= timezone.now():
        transaction.on_commit(lambda: deliver.enqueue(notice.pk))
    return notice


def cancel(*, prefix: str) -> int:
    """Take messages that were not sent yet out of the outbox, by the start of their key; returns how many."""
    return Notice.objects.filter(dedupe_key__startswith=prefix, state=Notice.State.QUEUED).update(
        state=Notice.State.CANCELLED
    )


def hold(*, prefixes: Sequence[str], until: datetime) -> int:
    """Keep messages in the outbox until a moment, by the start of their keys; returns how many.

    Called in the transaction that queued them, so that a worker never sees them due: what made them can be undone
    before anybody reads a word.
    """
    starts = Q()
    for prefix in prefixes:
        starts |= Q(dedupe_key__startswith=prefix)
    if not starts:
        return 0
    return Notice.objects.filter(starts, state=Notice.State.QUEUED).update(not_before=until)


def send(notice_id: int) -> bool:
    """Send one message if it is due and nobody else is at it; safe to run twice.

    The row is leased by compare-and-set. A worker that dies after sending and before saying so lets the lease run
    out, and the message goes again: at least once, recorded once.
    """
    now = timezone.now()
    leased = Notice.objects.filter(
        pk=notice_id, state__in=[Notice.State.QUEUED, Notice.State.SENDING], not_before__lte=now
    ).exclude(lease_until__gt=now)
    if not leased.update(state=Notice.State.SENDING, lease_until=now + LEASE):
        return False
    notice = Notice.objects.get(pk=notice_id)
    try:
        _mail(notice).send()
    except Exception as error:
        attempts = notice.attempts + 1
        failed = attempts >= MAX_ATTEMPTS
        Notice.objects.filter(pk=notice_id, state=Notice.State.SENDING).update(
            state=Notice.State.FAILED if failed else Notice.State.QUEUED,
            attempts=attempts,
            last_error=type(error).__name__,
            lease_until=None,
            not_before=now + timedelta(seconds=30 * 2**attempts),
        )
        logger.warning("notice %s not delivered (%s), attempt %s", notice_id, type(error).__name__, attempts)
        return False
    Notice.objects.filter(pk=notice_id).update(
        state=Notice.State.SENT, sent_at=timezone.now(), attempts=notice.attempts + 1, lease_until=None, last_error=""
    )
    return True


def send_due(limit: int = 200) -> int:
    """Send what is due, also what a dead worker left behind; returns how many went out."""
    now = timezone.now()
    due = (
        Notice.objects.filter(state__in=[Notice.State.QUEUED, Notice.State.SENDING], not_before__lte=now)
        .exclude(lease_until__gt=now)
        .order_by("not_before")
        .values_list("pk", flat=True)[:limit]
    )
    return sum(send(pk) for pk in list(due))


def _mail(notice: Notice) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=notice.subject,
        body=notice.body,
        to=[notice.to],
        # The same identifier on a second try lets mail programs show it once.
        headers={"Message-ID": f"<notice-{notice.pk}@sleutelbos>", "Auto-Submitted": "auto-generated"},
    )
    if notice.calendar:
        from .calendar import attach

        attach(message, bytes(notice.calendar), method=notice.calendar_method)
    return message
