"""Which states an import and its rows have, and which moves are legal."""

from typing import Final

Machine = dict[str, frozenset[str]]


def _machine(**moves: str) -> Machine:
    return {state: frozenset(nexts.split()) for state, nexts in moves.items()}


# A file somebody uploaded.
IMPORT: Final = _machine(
    reading="checking failed discarded",  # cells are being understood
    checking="reading importing discarded",  # a person looks, answers and corrects
    importing="checking imported failed",  # rows are being taken in; back to checking when some wait
    imported="undoing reading",  # everything that could is in
    undoing="undone imported",  # being taken back
    undone="",
    discarded="",
    failed="reading discarded",
)

# One row of it.
ROW: Final = _machine(
    waits="ready skipped imported",
    ready="waits skipped imported unchanged",
    skipped="waits ready",
    unchanged="",  # the same row came in before
    imported="undone kept",
    kept="undone",  # could not be taken back: something depends on it
    undone="",
)

BUSY: Final = frozenset({"reading", "importing", "undoing"})
# Of these the file's cells are still there, so that answers can change how rows are read.
OPEN: Final = frozenset({"reading", "checking", "importing", "failed", "imported"})


def can_move(machine: Machine, old: str, new: str) -> bool:
    """Whether this machine knows the step from old to new."""
    return new in machine[old]


def check(machine: Machine, old: str, new: str) -> None:
    """Do nothing for a legal step; raise ValueError for one that no table knows: that is a mistake in code."""
    if not can_move(machine, old, new):
        raise ValueError(f"{old} > {new} is not a step of this workflow")
