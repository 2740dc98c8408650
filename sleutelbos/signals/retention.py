"""How long what was told stays: voices shortest, then who told it and the words; the counts stay."""

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .models import Absence, Alert, BarrierCount, Contact, Signal, SignalVoice, Talk

VOICE_DAYS: Final = 60
# After an answer somebody can still see it on the own page for a year.
SIGNALLER_DAYS: Final = 365
WORDS_DAYS: Final = 730
ALERT_DAYS: Final = 365
# A report of a talk; the agenda and the agreements stay.
MINUTES_DAYS: Final = 730
# A name and a number nobody calls any more.
CONTACT_DAYS: Final = 365
# Which barriers were named, by month and region.
COUNTS_DAYS: Final = 1095
# The Dutch beside the words goes with them.
_NO_DUTCH: Final[dict[str, Any]] = {"dutch": "", "dutch_by": None, "dutch_at": None}
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
        count += Signal.objects.filter(pk__in=chosen).update(
            text="", text_language="", language="", signaller=None, **_NO_DUTCH
        )
    with transaction.atomic():
        # What was said aloud stays in Dutch no longer than the recording: only words in another language hold it here.
        spoken = Signal.objects.exclude(dutch="").filter(voice__isnull=True).filter(Q(text="") | Q(text_language="nl"))
        chosen = list(spoken.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        count += Signal.objects.filter(pk__in=chosen).update(**_NO_DUTCH)
    return count


def let_go_of_absences() -> int:
    """Delete no-shows whose own day has come, called about or not; returns how many. May run twice."""
    rows = Absence.objects.filter(delete_on__lte=timezone.localdate()).order_by("pk")
    with transaction.atomic():
        old = list(rows.values_list("pk", flat=True)[:AT_ONCE])
        Absence.objects.filter(pk__in=old).delete()
    return len(old)


def let_go_of_talks() -> int:
    """Empty old reports, delete contacts that ended a year ago and old counts; returns how many. May run twice."""
    now, today = timezone.now(), timezone.localdate()
    count = Talk.objects.filter(on__lt=today - timedelta(days=MINUTES_DAYS)).exclude(minutes="").update(minutes="")
    ended = Contact.objects.filter(
        state=Contact.State.ENDED, state_since__lt=now - timedelta(days=CONTACT_DAYS)
    ).order_by("pk")
    with transaction.atomic():
        count += Contact.objects.filter(pk__in=list(ended.values_list("pk", flat=True)[:AT_ONCE])).delete()[0]
    return count + BarrierCount.objects.filter(month__lt=today - timedelta(days=COUNTS_DAYS)).delete()[0]
