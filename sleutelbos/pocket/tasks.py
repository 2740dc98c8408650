"""What happens by the clock; each may run twice."""

from .retention import forget_phones

__all__ = ["forget_phones"]
