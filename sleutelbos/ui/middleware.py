"""What holds for every page: domain errors become one page, the microphone is closed unless asked, pages are small."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import is_valid_path

from .errors import DomainError, OnlySent

COMPRESSED: Final = ("text/html", "text/javascript", "application/manifest+json")
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


class CompressPagesMiddleware(GZipMiddleware):
    """Sends pages compressed, a fifth of their weight on a phone; files are compressed already, open rooms must flow.

    Whoever listens on the line and can make a browser ask for pages could learn something from their length; Django
    adds a random number of bytes against that, tokens against forged forms differ in every page, and other sites
    cannot make the browser ask with its cookies (SameSite).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress whole pages, and the scripts and manifests that are made for each installation."""
        if response.streaming or not response.get("Content-Type", "").startswith(COMPRESSED):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed


def _page_above(path: str) -> str:
    """The nearest address above this one that there is; empty when that is the front door."""
    while (path := path.rstrip("/").rpartition("/")[0] + "/") != "/":
        if is_valid_path(path):
            return path
    return ""


class DomainErrorMiddleware:
    """Shows what happened and what to do, with the status the error names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            # A phone that closed the tab opens the address of the form itself; an empty page would be a dead end.
            allowed = response.headers["Allow"]
            context = {"error": OnlySent(), "back": _page_above(request.path_info)}
            response = render(request, "ui/domain_error.html", context, status=OnlySent.status)
            response.headers["Allow"] = allowed
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a domain error; anything else is not ours."""
        if not isinstance(exception, DomainError):
            return None
        template = "ui/domain_error.html#message" if getattr(request, "htmx", False) else "ui/domain_error.html"
        return render(request, template, {"error": exception}, status=exception.status)
