"""Looking along to help: half an hour, with a reason, announced, read only, and every page of it in the trail."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from sleutelbos.audit import services as audit
from sleutelbos.notices import services as notices

from ..models import SupportSession
from ..queries import viewer_of
from ..viewer import Viewer

DURATION: Final = timedelta(minutes=30)


@transaction.atomic
def start_support(*, reason: str, actor: Viewer) -> SupportSession:
    """Start half an hour in which the actor sees what a coordinator sees; the region's coordinator gets a message."""
    now = timezone.now()
    session = SupportSession.objects.create(
        membership_id=actor.membership_id or 0, reason=reason, started_at=now, ends_at=now + DURATION
    )
    audit.record("accounts.support.started", actor=actor, target=session, reason=reason)
    region = session.membership.region
    notices.queue(
        template="accounts/mail/support_started.txt",
        to=region.coordinator_email,
        language="nl",
        dedupe_key=f"support:{session.pk}",
        context={"name": actor.label, "session": session, "region": region},
        region_id=region.pk,
    )
    return session


@transaction.atomic
def end_support(*, session: SupportSession, actor: Viewer) -> None:
    """Stop now; stopping twice changes nothing."""
    if SupportSession.objects.filter(pk=session.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
        audit.record("accounts.support.ended", actor=actor, target=session)


def page_seen(*, actor: Viewer, page: str, row: str) -> None:
    """Keep that somebody who looks along opened a page, by its name and the number of what it shows."""
    audit.record("accounts.support.page_seen", actor=actor, target=page[:80], row=row[:40])


def supporting_viewer(session: SupportSession) -> Viewer:
    """Who looks along: in the place of a coordinator, with the reason in every line of the trail."""
    return viewer_of(session.membership, support=True, reason=session.reason)
