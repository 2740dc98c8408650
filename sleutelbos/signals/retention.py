"""How long what was told stays: voices shortest, then who told it and the words; the counts stay."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from .models import Alert, Signal, SignalVoice

VOICE_DAYS: Final = 60
# After an answer somebody can still see it on the own page for a year.
SIGNALLER_DAYS: Final = 365
WORDS_DAYS: Final = 730
ALERT_DAYS: Final = 365
# So many at once: a round of the clock is short.
AT_ONCE: Final = 500


def let_go() -> int:
    """Delete voices and seen notices, and take names and words from old signals; returns how many. May run twice.

    A voice goes after sixty days, or as soon as its signal was answered a week ago. What stays of a signal for the
    figures is its theme, municipality, number of families and dates.
    """
    now = timezone.now()
    week = now - timedelta(days=7)
    voices = SignalVoice.objects.filter(created_at__lt=now - timedelta(days=VOICE_DAYS)) | SignalVoice.objects.filter(
        signal__answered_at__lt=week
    )
    seen = Alert.objects.filter(seen_at__isnull=False, raised_at__lt=now - timedelta(days=ALERT_DAYS))
    count = 0
    for query in (voices, seen):
        with transaction.atomic():
            old = list(query.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
            if old:
                query.model._default_manager.filter(pk__in=old).delete()
            count += len(old)
    with transaction.atomic():
        told = Signal.objects.filter(signaller__isnull=False, answered_at__lt=now - timedelta(days=SIGNALLER_DAYS))
        chosen = list(told.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        count += Signal.objects.filter(pk__in=chosen).update(signaller=None, once=None)
        words = Signal.objects.exclude(text="", language="").filter(created_at__lt=now - timedelta(days=WORDS_DAYS))
        chosen = list(words.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        count += Signal.objects.filter(pk__in=chosen).update(text="", text_language="", language="", signaller=None)
    return count
