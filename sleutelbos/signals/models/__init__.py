"""Columns and constraints, one file per subject."""

from .signals import (
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

__all__ = [
    "Alert",
    "Answer",
    "AnswerText",
    "Bottleneck",
    "BottleneckStep",
    "OwnerRule",
    "Signal",
    "SignalVoice",
    "Theme",
]
