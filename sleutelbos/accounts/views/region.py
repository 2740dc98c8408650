"""How a region presents itself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from sleutelbos.ui import theme as colours

from .. import access
from ..access import role_required
from ..forms import RegionForm
from ..models import Region, Role
from ..services.regions import change_region as change
from ..viewer import ViewerRequest


@require_http_methods(["GET", "POST"])
@role_required(Role.FUNCTIONAL_ADMINISTRATOR)
def change_region(request: ViewerRequest) -> HttpResponse:
    """Names, hours, contacts and colours."""
    region = access.region_to_change(request.viewer)
    # Before the form writes what was typed on it.
    complete = region.has_independent_person
    form = RegionForm(request.POST or None, instance=region)
    if request.method == "POST" and form.is_valid():
        # The form wrote on its own copy; the service compares with the row as it is.
        change(region=access.region_to_change(request.viewer), actor=request.viewer, **form.settings())
        messages.success(request, _("Saved."))
        return redirect("accounts:change-region")
    return render(request, "accounts/change_region.html", {"form": form, "complete": complete})


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def theme(request: ViewerRequest, slug: str, version: str) -> HttpResponse:
    """The region's colours as one small stylesheet; another version is another address, so it may be kept for ever."""
    region = get_object_or_404(Region, slug=slug)
    try:
        css = colours.stylesheet(region.theme)
    except ValueError:
        css = ""
    return HttpResponse(css, content_type="text/css; charset=utf-8")
