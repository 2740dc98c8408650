"""Which cells are not shown: those that say too much, and as few and as little others as keep these from being found.

For every cell that says too much, shown in a table or not, the interval that everything published leaves is held open
by two tables in whole numbers that fit all of it and are far enough apart in that cell: as long as both exist, no
reasoning over published figures can tell which is the true one. Where they do not exist, a linear program looks for
the cheapest other table that readers could not tell from the true one; the cells in which the two differ are hidden
too (complementary suppression after Kelly, Golden and Assad, and Fischetti and Salazar). Then hidden cells that are
not needed are shown again, largest first. At the end every pair of tables is checked once more; a cell without one
takes its tables out of the release.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sleutelbos.insights.disclosure.intervals import Knowledge, Readers
from sleutelbos.insights.disclosure.tables import Cell, Population, Rule, Table, cells_of

# How much more a total is worth than a cell in it, for every dimension it is a total of.
_PER_TOTAL: Final = 3.0

# What one release said: counts, and None for a cell that it listed and did not show.
Release = Mapping[Cell, int | None]


class Reason(StrEnum):
    """Why a cell is not shown."""

    SMALL = "small"  # it is about too few, or mostly about one
    BESIDE = "beside"  # with this one another could be found
    CORRECTED = "corrected"  # beside what was published earlier it tells about the few that were added or taken away
    WITHHELD = "withheld"  # its table is not published


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it is published: a count, or None with the reason. The reason is for the maker, never for readers."""

    count: int | None
    reason: Reason | None = None


@dataclass(frozen=True)
class Outcome:
    """Every cell of the tables; the tables that cannot be published at all, and the cells because of which.

    Both are empty unless earlier releases tell too much already: then nothing that meets those cells is published.
    """

    cells: Mapping[Cell, Shown]
    withheld: tuple[str, ...] = ()
    exposed: tuple[Cell, ...] = ()

    @property
    def published(self) -> dict[Cell, int]:
        """The cells readers get."""
        return {cell: shown.count for cell, shown in self.cells.items() if shown.count is not None}

    @property
    def release(self) -> dict[Cell, int | None]:
        """What the next release has to know of this one."""
        return {cell: shown.count for cell, shown in self.cells.items() if shown.reason is not Reason.WITHHELD}


def hide(population: Population, tables: Sequence[Table], rule: Rule, *, earlier: Sequence[Release] = ()) -> Outcome:
    """Decide for every cell of the tables whether it is shown.

    `earlier`: what was published before about the same dimensions. It stays published and counts as known. A figure
    that is no longer true (a late visit, a correction) is about other people than now: both editions stay, and unless
    at least `threshold` came or went the corrected figure is not shown and cannot be found.
    """
    known, corrected = _read(population, rule, earlier)
    need = population.sensitive(rule)
    for cell in corrected:
        need[cell] = max(need.get(cell, 0), rule.width)
    withheld: list[Table] = []
    exposed: tuple[Cell, ...] = ()
    while True:
        kept = [table for table in tables if table not in withheld]
        search = _Search(population, [cell for cell in cells_of(population, kept) if cell not in known], known, need)
        told = search.protect()
        if not told:
            search.show_again()
            told = search.narrow()
        if not told:
            break
        exposed = exposed or told
        if not kept:
            break
        # What says most goes first; a release without any table tells nothing new.
        withheld.append(max(kept, key=lambda table: len(cells_of(population, [table]))))
    listed = set(cells_of(population, kept))
    found: dict[Cell, Shown] = {}
    for cell in cells_of(population, tables):
        if cell not in listed:
            found[cell] = Shown(None, Reason.WITHHELD)
        elif cell in known:
            found[cell] = Shown(known[cell])
        elif cell in search.hidden:
            small = Reason.CORRECTED if cell in corrected else Reason.SMALL
            found[cell] = Shown(None, small if cell in need else Reason.BESIDE)
        else:
            found[cell] = Shown(population.count(cell))
    return Outcome(found, tuple(table.name for table in tables if table in withheld), exposed)


def _read(population: Population, rule: Rule, earlier: Sequence[Release]) -> tuple[dict[Cell, int], set[Cell]]:
    """What earlier releases say that is still true, and the cells that so few came to or went from that it tells."""
    said: dict[Cell, set[int]] = {}
    for release in earlier:
        for cell, count in release.items():
            if count is not None:
                said.setdefault(cell, set()).add(count)
    known: dict[Cell, int] = {}
    corrected: set[Cell] = set()
    for cell, counts in said.items():
        true = population.count(cell)
        if true in counts:
            # The newest of several is the one that holds, and readers have it.
            known[cell] = true
        elif any(rule.is_small(abs(true - count)) for count in counts):
            corrected.add(cell)
    return known, corrected


