"""What somebody who has read everything that was published can conclude about a count that was not.

Every published cell is one equation over the crossings, each crossing is a whole number of zero or more, and nothing
else is known. Crossings that occur in the same published cells cannot be told apart and are one unknown. The smallest
and the largest value a hidden count can have are two linear programs, in whole numbers where the vertex is not whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix

from sleutelbos.insights.disclosure.tables import Cell, Population

_WHOLE = 1e-6


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

    def __init__(self, population: Population, equations: Sequence[Cell], asked: Sequence[Cell]) -> None:
        self.equations = list(equations)
        cells = list(dict.fromkeys([*equations, *asked]))
        members = [population.inside(cell) for cell in cells]
        size = population.grid.size
        # A crossing is known by the cells it is in: the same cells, the same unknown.
        ends = np.cumsum([len(inside) for inside in members]) if members else np.zeros(0, dtype=int)
        columns = np.concatenate(members) if members else np.zeros(0, dtype=int)
        rows = np.repeat(np.arange(len(cells)), np.diff([0, *ends]))
        matrix = csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(len(cells), size)).tocsc()
        keys: dict[bytes, int] = {}
        group = np.empty(size, dtype=np.int64)
        for crossing in range(size):
            key = matrix.indices[matrix.indptr[crossing] : matrix.indptr[crossing + 1]].tobytes()
            group[crossing] = keys.setdefault(key, len(keys))
        first = np.zeros(len(keys), dtype=np.int64)
        first[group[::-1]] = np.arange(size)[::-1]
        self.matrix: csr_matrix = matrix[:, first].tocsr()
        self.true = np.bincount(group, weights=population.grid.reshape(-1), minlength=len(keys))
        self._number = {cell: number for number, cell in enumerate(cells)}
        self._equalities = self.matrix[: len(self.equations)]

    def row(self, cell: Cell) -> NDArray[np.float64]:
        """Which unknowns a cell adds up; the cell was an equation or asked about."""
        return np.asarray(self.matrix[self._number[cell]].todense(), dtype=float).reshape(-1)

    def extreme(
        self,
        aim: NDArray[np.float64],
        totals: NDArray[np.float64] | None = None,
        published: NDArray[np.bool_] | None = None,
        *,
        exact: bool = True,
    ) -> NDArray[np.float64]:
        """A table in whole numbers that fits what is published and makes `aim` times the unknowns least.

        `totals`: what the equations say (the truth when left out); `published`: which of them are there (all). A sum
        without an upper end is given a table far above the truth. Not `exact`: a table near the end will do, soon; when
        none is found in time the true one is returned. Raises ValueError when the equations contradict each other.
        """
        equal = self._equalities if published is None else self._equalities[np.flatnonzero(published)]
        total = self._equalities @ self.true if totals is None else totals
        if published is not None:
            total = total[published]
        # Without a ceiling a hidden total has no largest value; far above the truth is as good as endless.
        ceiling = 1000.0 + 10.0 * float(self.true.sum())
        found = linprog(aim, A_eq=equal, b_eq=total, bounds=(0, ceiling), method="highs-ds")
        if found.status != 0:
            raise ValueError("the published figures contradict each other")
        table = np.asarray(found.x)
        if np.abs(table - np.round(table)).max(initial=0.0) > _WHOLE:
            whole = milp(
                aim,
                constraints=LinearConstraint(equal, total, total),
                bounds=Bounds(0, ceiling),
                integrality=np.ones(len(aim)),
                options={} if exact else {"time_limit": 3.0, "mip_rel_gap": 0.25},
            )
            table = self.true if whole.x is None else np.asarray(whole.x)
        return np.round(table).astype(np.float64)
