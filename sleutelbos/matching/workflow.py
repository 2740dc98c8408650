"""Which states a week plan has, and which moves are legal."""

from typing import Final

from sleutelbos.keypersons.workflow import Machine, can_move

__all__ = ["WEEK_PLAN", "can_move"]


def _machine(**moves: str) -> Machine:
    return {state: frozenset(nexts.split()) for state, nexts in moves.items()}


# A proposal for all open questions of a region in one week. Nobody is asked before it is published.
WEEK_PLAN: Final = _machine(
    draft="proposed expired",  # nothing has been proposed yet
    proposed="published expired",  # a coordinator looks, changes, asks to plan again around what is pinned
    published="",  # the chosen people are asked
    expired="",  # thrown away, or the week is over
)
