"""Columns and constraints, one file per subject."""

from .absences import Absence, AbsenceRule, Barrier, BarrierCount
from .bottlenecks import (
    Alert,
    Answer,
    AnswerText,
    Bottleneck,
    BottleneckStep,
    OwnerRule,
    Signal,
    SignalVoice,
    Theme,
)
from .contacts import Contact
from .talks import Agreement, Talk, TalkPoint

__all__ = [
    "Absence",
    "AbsenceRule",
    "Agreement",
    "Alert",
    "Answer",
    "AnswerText",
    "Barrier",
    "BarrierCount",
    "Bottleneck",
    "BottleneckStep",
    "Contact",
    "OwnerRule",
    "Signal",
    "SignalVoice",
    "Talk",
    "TalkPoint",
    "Theme",
]
