"""A key person's life cycle: which states exist and which steps are legal; the buttons come from this table."""

from typing import Final

Machine = dict[str, frozenset[str]]

KEY_PERSON: Final[Machine] = {
    "candidate": frozenset({"in_training", "deployable", "alumni"}),
    "in_training": frozenset({"deployable", "paused", "candidate", "alumni"}),
    "deployable": frozenset({"paused", "in_training", "alumni"}),
    "paused": frozenset({"deployable", "in_training", "alumni"}),
    # Who left is welcome back; the checklist says what must be seen again.
    "alumni": frozenset({"candidate", "in_training", "deployable"}),
}

# What somebody may do about their own life cycle without the coordinator: rest, come back, stop.
OWN_STEPS: Final = frozenset(
    {("deployable", "paused"), ("in_training", "paused"), ("paused", "deployable")}
    | {(state, "alumni") for state in ("candidate", "in_training", "deployable", "paused")}
)


def can_move(machine: Machine, old: str, new: str) -> bool:
    """Whether this machine knows the step from old to new."""
    return new in machine[old]


def check(machine: Machine, old: str, new: str) -> None:
    """Do nothing for a legal step; raise ValueError for one that no table knows: that is a mistake in code."""
    if not can_move(machine, old, new):
        raise ValueError(f"{old} > {new} is not a step of this workflow")
