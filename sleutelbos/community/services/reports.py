"""A message that somebody wants the coordinator to look at."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.services.throttle import count_try
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.notices import services as notices

from ..models import Message, Report
from .messages import erase_words
from .steps import touch


@transaction.atomic
def report_message(*, message: Message, reason: str, note: str, actor: Viewer) -> None:
    """Ask the coordinator to look; nobody reads the message until then. Reporting it twice changes nothing.

    An announcement stays: only the coordinator writes those, and somebody could silence a warning with a report.
    """
    count_try("group-report", str(actor.membership_id), limit=10, seconds=86_400)
    report, made = Report.objects.get_or_create(
        message=message, reporter_id=actor.membership_id, defaults={"reason": reason, "note": note}
    )
    if not made:
        return
    if message.stands and message.kind != Message.Kind.ANNOUNCEMENT:
        touch(message, state=Message.State.REPORTED)
    audit.record("community.message.reported", actor=actor, target=message, report_reason=reason)
    region = message.room.region
    notices.queue(
        template="community/mail/report.txt",
        to=region.coordinator_email,
        language="nl",
        dedupe_key=f"community:report:{report.pk}",
        context={"url": settings.SITE_URL + reverse("community:list-reports")},
        region_id=region.pk,
    )


@transaction.atomic
def handle_report(*, message: Message, remove: bool, actor: Viewer) -> None:
    """The coordinator looked: the message stands again, or its words are gone; all its reports are handled."""
    if remove:
        erase_words(message, state=Message.State.REMOVED)
    elif message.state == Message.State.REPORTED:
        touch(message, state=Message.State.SHOWN)
    outcome = Report.Outcome.REMOVED if remove else Report.Outcome.KEPT
    message.reports.filter(handled_at__isnull=True).update(
        handled_at=timezone.now(), handled_by=actor.membership_id, outcome=outcome
    )
    audit.record("community.report.handled", actor=actor, target=message, outcome=str(outcome))
