"""What a newcomer sees and says, by the code on the card: one question a screen, nothing to install, no account."""

from .appointment import ask_other_time, call_off, show_appointment
from .helper import (
    agree,
    answer_handover,
    explain_helper,
    give_experience,
    show_choices,
    show_helper,
    stop,
    want_another,
)
from .kept import (
    ask_for_call,
    complain,
    download_kept,
    erase,
    list_questions,
    list_receipts,
    show_facts,
    show_kept,
    show_receipt,
    show_who_looked,
)
from .wishes import change_wish, change_wishes

__all__ = [
    "agree",
    "answer_handover",
    "ask_for_call",
    "ask_other_time",
    "call_off",
    "change_wish",
    "change_wishes",
    "complain",
    "download_kept",
    "erase",
    "explain_helper",
    "give_experience",
    "list_questions",
    "list_receipts",
    "show_appointment",
    "show_choices",
    "show_facts",
    "show_helper",
    "show_kept",
    "show_receipt",
    "show_who_looked",
    "stop",
    "want_another",
]
