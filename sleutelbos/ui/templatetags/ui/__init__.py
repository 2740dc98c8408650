"""Template tags every page has without loading them: icons, badges, dates, boxes, parts, links."""

from . import boxes, icons, links, moments, parts, words
from .library import register

__all__ = ["boxes", "icons", "links", "moments", "parts", "register", "words"]
