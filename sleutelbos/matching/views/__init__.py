"""Pages of suggestions and of week plans."""

from .planning import (
    change_line,
    discard_plan,
    drop_line,
    mark_line,
    publish_plan,
    show_plan_progress,
    show_week,
    start_plan,
    stop_plan,
)
from .repairs import choose_who_is_out, show_repair
from .suggestions import ask_people, show_suggestions

__all__ = [
    "ask_people",
    "change_line",
    "choose_who_is_out",
    "discard_plan",
    "drop_line",
    "mark_line",
    "publish_plan",
    "show_plan_progress",
    "show_repair",
    "show_suggestions",
    "show_week",
    "start_plan",
    "stop_plan",
]
