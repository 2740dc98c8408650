"""The only place that knows both sides: rows of the database become the engine's values."""

from .kept import forget_people, world_for
from .people import snapshot_between, snapshot_for
from .places import minute_at, place_code
from .questions import Around, question_of
from .travel import travel_for
from .week import Standing, Week, load_standing, load_week, questions_of_week, week_span

__all__ = [
    "Around",
    "Standing",
    "Week",
    "forget_people",
    "load_standing",
    "load_week",
    "minute_at",
    "place_code",
    "question_of",
    "questions_of_week",
    "snapshot_between",
    "snapshot_for",
    "travel_for",
    "week_span",
    "world_for",
]
