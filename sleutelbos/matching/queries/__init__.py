"""What the pages of suggestions and plans show."""

from .board import Board, board_of, choices_for, visible_plans
from .compare import comparison_of
from .suggestions import KeptList, Page, kept_list, page_of, visible_suggestions

__all__ = [
    "Board",
    "KeptList",
    "Page",
    "board_of",
    "choices_for",
    "comparison_of",
    "kept_list",
    "page_of",
    "visible_plans",
    "visible_suggestions",
]
