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
from .spoken import LanguageRows, language_rows
from .times import DayHoursForm, ExceptionForm, PauseForm, WeekForm

__all__ = [
    "CapsForm",
    "ConflictForm",
    "DayHoursForm",
    "EndEngagementForm",
    "EngagementForm",
    "ExceptionForm",
    "KeyPersonFilter",
    "LanguageRows",
    "MoveForm",
    "PauseForm",
    "PersonForm",
    "ProfileFilter",
    "PublicProfileForm",
    "ReadinessForm",
    "TopicsForm",
    "TravelForm",
    "WeekForm",
    "WishesForm",
    "language_rows",
]
