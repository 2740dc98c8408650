"""The two pages of this app: when a form's token is missing, and all components on one page."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from . import styleguide


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in plain words that a form has to be sent again."""
    return render(request, "ui/csrf.html", status=403)


def show_styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component; only where the installation is a demo or is being developed."""
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404
    form = styleguide.ExampleForm(request.POST or None)
    template = "ui/styleguide_light.html" if request.GET.get("soort") == "licht" else "ui/styleguide.html"
    return render(request, template, styleguide.context(request, form))
