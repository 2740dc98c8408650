"""The demo's own door: be anybody in one tap. It does not exist outside the demo."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from .. import queries
from ..middleware import SESSION_KEY
from ..viewer import ViewerRequest


@require_http_methods(["GET", "POST"])
def demo_sign_in(request: ViewerRequest) -> HttpResponse:
    """The fictional people of the demo by role, each with a button that signs in."""
    if not settings.DEMO:
        raise Http404
    if request.method == "GET":
        return render(request, "accounts/demo_sign_in.html", {"groups": queries.demo_personas()})
    number = request.POST.get("membership", "")
    if not number.isdecimal():
        raise Http404
    chosen = get_object_or_404(queries.valid_memberships(), pk=number, user__is_active=True)
    login(request, chosen.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    UserSession.objects.create_from_request(request)
    request.session[SESSION_KEY] = chosen.pk
    return redirect("home")
