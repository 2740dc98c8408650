"""Open figures: making them, and what everybody gets."""

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.services.scope import EVERYWHERE, region_scope
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access
from ..forms.releases import PrepareForm
from ..models import Release
from ..open_data import package
from ..queries import releases as queries
from ..services import releases as services
from ..wording import releases as wording

MAKERS = (Role.COORDINATOR, Role.POLICY_OFFICER)
# So many regions on one page: drawing one takes some 8 ms.
REGIONS: Final = 10


@require_safe
@role_required(*MAKERS)
def list_own_releases(request: ViewerRequest) -> HttpResponse:
    """What is public, what is being made, and the form for more."""
    region = access.region_to_count(request.viewer)
    periods = queries.periods_to_publish(region.pk, timezone.localdate())
    rows = queries.visible_releases(request.viewer).exclude(state=Release.State.DISCARDED).defer("content")[:60]
    context = {
        "region": region,
        "releases": [(wording.period_words(one.period), one) for one in rows],
        "form": PrepareForm(periods=periods) if periods else None,
    }
    return render(request, "insights/list_own_releases.html", context)


@require_POST
@role_required(*MAKERS)
def prepare_release(request: ViewerRequest) -> HttpResponse:
    """Have the figures of a period made."""
    region = access.region_to_count(request.viewer)
    form = PrepareForm(request.POST, periods=queries.periods_to_publish(region.pk, timezone.localdate()))
    if not form.is_valid():
        context = {"region": region, "releases": [], "form": form}
        return render(request, "insights/list_own_releases.html", context, status=422)
    release = services.prepare_release(region=region, actor=request.viewer, **form.cleaned_data)
    return redirect("insights:show-draft-release", release.pk)


@require_safe
@role_required(*MAKERS)
def show_draft_release(request: ViewerRequest, pk: int) -> HttpResponse:
    """Figures as everybody would see them, before they do."""
    release = access.release_to_make(request.viewer, pk)
    return render(request, "insights/show_draft_release.html", {"release": release, **_shown(release)})


@require_POST
@role_required(*MAKERS)
def publish_release(request: ViewerRequest, pk: int) -> HttpResponse:
    """Let the figures out."""
    release = access.release_to_make(request.viewer, pk)
    services.publish_release(release=release, actor=request.viewer)
    messages.success(request, _("The figures are public now."))
    return redirect("insights:show-release", release.region.slug, release.period, release.edition)


@require_POST
@role_required(*MAKERS)
def discard_release(request: ViewerRequest, pk: int) -> HttpResponse:
    """Throw the draft away."""
    services.discard_release(release=access.release_to_make(request.viewer, pk), actor=request.viewer)
    messages.success(request, _("The draft is gone."))
    return redirect("insights:list-own-releases")


@require_safe
def list_releases(request: ViewerRequest) -> HttpResponse:
    """Every region's open figures, newest first."""
    with region_scope(EVERYWHERE):
        rows = list(queries.published()[:500])
    context = {"releases": [(wording.period_words(one.period), one) for one in rows]}
    return render(request, "insights/list_releases.html", context)


@require_safe
def show_release(request: ViewerRequest, slug: str, period: str, edition: int) -> HttpResponse:
    """One region's figures of one period, with the rule and the files."""
    release = access.public_release(slug, period, edition)
    licence = {"licence": package.LICENCE["path"]}
    context = {"release": release, "newer": queries.newer_of(release), **licence, **_shown(release)}
    return render(request, "insights/show_release.html", context)


@require_safe
def show_key_person_counts(request: ViewerRequest) -> HttpResponse:
    """How many key persons there are, per region, language and topic, as far as it was published."""
    with region_scope(EVERYWHERE):
        page = Paginator(queries.latest_with("key-persons"), REGIONS).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "regions": [
            (
                one,
                [
                    wording.set_page(one.content, part, where=f"{one.region.slug}-")
                    for part in one.content["sets"]
                    if "key-persons" in part["code"]
                ],
            )
            for one in page
        ],
    }
    return render(request, "insights/show_key_person_counts.html", context)


@require_safe
def download_release_csv(request: ViewerRequest, slug: str, period: str, edition: int, code: str) -> HttpResponse:
    """One set as CSV."""
    release = access.public_release(slug, period, edition)
    one = next((part for part in release.content["sets"] if part["code"] == code), None)
    if one is None:
        raise Http404
    return HttpResponse(package.as_csv(release.content, one), content_type="text/csv; charset=utf-8")


@require_safe
def download_release_package(request: ViewerRequest, slug: str, period: str, edition: int) -> HttpResponse:
    """The description of the files, for programs."""
    release = access.public_release(slug, period, edition)
    value = package.datapackage(release.content, _about(request, release))
    return HttpResponse(package.dumped(value), content_type="application/json")


@require_safe
def download_release_json(request: ViewerRequest, slug: str, period: str, edition: int) -> HttpResponse:
    """All sets in one file."""
    release = access.public_release(slug, period, edition)
    value = package.as_json(release.content, _about(request, release))
    return HttpResponse(package.dumped(value), content_type="application/json")


def _shown(release: Release) -> dict[str, object]:
    sets = release.content.get("sets", [])
    return {
        "region": release.region,
        "period": wording.period_words(release.period),
        "sets": [wording.set_page(release.content, one) for one in sets],
    }


def _about(request: ViewerRequest, release: Release) -> package.About:
    def address(name: str) -> str:
        page = reverse("insights:show-release", args=[release.region.slug, release.period, release.edition])
        return request.build_absolute_uri(f"{page}{name}")

    assert release.published_at is not None
    assert release.edition is not None
    return package.About(
        region=release.region.name,
        slug=release.region.slug,
        period=release.period,
        edition=release.edition,
        threshold=release.threshold,
        width=release.width,
        published=timezone.localtime(release.published_at).isoformat(timespec="seconds"),
        address=address,
    )
