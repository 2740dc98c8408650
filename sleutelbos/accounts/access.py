"""The gate before a view: who must be signed in, and in which role. Below it: the rows of this app by purpose.

    @sign_in_required                                      anybody with an account, in whatever role
    @role_required(Role.COORDINATOR, Role.PRIVACY_OFFICER) only who acts in one of these roles *now*

Both stand directly above the view, below `require_safe`/`require_http_methods`:

    @require_http_methods(["GET", "POST"])
    @role_required(Role.COORDINATOR)
    def send_offers(request: ViewerRequest, pk: int) -> HttpResponse: ...

A stranger goes to the sign-in page and comes back (`?next=`); an HTMX request is told to go there. Somebody
signed in with another role gets 403 (NotAllowed). The gate says nothing about rows: what is not visible to
the viewer stays 404, through the `visible_*` queries and the app's own `access.py`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from sleutelbos.ui.errors import NotAllowed

from . import queries
from .models import Membership, Municipality, Organisation, Region
from .viewer import Viewer, ViewerRequest

P = ParamSpec("P")
View = Callable[Concatenate[ViewerRequest, P], HttpResponse]


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page and back; a fragment's request takes the whole page along."""
    if getattr(request, "htmx", False):
        back = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(redirect_to_login(back).headers["Location"])
    # A form's address is no page to come back to.
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return redirect_to_login(back)


def sign_in_required(view: View[P]) -> View[P]:
    """Lets anybody with an account through; strangers go to the sign-in page."""

    @wraps(view)
    def gate(request: ViewerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.viewer.signed_in:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    return gate


def role_required(*roles: str) -> Callable[[View[P]], View[P]]:
    """Lets through who acts in one of these roles now; others get 403, strangers go to the sign-in page."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def gate(request: ViewerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.viewer.signed_in:
                return to_sign_in(request)
            if not request.viewer.has_role(*roles):
                raise NotAllowed(
                    "wrong-role",
                    _("This page is for another role."),
                    _("Do you have more roles? Choose the other role at the top of the page."),
                )
            return view(request, *args, **kwargs)

        return gate

    return decorate


def organisation_to_change(viewer: Viewer, pk: int) -> Organisation:
    """An organisation of the region the viewer administers; 404 otherwise."""
    return get_object_or_404(queries.visible_organisations(viewer), pk=pk)


def membership_to_end(viewer: Viewer, pk: int) -> Membership:
    """A role in the region the viewer administers; 404 otherwise."""
    return get_object_or_404(queries.visible_memberships(viewer), pk=pk)


def municipality_to_fill(viewer: Viewer, pk: int) -> Municipality:
    """A municipality of the viewer's region; 404 otherwise."""
    return get_object_or_404(queries.visible_municipalities(viewer), pk=pk)


def region_to_change(viewer: Viewer) -> Region:
    """The region the viewer acts in."""
    return get_object_or_404(queries.visible_regions(viewer))
