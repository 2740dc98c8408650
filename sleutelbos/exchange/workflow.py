"""Which states an import has, and which moves are legal."""

from typing import Final

Machine = dict[str, frozenset[str]]


def _machine(**moves: str) -> Machine:
    return {state: frozenset(nexts.split()) for state, nexts in moves.items()}


# A file somebody uploaded.
IMPORT: Final = _machine(
    reading="checking failed discarded",  # cells are being understood
    checking="reading importing discarded",  # a person looks, answers and corrects
    importing="imported",  # rows are being taken in
    imported="undoing reading",  # everything that could is in; what waits can still be answered
    undoing="undone imported",  # being taken back; imported again when some rows had to stay
    undone="",
    discarded="",
    failed="reading discarded",  # something we did not foresee in the file
)

BUSY: Final = frozenset({"reading", "importing", "undoing"})


def can_move(machine: Machine, old: str, new: str) -> bool:
    """Whether this machine knows the step from old to new."""
    return new in machine[old]
