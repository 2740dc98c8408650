"""Pages about hours, fees, real costs and the law behind them."""

from .law import add_law_row, show_law
from .month import (
    export_month,
    release_booking,
    restore_booking,
    reverse_booking,
    show_bookings,
    show_month,
    show_own_hours,
    show_room,
)

__all__ = [
    "add_law_row",
    "export_month",
    "release_booking",
    "restore_booking",
    "reverse_booking",
    "show_bookings",
    "show_law",
    "show_month",
    "show_own_hours",
    "show_room",
]
