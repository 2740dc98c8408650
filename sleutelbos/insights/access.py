"""May this viewer have this row for this purpose."""

from django.shortcuts import get_object_or_404

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.services.scope import EVERYWHERE, act_in, region_scope
from sleutelbos.accounts.viewer import Viewer

from .models import Release
from .queries.releases import visible_releases

# --- open figures ---------------------------------------------------------------------------------------------------


def region_to_count(viewer: Viewer) -> Region:
    """The region whose open figures the viewer makes; 404 without one."""
    return get_object_or_404(Region, pk=viewer.region_id)


def release_to_make(viewer: Viewer, pk: int) -> Release:
    """A release of the own region, or 404."""
    return get_object_or_404(visible_releases(viewer).select_related("region"), pk=pk)


def public_release(slug: str, period: str, edition: int) -> Release:
    """A published release of a region; 404 for any other."""
    with region_scope(EVERYWHERE):
        rows = Release.objects.filter(state=Release.State.PUBLISHED).select_related("region")
        release = get_object_or_404(rows, region__slug=slug, period=period, edition=edition)
    act_in(release.region_id)
    return release
