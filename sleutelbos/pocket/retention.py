"""How long we know of a phone."""

from datetime import timedelta

from django.utils import timezone

from .models import Phone

# A phone forgets its cards after a month without contact (frontend/pocket/store.js); then nothing is left to report.
# A lost one is known longer, so that it is still told when it turns up.
UNSEEN = timedelta(days=90)
LOST = timedelta(days=365)


def forget_phones() -> int:
    """Remove phones not seen for three months, lost ones a year after they were reported; returns how many."""
    now = timezone.now()
    unseen, _models = Phone.objects.filter(lost_at__isnull=True, last_seen__lt=now - UNSEEN).delete()
    lost, _models = Phone.objects.filter(lost_at__lt=now - LOST).delete()
    return int(unseen) + int(lost)
