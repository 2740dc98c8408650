"""Which visits of one person cannot both be, and the sets of visits of which at most one can be.

Travel obeys the triangle inequality, so looking at two visits at a time is enough.
"""

from collections.abc import Iterable

import numpy as np

from sleutelbos.matching.engine.columns import FOREVER, MODES, Bools, Ints
from sleutelbos.matching.engine.plan.pool import Pool


def clashes(pool: Pool, one: Ints, other: Ints) -> Bools:
    """For each two rows of one person: whether they are for one question, or too close for the trip between."""
    gap = pool.weights.gap_minutes
    between = np.maximum(pool.start[one] - pool.end[other], pool.start[other] - pool.end[one])
    found: Bools = (between < gap) | (pool.question[one] == pool.question[other])
    reach = max(pool.travel.longest, pool.weights.unknown_travel_minutes) + gap
    unsure = np.flatnonzero(~found & (between < reach))
    if len(unsure):
        trip = trips(pool, one[unsure], other[unsure])
        found[unsure] = between[unsure] < trip + gap
    return found


def trips(pool: Pool, one: Ints, other: Ints) -> Ints:
    """Minutes from one visit to the next, by the quickest means of the person whose rows these are."""
    world = pool.world
    person, here, there = pool.person[one], pool.question[one], pool.question[other]
    places = []
    for question in (here, there):
        online = pool.online[question]
        xyz = np.where(online, world.home.xyz[:, person], pool.place.xyz[:, question])
        places.append((xyz, np.where(online, world.home.known[person], pool.place.known[question])))
    minutes = np.full(len(one), FOREVER, dtype=np.int64)
    for index, mode in enumerate(MODES):
        rows = np.flatnonzero(world.modes[index, person])
        if len(rows):
            taken = pool.travel.minutes(places[0][0][:, rows], places[1][0][:, rows], mode)
            minutes[rows] = np.minimum(minutes[rows], taken)
    unknown = (minutes == FOREVER) | ~places[0][1] | ~places[1][1]
    minutes[unknown] = pool.weights.unknown_travel_minutes
    minutes[pool.online[here] & pool.online[there]] = 0
    return minutes


class Conflicts:
    """The conflicts among some rows of a pool, as one bit set per row over the rows of the same person.

    ``rows`` are pool rows in ascending order; everything else is told in positions within them. ``local`` is the bit of
    a position among those of its person, ``mask`` the bits it clashes with (its own bit not among them).
    """

    def __init__(self, pool: Pool, rows: Ints) -> None:
        self.pool, self.rows = pool, rows
        person = pool.person[rows]
        self.order: Ints = np.lexsort((pool.start[rows], person))
        self.first: Ints = person[self.order].searchsorted(np.arange(pool.world.size + 1))
        self.local: Ints = np.empty(len(rows), dtype=np.int64)
        self.local[self.order] = np.arange(len(rows)) - self.first[person[self.order]]
        self.mask: list[int] = [0] * len(rows)
        self._fill()

    def _fill(self) -> None:
        pool, rows, order = self.pool, self.rows, self.order
        person, start = pool.person[rows][order], pool.start[rows][order]
        end = pool.end[rows][order]
        reach = max(pool.travel.longest, pool.weights.unknown_travel_minutes) + pool.weights.gap_minutes
        # Per row the rows of the same person that start before it is over and everybody could be back.
        span = 1 << 34
        key = person * span + start
        last = np.minimum(key.searchsorted(person * span + end + reach), self.first[person + 1])
        count = np.maximum(last - np.arange(len(rows)) - 1, 0)
        near = np.repeat(np.arange(len(rows)), count)
        far = near + 1 + np.arange(len(near)) - np.repeat(np.cumsum(count) - count, count)
        question = pool.question[rows][order]
        same = self._same_question(person, question)
        if len(same):
            early, late = same // len(rows), same % len(rows)
            apart = late >= last[early]  # the others are there already
            near, far = np.concatenate([near, early[apart]]), np.concatenate([far, late[apart]])
        hit = clashes(pool, rows[order[near]], rows[order[far]])
        local = self.local[order]
        widest = int(local.max(initial=0)) + 1
        # So many rows at a time that the table stays small.
        step = max(1, 50_000_000 // widest)
        one, other = np.concatenate([near[hit], far[hit]]), np.concatenate([far[hit], near[hit]])
        for low in range(0, len(rows), step):
            here = (one >= low) & (one < low + step)
            table = np.zeros((min(step, len(rows) - low), widest), dtype=bool)
            table[one[here] - low, local[other[here]]] = True
            packed = np.packbits(table, axis=1, bitorder="little")
            for at, bits in zip(order[low : low + step].tolist(), packed, strict=True):
                self.mask[at] = int.from_bytes(bits.tobytes(), "little")

    def _same_question(self, person: Ints, question: Ints) -> Ints:
        """Pairs of one person for one question, however far apart, as one number each."""
        size = len(person)
        order = np.lexsort((question, person))
        pairs = []
        step = 1
        while step < size:
            one, other = order[:-step], order[step:]
            alike = (person[one] == person[other]) & (question[one] == question[other])
            if not alike.any():
                break
            low, high = np.minimum(one[alike], other[alike]), np.maximum(one[alike], other[alike])
            pairs.append(low * size + high)
            step += 1
        return np.concatenate([np.zeros(0, dtype=np.int64), *pairs])

    def cliques(self) -> list[list[int]]:
        """Sets of positions, as large as they can be, of which at most one can be; together they hold every conflict.

        Sets within one question are left out: a question is served once anyway.
        """
        found = []
        question = self.pool.question[self.rows].tolist()
        order = self.order.tolist()
        ends = self.first.tolist()
        for person in range(self.pool.world.size):
            here = order[ends[person] : ends[person + 1]]
            masks = [self.mask[position] for position in here]
            for clique in cover(masks):
                members = [here[bit] for bit in clique]
                if any(question[member] != question[members[0]] for member in members):
                    found.append(members)
        return found


def cover(masks: list[int]) -> Iterable[list[int]]:
    """Maximal cliques that together hold every edge of a graph given as bit sets."""
    left = list(masks)
    for low, mask in enumerate(masks):
        while left[low]:
            bit = left[low] & -left[low]
            clique = (1 << low) | bit
            open_ = mask & masks[bit.bit_length() - 1]
            while open_:
                # First those whose edge is not yet held by another clique.
                wanted = open_ & left[low] or open_
                bit = wanted & -wanted
                clique |= bit
                open_ &= masks[bit.bit_length() - 1]
            members = list(bits_of(clique))
            for member in members:
                left[member] &= ~clique
            yield members


def bits_of(mask: int) -> Iterable[int]:
    """The positions of the bits that are set, ascending."""
    while mask:
        bit = mask & -mask
        yield bit.bit_length() - 1
        mask ^= bit
