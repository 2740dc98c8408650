"""One question and everything that happens to it."""

from .desk import BulkAction, SavedView
from .history import Step
from .requests import KnownAsker, Request
from .visits import CallRequest, Experience, Offer, Visit, VisitLog, new_uid

__all__ = [
    "BulkAction",
    "CallRequest",
    "Experience",
    "KnownAsker",
    "Offer",
    "Request",
    "SavedView",
    "Step",
    "Visit",
    "VisitLog",
    "new_uid",
]
