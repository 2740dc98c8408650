"""What every page of a newcomer shares: the code opens it, in the newcomer's own language."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from sleutelbos.accounts.viewer import Viewer, ViewerRequest
from sleutelbos.newcomers import rules
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.ui.language import use_language

from ... import access

# As many as fit on the screen of a small phone.
LINES = 4


def newcomer_for(request: ViewerRequest, code: str) -> Newcomer:
    """The newcomer behind the code; from here on the page speaks this person's language."""
    newcomer = access.newcomer_to_show(request, code)
    # Not the language chosen on this device: it may be the phone of the professional.
    use_language(request, newcomer.page_language or rules.page_language(newcomer.language), always=True)
    return newcomer


def actor_for(newcomer: Newcomer) -> Viewer:
    """Who acts here: whoever holds the code."""
    return Viewer.by_link(whom="newcomer", region_id=newcomer.region_id)


def page(request: ViewerRequest, template: str, newcomer: Newcomer, **more: Any) -> HttpResponse:
    """One screen for this newcomer."""
    context = {"newcomer": newcomer, "region": newcomer.region, **more}
    return render(request, f"bridging/newcomer/{template}.html", context)


def lines_of(request: ViewerRequest, rows: Any) -> Page[Any]:
    """One screen out of a longer list; the number of it stands in the address."""
    return Paginator(rows, LINES).get_page(request.GET.get("page"))


def now_in() -> str:
    """The language of the page that is being shown."""
    return get_language() or ""
