"""One question and everything that happens to it."""

from .desk import BulkAction, SavedView
from .history import Step
from .record import Handover, ReferenceLetter
from .requests import KnownAsker, Request
from .visits import CallRequest, Experience, Offer, Visit, VisitLog, new_uid
from .wishes import TimeWish

__all__ = [
    "BulkAction",
    "CallRequest",
    "Experience",
    "Handover",
    "KnownAsker",
    "Offer",
    "ReferenceLetter",
    "Request",
    "SavedView",
    "Step",
    "TimeWish",
    "Visit",
    "VisitLog",
    "new_uid",
]
