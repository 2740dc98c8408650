"""The plan as rows and columns for a solver: what may be together, and what it is worth in tenths of a point.

Variables: one per row of the pool (x), one per start of a question that wants several people (z), and helpers that
settle themselves once those are whole numbers: load beyond a share of the cap, first visits, people a newcomer sees.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from sleutelbos.matching.engine.columns import Bools, Floats, Ints
from sleutelbos.matching.engine.plan.conflicts import Conflicts
from sleutelbos.matching.engine.plan.groups import Groups
from sleutelbos.matching.engine.plan.together import beside, company_points, in_company, without_rest

NO_ROWS: Ints = np.zeros(0, dtype=np.int64)
NOBODY_YET, NEVER_FREE, ALONE = -2, -1, -1


@dataclass
class _Rows:
    """Rows "at most", collected as triples."""

    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    value: list[Ints] = field(default_factory=list)
    most: list[Ints] = field(default_factory=list)
    count: int = 0

    def add(self, row: Ints, column: Ints, value: Ints | int, most: Ints) -> tuple[int, int]:
        """Rows numbered from 0 among themselves; returns where they begin and end."""
        self.row.append(row + self.count)
        self.column.append(column)
        self.value.append(np.broadcast_to(np.asarray(value, dtype=np.int64), column.shape))
        self.most.append(most)
        first = self.count
        self.count += len(most)
        return first, self.count

    def extend(self, row: Ints, column: Ints, value: Ints | int) -> None:
        """More entries of rows that are there already (numbered from the beginning)."""
        self.row.append(row)
        self.column.append(column)
        self.value.append(np.broadcast_to(np.asarray(value, dtype=np.int64), column.shape))

    def matrix(self, columns: int) -> tuple[sparse.csr_array, Floats]:
        row, column, value, most = (
            np.concatenate([NO_ROWS, *part]) for part in (self.row, self.column, self.value, self.most)
        )
        shape = (self.count, columns)
        return sparse.csr_array((value.astype(np.float64), (row, column)), shape=shape), most.astype(np.float64)


class Model:
    """Some rows of a pool as an integer program, beside rows that stay as they are (``kept``).

    ``rows`` must be compatible with ``kept`` one by one (see ``compatible``). ``constant`` is what ``kept`` is worth.
    """

    def __init__(self, groups: Groups, conflicts: Conflicts, kept: Ints = NO_ROWS) -> None:
        self.groups, self.conflicts, self.kept = groups, conflicts, kept
        self.pool = groups.pool
        self.rows = conflicts.rows
        self.size = len(self.rows)
        self.constant = groups.value(kept)
        self.question: Ints = self.pool.question[self.rows]
        self._spent = groups.spent(kept)
        self._cost: list[Ints] = []
        self._upper: list[Ints] = []
        self.columns = 0
        self._coupling, self._block = _Rows(), _Rows()
        self.wide = np.flatnonzero(self.pool.wanted[self.question] > 1)
        worth = self.pool.points[self.rows] * 10
        worth = worth + 10 * beside(self.pool, self.rows, kept)
        worth = worth + np.where(self.pool.wanted[self.question] > 1, 0, 10 * self.pool.serve[self.question])
        self._new(worth, np.ones(self.size, dtype=np.int64))
        self._questions()
        self.cliques = conflicts.cliques()
        # From here on they were added later, because a relaxation broke them.
        self.found = len(self.cliques)
        self._person_rows()
        self._load_rows()
        self._first_visit_rows()
        self._newcomer_rows()
        self._rest_rows()
        self._company_rows()
        self.cost: Floats = np.concatenate(self._cost).astype(np.float64)
        self.upper: Floats = np.concatenate(self._upper).astype(np.float64)
        self.coupling, self.most = self._coupling.matrix(self.columns)
        self.block, self.block_most = self._block.matrix(self.columns)
        self.whole: Ints = np.zeros(self.columns, dtype=np.int64)
        self.whole[: self.size + len(self.slots)] = 1

    def _new(self, cost: Ints, upper: Ints) -> Ints:
        """New variables; returns their columns."""
        self._cost.append(cost)
        self._upper.append(upper)
        self.columns += len(cost)
        return np.arange(self.columns - len(cost), self.columns)

    def _questions(self) -> None:
        """Each question once; all its people at one start, or nobody."""
        pool = self.pool
        done = np.bincount(pool.question[self.kept], minlength=len(pool.questions))
        single = np.flatnonzero(pool.wanted[self.question] == 1)
        found, row = np.unique(self.question[single], return_inverse=True)
        self._block.add(row, single, 1, np.ones(len(found), dtype=np.int64))
        starts = pool.start[self.rows]
        self.slots: list[tuple[int, int]] = sorted(
            {(int(self.question[at]), int(starts[at])) for at in self.wide.tolist()}
        )
        self.slot: dict[tuple[int, int], int] = {}
        if not self.slots:
            return
        cost = np.array([10 * pool.serve[question] for question, _start in self.slots], dtype=np.int64)
        columns = self._new(cost, np.ones(len(cost), dtype=np.int64))
        self.slot = dict(zip(self.slots, columns.tolist(), strict=True))
        by_slot: dict[int, list[int]] = {}
        for at in self.wide.tolist():
            by_slot.setdefault(self.slot[int(self.question[at]), int(starts[at])], []).append(at)
        by_question: dict[int, list[int]] = {}
        for (question, _start), column in self.slot.items():
            by_question.setdefault(question, []).append(column)
            members = np.array([*by_slot[column], column])
            missing = int(pool.wanted[question] - done[question])
            value = np.array([1] * (len(members) - 1) + [-missing])
            zero = np.zeros(1, dtype=np.int64)
            # Exactly as many as are missing: at most, and at least.
            self._block.add(np.zeros(len(members), dtype=np.int64), members, value, zero)
            self._block.add(np.zeros(len(members), dtype=np.int64), members, -value, zero)
            # Nobody goes where the question is not served: says nothing new for whole numbers, much for parts.
            for at in by_slot[column]:
                self._block.add(np.zeros(2, dtype=np.int64), np.array([at, column]), np.array([1, -1]), zero)
        for members_of in by_question.values():
            self._one_of(self._block, members_of)

    def _one_of(self, rows: _Rows, columns: Iterable[int]) -> None:
        members = np.array(list(columns), dtype=np.int64)
        rows.add(np.zeros(len(members), dtype=np.int64), members, 1, np.ones(1, dtype=np.int64))

    def _person_rows(self) -> None:
        """At most one of each clique, and the caps that could be passed."""
        sizes = [len(clique) for clique in self.cliques]
        members = np.array([at for clique in self.cliques for at in clique], dtype=np.int64)
        row = np.repeat(np.arange(len(sizes)), sizes)
        first, end = self._coupling.add(row, members, 1, np.ones(len(sizes), dtype=np.int64))
        self.clique_rows: list[int] = list(range(first, end))
        groups, spent, pool = self.groups, self._spent, self.pool
        ones = np.ones(self.size, dtype=np.int64)
        minutes = pool.duration[self.rows]
        weeks, months, people = groups.by_week[self.rows], groups.by_month[self.rows], pool.person[self.rows]
        self.cap_rows = [
            self._cap(weeks, ones, groups.visits_left - spent.visits),
            self._cap(weeks, minutes, groups.minutes_left - spent.minutes),
            self._cap(months, minutes, groups.month_left - spent.month),
            self._cap(people, ones, groups.asks_left - spent.asks),
        ]

    def add_cliques(self, found: list[list[int]]) -> None:
        """More sets of positions of which at most one can be."""
        if not found:
            return
        extra = _Rows()
        for members in found:
            self._one_of(extra, members)
        matrix, most = extra.matrix(self.columns)
        self.clique_rows += range(len(self.most), len(self.most) + len(found))
        self.cliques += found
        self.coupling = sparse.vstack([self.coupling, matrix], format="csr")
        self.most = np.concatenate([self.most, most])

    def _cap(self, keys: Ints, values: Ints, left: Ints) -> tuple[int, Ints]:
        """One row for each key whose rows could take more than is left; returns where they begin and the keys."""
        # Each question counts once, with its longest.
        total = np.bincount(keys, weights=values, minlength=len(left))
        # Somebody may be over a cap already; then there are no rows.
        tight = np.flatnonzero((total > left) & (total > 0))
        number = np.full(len(left), -1, dtype=np.int64)
        number[tight] = np.arange(len(tight))
        members = np.flatnonzero(number[keys] >= 0)
        first, _end = self._coupling.add(number[keys[members]], members, values[members], left[tight])
        return first, tight

    def _load_rows(self) -> None:
        """Minutes beyond the free part of somebody's week cost, band after band."""
        groups, weights = self.groups, self.pool.weights
        base = groups.used + self._spent.minutes
        bands = weights.load
        free_to = max((band.to_percent for band in bands if band.points_per_10_minutes == 0), default=0)
        free = np.maximum(groups.cap * free_to // 100 - base, 0)
        keys, minutes = groups.by_week[self.rows], self.pool.duration[self.rows]
        # Also rows of the pool that are left out here: they are priced by the same rows.
        total = np.bincount(groups.by_week, weights=self.pool.duration, minlength=len(free)).astype(np.int64)
        tight = np.flatnonzero(total > free)
        number = np.full(len(free), -1, dtype=np.int64)
        number[tight] = np.arange(len(tight))
        members = np.flatnonzero(number[keys] >= 0)
        first, end = self._coupling.add(number[keys[members]], members, minutes[members], free[tight])
        self.load_row: Ints = np.where(number >= 0, number + first, -1)
        low = np.maximum(groups.cap[tight] * free_to // 100, base[tight])
        for at, band in enumerate(bands):
            if band.points_per_10_minutes == 0:
                continue
            high = groups.cap[tight] * band.to_percent // 100
            if at == len(bands) - 1:
                high = low + total[tight]
            width = np.maximum(high - low, 0)
            cost = np.full(len(tight), -band.points_per_10_minutes, dtype=np.int64)
            columns = self._new(cost, width)
            self._coupling.extend(np.arange(first, end), columns, -1)
            low = np.maximum(low, high)

    def _first_visit_rows(self) -> None:
        """Somebody's first visit of the plan brings points once: long not asked, and no work for weeks."""
        groups, pool = self.groups, self.pool
        people = pool.person[self.rows]
        not_yet = self._spent.asks == 0
        self.asked_row = self._once(people, NO_ROWS, np.where(not_yet, 10 * groups.long_ago, 0))
        idle = np.flatnonzero(groups.idle[groups.by_week[self.rows]])
        first = np.where(self._spent.woken, 0, 10 * pool.weights.first_work)
        self.woken_row = self._once(people[idle], idle, first, given=True)

    def _once(self, people: Ints, rows: Ints, worth: Ints, *, given: bool = False) -> Ints:
        """Worth per person, once for any of the rows; returns the row of each person, -1 where there is none."""
        number = np.full(len(worth), -1, dtype=np.int64)
        # Everybody who has rows in the pool, so that rows left out here can be priced.
        who = np.flatnonzero((worth > 0) & (np.bincount(self.pool.person, minlength=len(worth)) > 0))
        number[who] = np.arange(len(who))
        members = rows if given else np.arange(self.size)
        inside = number[people] >= 0
        columns = self._new(worth[who], np.ones(len(who), dtype=np.int64))
        first, end = self._coupling.add(number[people[inside]], members[inside], -1, np.zeros(len(who), dtype=np.int64))
        self._coupling.extend(np.arange(first, end), columns, 1)
        return np.where(number >= 0, number + first, -1)

    def _rest_rows(self) -> None:
        """A visit too shortly after a heavy one of the same person costs.

        One row says it of many pairs: of the heavy visits only one can be, and of those after all of them too.
        """
        heavy, later = without_rest(self.pool, self.rows, self.rows)
        mask, local = self.conflicts.mask, self.conflicts.local.tolist()
        after: dict[int, dict[int, int]] = {}
        of_person: dict[int, list[int]] = {}
        person = self.pool.person[self.rows]
        for one, other in zip(heavy.tolist(), later.tolist(), strict=True):
            if mask[one] >> local[other] & 1:
                continue
            if one not in after:
                after[one] = {}
                of_person.setdefault(int(person[one]), []).append(one)
            after[one][local[other]] = other
        row: list[int] = []
        members: list[int] = []
        count = 0
        for who in sorted(of_person):
            for clique in _cliques(of_person[who], mask, local):
                common: dict[int, list[int]] = {}
                for at, one in enumerate(clique):
                    for other in after[one].values():
                        common[other] = [*common.get(other, ()), at]
                alike: dict[tuple[int, ...], list[int]] = {}
                for other in sorted(common, key=lambda each: local[each]):
                    alike.setdefault(tuple(common[other]), []).append(other)
                for firsts, others in alike.items():
                    for part in _cliques(others, mask, local):
                        both = [*(clique[at] for at in firsts), *part]
                        members += both
                        row += [count] * len(both)
                        count += 1
        if not count:
            return
        ones = np.ones(count, dtype=np.int64)
        columns = self._new(np.full(count, 10 * self.pool.weights.rest, dtype=np.int64), ones)
        first, end = self._coupling.add(
            np.array(row, dtype=np.int64), np.array(members, dtype=np.int64), 1, np.ones(count, dtype=np.int64)
        )
        self._coupling.extend(np.arange(first, end), columns, -1)

    def _company_rows(self) -> None:
        """Two people who go together because one of them likes that bring points, when both go."""
        one, other = in_company(self.pool, self.rows, self.rows)
        points = company_points(self.pool, self.rows[one], self.rows[other])
        use = (one < other) & (points > 0)
        one, other, points = one[use], other[use], points[use]
        if not len(points):
            return
        columns = self._new(10 * points, np.ones(len(points), dtype=np.int64))
        nothing = np.zeros(len(points), dtype=np.int64)
        for members in (one, other):
            first, end = self._coupling.add(np.arange(len(points)), members, -1, nothing)
            self._coupling.extend(np.arange(first, end), columns, 1)

    def _newcomer_rows(self) -> None:
        """A newcomer is in one visit at a time, and each further person in a week costs."""
        groups = self.groups
        by_question: dict[int, list[int]] = {}
        circle_of = groups.circle_of
        for at, question in enumerate(self.question.tolist()):
            if question in circle_of:
                by_question.setdefault(question, []).append(at)
        starts, ends = self.pool.start[self.rows].tolist(), self.pool.end[self.rows].tolist()
        for questions in groups.circles.values():
            here = [at for question in questions for at in by_question.get(question, ())]
            if here:
                self._one_place(here, starts, ends)
        self.faces = Faces.of(self)

    def _one_place(self, here: list[int], starts: list[int], ends: list[int]) -> None:
        done: set[frozenset[int]] = set()
        question = self.question
        for moment in sorted({starts[at] for at in here}):
            running = [at for at in here if starts[at] <= moment < ends[at]]
            if len({int(question[at]) for at in running}) < 2:
                continue
            columns = frozenset(self.slot.get((int(question[at]), starts[at]), at) for at in running)
            if not any(columns <= other for other in done):
                done.add(columns)
                self._one_of(self._coupling, sorted(columns))


def _cliques(positions: list[int], mask: list[int], local: list[int]) -> list[list[int]]:
    """Positions of one person in sets of which at most one can be; each in the first set it belongs to."""
    found: list[tuple[list[int], int]] = []
    for at in positions:
        for number, (members, common) in enumerate(found):
            if common >> local[at] & 1:
                members.append(at)
                found[number] = members, common & mask[at]
                break
        else:
            found.append(([at], mask[at]))
    return [members for members, _common in found]


@dataclass(frozen=True)
class Faces:
    """The rows that count the people a newcomer sees in a week, and what finds them for rows left out of the model.

    A *week* is one newcomer's week, a *face* one person in it, a *visit* one question of that person; each has a
    number as its key. Somebody with one visit only needs no rows: the visit costs what the face costs. ``visit_keys``
    and ``face_keys`` are sorted, ``visit_row`` and ``face_column`` belong to them, ALONE for faces of one visit.
    ``first_row`` is the row that makes the first face of a week free, NEVER_FREE where somebody is seen already,
    NOBODY_YET where the model has nobody. ``seen`` are faces that cost nothing any more.
    """

    groups: Groups
    cost: int
    face_keys: Ints
    face_column: Ints
    visit_keys: Ints
    visit_row: Ints
    first_row: Ints
    seen: Ints

    @classmethod
    def of(cls, model: Model) -> "Faces":
        """Adds the rows and columns to a model that is being made."""
        groups, cost = model.groups, 10 * model.pool.weights.switch
        at, visits = groups.faces(model.rows)
        people = groups.pool.world.size
        seen = np.unique(groups.faces(model.kept)[1] // groups.per_face)
        first_row = np.full(groups.circle_weeks, NOBODY_YET, dtype=np.int64)
        first_row[seen // people] = NEVER_FREE
        if not cost or not len(at):
            return cls(groups, cost, NO_ROWS, NO_ROWS, NO_ROWS, NO_ROWS, first_row, seen)
        new = ~np.isin(visits // groups.per_face, seen)
        at, visits = at[new], visits[new]
        visit_keys, visit = np.unique(visits, return_inverse=True)
        face_keys, face, count = np.unique(visit_keys // groups.per_face, return_inverse=True, return_counts=True)
        week = face_keys // people
        free = first_row[week] != NEVER_FREE
        # Several visits: a column for the face, and a row for each visit.
        several = np.flatnonzero(count > 1)
        face_column = np.full(len(face_keys), ALONE, dtype=np.int64)
        face_column[several] = model._new(np.full(len(several), cost), np.ones(len(several), dtype=np.int64))
        wide = np.flatnonzero(count[face] > 1)
        number = np.full(len(visit_keys), ALONE, dtype=np.int64)
        number[wide] = np.arange(len(wide))
        inside = np.flatnonzero(number[visit] >= 0)
        low, high = model._coupling.add(number[visit[inside]], at[inside], 1, np.zeros(len(wide), dtype=np.int64))
        model._coupling.extend(np.arange(low, high), face_column[face[wide]], -1)
        visit_row = np.where(number >= 0, number + low, ALONE)
        # One visit: its rows cost as much.
        single = np.flatnonzero(number[visit] < 0)
        np.add.at(model._cost[0], at[single], cost)
        # The first face of a week is free.
        weeks, of_week = np.unique(week[free], return_inverse=True)
        columns = model._new(np.full(len(weeks), -cost), np.ones(len(weeks), dtype=np.int64))
        place = np.full(len(face_keys), -1, dtype=np.int64)
        place[free] = of_week
        mine = several[free[several]]
        low, high = model._coupling.add(place[mine], face_column[mine], -1, np.zeros(len(weeks), dtype=np.int64))
        alone = single[free[face[visit[single]]]]
        model._coupling.extend(place[face[visit[alone]]] + low, at[alone], -1)
        model._coupling.extend(np.arange(low, high), columns, 1)
        first_row[weeks] = np.arange(low, high)
        return cls(groups, cost, face_keys, face_column, visit_keys, visit_row, first_row, seen)

    def price(self, prices: Floats, reduced: Floats, rows: Ints, need: Floats) -> Floats:
        """What rows of the pool that are not in the model pay for the faces they would be.

        ``reduced``: per column of the model. ``need``: what a row has more than the best of its question. Several
        questions of one face share what that face has left, as the prices of its rows would.
        """
        groups, paid = self.groups, np.zeros(len(rows))
        at, visits = groups.faces(rows)
        useful = ~np.isin(visits // groups.per_face, self.seen)
        at, visits = at[useful], visits[useful]
        if not self.cost or not len(at):
            return paid
        known, visit = _found(self.visit_keys, visits)
        row, first = self.visit_row[visit[known]], self._first(prices, visits[known] // groups.per_face)
        # ALONE reads the last entry, which is not used.
        np.add.at(paid, at[known], np.where(row == ALONE, first, np.append(prices, 0.0)[row]))
        at, visits = at[~known], visits[~known]
        # Every visit as needy as its most needy row.
        keys, visit = np.unique(visits, return_inverse=True)
        most = np.zeros(len(keys))
        np.maximum.at(most, visit, need[at])
        faces, face = np.unique(keys // groups.per_face, return_inverse=True)
        room = self._first(prices, faces)
        there, known_face = _found(self.face_keys, faces)
        column = self.face_column[known_face[there]]
        # Whoever has one visit in the model pays everything for the face already.
        room[there] = np.where(column == ALONE, 0.0, -reduced[column])
        room = np.maximum(room, 0.0)
        given = _shared(room, face, most)
        np.subtract.at(room, face, given)
        # What is left over goes to rows that need nothing: it tells how far they are from being of use.
        given += _shared(np.maximum(room, 0.0), face, np.full(len(keys), -float(self.cost)))
        np.add.at(paid, at, given[visit])
        return paid

    def _first(self, prices: Floats, faces: Ints) -> Floats:
        """What a face costs beside what it is worth to be the first of its week."""
        first = self.first_row[faces // self.groups.pool.world.size]
        costs = np.where(first == NOBODY_YET, 0.0, -float(self.cost))
        costs[first >= 0] -= prices[first[first >= 0]]
        return costs


def _shared(room: Floats, owner: Ints, need: Floats) -> Floats:
    """Gives everybody of one owner what they need as long as there is room, the most needy first."""
    order = np.lexsort((np.arange(len(need)), -need, owner))
    spent = np.concatenate([[0.0], np.cumsum(need[order])])
    begins = owner[order].searchsorted(owner[order])
    before = spent[:-1] - spent[begins]
    given = np.empty(len(need))
    given[order] = np.clip(room[owner[order]] - before, 0.0, need[order])
    return given


def _found(keys: Ints, wanted: Ints) -> tuple[Bools, Ints]:
    """Which of ``wanted`` are among sorted keys, and where."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=bool), np.zeros(len(wanted), dtype=np.int64)
    where: Ints = np.minimum(keys.searchsorted(wanted), len(keys) - 1)
    return keys[where] == wanted, where
