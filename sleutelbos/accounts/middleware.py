"""Gives every request its Viewer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from .models import Membership
from .queries import current_memberships, viewer_of
from .viewer import Viewer

SESSION_KEY = "membership"


def _viewer(request: HttpRequest) -> Viewer:
    request.memberships = []  # type: ignore[attr-defined]
    user = request.user
    if not user.is_authenticated:
        return Viewer.stranger()
    memberships = list(current_memberships(user.pk))
    if not memberships:
        return Viewer(user_id=user.pk, email=user.email, name=user.name)
    chosen = request.session.get(SESSION_KEY)
    membership: Membership = next((m for m in memberships if m.pk == chosen), memberships[0])
    membership.user = user
    request.memberships = memberships  # type: ignore[attr-defined]
    return viewer_of(membership)


class ViewerMiddleware:
    """Sets `request.viewer`, worked out when first asked for, so that static pages cost no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        return self.get_response(request)
