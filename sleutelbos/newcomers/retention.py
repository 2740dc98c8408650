"""How long a newcomer's wishes stay, and how they go: really."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit

from .models import Newcomer
from .services import KEEP_DAYS


def due(today: date) -> QuerySet[Newcomer]:
    """Newcomers whose day has come; the caller leaves out those whom somebody is still helping."""
    return Newcomer.objects.filter(delete_on__lte=today)


@transaction.atomic
def keep_longer(*, newcomer: Newcomer, today: date) -> None:
    """Somebody is still helping: the term starts again."""
    Newcomer.objects.filter(pk=newcomer.pk).update(delete_on=today + timedelta(days=KEEP_DAYS))


@transaction.atomic
def erase(*, newcomer: Newcomer, actor: Viewer) -> None:
    """Remove the newcomer: code, wishes, answers. The trail keeps that it happened, under a number that says nothing.

    Whoever depends on the newcomer's yes must stop first: `bridging.retention.erase_newcomer` does both.
    """
    audit.record(
        "newcomers.newcomer.erased",
        actor=actor,
        target=f"newcomer:{newcomer.pk}",
        subject=f"newcomer:{newcomer.pk}",
        region_id=newcomer.region_id,
    )
    newcomer.excluded.clear()
    newcomer.delete()
