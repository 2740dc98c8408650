"""What every page needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from . import languages, navigation


def page(request: HttpRequest) -> dict[str, Any]:
    """Viewer, navigation, languages and whether this is the demo; costs no query for a stranger."""
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "demo": settings.DEMO,
        "product_languages": languages.LANGUAGES,
        "nav_items": navigation.items(request) if viewer is not None else [],
        "memberships": getattr(request, "memberships", []),
    }
