"""What changes with signals."""

from .answers import give_answer, open_answers, reopen, translate_answer
from .bottlenecks import (
    assign,
    change_bottleneck,
    merge,
    put_back,
    remind,
    see_alert,
    split,
    take,
)
from .lists import add_owner_rule, change_theme, end_owner_rule, make_theme, make_usual_themes
from .rendering import render_signal
from .sending import send_signal

__all__ = [
    "add_owner_rule",
    "assign",
    "change_bottleneck",
    "change_theme",
    "end_owner_rule",
    "give_answer",
    "make_theme",
    "make_usual_themes",
    "merge",
    "open_answers",
    "put_back",
    "remind",
    "render_signal",
    "reopen",
    "see_alert",
    "send_signal",
    "split",
    "take",
    "translate_answer",
]
