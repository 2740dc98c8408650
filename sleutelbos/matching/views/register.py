"""How suggestions are made, for everybody to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..register import register_text


@require_safe
def show_register(request: HttpRequest) -> HttpResponse:
    """The text of the algorithm register, in Dutch as the register is; nobody needs an account to read it."""
    return render(request, "matching/show_register.html", {"register": register_text()})
