"""Voice notes on pages: the field one is sent with, how it is played, and what such a page may load beside the rest."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from csp.constants import NONE
from csp.decorators import csp_replace, csp_update
from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from . import voice

View = TypeVar("View", bound=Callable[..., HttpResponse])
NO_SOUND = {
    "not-sound": _("This is no sound we can play. Record it again with the button, or send only words."),
    "empty": _("There is nothing to hear in this. Record it again, or send only words."),
    "too-long": _("This is longer than 60 seconds. Record it again, a little shorter."),
    "too-large": _("This file is too large. Record it again with the button."),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice note that was measured: kind of container, whole seconds, the bytes."""

    kind: str
    seconds: int
    data: bytes


class VoiceField(forms.FileField):
    """A voice note of at most a minute; gives a `Voice`. Its name and the type it claims are not looked at."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your voice, at most 60 seconds"))
        # `capture` opens the recorder of a phone that has no script.
        accept = {"accept": "audio/webm,audio/ogg,audio/mp4,.m4a", "capture": "user"}
        kwargs.setdefault("widget", forms.FileInput(attrs=accept))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Measured from its own bytes."""
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > voice.MOST_BYTES:
            raise forms.ValidationError(NO_SOUND["too-large"], code="too-large")
        content = file.read()
        try:
            sound = voice.measure(content)
        except voice.NotSound as problem:
            raise forms.ValidationError(NO_SOUND[problem.code], code=problem.code) from None
        return Voice(sound.kind, min(voice.LONGEST, max(1, round(sound.seconds))), content)


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


def play(data: bytes, kind: str, *, name: str, wanted: str) -> HttpResponse:
    """The sound, also in parts (`wanted` is the Range header): some phones play nothing that has no parts."""
    start, end = _part(wanted, len(data))
    partial = (start, end) != (0, len(data))
    response = HttpResponse(data[start:end], status=206 if partial else 200, content_type=voice.TYPES[kind])
    if partial:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{len(data)}"
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = f'inline; filename="{name}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _part(header: str, size: int) -> tuple[int, int]:
    """Start and end of the one part a Range header asks for; everything for none, several, or nonsense (RFC 9110)."""
    match = re.fullmatch(r"bytes=(\d{0,9})-(\d{0,9})", header.strip())
    if match is None or not (match[1] or match[2]):
        return 0, size
    if not match[1]:
        return max(0, size - int(match[2])), size
    start, end = int(match[1]), min(int(match[2]) + 1 if match[2] else size, size)
    return (start, end) if start < end else (0, size)
