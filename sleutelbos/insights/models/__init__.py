"""Columns and constraints, one file per subject."""

from .editions import Chapter, Edition, Figure, Guide, Interview, Issue, Quote, QuoteTranslation, Reading
from .releases import Release

__all__ = [
    "Chapter",
    "Edition",
    "Figure",
    "Guide",
    "Interview",
    "Issue",
    "Quote",
    "QuoteTranslation",
    "Reading",
    "Release",
]
