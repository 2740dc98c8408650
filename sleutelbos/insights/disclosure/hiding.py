"""Which cells are not shown: the small ones, and as few and as little others as keep the small ones from being found.

For every small count the interval that everything published leaves is computed, over all tables at once and over what
was published before. Where it is too narrow, a linear program looks for the cheapest other table that readers could not
tell from the true one and in which the count is far enough away; the cells in which the two differ are hidden too
(complementary suppression after Kelly, Golden and Assad, and Fischetti and Salazar). At the end hidden cells that are
not needed are shown again, largest first. What was published before stays published and counts as known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, hstack, identity, vstack

from sleutelbos.insights.disclosure.intervals import Knowledge
from sleutelbos.insights.disclosure.tables import Cell, Population, Rule, Table, cells_of


class Reason(StrEnum):
    """Why a cell is not shown."""

    SMALL = "small"  # fewer than the threshold
    BESIDE = "beside"  # with this one a small one could be found


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it is published: a count, or None with the reason. The reason is for the maker, never for readers."""

    count: int | None
    reason: Reason | None = None


@dataclass(frozen=True)
class Outcome:
    """Every cell of the tables, and the small counts whose interval is too narrow whatever is hidden now.

    `exposed` is empty unless something published earlier tells it already.
    """

    cells: Mapping[Cell, Shown]
    exposed: tuple[Cell, ...]

    @property
    def published(self) -> dict[Cell, int]:
        """The cells readers get."""
        return {cell: shown.count for cell, shown in self.cells.items() if shown.count is not None}


def hide(
    population: Population, tables: Sequence[Table], rule: Rule, *, earlier: Mapping[Cell, int] | None = None
) -> Outcome:
    """Decide for every cell of the tables whether it is shown.

    `earlier`: cells that were published before, with what they said. Small counts are looked for in the tables and in
    every crossing of the dimensions, also when no table shows it: a crossing can follow from two tables.
    """
    before = dict(earlier or {})
    cells = [cell for cell in cells_of(population, tables) if cell not in before]
    counts = {cell: population.count(cell) for cell in cells}
    asked = set(cells_of(population, tables))
    crossings = [cell for cell, count in population.counts.items() if rule.is_small(count)]
    small = list(dict.fromkeys([*(cell for cell in cells if rule.is_small(counts[cell])), *crossings]))
    search = _Search(population, cells, before, small, rule)
    exposed = search.protect()
    search.show_again()
    found: dict[Cell, Shown] = {}
    for cell in asked & before.keys():
        found[cell] = Shown(before[cell])
    for cell in cells:
        hidden = cell in search.hidden
        reason = (Reason.SMALL if rule.is_small(counts[cell]) else Reason.BESIDE) if hidden else None
        found[cell] = Shown(None if hidden else counts[cell], reason)
    return Outcome(found, tuple(exposed))


