"""How a region presents itself: names, hours, contacts, colours."""

from typing import Any

from django.db import transaction

from sleutelbos.audit import services as audit

from ..models import Region
from ..viewer import Viewer


@transaction.atomic
def change_region(*, region: Region, actor: Viewer, **fields: Any) -> None:
    """Keep the region's settings; the trail says which fields changed."""
    changed = sorted(name for name, value in fields.items() if getattr(region, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(region, name, fields[name])
    region.save(update_fields=changed)
    audit.record("accounts.region.changed", actor=actor, target=region, region_id=region.pk, fields=changed)
