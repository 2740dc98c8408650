"""How a region presents itself: names, hours, contacts, colours."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken

from ..models import Region
from ..viewer import Viewer


@transaction.atomic
def add_region(*, name: str, actor: Viewer) -> Region:
    """Make an empty region; raises RuleBroken where there is one with this name already."""
    slug = slugify(name)
    if not slug or Region.objects.filter(slug=slug).exists():
        raise RuleBroken("region-twice", _("There is a region with this name already."), _("Choose another name."))
    region = Region.objects.create(slug=slug, name=name)
    audit.record("accounts.region.added", actor=actor, target=region, region_id=region.pk)
    return region


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
