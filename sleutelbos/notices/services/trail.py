"""How this app's own doings are written in the trail."""

from dataclasses import dataclass

from sleutelbos.audit import services as audit
from sleutelbos.audit.services import Actor

from ..models import Reader


@dataclass(frozen=True, slots=True)
class Machine:
    """The product itself, for a reason that is kept."""

    reason: str
    region_id: int | None = None
    user_id: int | None = None
    role: str | None = "system"
    label: str = "Sleutelbos"


def record(verb: str, row: Reader, *, actor: Actor, **data: str) -> None:
    """One line about how somebody is told; never a number, an address or a key."""
    audit.record(f"notices.{verb}", actor=actor, target=row.who, subject=row.who, region_id=row.region_id, **data)
