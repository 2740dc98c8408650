"""Who translates guides, decided by the coordinator."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.queries import valid_memberships
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access, queries, services
from ..forms import TranslatorForm

LANGUAGES = [(code, name) for code, name in settings.LANGUAGES if code != queries.SOURCE_LANGUAGE]


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def list_translators(request: ViewerRequest) -> HttpResponse:
    """Who writes which language in the own region, and naming somebody."""
    people = valid_memberships().filter(region_id=request.viewer.region_id or 0, role=Role.KEY_PERSON)
    form = TranslatorForm(
        request.POST or None, people=people.select_related("user").order_by("user__name"), languages=LANGUAGES
    )
    if form.is_valid():
        services.name_translator(
            membership=form.cleaned_data["who"], language=form.cleaned_data["language"], actor=request.viewer
        )
        messages.success(request, _("This key person can translate now."))
        return redirect("guidance:list-translators")
    context = {"translators": queries.translators_of(request.viewer), "form": form}
    return render(request, "guidance/list_translators.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@role_required(Role.COORDINATOR)
def end_translator(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take the right back."""
    translator = access.translator_to_end(request.viewer, pk)
    services.end_translator(translator=translator, actor=request.viewer)
    messages.success(request, _("This key person does not translate any more."))
    return redirect("guidance:list-translators")
