"""In which language a page opens for somebody who has no account: chosen on this device, else the person's own."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation


def use_language(request: HttpRequest, code: str, *, always: bool = False) -> None:
    """Show this page in the person's language, unless another one was chosen on this device (`always` overrules)."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    if code in dict(settings.LANGUAGES) and (always or not chosen):
        translation.activate(code)
        request.LANGUAGE_CODE = code
