"""What somebody who has read everything that was published can conclude about a count that was not.

Every published cell is one equation over the crossings, each crossing is a whole number of zero or more, and nothing
else is known. Crossings that occur in the same published cells cannot be told apart and are one unknown. The smallest
and the largest value a hidden count can have are two linear programs, in whole numbers where the vertex is not whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sleutelbos.insights.disclosure.tables import Cell, Population

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_WHOLE = 1e-6
_ENDLESS = float("inf")


@dataclass(frozen=True, slots=True)
class Interval:
    """The least and the most a count can be, as far as the published figures tell."""

    least: int
    most: int

    @property
    def width(self) -> int:
        """How many whole numbers wide; 0 is the exact count."""
        return self.most - self.least


def interval_of(population: Population, published: Mapping[Cell, int], cell: Cell) -> Interval:
    """What follows about one cell from the published ones; ValueError when these contradict each other."""
    known = Knowledge(population, [*published], [cell])
    row = known.row(cell)
    totals = np.array([published[one] for one in known.equations], dtype=float)
    ends = [known.extreme(sign * row, totals) for sign in (1, -1)]
    return Interval(*(round(float(row @ end)) for end in ends))


class Knowledge:
    """The equations of the published cells over the groups of crossings that somebody could tell apart."""

    def __init__(
        self, population: Population, equations: Sequence[Cell], asked: Sequence[Cell], nothing: Sequence[Cell] = ()
    ) -> None:
        """`nothing`: cells that stay published as zero; what is in them is no unknown, it is zero in every table."""
        from scipy.sparse import csr_matrix

        self.equations = list(equations)
        cells = list(dict.fromkeys([*equations, *asked]))
        members = [population.inside(cell) for cell in cells]
        size = population.grid.size
        # A crossing is known by the cells it is in: the same cells, the same unknown.
        ends = np.cumsum([len(inside) for inside in members]) if members else np.zeros(0, dtype=int)
        columns = np.concatenate(members) if members else np.zeros(0, dtype=int)
        rows = np.repeat(np.arange(len(cells)), np.diff([0, *ends]))
        matrix = csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(len(cells), size)).tocsc()
        empty = np.zeros(size, dtype=bool)
        for cell in nothing:
            empty[population.inside(cell)] = True
        keys: dict[bytes, int] = {}
        unknown = np.flatnonzero(~empty)
        group = np.empty(len(unknown), dtype=np.int64)
        for number, crossing in enumerate(unknown.tolist()):
            key = matrix.indices[matrix.indptr[crossing] : matrix.indptr[crossing + 1]].tobytes()
            group[number] = keys.setdefault(key, len(keys))
        first = np.zeros(len(keys), dtype=np.int64)
        first[group[::-1]] = unknown[::-1]
        self.matrix: csr_matrix = matrix[:, first].tocsr()
        self.true = np.bincount(group, weights=population.grid.reshape(-1)[unknown], minlength=len(keys))
        self._number = {cell: number for number, cell in enumerate(cells)}
        self._equalities = self.matrix[: len(self.equations)]

    def row(self, cell: Cell) -> NDArray[np.float64]:
        """Which unknowns a cell adds up; the cell was an equation or asked about."""
        return np.asarray(self.sparse_rows([cell]).todense(), dtype=float).reshape(-1)

    def sparse_rows(self, cells: Sequence[Cell]) -> csr_matrix:
        """The same for many cells, a row each."""
        return self.matrix[[self._number[cell] for cell in cells]]

    def extreme(self, aim: NDArray[np.float64], totals: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """The table in whole numbers that fits what is published and makes `aim` times the unknowns least.

        `totals`: what the equations say (the truth when left out). A sum without an upper end is given a table far
        above the truth. Raises ValueError when the equations contradict each other.
        """
        from scipy.optimize import linprog

        total = self._equalities @ self.true if totals is None else totals
        found = linprog(aim, A_eq=self._equalities, b_eq=total, bounds=(0, self.ceiling), method="highs-ds")
        if found.status != 0:
            raise ValueError("the published figures contradict each other")
        table = np.asarray(found.x) if _is_whole(found.x) else self.in_whole_numbers(aim, self._equalities, total, {})
        if table is None:
            raise ValueError("the published figures contradict each other in whole numbers")
        return np.round(table)

    @property
    def ceiling(self) -> float:
        """Without a ceiling a hidden total has no largest value; far above the truth is as good as endless."""
        return 1000.0 + 10.0 * float(self.true.sum())

    def in_whole_numbers(
        self, aim: NDArray[np.float64], equal: csr_matrix, total: NDArray[np.float64], options: Mapping[str, float]
    ) -> NDArray[np.float64] | None:
        """The same by an integer program over some equations; None when none is found within the options of HiGHS."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        found = milp(
            aim,
            constraints=LinearConstraint(equal, total, total),
            bounds=Bounds(0, self.ceiling),
            integrality=np.ones(len(aim)),
            options=dict(options),
        )
        return None if found.x is None else np.asarray(found.x)


class Readers:
    """Tables that somebody who reads what is shown could think of, found soon while cells are hidden and shown.

    One linear program whose rows are opened and closed, so that every answer starts from the last.
    """

    def __init__(self, known: Knowledge, totals: NDArray[np.float64], shown: NDArray[np.bool_]) -> None:
        from ortools.linear_solver import pywraplp

        self._known = known
        self._matrix = known.matrix[: len(known.equations)].tocsr()
        self._totals = totals
        self._shown = shown.copy()
        self._program = pywraplp.Solver.CreateSolver("GLOP")
        self._good = {pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE}
        self._unknowns = [self._program.NumVar(0, known.ceiling, "") for _ in known.true]
        self._equations = [self._program.Constraint(-_ENDLESS, _ENDLESS) for _ in totals]
        for number, equation in enumerate(self._equations):
            for at in self._matrix.indices[self._matrix.indptr[number] : self._matrix.indptr[number + 1]].tolist():
                equation.SetCoefficient(self._unknowns[at], 1)
            if shown[number]:
                equation.SetBounds(float(totals[number]), float(totals[number]))

    def show(self, shown: NDArray[np.bool_]) -> None:
        """Take over which equations there are."""
        for number in np.flatnonzero(shown != self._shown).tolist():
            total = float(self._totals[number])
            self._equations[number].SetBounds(*((total, total) if shown[number] else (-_ENDLESS, _ENDLESS)))
        self._shown = shown.copy()

    def near(self, aim: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """A table in whole numbers that fits what is shown and makes `aim` near its least; None if none is found.

        What is returned says exactly what is shown: it is checked, and only the caller judges how near it is.
        """
        objective = self._program.Objective()
        objective.Clear()
        for at in np.flatnonzero(aim).tolist():
            objective.SetCoefficient(self._unknowns[at], float(aim[at]))
        objective.SetMinimization()
        if self._program.Solve() not in self._good:
            return None
        table: NDArray[np.float64] | None = np.array([unknown.solution_value() for unknown in self._unknowns])
        equal, total = self._matrix[np.flatnonzero(self._shown)], self._totals[self._shown]
        if table is not None and not _is_whole(table):
            # By steps and not by time, so that a slow machine finds the same.
            table = self._known.in_whole_numbers(aim, equal, total, {"node_limit": 40, "mip_rel_gap": 0.25})
        if table is None:
            return None
        table = np.round(table)
        return table if table.min(initial=0.0) >= 0 and bool((equal @ table == total).all()) else None


def _is_whole(table: NDArray[np.float64]) -> bool:
    return bool(np.abs(table - np.round(table)).max(initial=0.0) <= _WHOLE)
