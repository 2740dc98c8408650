"""The role card everybody can read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from sleutelbos.accounts.queries import visible_regions
from sleutelbos.accounts.viewer import ViewerRequest

from .. import queries


@require_safe
def choose_role_card(request: HttpRequest) -> HttpResponse:
    """The role card in every language of the product."""
    return render(request, "guidance/choose_role_card.html", {"languages": queries.role_card_languages()})


@require_safe
def show_role_card(request: ViewerRequest, language: str) -> HttpResponse:
    """What a key person does and does not do, in one language; made for the screen and for paper."""
    if language not in queries.role_card_languages():
        raise Http404
    region = visible_regions(request.viewer).first() if request.viewer.region_id else None
    with translation.override(language):
        context = {
            "card": queries.role_card_text(language, role_name=region.role_name if region else ""),
            "languages": queries.role_card_languages(),
        }
        return render(request, "guidance/show_role_card.html", context)
