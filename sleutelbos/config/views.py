"""The front door and the health checks."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sleutelbos.accounts.viewer import ViewerRequest

from . import navigation


@require_safe
def home(request: ViewerRequest) -> HttpResponse:
    """Where everybody starts: ask a question or sign in; who is signed in goes to the role's first page."""
    if not request.viewer.signed_in:
        return render(request, "config/home.html")
    first_page = next(iter(navigation.items(request)), None)
    if first_page is None:
        return redirect("accounts:choose-role")
    return redirect(first_page.url)


@require_safe
def accessibility(request: ViewerRequest) -> HttpResponse:
    """The accessibility statement: what holds, how it is checked, what does not, whom to tell."""
    return render(request, "config/accessibility.html", {"contact": settings.SECURITY_CONTACT})


@require_safe
def privacy(request: ViewerRequest) -> HttpResponse:
    """What is kept of whom and for how long, in plain words."""
    return render(request, "config/privacy.html")


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The process answers and reaches its database; 503 where it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Exception:
        return JsonResponse({"database": "down"}, status=503)
    return JsonResponse({"database": "up"})


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where a security problem can be reported (RFC 9116); always valid for half a year more."""
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: mailto:{settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
