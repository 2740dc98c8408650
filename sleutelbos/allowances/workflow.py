"""Which states a booking has and which steps are legal."""

from typing import Final

Machine = dict[str, frozenset[str]]

BOOKING: Final[Machine] = {
    "booked": frozenset({"reversed"}),
    # Waits for the coordinator: the fee would go over a legal cap.
    "held": frozenset({"booked", "reversed"}),
    # Work that was taken back can be put back; the caps are looked at again.
    "reversed": frozenset({"booked", "held"}),
}


def check(machine: Machine, old: str, new: str) -> None:
    """Do nothing for a legal step; raise ValueError for one that no table knows: that is a mistake in code."""
    if new not in machine[old]:
        raise ValueError(f"{old} > {new} is not a step of this workflow")
