"""Pages about key persons: the coordinator's list and profile, the own profile, who is who."""

from .own import change_public_profile, come_back, not_this_week, pause, show_own_profile
from .papers import add_engagement, add_readiness, end_engagement, remove_readiness
from .people import (
    add_key_person,
    invite,
    list_key_persons,
    move_state,
    show_key_person,
    stop_showing,
)
from .public import list_public_profiles
from .subjects import (
    change_caps,
    change_conflicts,
    change_day_hours,
    change_exceptions,
    change_hours,
    change_languages,
    change_person,
    change_topics,
    change_travel,
    change_week,
    change_wishes,
    end_conflict,
    remove_exception,
)

__all__ = [
    "add_engagement",
    "add_key_person",
    "add_readiness",
    "change_caps",
    "change_conflicts",
    "change_day_hours",
    "change_exceptions",
    "change_hours",
    "change_languages",
    "change_person",
    "change_public_profile",
    "change_topics",
    "change_travel",
    "change_week",
    "change_wishes",
    "come_back",
    "end_conflict",
    "end_engagement",
    "invite",
    "list_key_persons",
    "list_public_profiles",
    "move_state",
    "not_this_week",
    "pause",
    "remove_exception",
    "remove_readiness",
    "show_key_person",
    "show_own_profile",
    "stop_showing",
]
