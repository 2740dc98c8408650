"""What a provider tells afterwards about an SMS: it arrived, or why it did not."""

import re
from typing import Final

from django.db import transaction
from django.utils import timezone

from ..models import Channel, Notice
from .sending import fall_back

# The words of NotifyNL and GOV.UK Notify, and our reason for each.
STATUSES: Final = {
    "delivered": "",
    "permanent-failure": "number-wrong",
    "temporary-failure": "phone-off",
    "technical-failure": "provider",
}


@transaction.atomic
def take_receipt(*, reference: str, status: str) -> bool:
    """Keep how one SMS ended; False for a message or a status we do not know. The same twice changes nothing.

    Receipts come late and in any order: what arrived stays arrived, and what did not is tried another way.
    """
    match = re.fullmatch(r"notice-([0-9]{1,18})", reference)
    if match is None or status not in STATUSES:
        return False
    # The answer may overtake our own note that it was sent.
    on_its_way = Notice.objects.filter(pk=int(match[1]), channel=Channel.SMS)
    reason = STATUSES[status]
    if not reason:
        open_to = [Notice.State.SENDING, Notice.State.SENT, Notice.State.FAILED]
        changed = on_its_way.filter(state__in=open_to).update(
            state=Notice.State.DELIVERED, delivered_at=timezone.now(), reason="", lease_until=None
        )
        return bool(changed) or on_its_way.exists()
    changed = on_its_way.filter(state__in=[Notice.State.SENDING, Notice.State.SENT]).update(
        state=Notice.State.FAILED, reason=reason, lease_until=None
    )
    notice = on_its_way.first()
    if changed and notice is not None:
        fall_back(notice)
    return notice is not None
