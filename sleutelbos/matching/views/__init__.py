"""Pages of suggestions and of week plans."""

from .coverage import show_coverage, show_wanted
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
from .register import show_register
from .repairs import choose_who_is_out, look_wider, show_repair, show_wider
from .suggestions import ask_people, compare_people, show_kept, show_suggestions

__all__ = [
    "ask_people",
    "change_line",
    "choose_who_is_out",
    "compare_people",
    "discard_plan",
    "drop_line",
    "look_wider",
    "mark_line",
    "publish_plan",
    "show_coverage",
    "show_kept",
    "show_plan_progress",
    "show_register",
    "show_repair",
    "show_suggestions",
    "show_wanted",
    "show_week",
    "show_wider",
    "start_plan",
    "stop_plan",
]
