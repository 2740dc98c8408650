"""Shapes of what is typed about a key person; saving is the services' work."""

from .conflicts import ConflictForm
from .filters import KeyPersonFilter, ProfileFilter
from .papers import EndEngagementForm, EngagementForm, ReadinessForm
from .person import (
    CapsForm,
    MoveForm,
    PersonForm,
    PublicProfileForm,
    TopicsForm,
    TravelForm,
    WishesForm,
)
from .reach import BrowserForm, NumberCodeForm, NumberForm, QuietHoursForm
from .spoken import LanguageRows, language_rows
from .times import DayHoursForm, ExceptionForm, OnlyForm, PauseForm, WeekForm

__all__ = [
    "BrowserForm",
    "CapsForm",
    "ConflictForm",
    "DayHoursForm",
    "EndEngagementForm",
    "EngagementForm",
    "ExceptionForm",
    "KeyPersonFilter",
    "LanguageRows",
    "MoveForm",
    "NumberCodeForm",
    "NumberForm",
    "OnlyForm",
    "PauseForm",
    "PersonForm",
    "ProfileFilter",
    "PublicProfileForm",
    "QuietHoursForm",
    "ReadinessForm",
    "TopicsForm",
    "TravelForm",
    "WeekForm",
    "WishesForm",
    "language_rows",
]
