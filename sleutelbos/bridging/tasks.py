"""What happens by the clock; each may run twice."""

from .retention import erase_due, forget_answers, forget_letters, forget_notes
from .services import ask_for_logs, expire_offers, expire_unconfirmed, queue_reminders

__all__ = [
    "ask_for_logs",
    "erase_due",
    "expire_offers",
    "expire_unconfirmed",
    "forget_answers",
    "forget_letters",
    "forget_notes",
    "queue_reminders",
]
