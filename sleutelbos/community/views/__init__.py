"""Pages of the Group."""

from .live import mark_seen, stream_room
from .messages import (
    change_message,
    close_question,
    play_voice,
    read_announcement,
    reopen_question,
    show_message,
    show_readers,
    thank_for_answer,
    withdraw_message,
)
from .reports import handle_report, list_reports, report_message
from .rooms import (
    add_room,
    change_room,
    close_room,
    join_room,
    leave_room,
    list_rooms,
    mute_room,
    reopen_room,
    show_about,
    show_news,
)
from .writing import announce, ask_colleagues, show_room, speak

__all__ = [
    "add_room",
    "announce",
    "ask_colleagues",
    "change_message",
    "change_room",
    "close_question",
    "close_room",
    "handle_report",
    "join_room",
    "leave_room",
    "list_reports",
    "list_rooms",
    "mark_seen",
    "mute_room",
    "play_voice",
    "read_announcement",
    "reopen_question",
    "reopen_room",
    "report_message",
    "show_about",
    "show_message",
    "show_news",
    "show_readers",
    "show_room",
    "speak",
    "stream_room",
    "thank_for_answer",
    "withdraw_message",
]
