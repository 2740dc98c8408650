"""What changes key persons: who they are, when they can, for whom they work, what was seen, where they are in life."""

from .availability import (
    add_exception,
    end_only_for_now,
    not_this_week,
    only_for_now,
    remove_exception,
    rest_after_heavy,
    set_day_hours,
    set_hours,
    set_week,
)
from .conflicts import add_conflict, end_conflict, forget_conflicts
from .engagements import add_engagement, end_engagement
from .lifecycle import come_back, end_pauses, move_state, pause, say_goodbye
from .profile import (
    change_profile,
    create_key_person,
    invite_key_person,
    publish_profile,
    set_languages,
    set_topics,
    set_wishes,
    unpublish_profile,
)
from .readiness import add_readiness_item, remove_readiness_item
from .reminders import remind_of_endings

__all__ = [
    "add_conflict",
    "add_engagement",
    "add_exception",
    "add_readiness_item",
    "change_profile",
    "come_back",
    "create_key_person",
    "end_conflict",
    "end_engagement",
    "end_only_for_now",
    "end_pauses",
    "forget_conflicts",
    "invite_key_person",
    "move_state",
    "not_this_week",
    "only_for_now",
    "pause",
    "publish_profile",
    "remind_of_endings",
    "remove_exception",
    "remove_readiness_item",
    "rest_after_heavy",
    "say_goodbye",
    "set_day_hours",
    "set_hours",
    "set_languages",
    "set_topics",
    "set_week",
    "set_wishes",
    "unpublish_profile",
]
