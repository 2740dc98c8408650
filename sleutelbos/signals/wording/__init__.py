"""Codes of this app in plain words."""

from .people import ANSWER_ICONS, ANSWERS, THEMES, place_of, theme_name
from .seeing import STATE_TONES, history, late_words, month_name, owner_of, title_of

__all__ = [
    "ANSWERS",
    "ANSWER_ICONS",
    "STATE_TONES",
    "THEMES",
    "history",
    "late_words",
    "month_name",
    "owner_of",
    "place_of",
    "theme_name",
    "title_of",
]
