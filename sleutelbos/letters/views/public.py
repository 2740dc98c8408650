"""What everybody may see: letters that became better, advice that was used, and answers that are late."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sleutelbos.accounts.services.scope import EVERYWHERE, region_scope
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access, queries, reader_wording
from ..load import open_data
from ..models import Round
from ..queries.public import changes_of, may_stand, quotes_of, thanks_of
from ..rules.open_data import COLUMNS


@require_safe
def list_published(request: ViewerRequest) -> HttpResponse:
    """Every page there is, and who still owes readers an answer."""
    with region_scope(EVERYWHERE):
        context = {
            "letters": list(queries.published()[:100]),
            "rounds": list(queries.published_rounds()[:100]),
            "late": list(queries.public_overdue(timezone.localdate())[:100]),
        }
    return render(request, "letters/list_published.html", context)


@require_safe
def show_published_letter(request: ViewerRequest, code: str) -> HttpResponse:
    """Before, after, what readers said with their yes, and thanks."""
    letter = access.public_letter(code)
    context = {
        "letter": letter,
        "region": letter.region,
        "changes": changes_of(letter),
        "quotes": quotes_of(letter),
        "thanks": thanks_of(Round.objects.filter(version__letter=letter)),
        "gains": queries.gains_of(letter.pk),
        "last": letter.versions.order_by("-number")[0].blocks.all(),
        "first": letter.versions.get(number=1).blocks.all(),
        "marks": len(open_data.marks_of(letter)),
        "receivers": Round.objects.filter(version__letter=letter, receivers_count__gt=0).order_by("-number").first(),
    }
    return render(request, "letters/show_published_letter.html", context)


@require_safe
def show_published_round(request: ViewerRequest, code: str) -> HttpResponse:
    """The questions, the answers counted, quotes with a yes, and what was done with the advice."""
    round = access.public_round(code)
    results = queries.question_results(round)
    for one in results:
        one.answers = [
            said for said in one.answers if said.reader.may_quote and said.text != "?" and may_stand(said.text)
        ]
    context = {
        "round": round,
        "region": round.region,
        "results": [(reader_wording.question_text(one.question), one) for one in results],
        "thanks": thanks_of(Round.objects.filter(pk=round.pk)),
    }
    return render(request, "letters/show_published_round.html", context)


@require_safe
def show_open_data(request: ViewerRequest, code: str) -> HttpResponse:
    """What is in the data set of a published letter, and the way to it."""
    letter = access.public_letter(code)
    context = {
        "letter": letter,
        "region": letter.region,
        "marks": len(open_data.marks_of(letter)),
        "tables": [
            (name, [(column, kind, words) for column, (kind, words) in columns.items()])
            for name, columns in COLUMNS.items()
        ],
        "licence": open_data.LICENCE,
    }
    return render(request, "letters/show_open_data.html", context)


@require_safe
def download_open_data(request: ViewerRequest, code: str) -> HttpResponse:
    """The data set of a published letter; 404 where no reader said yes."""
    letter = access.public_letter(code)
    if not open_data.marks_of(letter):
        raise Http404
    response = HttpResponse(open_data.package(letter), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="brief-{letter.public_id}.zip"'
    return response
