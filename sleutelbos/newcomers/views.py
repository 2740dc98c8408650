"""The newcomer's page: the code opens it, the own language speaks it. And the paper card that leads there."""

from io import BytesIO

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.guidance import queries as guidance
from sleutelbos.ui.language import use_language

from . import access, rules, services
from .forms import CodeForm, LanguageForm


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
    """The paper card: who helps, what it is, the QR; in the newcomer's language and in Dutch."""
    newcomer = access.card_to_print(token)
    language = newcomer.page_language or rules.page_language(newcomer.language) or "nl"
    # Dutch beside it, so that who hands the card over can read what it says.
    languages = [language] if language == "nl" else [language, "nl"]
    context = {
        "newcomer": newcomer,
        "region": newcomer.region,
        "token": token,
        "sides": [(code, guidance.role_card_text(code, role_name=newcomer.region.role_name)) for code in languages],
        "address": services.page_link(newcomer),
    }
    return render(request, "newcomers/print_card.html", context)


@require_safe
def show_qr(request: ViewerRequest, token: str) -> HttpResponse:
    """The QR of the card as an image."""
    newcomer = access.card_to_print(token)
    image = BytesIO()
    segno.make(services.page_link(newcomer), error="m").save(image, kind="svg", scale=4, border=2, xmldecl=False)
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")
