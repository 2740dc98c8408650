"""Who is who: the people who said yes to being shown."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest

from .. import forms, queries
from . import lines

PER_PAGE = 60


@require_safe
@role_required(Role.PROFESSIONAL, Role.CASE_WORKER, Role.POLICY_OFFICER, Role.COORDINATOR)
def list_public_profiles(request: ViewerRequest) -> HttpResponse:
    """First name, languages, topics and a sentence of everybody who wants that; nothing else."""
    form = forms.ProfileFilter(request.GET, varieties=queries.public_varieties(request.viewer))
    chosen = form.chosen()
    found = queries.public_profiles_found(request.viewer, variety=chosen["taal"], topic=chosen["onderwerp"])
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    cards = [lines.public_card(person) for person in page_obj]
    context = {
        "form": form,
        "page_obj": page_obj,
        "cards": cards,
        "own_region": queries.region_of(request.viewer),
    }
    part = "keypersons/list_public_profiles.html"
    return render(request, f"{part}#found" if request.htmx else part, context)
