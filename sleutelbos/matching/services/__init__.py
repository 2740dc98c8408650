"""Suggesting for one question, planning a week, repairing when somebody falls out."""

from .changing import change_line, discard_plan, mark_line
from .checking import Checked, check_lines
from .planning import CHANGEABLE, PLAN_SECONDS, make_plan, open_plan, start_plan, stop_plan, stuck
from .publishing import publish_plan
from .recruiting import Wanted, whom_to_recruit
from .repairing import Proposal, propose_repair, repair_for
from .suggesting import EVERYBODY, MAY_BE_ASKED_STILL, SHOWN, Suggested, ask_people, suggest, suggest_again
from .travelling import refresh_travel_times

__all__ = [
    "CHANGEABLE",
    "EVERYBODY",
    "MAY_BE_ASKED_STILL",
    "PLAN_SECONDS",
    "SHOWN",
    "Checked",
    "Proposal",
    "Suggested",
    "Wanted",
    "ask_people",
    "change_line",
    "check_lines",
    "discard_plan",
    "make_plan",
    "mark_line",
    "open_plan",
    "propose_repair",
    "publish_plan",
    "refresh_travel_times",
    "repair_for",
    "start_plan",
    "stop_plan",
    "stuck",
    "suggest",
    "suggest_again",
    "whom_to_recruit",
]
