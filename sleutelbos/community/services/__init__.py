"""What changes in the Group."""

from .members import join_room, leave_room, mark_seen, mute_room
from .messages import (
    announce,
    answer_question,
    ask_colleagues,
    change_message,
    close_question,
    read_announcement,
    reopen_question,
    thank_for_answer,
    withdraw_message,
    write_message,
)
from .reports import handle_report, report_message
from .rooms import change_room, close_room, make_room, reopen_room

__all__ = [
    "announce",
    "answer_question",
    "ask_colleagues",
    "change_message",
    "change_room",
    "close_question",
    "close_room",
    "handle_report",
    "join_room",
    "leave_room",
    "make_room",
    "mark_seen",
    "mute_room",
    "read_announcement",
    "reopen_question",
    "reopen_room",
    "report_message",
    "thank_for_answer",
    "withdraw_message",
    "write_message",
]
