"""Template tags every page has without loading them: icons, badges, dates, boxes, parts, links."""

from . import boxes, links, parts, phones, words
from .icons import icon, status
from .library import register
from .moments import ago, localdate, words_for

__all__ = ["ago", "boxes", "icon", "links", "localdate", "parts", "phones", "register", "status", "words", "words_for"]
