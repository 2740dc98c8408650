"""What a phone may keep of a page: said in a header that the script on the phone reads.

A page without the header is never kept on a phone. `frontend/pocket/` keeps what carries it, sealed, until `until`.
"""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Final, TypeVar
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import get_language

from sleutelbos import __version__

HEADER: Final = "Sleutelbos-Keep"
# How long after an appointment its card, and the form to tell how it went, stay on the phone.
AFTERWARDS: Final = timedelta(hours=12)
TO_TELL: Final = timedelta(days=14)
R = TypeVar("R", bound=HttpResponse)


def version_of(*parts: object) -> str:
    """A short word that changes when one of these, the language or the product changes."""
    text = "\0".join(map(str, (*parts, get_language(), __version__)))
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def keep(
    response: R,
    *,
    kind: str,
    until: datetime,
    version: str,
    label: str = "",
    when: str = "",
    at: datetime | None = None,
) -> R:
    """Let a key person's phone keep this page until a moment; `label` and `when` name it in the list on the phone."""
    said = {
        "kind": kind,
        "until": round(until.timestamp() * 1000),
        "version": version,
        "label": label,
        "when": when,
        "at": round(at.timestamp() * 1000) if at is not None else 0,
    }
    response[HEADER] = quote(json.dumps(said, ensure_ascii=False))
    return response


def let_go(response: R) -> R:
    """Let the phone forget what it kept of this page."""
    response[HEADER] = "no"
    return response
