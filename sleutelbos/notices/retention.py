"""How long a message stays: its text and address go first, that it was sent a year later."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from .models import Notice, NumberCheck

# Long enough to see why somebody did not hear of something; what was said stands on the pages themselves.
TEXT_DAYS: Final = 30
# A key keeps a message from being sent twice; a year later nothing makes the same key.
ROW_DAYS: Final = 400
_OVER: Final = ("sent", "delivered", "failed", "cancelled", "merged")


def let_go() -> int:
    """Erase what is no longer needed; returns how many rows lost something. May run twice."""
    now = timezone.now()
    over = Notice.objects.filter(state__in=_OVER)
    texts = over.filter(created_at__lt=now - timedelta(days=TEXT_DAYS)).exclude(body="", to="", link="", email="")
    count = texts.update(to="", email="", subject="", body="", link="", calendar=None, provider_id="")
    count += NumberCheck.objects.filter(valid_until__lt=now - timedelta(days=1)).delete()[0]
    return count + over.filter(created_at__lt=now - timedelta(days=ROW_DAYS)).delete()[0]
