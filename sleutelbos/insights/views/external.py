"""Figures of others, for everybody: sources, one table with its editions, the table as a file."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sleutelbos.accounts.viewer import ViewerRequest

from ..external.files import as_csv
from ..models import Source, SourceEdition
from ..queries import external as queries
from ..wording import external as wording


@require_safe
def list_sources(request: ViewerRequest) -> HttpResponse:
    """Every source with its newest edition."""
    rows = [
        (source, edition, wording.day_words(edition.published), wording.TONES[edition.status])
        for source, edition in queries.sources()
    ]
    return render(request, "insights/external/list_sources.html", {"sources": rows})


@require_safe
def show_source(request: ViewerRequest, code: str, number: int | None = None) -> HttpResponse:
    """One source: the newest edition, or the one that is asked for, with what it changed."""
    source = get_object_or_404(Source, code=code)
    editions = list(queries.editions_of(source))
    edition = _edition(editions, number)
    numbers = queries.numbers_of(edition)
    changed = queries.what_changed(edition, numbers)
    context = {
        "source": source,
        "edition": edition,
        "published": wording.day_words(edition.published),
        "tone": wording.TONES[edition.status],
        "editions": [(one, wording.day_words(one.published)) for one in editions],
        "newest": editions[0] if edition != editions[0] else None,
        "sheets": [wording.sheet_page(sheet, at) for at, sheet in enumerate(queries.sheets_of(edition, numbers), 1)],
        "older": changed[0] if changed else None,
        "changes": wording.changes(changed[1], edition) if changed else None,
    }
    return render(request, "insights/external/show_source.html", context)


@require_safe
def download_source(request: ViewerRequest, code: str, number: int) -> HttpResponse:
    """Every number of one edition as CSV."""
    source = get_object_or_404(Source, code=code)
    edition = _edition(list(queries.editions_of(source)), number)
    data = as_csv(edition.measures, queries.numbers_of(edition))
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{source.code}-{edition.number}.csv"'
    return response


def _edition(editions: list[SourceEdition], number: int | None) -> SourceEdition:
    found = next((one for one in editions if number is None or one.number == number), None)
    if found is None:
        raise Http404
    return found
