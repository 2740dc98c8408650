"""What holds for every page: domain errors become one page, and a device's microphone is closed unless a page asks."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .errors import DomainError

View = TypeVar("View", bound=Callable[..., HttpResponse])


def allow_microphone(view: View) -> View:
    """This page's own script may ask for the microphone; the person still says yes or no in the browser."""

    @wraps(view)
    def allowed(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response.sb_microphone = True  # type: ignore[attr-defined]
        return response

    return cast(View, allowed)


class MicrophoneMiddleware:
    """Opens the microphone in the permissions policy of pages that `allow_microphone` marks.

    Stands before the middleware that writes the policy, so that it sees what was written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(response, "sb_microphone", False):
            policy = response.headers.get("Permissions-Policy", "")
            response.headers["Permissions-Policy"] = policy.replace("microphone=()", "microphone=(self)")
        return response


class DomainErrorMiddleware:
    """Shows what happened and what to do, with the status the error names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a domain error; anything else is not ours."""
        if not isinstance(exception, DomainError):
            return None
        template = "ui/domain_error.html#message" if getattr(request, "htmx", False) else "ui/domain_error.html"
        return render(request, template, {"error": exception}, status=exception.status)
