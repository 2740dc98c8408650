"""The publication for everybody: the list, the page, the PDF, the data."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sleutelbos.accounts.services.scope import EVERYWHERE, region_scope
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access
from ..editions.data import package
from ..editions.page import article
from ..models import Edition, Issue
from ..queries import editions as queries


@require_safe
def list_published_editions(request: ViewerRequest) -> HttpResponse:
    """Every edition there is."""
    with region_scope(EVERYWHERE):
        rows = queries.published_editions()
    return render(request, "insights/editions/list_published_editions.html", {"editions": rows})


@require_safe
@never_cache  # nobody between us and the reader keeps words that may be taken back
def show_published_edition(request: ViewerRequest, code: str) -> HttpResponse:
    """The newest issue as a page; a replaced edition leads to the newer one."""
    edition = access.public_edition(code)
    newer = edition.replaced_by.filter(state=Edition.State.PUBLISHED).first()
    if newer is not None:
        return redirect("insights:show-published-edition", code=newer.public_id)
    issue = queries.newest_issue(edition)
    words = article(issue.content) if issue is not None else ""
    context = {
        "edition": edition,
        "issue": issue,
        "article": mark_safe(words),
        "region": edition.region,
        "others": queries.translations_of(edition),
    }
    return render(request, "insights/editions/show_published_edition.html", context)


def _issue(code: str) -> tuple[Edition, Issue]:
    edition = access.public_edition(code)
    issue = queries.newest_issue(edition)
    if issue is None:
        raise Http404
    return edition, issue


def _file(data: bytes, kind: str, name: str, shown: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    return response


@require_safe
@never_cache  # nobody between us and the reader keeps words that may be taken back
def download_edition_paper(request: ViewerRequest, code: str) -> HttpResponse:
    """The PDF."""
    edition, issue = _issue(code)
    name = f"de-staat-van-{edition.year}-{edition.language}-{issue.number}.pdf"
    return _file(bytes(issue.pdf), "application/pdf", name, "inline")


@require_safe
@never_cache  # nobody between us and the reader keeps words that may be taken back
def download_edition_data(request: ViewerRequest, code: str) -> HttpResponse:
    """The data behind every figure."""
    edition, issue = _issue(code)
    name = f"de-staat-van-{edition.year}-{edition.language}-{issue.number}.zip"
    return _file(package(issue.content), "application/zip", name, "attachment")
