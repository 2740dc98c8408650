"""Counting tries, so that a public page cannot be used to guess codes or to flood a mailbox."""

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from sleutelbos.ui.errors import TooManyTries


def client_of(request: HttpRequest) -> str:
    """The computer a request comes from, as sign-in knows it: proxies are believed only where settings say so."""
    return str(get_adapter().get_client_ip(request))


def count_try(what: str, who: str, *, limit: int, seconds: int) -> None:
    """Count one try of `who` at `what`; raises TooManyTries for more than `limit` in a window of `seconds`.

    Only a fingerprint of `who` is kept, for as long as the window lasts.
    """
    key = _key(what, who, seconds)
    cache.add(key, 0, timeout=seconds)
    try:
        tries = cache.incr(key)
    except ValueError:  # the window ended between the two lines
        return
    if tries > limit:
        raise TooManyTries


def refuse_when_spent(what: str, who: str, *, limit: int, seconds: int) -> None:
    """Raise TooManyTries when `who` has used up the tries, without counting one."""
    if cache.get(_key(what, who, seconds), 0) >= limit:
        raise TooManyTries


def _key(what: str, who: str, seconds: int) -> str:
    window = int(time.time()) // seconds
    return "tries:" + hashlib.sha256(f"{what}\0{who}\0{window}".encode()).hexdigest()
