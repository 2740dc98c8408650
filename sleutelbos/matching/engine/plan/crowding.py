"""Where a relaxation does more than a person can: sets of conflicting visits that it uses more than once."""

import numpy as np

from sleutelbos.matching.engine.columns import Floats
from sleutelbos.matching.engine.plan.conflicts import Conflicts, bits_of


def crowded(conflicts: Conflicts, value: Floats) -> list[list[int]]:
    """Maximal cliques of positions whose values add up to more than one, in a fixed order."""
    order, first = conflicts.order.tolist(), conflicts.first.tolist()
    used = np.flatnonzero(value > 1e-6)
    person = conflicts.pool.person[conflicts.rows[used]]
    found: set[tuple[int, ...]] = set()
    for who in np.unique(person).tolist():
        here = used[person == who]
        if len(here) < 3:
            continue
        members = {int(conflicts.local[at]): at for at in here.tolist()}
        masks = {bit: conflicts.mask[at] for bit, at in members.items()}
        among = sum(1 << bit for bit in masks)
        for clique in _cliques(masks, 0, among, 0):
            if sum(float(value[members[bit]]) for bit in bits_of(clique)) > 1.01:
                found.add(tuple(sorted(_grown(conflicts, order, first[who], clique))))
    return [list(clique) for clique in sorted(found)]


def _cliques(masks: dict[int, int], clique: int, open_: int, done: int) -> list[int]:
    """All maximal cliques of a small graph, as bit sets (Bron and Kerbosch, with a pivot)."""
    if not open_ and not done:
        return [clique]
    pivot = max(bits_of(open_ | done), key=lambda bit: (masks[bit] & open_).bit_count())
    found = []
    for bit in bits_of(open_ & ~masks[pivot]):
        found += _cliques(masks, clique | 1 << bit, open_ & masks[bit], done & masks[bit])
        open_ &= ~(1 << bit)
        done |= 1 << bit
    return found


def _grown(conflicts: Conflicts, order: list[int], first: int, clique: int) -> list[int]:
    """The clique with every other row of the person that conflicts with all of it, as positions."""
    members = [order[first + bit] for bit in bits_of(clique)]
    open_ = -1
    for at in members:
        open_ &= conflicts.mask[at]
    while open_ > 0:
        at = order[first + (open_ & -open_).bit_length() - 1]
        members.append(at)
        open_ &= conflicts.mask[at]
    return members
