"""Gives every request its Viewer and the database its region; keeps who must prove twice who they are at the door."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from sleutelbos.ui.errors import NotAllowed

from . import rules
from .models import Membership, Role
from .queries import current_memberships, open_support, second_factors, viewer_of
from .services import scope
from .services.support import page_seen, supporting_viewer
from .viewer import Viewer, ViewerRequest

SESSION_KEY = "membership"
# The number of the support session that runs in this browser.
SUPPORT_KEY = "support"
# What somebody who looks along may do: stop.
OPEN_WHILE_LOOKING: Final = frozenset({"accounts:end-support", "account_logout", "set_language", "accounts:theme"})

# Where somebody may go who still has to prove it: signing out, other roles, and the pages that prove it.
OPEN_WITHOUT_FACTOR: Final = frozenset(
    {
        "accounts:require-second-factor",
        "accounts:choose-role",
        "accounts:theme",
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_add_webauthn",
        "mfa_activate_totp",
        "set_language",
        "healthz",
        "readyz",
        "security-txt",
    }
)


def _proved_twice(request: HttpRequest) -> bool:
    if not settings.SECOND_FACTOR_REQUIRED:
        return True
    return rules.proved_twice(get_authentication_records(request, request.user))


def _viewer(request: ViewerRequest) -> Viewer:
    request.memberships = []
    request.factor_missing = False
    user = request.user
    if not user.is_authenticated:
        return Viewer.stranger()
    nobody = Viewer(user_id=user.pk, email=user.email, name=user.name)
    request.memberships = memberships = list(current_memberships(user.pk))
    if not memberships:
        return nobody
    chosen = request.session.get(SESSION_KEY)
    membership: Membership = next((m for m in memberships if m.pk == chosen), memberships[0])
    membership.user = user
    if rules.needs_second_factor(membership.role) and not _proved_twice(request):
        # No role until it is proven: a page that forgets the gate shows nothing either.
        request.factor_missing = True
        return nobody
    if membership.role == Role.FUNCTIONAL_ADMINISTRATOR and SUPPORT_KEY in request.session:
        session = open_support(request.session[SUPPORT_KEY], membership.pk)
        if session is not None:
            return supporting_viewer(session)
        del request.session[SUPPORT_KEY]
    return viewer_of(membership)


class ViewerMiddleware:
    """Sets `request.viewer`, worked out when first asked for, so that static pages cost no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined, arg-type]
        response = self.get_response(request)
        if settings.DATABASE_SCOPE == scope.EVERYWHERE:
            scope.go_back()
        return response

    def process_view(
        self, request: ViewerRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Stop who still has to prove it, and who looks along and wants to change something."""
        if not request.user.is_authenticated:
            scope.act_in(None)
            return None
        # Reading a field works the lazy viewer out.
        scope.act_in(request.viewer.region_id)
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.viewer.support:
            return _look_along(request, name, kwargs)
        if request.factor_missing and name not in OPEN_WITHOUT_FACTOR:
            return _to_second_factor(request)
        return None


def _look_along(request: ViewerRequest, name: str, kwargs: dict[str, Any]) -> HttpResponse | None:
    if name in OPEN_WHILE_LOOKING:
        return None
    verb = name.rpartition(":")[2].partition("-")[0]
    if request.method not in {"GET", "HEAD", "OPTIONS"} or verb in {"export", "download"}:
        error = NotAllowed(
            "support-looks-only",
            _("You look along. You cannot change anything or take anything with you."),
            _("Ask the coordinator to do it, or stop looking along."),
        )
        return render(request, "ui/domain_error.html", {"error": error}, status=error.status)
    page_seen(actor=request.viewer, page=name, row=str(kwargs.get("pk", "")))
    return None


def _to_second_factor(request: ViewerRequest) -> HttpResponse:
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("home")
    if second_factors(request.viewer.user_id or 0).exists():
        address = get_adapter(request).get_reauthentication_methods(request.user)[0]["url"]
    else:
        address = reverse("accounts:require-second-factor")
    address = f"{address}?{urlencode({'next': back})}"
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