class _Search:
    """What is hidden so far, and for every small count two tables that readers could not tell from the true one."""

    def __init__(
        self,
        population: Population,
        cells: Sequence[Cell],
        before: Mapping[Cell, int],
        small: Sequence[Cell],
        rule: Rule,
    ) -> None:
        self._rule = rule
        self._small = list(small)
        self._cells = list(cells)
        self._fixed = list(before)
        self._known = Knowledge(population, [*self._cells, *self._fixed], small)
        equations = self._known.equations
        self._open = np.array([not rule.is_small(population.count(cell)) for cell in equations], dtype=bool)
        self._open[len(self._cells) :] = True
        self._totals = np.array(
            [*(population.count(cell) for cell in self._cells), *(before[cell] for cell in self._fixed)], dtype=float
        )
        # What was published before and has been corrected since is no longer about the same people.
        truth = self._known.matrix[: len(equations)] @ self._known.true
        self._open &= np.abs(truth - self._totals) < 0.5
        self._matrix = self._known.matrix[: len(equations)]
        self._rows = {cell: self._known.row(cell) for cell in self._small}
        self._far: dict[Cell, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
        self._tables: list[NDArray[np.float64]] = [self._known.true.astype(np.float64)]

    @property
    def hidden(self) -> set[Cell]:
        """The cells of this release that are not shown."""
        return {cell for cell, is_open in zip(self._cells, self._open, strict=False) if not is_open}

    def protect(self) -> list[Cell]:
        """Hide until every small count is wide enough; returns those that cannot be."""
        exposed: list[Cell] = []
        if not self._small:
            return exposed
        self._widen()
        for cell in sorted(self._small, key=lambda one: (self._rows[one].sum(), one)):
            while not self._is_wide(cell):
                more = self._needed(cell)
                if more is None or not self._open[more].any():
                    exposed.append(cell)
                    break
                self._open[more] = False
        return exposed

    def show_again(self) -> None:
        """Show hidden cells again, largest first, as long as every small count stays wide enough."""
        numbers = [
            number
            for number in range(len(self._cells))
            if not self._open[number] and not self._rule.is_small(round(float(self._totals[number])))
        ]
        for number in sorted(numbers, key=lambda one: (-self._totals[one], one)):
            row = np.asarray(self._matrix[number].todense()).reshape(-1)
            touched = [
                cell
                for cell, ends in self._far.items()
                if any(abs(float(row @ end) - self._totals[number]) > 0.5 for end in ends)
            ]
            kept = {cell: self._far[cell] for cell in touched}
            self._open[number] = True
            self._tables = [table for table in self._tables if abs(float(row @ table) - self._totals[number]) < 0.5]
            for cell in touched:
                del self._far[cell]
                if not self._is_wide(cell):
                    self._open[number] = False
                    self._far.update(kept)
                    break

    def _end(self, aim: NDArray[np.float64]) -> NDArray[np.float64]:
        return self._known.extreme(aim, self._totals, self._open, exact=False)

    def _widen(self) -> None:
        """Look for tables that move many small counts at once: most need no program of their own."""
        chance = np.random.default_rng(len(self._small))
        rows = np.array([self._rows[cell] for cell in self._small])
        low = high = rows @ self._tables[0]
        waiting = np.ones(len(self._small), dtype=bool)
        while waiting.any():
            aim = (chance.choice((-1.0, 1.0), size=int(waiting.sum())) * chance.random(int(waiting.sum()))) @ rows[
                waiting
            ]
            self._tables.append(self._end(aim))
            values = rows @ self._tables[-1]
            low, high = np.minimum(low, values), np.maximum(high, values)
            left = high - low < self._rule.width - 0.5
            if waiting.sum() - left.sum() < max(3, 0.01 * len(self._small)):
                return
            waiting = left

    def _is_wide(self, cell: Cell) -> bool:
        """Whether two tables that fit what is shown are far enough apart in this cell."""
        if cell in self._far:
            return True
        row = self._rows[cell]
        values = np.array(self._tables) @ row
        low, high = int(values.argmin()), int(values.argmax())
        if values[high] - values[low] < self._rule.width - 0.5:
            ends = [self._end(sign * row) for sign in (-1, 1)]
            self._tables.extend(ends)
            values = np.append(values, [float(row @ end) for end in ends])
            low, high = int(values.argmin()), int(values.argmax())
            if values[high] - values[low] < self._rule.width - 0.5:
                return False
        self._far[cell] = (self._tables[low], self._tables[high])
        return True

    def _needed(self, cell: Cell) -> NDArray[np.int64] | None:
        """The shown cells whose hiding costs least and lets this count be `width` above its least value."""
        row = self._rows[cell]
        least = float(row @ self._end(row))
        away = least + self._rule.width - float(row @ self._known.true)
        shown = np.flatnonzero(self._open)
        free = shown[shown < len(self._cells)]
        fixed = shown[shown >= len(self._cells)]
        unknowns = len(self._known.true)
        # Unknowns: the change of every group of crossings, then for every shown cell how far it moves up and down.
        moved = len(free)
        cost = np.concatenate([np.zeros(unknowns), np.tile(1.0 + np.log1p(self._totals[free]), 2)])
        rows = [hstack([self._matrix[free], -identity(moved), identity(moved)])]
        if len(fixed):
            rows.append(hstack([self._matrix[fixed], csr_matrix((len(fixed), 2 * moved))]))
        rows.append(hstack([csr_matrix(row), csr_matrix((1, 2 * moved))]))
        right = np.concatenate([np.zeros(moved + len(fixed)), [away]])
        bounds = [(-float(value), None) for value in self._known.true] + [(0, None)] * (2 * moved)
        found = linprog(cost, A_eq=vstack(rows).tocsr(), b_eq=right, bounds=bounds, method="highs-ds")
        if found.status != 0:
            return None
        change = found.x[unknowns : unknowns + moved] + found.x[unknowns + moved :]
        return np.asarray(free[change > 1e-7], dtype=np.int64)
