"""Columns and constraints, one file per subject."""

from .editions import Chapter, Edition, Figure, Guide, Interview, Issue, Quote, QuoteTranslation, Reading
from .figures import CouncilPage, FigureSheet
from .releases import Release

__all__ = [
    "Chapter",
    "CouncilPage",
    "Edition",
    "Figure",
    "FigureSheet",
    "Guide",
    "Interview",
    "Issue",
    "Quote",
    "QuoteTranslation",
    "Reading",
    "Release",
]
