"""How long what was kept for the publication stays: as little as a yes needs, as long as the words are out.

Figures of others (`models/external.py`) are about nobody and stay: a publication points to the one it was made from.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit

from .models import Edition, Interview
from .services import releases

# After an edition is out: the mail address of a professional, only there to send the link.
MAIL_DAYS: Final = 90
# An interview of an edition that never came out, or without a single yes.
UNUSED_DAYS: Final = 365


def let_go() -> int:
    """Forget mail addresses that were used, interviews and drafts of figures that came to nothing; returns how many."""
    now = timezone.now()
    actor = Viewer.system(reason="the time to keep this is over")
    rows = Interview.objects.exclude(email="").filter(edition__published_at__lt=now - timedelta(days=MAIL_DAYS))
    count = rows.update(email="")
    out = [Edition.State.PUBLISHED, Edition.State.REPLACED]
    unused = Q(may_publish=False) | ~Q(edition__state__in=out)
    late = timezone.localdate() - timedelta(days=UNUSED_DAYS)
    for interview in Interview.objects.filter(unused, talked_on__lt=late, chapters=None)[:50]:
        with transaction.atomic():
            audit.record("insights.interview.let_go", actor=actor, target=interview, region_id=interview.region_id)
            interview.delete()
        count += 1
    return count + releases.forget_drafts()
