"""One message instead of many, for who chose once a day or once a week."""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import ngettext

from .. import wording
from ..models import Channel, Kind, Notice
from ..queries import DIGEST_TEMPLATE, reader_row
from . import outbox

__all__ = ["DIGEST_TEMPLATE", "send_digests"]


def send_digests(limit: int = 200) -> int:
    """Make one message of everything that waited for its day; returns how many messages that are. May run twice.

    One that waited alone goes out as it is.
    """
    due = Notice.objects.filter(state=Notice.State.QUEUED, digest=True, not_before__lte=timezone.now())
    pairs = due.order_by("reader", "channel").values_list("reader", "channel").distinct()[:limit]
    return sum(_merge(reader, channel) for reader, channel in list(pairs))


@transaction.atomic
def _merge(reader: str, channel: str) -> int:
    now = timezone.now()
    rows = list(
        Notice.objects.select_for_update()
        .filter(reader=reader, channel=channel, state=Notice.State.QUEUED, digest=True, not_before__lte=now)
        .order_by("pk")
    )
    still = [row for row in rows if row.deadline is None or row.deadline > now]
    late = [row.pk for row in rows if row not in still]
    Notice.objects.filter(pk__in=late, state=Notice.State.QUEUED).update(
        state=Notice.State.CANCELLED, reason="too-late", digest=False
    )
    if not still:
        return 0
    if len(still) == 1:
        return Notice.objects.filter(pk=still[0].pk, state=Notice.State.QUEUED).update(digest=False)
    last = still[-1]
    with translation.override(last.language):
        if channel == Channel.MAIL:
            subject = ngettext("%(count)d message", "%(count)d messages", len(still)) % {"count": len(still)}
        else:
            subject = wording.short_digest(len(still))
    parts = [f"{row.subject}\n{'-' * min(len(row.subject), 60)}\n\n{row.body.strip()}" for row in still]
    values = {
        "message": f"digest:{reader}:{channel}:{last.pk}",
        "template": DIGEST_TEMPLATE,
        "language": last.language,
        "email": last.email,
        "reader": reader,
        "kind": Kind.NEWS,
        # Several questions have several links: the own page has them all.
        "link": "" if channel == Channel.MAIL else _home(),
        "subject": subject,
        "body": "\n\n\n".join(parts) + "\n",
        "region_id": last.region_id,
    }
    made = outbox.put(channel, reader_row(reader), values)
    Notice.objects.filter(pk__in=[row.pk for row in still], state=Notice.State.QUEUED).update(
        state=Notice.State.MERGED, digest=False
    )
    return int(made is not None)


def _home() -> str:
    from django.conf import settings

    return f"{settings.SITE_URL.rstrip('/')}/"
