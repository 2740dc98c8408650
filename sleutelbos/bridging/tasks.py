"""What happens by the clock; each may run twice."""

from .services import ask_for_logs, expire_offers, expire_unconfirmed, queue_reminders

__all__ = ["ask_for_logs", "expire_offers", "expire_unconfirmed", "queue_reminders"]
