"""What the pages of suggestions and plans show."""

from .board import Board, board_of, choices_for, visible_plans
from .compare import comparison_of
from .suggestions import Page, page_of, visible_suggestions

__all__ = [
    "Board",
    "Page",
    "board_of",
    "choices_for",
    "comparison_of",
    "page_of",
    "visible_plans",
    "visible_suggestions",
]
