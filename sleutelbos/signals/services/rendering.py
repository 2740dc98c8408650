"""What was told in another language, kept in Dutch beside the words themselves."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import StateChanged

from ..models import Signal
from .steps import Kind, keep_step


@transaction.atomic
def render_signal(*, signal: Signal, dutch: str, seen: datetime | None, actor: Viewer) -> None:
    """Keep, mend or (with an empty text) take away the Dutch of a signal; the words themselves never change.

    `seen` is when the Dutch the writer had on the page was kept, None where there was none. Raises StateChanged when
    somebody wrote other Dutch meanwhile, or the words were let go.
    """
    if dutch == signal.dutch and seen == signal.dutch_at:
        return
    values = {
        "dutch": dutch,
        "dutch_by_id": actor.membership_id if dutch else None,
        "dutch_at": timezone.now() if dutch else None,
    }
    row = Signal.objects.filter(pk=signal.pk, text=signal.text, dutch_at=seen)
    if not signal.may_have_dutch or not row.update(**values):
        raise StateChanged
    for name, value in values.items():
        setattr(signal, name, value)
    keep_step(signal.bottleneck, Kind.RENDERED, actor=actor)
    # On the page "who saw what about me" of who told it: somebody else put words to theirs.
    audit.record(
        "signals.signal.rendered",
        actor=actor,
        target=signal,
        subject=signal.signaller or "",
        region_id=signal.region_id,
    )
