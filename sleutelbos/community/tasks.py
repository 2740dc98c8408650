"""What the Group does by the clock."""

from .retention import forget_old

__all__ = ["forget_old"]
