"""Maps domain errors to one page, so that no view repeats it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .errors import DomainError


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
