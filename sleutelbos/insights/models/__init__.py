"""Columns and constraints, one file per subject."""

from .editions import Chapter, Edition, Figure, Guide, Interview, Issue, Quote, QuoteTranslation, Reading
from .external import Certainty, Observation, Source, SourceEdition, Status
from .figures import CouncilPage, FigureSheet
from .releases import Release

__all__ = [
    "Certainty",
    "Chapter",
    "CouncilPage",
    "Edition",
    "Figure",
    "FigureSheet",
    "Guide",
    "Interview",
    "Issue",
    "Observation",
    "Quote",
    "QuoteTranslation",
    "Reading",
    "Release",
    "Source",
    "SourceEdition",
    "Status",
]
