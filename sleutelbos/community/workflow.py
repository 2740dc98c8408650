"""Which states a message and a question to colleagues have, and which moves are legal."""

from typing import Final

from sleutelbos.keypersons.workflow import Machine, can_move, check

__all__ = ["MESSAGE", "QUESTION", "can_move", "check"]


def _machine(**moves: str) -> Machine:
    return {state: frozenset(nexts.split()) for state, nexts in moves.items()}


MESSAGE: Final = _machine(
    shown="reported withdrawn removed",
    reported="shown withdrawn removed",  # nobody reads it until the coordinator has looked
    withdrawn="",  # by its author; the words are gone
    removed="",  # by the coordinator; the words are gone
)

QUESTION: Final = _machine(
    open="answered closed",
    answered="closed",
    closed="open answered",  # asked again after all; "answered" where answers stand below it
)
