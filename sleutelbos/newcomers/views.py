"""The newcomer's page: the code opens it, the own language speaks it. And the paper card that leads there."""

from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.guidance import queries as guidance
from sleutelbos.ui.language import use_language
from sleutelbos.ui.paper import make_pdf

from . import access, rules, services, wording
from .forms import CodeForm, LanguageForm
from .models import Newcomer

CARD = Path(__file__).with_name("paper") / "card.typ"


@never_cache
@require_http_methods(["GET", "POST"])
def type_code(request: ViewerRequest) -> HttpResponse:
    """Type the code of a card whose QR cannot be read."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        newcomer = access.newcomer_to_show(request, form.cleaned_data["code"])
        return redirect("newcomers:show", code=newcomer.code)
    return render(request, "newcomers/type_code.html", {"form": form})


@never_cache
@require_safe
def show(request: ViewerRequest, code: str) -> HttpResponse:
    """Choose a language where we cannot guess it; else straight to who offers help."""
    newcomer = access.newcomer_to_show(request, code)
    if newcomer.page_language or rules.page_language(newcomer.language):
        return redirect("bridging:show-helper", code=newcomer.code)
    return render(request, "newcomers/choose_language.html", {"newcomer": newcomer, "languages": settings.LANGUAGES})


@require_POST
def choose_language(request: ViewerRequest, code: str) -> HttpResponse:
    """From now on the page opens in this language."""
    newcomer = access.newcomer_to_show(request, code)
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return redirect("newcomers:show", code=newcomer.code)
    services.choose_page_language(newcomer=newcomer, language=form.cleaned_data["language"])
    return redirect("bridging:show-helper", code=newcomer.code)


@require_safe
def show_erased(request: ViewerRequest, language: str) -> HttpResponse:
    """Everything is gone, and told so, in the language the page had."""
    use_language(request, language, always=True)
    return render(request, "newcomers/erased.html")


@never_cache
@require_safe
def print_card(request: ViewerRequest, token: str) -> HttpResponse:
    """The paper card on the screen: who helps, what it is, the QR; in the newcomer's language and in Dutch."""
    newcomer = access.card_to_print(token)
    region = newcomer.region
    sides = [
        (code, guidance.role_card_text(code, role_name=region.role_name)) for code in wording.card_languages(newcomer)
    ]
    context = {
        "newcomer": newcomer,
        "region": region,
        "token": token,
        "sides": sides,
        "address": services.page_link(newcomer),
    }
    return render(request, "newcomers/print_card.html", context)


@require_safe
def show_qr(request: ViewerRequest, token: str) -> HttpResponse:
    """The QR of the card as an image."""
    newcomer = access.card_to_print(token)
    return HttpResponse(wording.qr_svg(services.page_link(newcomer)), content_type="image/svg+xml")


@never_cache
@require_safe
def download_card(request: ViewerRequest, token: str) -> HttpResponse:
    """The same card as a file of A6, for whoever hands it over."""
    return _card(access.card_to_print(token))


@never_cache
@require_safe
def show_own_card(request: ViewerRequest, code: str) -> HttpResponse:
    """The newcomer's own card as a file, to keep or to print again."""
    return _card(access.newcomer_to_show(request, code))


def _card(newcomer: Newcomer) -> HttpResponse:
    words = wording.card_words(newcomer, address=services.page_link(newcomer))
    response = HttpResponse(make_pdf(CARD, words, made_at=timezone.now()), content_type="application/pdf")
    # The name of the file says nothing about whom: it stays behind on the computer of an organisation.
    response["Content-Disposition"] = 'inline; filename="kaart.pdf"'
    return response
