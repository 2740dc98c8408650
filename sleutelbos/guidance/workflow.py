"""The states of a guide's text and the moves between them."""

from sleutelbos.ui.errors import StateChanged

Machine = dict[str, frozenset[str]]

# A draft becomes what everybody reads, and what was read before becomes an older version; nothing comes back.
GUIDE_TEXT: Machine = {
    "draft": frozenset({"published", "dropped"}),
    "published": frozenset({"superseded"}),
    "superseded": frozenset(),
    "dropped": frozenset(),
}


def check(machine: Machine, old: str, new: str) -> None:
    """Raise StateChanged unless the move is legal."""
    if new not in machine[old]:
        raise StateChanged
