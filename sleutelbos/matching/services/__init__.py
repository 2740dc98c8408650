"""Suggesting for one question, planning a week, repairing when somebody falls out."""

from .answers import Answer, look_wider, start_wider, wider_waits
from .changing import change_line, discard_plan, mark_line
from .checking import Checked, check_lines, points_of
from .planning import CHANGEABLE, PLAN_SECONDS, make_plan, open_plan, start_plan, stop_plan, stuck
from .publishing import publish_plan
from .recruiting import Wanted, whom_to_recruit
from .repairing import Proposal, propose_repair, repair_for
from .suggesting import (
    EVERYBODY,
    MAY_BE_ASKED_STILL,
    SHOWN,
    Suggested,
    ask_people,
    made_again,
    passed_over,
    suggest,
    suggest_again,
)
from .travelling import refresh_travel_times

__all__ = [
    "CHANGEABLE",
    "EVERYBODY",
    "MAY_BE_ASKED_STILL",
    "PLAN_SECONDS",
    "SHOWN",
    "Answer",
    "Checked",
    "Proposal",
    "Suggested",
    "Wanted",
    "ask_people",
    "change_line",
    "check_lines",
    "discard_plan",
    "look_wider",
    "made_again",
    "make_plan",
    "mark_line",
    "open_plan",
    "passed_over",
    "points_of",
    "propose_repair",
    "publish_plan",
    "refresh_travel_times",
    "repair_for",
    "start_plan",
    "start_wider",
    "stop_plan",
    "stuck",
    "suggest",
    "suggest_again",
    "whom_to_recruit",
    "wider_waits",
]
