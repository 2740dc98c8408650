"""What every page needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from sleutelbos import __version__
from sleutelbos.accounts.models import Region
from sleutelbos.accounts.queries import theme_version

from . import languages, navigation


def page(request: HttpRequest) -> dict[str, Any]:
    """Viewer, menu, region, languages and whether this is the demo; costs no query where a page does not ask."""
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "demo": settings.DEMO,
        "product_languages": languages.LANGUAGES,
        "nav_items": SimpleLazyObject(lambda: navigation.items(request) if viewer is not None else []),
        "memberships": SimpleLazyObject(lambda: getattr(request, "memberships", [])),
        "region": SimpleLazyObject(lambda: _region(request)),
        "theme_url": SimpleLazyObject(lambda: _theme_url(request)),
        "footer_links": [
            (_("Accessibility"), reverse("accessibility")),
            (_("Privacy"), reverse("privacy")),
        ],
        "version": __version__,
    }


def _region(request: HttpRequest) -> Region | None:
    viewer = getattr(request, "viewer", None)
    number = viewer.membership_id if viewer is not None else None
    return next((row.region for row in getattr(request, "memberships", []) if row.pk == number), None)


def _theme_url(request: HttpRequest) -> str:
    region = _region(request)
    if region is None or not region.theme:
        return ""
    return reverse("accounts:theme", args=[region.slug, theme_version(region)])
