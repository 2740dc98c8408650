"""A message as it stands on the page; the same for everybody in the room, so that it is drawn once."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils import translation

from ..models import Message
from .ticket import frame


def draw(message: Message) -> str:
    """One line of a room, in the language that is active."""
    return render_to_string("community/message.html", {"message": message})


def frames(messages: Iterable[Message], language: str) -> list[tuple[int, bytes]]:
    """(number of the change, event) for each message, in a language."""
    with translation.override(language):
        return [(row.change, frame("message", draw(row), number=row.change)) for row in messages]
