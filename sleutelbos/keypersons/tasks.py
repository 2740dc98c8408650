"""What happens to profiles by the clock."""

from django.utils import timezone

from . import services


def end_pauses() -> int:
    """Bring back who rested until a day that is over; may run twice."""
    return services.end_pauses(today=timezone.localdate())


def remind_of_endings() -> int:
    """Tell who it concerns that a paper or an engagement ends soon; may run twice."""
    return services.remind_of_endings(today=timezone.localdate())


def forget_conflicts() -> int:
    """Delete for whom somebody was not asked until a day that is over; may run twice."""
    return services.forget_conflicts(today=timezone.localdate())
