"""May this viewer have this row for this purpose."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from sleutelbos.accounts.models import Municipality, Region
from sleutelbos.accounts.services.scope import EVERYWHERE, act_in, region_scope
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.ui.errors import Gone, NotAllowed

from .models import CouncilPage, Release
from .queries.council import visible_council_pages
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


# --- the page for the council ---------------------------------------------------------------------------------------


def municipality_to_tell(viewer: Viewer, pk: int, year: int) -> Municipality:
    """A municipality of the own region, in a year that has figures; 404 otherwise."""
    if not 2020 <= year <= timezone.localdate().year:
        raise Http404
    return get_object_or_404(Municipality.objects.select_related("region"), pk=pk, region_id=viewer.region_id or 0)


def council_page_to_change(viewer: Viewer, pk: int) -> CouncilPage:
    """A page of the own region; not for who looks along to help."""
    page = get_object_or_404(visible_council_pages(viewer), pk=pk)
    if viewer.support:
        raise NotAllowed
    return page


def public_council_page(code: str) -> CouncilPage:
    """A page that everybody may read; one that was taken back says so, a draft is not there."""
    with region_scope(EVERYWHERE):
        rows = CouncilPage.objects.exclude(state=CouncilPage.State.DRAFT).select_related("municipality", "region")
        page = get_object_or_404(rows, public_id=code)
    if page.state == CouncilPage.State.WITHDRAWN:
        raise Gone
    act_in(page.region_id)
    return page
