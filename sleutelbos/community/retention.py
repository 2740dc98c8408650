"""How long what is said stays: voices shortest, words a year, then both are really gone."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from .models import Message, Report, VoiceNote

VOICE_DAYS: Final = 60
MESSAGE_DAYS: Final = 365
REPORT_DAYS: Final = 180
# So many at once: a round of the clock is short.
AT_ONCE: Final = 500


def forget_old() -> int:
    """Delete voices, messages and handled reports whose time is over; returns how many. May run twice.

    Of a message whose voice goes the words stay: its author wrote them beside it. Answers go with their question.
    """
    now = timezone.now()
    rows = (
        VoiceNote.objects.filter(created_at__lt=now - timedelta(days=VOICE_DAYS)),
        Report.objects.filter(handled_at__lt=now - timedelta(days=REPORT_DAYS)),
        Message.objects.filter(created_at__lt=now - timedelta(days=MESSAGE_DAYS)),
    )
    count = 0
    for query in rows:
        with transaction.atomic():
            old = list(query.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
            if old:
                query.model._default_manager.filter(pk__in=old).delete()
            count += len(old)
    return count
