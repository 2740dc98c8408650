"""What a page with sound may load beside the rest: the content security policy of these pages only."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from csp.constants import NONE
from csp.decorators import csp_replace, csp_update
from django.http import HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])


def sound_from(*sources: str) -> Callable[[View], View]:
    """This page plays sound from these sources; nothing else of the policy changes."""

    def decorate(view: View) -> View:
        changed: Any = csp_update({"media-src": list(sources)})(cast(Any, view))
        return cast(View, changed)

    return decorate


def only_bytes(view: View) -> View:
    """This answer is a file somebody sent: whatever it holds, a browser runs and loads nothing for it."""
    changed: Any = csp_replace({"default-src": [NONE], "sandbox": []})(cast(Any, view))
    return cast(View, changed)
