"""Which states a bottleneck, a contact, a no-show, a talk and an agreement have, and which moves are legal."""

from typing import Final

from sleutelbos.keypersons.workflow import Machine, can_move

__all__ = ["ABSENCE", "AGREEMENT", "BOTTLENECK", "CONTACT", "TALK", "Machine", "can_move"]


def _machine(**moves: str) -> Machine:
    return {state: frozenset(nexts.split()) for state, nexts in moves.items()}


# It ends in an answer, or in another bottleneck that does.
BOTTLENECK: Final = _machine(
    open="busy answered merged",
    busy="open answered merged",
    answered="open",  # it is there again, or the answer was none
    merged="",  # its signals may still come apart: they become a new one
)

CONTACT: Final = _machine(
    current="doubtful ended",
    doubtful="current ended",  # the organisation said that it is not right any more
    ended="current",
)

ABSENCE: Final = _machine(
    told="asked calling settled withdrawn",
    asked="told calling settled withdrawn",  # a key person who cannot call gives it back
    calling="told settled",
    settled="",
    withdrawn="",  # whoever told it made a mistake
)

TALK: Final = _machine(
    planned="held cancelled",
    held="",  # its agenda stands as it was
    cancelled="planned",
)

AGREEMENT: Final = _machine(
    open="done dropped",
    done="open",  # it turned out not to be done
    dropped="open",
)
