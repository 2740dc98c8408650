"""Signed links: a key in a message that opens one thing, for a time, until it is withdrawn."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from sleutelbos.ui.errors import Gone


def make_token(purpose: str, pk: int, version: int) -> str:
    """A token that opens row `pk` for one purpose; raising the row's version withdraws every older token."""
    return signing.dumps([pk, version], salt=f"link.{purpose}")


def read_token(purpose: str, token: str, *, max_age_days: int = 120) -> tuple[int, int]:
    """Row number and version in a token that we signed; raises Gone for anything else or anything too old."""
    try:
        pk, version = signing.loads(token, salt=f"link.{purpose}", max_age=max_age_days * 86_400)
    except (signing.BadSignature, ValueError, TypeError):
        raise Gone from None
    return int(pk), int(version)


def absolute(name: str, *args: object) -> str:
    """The full address of a page, for messages."""
    return settings.SITE_URL.rstrip("/") + reverse(name, args=args)
