"""Filling and emptying the outbox; keeping how people want to be told."""

from .choices import change_channels, change_quiet, change_rhythm, forget, send_test
from .digests import DIGEST_TEMPLATE, send_digests
from .numbers import ask_code, confirm_code, forget_number
from .outbox import cancel, hold, queue
from .receipts import take_receipt
from .sending import LEASE, MAX_ATTEMPTS, send, send_due
from .subscriptions import end_subscription, subscribe, unsubscribe

__all__ = [
    "DIGEST_TEMPLATE",
    "LEASE",
    "MAX_ATTEMPTS",
    "ask_code",
    "cancel",
    "change_channels",
    "change_quiet",
    "change_rhythm",
    "confirm_code",
    "end_subscription",
    "forget",
    "forget_number",
    "hold",
    "queue",
    "send",
    "send_digests",
    "send_due",
    "send_test",
    "subscribe",
    "take_receipt",
    "unsubscribe",
]
