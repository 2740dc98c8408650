"""The page for the council: written by who coordinates and who decides, read by everybody."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.services.scope import EVERYWHERE, region_scope
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access
from ..forms.council import CouncilWordsForm
from ..models import CouncilPage
from ..open_data.periods import so_far
from ..queries.council import WRITERS, public_council_pages, visible_council_pages
from ..services import council as services
from ..wording.council import parts_of


@require_safe
@role_required(*WRITERS)
def list_council_pages(request: ViewerRequest) -> HttpResponse:
    """Every municipality of the region with its years, and how each page stands."""
    region = access.region_to_count(request.viewer)
    today = timezone.localdate()
    states: dict[tuple[int, int], CouncilPage] = {}
    for page in visible_council_pages(request.viewer).exclude(state=CouncilPage.State.REPLACED).order_by("pk"):
        states[page.municipality_id, page.year] = page
    years = [year for year in range(today.year, today.year - 3, -1) if so_far(year, today)]
    rows = [
        (town, [(year, states.get((town.pk, year))) for year in years])
        for town in region.municipalities.order_by("name")
    ]
    return render(request, "insights/list_council_pages.html", {"region": region, "rows": rows, "years": years})


@require_safe
@role_required(*WRITERS)
def show_council_draft(request: ViewerRequest, municipality: int, year: int) -> HttpResponse:
    """The page as it would be published now, with what is public already."""
    town = access.municipality_to_tell(request.viewer, municipality, year)
    page = services.draft_of(town, year)
    rows = visible_council_pages(request.viewer).filter(municipality=town, year=year)
    context = {
        "page": page,
        "town": town,
        "region": town.region,
        "progress": _progress_of(page),
        "public": rows.filter(state=CouncilPage.State.PUBLISHED).first(),
        "may_write": not request.viewer.support,
        "words": [(field.label, getattr(page, field.name)) for field in CouncilWordsForm(instance=page)],
    }
    if page.is_judged_together:
        context |= _page_context(page, page.content["figures"])
        context |= {"seal": services.seal_of(page.content), "counted_at": page.counted_at}
    return render(request, "insights/show_council_draft.html", context)


@require_POST
@role_required(*WRITERS)
def count_council_figures(request: ViewerRequest, municipality: int, year: int) -> HttpResponse:
    """Have the figures counted, or counted again."""
    town = access.municipality_to_tell(request.viewer, municipality, year)
    services.ask_figures(municipality=town, year=year, actor=request.viewer)
    return redirect("insights:show-council-draft", town.pk, year)


@require_safe
@role_required(*WRITERS)
def show_council_progress(request: ViewerRequest, municipality: int, year: int) -> HttpResponse:
    """Whether the figures are there, as a piece of the page."""
    town = access.municipality_to_tell(request.viewer, municipality, year)
    page = services.draft_of(town, year)
    context = {"progress": _progress_of(page), "draft_url": _draft_url(page)}
    return render(request, "insights/council_progress.html", context)


def _draft_url(page: CouncilPage) -> str:
    return reverse("insights:show-council-draft", args=[page.municipality_id, page.year])


def _progress_of(page: CouncilPage) -> str:
    """Where to ask how far it is; empty when nothing is being counted."""
    if page.asked_at is None or page.asked_at < timezone.now() - services.COUNTING:
        return ""
    return reverse("insights:show-council-progress", args=[page.municipality_id, page.year])


@require_http_methods(["GET", "POST"])
@role_required(*WRITERS)
def write_council_words(request: ViewerRequest, municipality: int, year: int) -> HttpResponse:
    """The own words beside the figures."""
    town = access.municipality_to_tell(request.viewer, municipality, year)
    form = CouncilWordsForm(request.POST or None, instance=services.draft_of(town, year))
    if request.method == "POST" and form.is_valid():
        services.write_words(municipality=town, year=year, words=form.cleaned_data, actor=request.viewer)
        messages.success(request, _("Saved."))
        return redirect("insights:show-council-draft", town.pk, year)
    return render(request, "insights/write_council_words.html", {"form": form, "town": town, "year": year})


@require_POST
@role_required(*WRITERS)
def publish_council_page(request: ViewerRequest, municipality: int, year: int) -> HttpResponse:
    """Make public what was looked at."""
    town = access.municipality_to_tell(request.viewer, municipality, year)
    page = services.publish_page(municipality=town, year=year, seal=request.POST.get("seal", ""), actor=request.viewer)
    messages.success(request, _("Everybody can read the page now."))
    return redirect("insights:show-council-page", page.public_id)


@require_POST
@role_required(*WRITERS)
def withdraw_council_page(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take a public page back."""
    page = access.council_page_to_change(request.viewer, pk)
    services.withdraw_page(page=page, actor=request.viewer)
    messages.success(request, _("Nobody can read the page now."))
    return redirect("insights:show-council-draft", page.municipality_id, page.year)


@require_safe
def list_public_council_pages(request: ViewerRequest) -> HttpResponse:
    """Every page for a council that everybody may read."""
    with region_scope(EVERYWHERE):
        pages = list(public_council_pages().order_by("region__name", "municipality__name", "-year")[:500])
    return render(request, "insights/list_public_council_pages.html", {"pages": pages})


@require_safe
def show_council_page(request: ViewerRequest, code: str) -> HttpResponse:
    """One page as it was published; an older one says where the newest is."""
    page = access.public_council_page(code)
    newest = None
    if page.state == CouncilPage.State.REPLACED:
        newest = public_council_pages().filter(municipality_id=page.municipality_id, year=page.year).first()
    context = {**_page_context(page, page.content["figures"]), "newest": newest, "counted_at": page.counted_at}
    return render(request, "insights/show_council_page.html", context)


def _page_context(page: CouncilPage, content: Any) -> dict[str, Any]:
    return {
        "page": page,
        "town": page.municipality,
        "region": page.region,
        "first_day": date.fromisoformat(content["first_day"]),
        "last_day": date.fromisoformat(content["last_day"]),
        "parts": parts_of(page, content),
    }