class _Search:
    """What is hidden so far, and tables that readers could not tell from the true one."""

    def __init__(
        self, population: Population, cells: Sequence[Cell], before: Mapping[Cell, int], need: Mapping[Cell, int]
    ) -> None:
        self._cells = list(cells)
        self._asked = sorted(need)
        self._need = np.array([need[cell] for cell in self._asked], dtype=float)
        nothing = [cell for cell, count in before.items() if not count]
        self._known = Knowledge(population, [*self._cells, *before], self._asked, nothing)
        self._matrix = self._known.matrix[: len(self._known.equations)]
        self._totals = np.rint(self._matrix @ self._known.true)
        self._open = np.array([cell not in need for cell in self._cells] + [True] * len(before), dtype=bool)
        self._small = ~self._open
        groups = [set(dimension.groups) for dimension in population.dimensions]
        totals = [sum(at in group for at, group in zip(cell, groups, strict=True)) for cell in self._cells]
        # What readers would miss: a larger count, and a total much more than what it is the total of.
        self._worth = (1.0 + np.log1p(self._totals[: len(self._cells)])) * _PER_TOTAL ** np.array(totals, dtype=float)
        self._readers = Readers(self._known, self._totals, self._open)
        # Mostly zeros, and in a year of a large region thousands by tens of thousands.
        self._rows = self._known.sparse_rows(self._asked)
        self._tables = self._known.true.astype(float)[None, :]
        self._values = (self._rows @ self._tables.T).T

    @property
    def hidden(self) -> set[Cell]:
        """The cells of this release that are not shown."""
        return {cell for cell, is_open in zip(self._cells, self._open, strict=False) if not is_open}

    def narrow(self) -> tuple[Cell, ...]:
        """The cells that are not kept far enough apart, by tables checked against everything that is shown."""
        if not self._asked:
            return ()
        fits = self._fitting(np.flatnonzero(self._open))
        spread = self._values[fits].max(axis=0) - self._values[fits].min(axis=0)
        return tuple(cell for cell, ok in zip(self._asked, spread >= self._need, strict=True) if not ok)

    def protect(self) -> tuple[Cell, ...]:
        """Hide until every cell that says too much is wide enough; returns those that cannot be."""
        if not self._asked:
            return ()
        self._many()
        for number in np.lexsort((np.arange(len(self._asked)), np.diff(self._rows.indptr))):
            self._free(int(number))
        return tuple(self._asked[number] for number in self._left())

    def show_again(self) -> None:
        """Show hidden cells again, largest first, as long as everything stays wide enough."""
        again = np.flatnonzero(~self._open & ~self._small)
        for number in sorted(again.tolist(), key=lambda one: (-self._totals[one], one)):
            tables, values = self._tables, self._values
            fits = self._fitting(np.array([number]))
            self._open[number] = True
            self._tables, self._values = tables[fits], values[fits]
            first = len(self._tables)
            if not self._settle():
                self._open[number] = False
                # What was found meanwhile fits with one figure more, so also with one less.
                self._tables = np.vstack([tables, self._tables[first:]])
                self._values = np.vstack([values, self._values[first:]])

    def _row(self, number: int) -> NDArray[np.float64]:
        return np.asarray(self._rows[[number]].todense(), dtype=float).reshape(-1)

    def _fitting(self, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which tables say what is shown in these cells."""
        said = self._matrix[numbers] @ self._tables.T
        return np.asarray((said == self._totals[numbers, None]).all(axis=0), dtype=bool)

    def _left(self) -> NDArray[np.int64]:
        spread = self._values.max(axis=0) - self._values.min(axis=0)
        return np.flatnonzero(spread < self._need)

    def _add(self, aim: NDArray[np.float64]) -> None:
        self._readers.show(self._open)
        table = self._readers.near(aim)
        if table is not None:
            self._tables = np.vstack([self._tables, table])
            self._values = np.vstack([self._values, self._rows @ table])

    def _settle(self) -> bool:
        """Look for tables that keep apart what is not; whether all is. The first that cannot be ends it."""
        return all(self._is_wide(int(number)) for number in self._many())

    def _many(self) -> NDArray[np.int64]:
        """What is still not kept apart after tables that move many cells at once: most need none of their own."""
        chance = np.random.default_rng(len(self._asked))
        left = self._left()
        while len(left) > 2:
            self._add((chance.choice((-1.0, 1.0), size=len(left)) * chance.random(len(left))) @ self._rows[left])
            before, left = len(left), self._left()
            if before - len(left) < max(2, 0.05 * before):
                break
        return left

    def _is_wide(self, number: int) -> bool:
        """Whether two tables that fit what is shown are far enough apart in this cell; looks for them."""
        for sign in (-1, 1):
            values = self._values[:, number]
            if values.max() - values.min() >= self._need[number]:
                return True
            if sign > 0 and not values.min():
                return False
            self._add(sign * self._row(number))
        values = self._values[:, number]
        return bool(values.max() - values.min() >= self._need[number])

    def _free(self, number: int) -> None:
        """Hide what this cell needs: the cheapest cells first, more when whole numbers need more, at last all."""
        further = 0.0
        while not self._is_wide(number):
            more = self._needed(number, further)
            if more is None or further > 4 * self._need[number]:
                if not self._open[: len(self._cells)].any():
                    return
                self._open[: len(self._cells)] = False
            elif self._open[more].any():
                self._open[more] = False
            else:
                further += max(1.0, self._need[number] / 2)

    def _needed(self, number: int, further: float) -> NDArray[np.int64] | None:
        """The shown cells whose hiding costs least and lets this count be `need` above its least value."""
        from scipy.optimize import linprog
        from scipy.sparse import csr_matrix, hstack, identity, vstack

        row = self._row(number)
        away = self._values[:, number].min() + self._need[number] + further - float(row @ self._known.true)
        shown = np.flatnonzero(self._open)
        free = shown[shown < len(self._cells)]
        fixed = shown[shown >= len(self._cells)]
        unknowns = len(self._known.true)
        # Unknowns: the change of every group of crossings, then for every shown cell how far it moves up and down.
        moved = len(free)
        if not moved:
            return None
        cost = np.concatenate([np.zeros(unknowns), np.tile(self._worth[free], 2)])
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
