"""What changes hours and money: bookings within the legal caps, and the dated law itself."""

from .bookings import book_work, release_booking, restore_booking, reverse_booking
from .law import add_law_row, load_law

__all__ = ["add_law_row", "book_work", "load_law", "release_booking", "restore_booking", "reverse_booking"]
