"""Who may come: a man or a woman, which language, nobody from my town. One question a screen."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sleutelbos.accounts.viewer import ViewerRequest

from ... import newcomer_wording, services
from ...forms.newcomer import GenderWishForm, LanguageWishForm, TownWishForm
from .frame import actor_for, newcomer_for, page

# The word in the address, its form, its picture.
FORMS: dict[str, Any] = {"wie": GenderWishForm, "taal": LanguageWishForm, "plaats": TownWishForm}


@never_cache
@require_safe
def change_wishes(request: ViewerRequest, code: str) -> HttpResponse:
    """The wishes as they are now; a tap opens one of them."""
    newcomer = newcomer_for(request, code)
    return page(request, "change_wishes", newcomer, wishes=newcomer_wording.wish_lines(newcomer))


@never_cache
@require_http_methods(["GET", "POST"])
def change_wish(request: ViewerRequest, code: str, what: str) -> HttpResponse:
    """One wish; the others stay as they are."""
    newcomer = newcomer_for(request, code)
    if what not in FORMS:
        raise Http404
    form = FORMS[what](request.POST if request.method == "POST" else None, newcomer=newcomer)
    if request.method == "POST" and form.is_valid():
        services.change_wishes(newcomer=newcomer, values=form.values(), actor=actor_for(newcomer))
        messages.success(request, _("We changed your wishes."))
        return redirect("bridging:change-own-wishes", code=newcomer.code)
    return page(request, f"wish_{what}", newcomer, form=form)
