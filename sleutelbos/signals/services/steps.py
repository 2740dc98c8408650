"""The one way a bottleneck changes: compare-and-set, a history row, an audit event."""

from typing import Any

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import StateChanged

from .. import workflow
from ..models import Bottleneck, BottleneckStep

Kind = BottleneckStep.Kind


def keep_step(
    bottleneck: Bottleneck,
    kind: str,
    *,
    actor: Viewer,
    old: str = "",
    new: str = "",
    note: str = "",
    other: Bottleneck | None = None,
) -> None:
    """Append what happened to a bottleneck, for its page and for the trail."""
    BottleneckStep.objects.create(
        bottleneck=bottleneck,
        kind=kind,
        old=old,
        new=new,
        note=note,
        other=other,
        by=actor.label,
        by_user_id=actor.user_id,
    )
    audit.record(f"signals.bottleneck.{kind}", actor=actor, target=bottleneck, region_id=bottleneck.region_id)


def change(bottleneck: Bottleneck, **values: Any) -> None:
    """Change columns of a bottleneck that is still in the state the caller saw; raises StateChanged otherwise."""
    if not Bottleneck.objects.filter(pk=bottleneck.pk, state=bottleneck.state).update(**values):
        raise StateChanged
    for name, value in values.items():
        setattr(bottleneck, name, value)


def move(
    bottleneck: Bottleneck,
    new: str,
    *,
    kind: str,
    actor: Viewer,
    note: str = "",
    other: Bottleneck | None = None,
    **values: Any,
) -> None:
    """Move a bottleneck from the state the caller saw; raises StateChanged when somebody was first or it may not."""
    old = bottleneck.state
    if not workflow.can_move(workflow.BOTTLENECK, old, new):
        raise StateChanged
    change(bottleneck, state=new, **values)
    keep_step(bottleneck, kind, actor=actor, old=old, new=new, note=note, other=other)
