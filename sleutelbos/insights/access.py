"""May this viewer have this row for this purpose."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from sleutelbos.accounts.models import Municipality, Region
from sleutelbos.accounts.services import links
from sleutelbos.accounts.services.scope import EVERYWHERE, act_in, region_scope
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.ui.errors import Gone, NotAllowed

from .models import Chapter, CouncilPage, Edition, Interview, Quote, Release
from .open_data.periods import so_far
from .queries.council import visible_council_pages
from .queries.editions import visible_editions
from .queries.releases import visible_releases
from .services.interviews import LINK_DAYS

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


# --- the publication ------------------------------------------------------------------------------------------------


def edition_to_see(viewer: Viewer, pk: int) -> Edition:
    """An edition of the own region, for who writes them; 404 otherwise."""
    return get_object_or_404(visible_editions(viewer).select_related("replaces"), pk=pk)


def edition_to_change(viewer: Viewer, pk: int) -> Edition:
    """An edition the viewer writes; not for who looks along to help."""
    edition = edition_to_see(viewer, pk)
    if viewer.support:
        raise NotAllowed
    return edition


def chapter_to_change(viewer: Viewer, pk: int, number: int) -> Chapter:
    """One chapter of an edition the viewer writes."""
    edition = edition_to_change(viewer, pk)
    chapter = get_object_or_404(Chapter.objects.select_related("translated_from"), edition=edition, pk=number)
    chapter.edition = edition
    return chapter


def interview_to_see(viewer: Viewer, pk: int) -> Interview:
    """An interview for an edition the viewer may see."""
    rows = Interview.objects.filter(edition__in=visible_editions(viewer))
    return get_object_or_404(rows.select_related("edition__region", "key_person", "region"), pk=pk)


def interview_to_change(viewer: Viewer, pk: int) -> Interview:
    """An interview the viewer works on; not for who looks along to help."""
    interview = interview_to_see(viewer, pk)
    if viewer.support:
        raise NotAllowed
    return interview


def quote_to_change(viewer: Viewer, pk: int, number: int) -> Quote:
    """One quote of an interview the viewer works on."""
    interview = interview_to_change(viewer, pk)
    quote = get_object_or_404(Quote, interview=interview, pk=number)
    quote.interview = interview
    return quote


def interview_by_link(token: str) -> Interview:
    """The interview behind a link; Gone for a link that does not hold."""
    pk, version = links.read_token("interview", token, max_age_days=LINK_DAYS)
    rows = Interview.objects.select_related("edition__region", "region", "key_person", "newcomer")
    with region_scope(EVERYWHERE):
        interview = rows.filter(pk=pk, link_version=version).first()
    if interview is None:
        raise Gone
    act_in(interview.region_id)
    return interview


def quote_of_link(interview: Interview, number: int) -> Quote:
    """One quote of the person behind the link, once it was sent."""
    quote = get_object_or_404(interview.quotes.exclude(state=Quote.State.DRAFT), pk=number)
    quote.interview = interview
    return quote


def person_behind(viewer: Viewer, interview: Interview) -> Viewer:
    """Who decides behind a link: the account of that same person where it is signed in, else the link itself."""
    person = interview.key_person
    if person is not None and viewer.signed_in and viewer.membership_id == person.membership_id:
        return viewer
    return Viewer.by_link(whom=str(interview.role), region_id=interview.region_id)


def public_edition(code: str) -> Edition:
    """A published edition, or the one that replaced it; 404 for any other."""
    with region_scope(EVERYWHERE):
        rows = Edition.objects.filter(state__in=[Edition.State.PUBLISHED, Edition.State.REPLACED])
        edition = get_object_or_404(rows.select_related("region", "translated_from"), public_id=code)
    act_in(edition.region_id)
    return edition


# --- the page for the council ---------------------------------------------------------------------------------------


def municipality_to_tell(viewer: Viewer, pk: int, year: int) -> Municipality:
    """A municipality of the own region, in a year that has figures (of a quarter that is over); 404 otherwise."""
    if year < 2020 or so_far(year, timezone.localdate()) is None:
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
