"""How a message leaves the house: by mail, by push, by SMS. Each says what went wrong in a code."""

from .failure import Undelivered

__all__ = ["Undelivered"]
