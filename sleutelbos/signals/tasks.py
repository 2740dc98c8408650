"""Reminders before the date and after it, and letting go. Each may run twice."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer

from . import retention
from .models import Bottleneck
from .services.contacts import nudge_contacts
from .services.steps import Kind, keep_step
from .services.telling import tell_coordinator, tell_owners

# So many days before the date whoever sees to it is reminded.
BEFORE: Final = 5
AT_ONCE: Final = 200
_STANDING = (Bottleneck.State.OPEN, Bottleneck.State.BUSY)


def remind_owners() -> int:
    """Remind whoever sees to something that an answer is due within five days; once for each date."""
    until = timezone.localdate() + timedelta(days=BEFORE)
    rows = Bottleneck.objects.filter(state__in=_STANDING, due_on__lte=until, reminded_at__isnull=True)
    return sum(_remind(row) for row in rows.select_related(*_WITH)[:AT_ONCE])


def tell_overdue() -> int:
    """Tell the coordinator, once for each date, that an answer should have been there; and its owner again."""
    rows = Bottleneck.objects.filter(state__in=_STANDING, due_on__lt=timezone.localdate(), escalated_at__isnull=True)
    return sum(_escalate(row) for row in rows.select_related(*_WITH)[:AT_ONCE])


def let_go() -> int:
    """Voices, words and names whose time is over; no-shows, old reports and contacts."""
    return retention.let_go() + retention.let_go_of_absences() + retention.let_go_of_talks()


def ask_contacts() -> int:
    """Ask organisations once a year whether it is still right who to call."""
    return nudge_contacts()


_WITH = ("region", "theme", "municipality", "owner__user", "owner_organisation")


@transaction.atomic
def _remind(bottleneck: Bottleneck) -> int:
    if not _first(bottleneck, "reminded_at"):
        return 0
    keep_step(bottleneck, Kind.REMINDED, actor=_clock(bottleneck))
    tell_owners(bottleneck, "remind", key=f"due:{bottleneck.pk}:{bottleneck.due_on.isoformat()}")
    return 1


@transaction.atomic
def _escalate(bottleneck: Bottleneck) -> int:
    if not _first(bottleneck, "escalated_at"):
        return 0
    keep_step(bottleneck, Kind.ESCALATED, actor=_clock(bottleneck))
    key = f"overdue:{bottleneck.pk}:{bottleneck.due_on.isoformat()}"
    tell_coordinator(bottleneck, "overdue", key=key)
    if bottleneck.owner_id or bottleneck.owner_organisation_id:
        tell_owners(bottleneck, "overdue", key=key)
    return 1


def _first(bottleneck: Bottleneck, column: str) -> bool:
    """Whether this run is the one that does it: another may run at the same time."""
    rows = Bottleneck.objects.filter(pk=bottleneck.pk, state=bottleneck.state, **{f"{column}__isnull": True})
    return bool(rows.update(**{column: timezone.now()}))


def _clock(bottleneck: Bottleneck) -> Viewer:
    return Viewer.system(reason="date", region_id=bottleneck.region_id)
