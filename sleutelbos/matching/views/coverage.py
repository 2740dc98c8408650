"""Where the region runs short, and whom to look for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access, services
from ..queries.coverage import coverage_of


@require_safe
@role_required(Role.COORDINATOR)
def show_coverage(request: ViewerRequest) -> HttpResponse:
    """Languages, places, hours and topics with the greatest shortage first."""
    region = access.region_to_plan(request.viewer)
    context = {"region": region, "coverage": coverage_of(request.viewer, region)}
    return render(request, "matching/show_coverage.html", context)


@require_safe
@role_required(Role.COORDINATOR)
def show_wanted(request: ViewerRequest) -> HttpResponse:
    """Whom to recruit or train: worked out when asked for, because it makes several plans."""
    region = access.region_to_plan(request.viewer)
    return render(request, "matching/show_wanted.html", {"wanted": services.whom_to_recruit(region)})
