"""What happens to profiles by the clock."""

from django.utils import timezone

from . import services


def end_pauses() -> int:
    """Bring back who rested until a day that is over; may run twice."""
    return services.end_pauses(today=timezone.localdate())
