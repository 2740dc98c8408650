"""Signing out empties the phone."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

# Not the cookies: the answer itself ends the session, and the chosen language may stay.
CLEAR: Final = '"cache", "storage"'


class ForgetOnSignOutMiddleware:
    """Tells the browser to forget what it kept, with the answer to signing out.

    The page does the same before it sends the form; this also works where its script did not run.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and match.view_name == "account_logout" and request.method == "POST":
            response["Clear-Site-Data"] = CLEAR
        return response
