"""Pages for councils: which a viewer works on, and which everybody may read."""

from django.db.models import QuerySet

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer

from ..models import CouncilPage

WRITERS = (Role.COORDINATOR, Role.POLICY_OFFICER)


def visible_council_pages(viewer: Viewer) -> QuerySet[CouncilPage]:
    """Pages of the own region, for who coordinates and who decides."""
    rows = CouncilPage.objects.select_related("municipality", "region")
    if viewer.role == "system":
        return rows
    if viewer.has_role(*WRITERS):
        return rows.filter(region_id=viewer.region_id or 0)
    return rows.none()


def public_council_pages() -> QuerySet[CouncilPage]:
    """What everybody may read now, of all regions."""
    return CouncilPage.objects.filter(state=CouncilPage.State.PUBLISHED).select_related("municipality", "region")
