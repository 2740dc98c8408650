"""Counts of people or events over a few dimensions, and the tables that are made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# One position per dimension of the population, in its order: a value, or the name of a group of values.
Cell = tuple[str, ...]

MOST_CROSSINGS: Final = 240_000


@dataclass(frozen=True)
class Dimension:
    """A way to divide: its values, and groups of them that are published too (a total, a year of quarters)."""

    name: str
    values: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def positions(self) -> tuple[str, ...]:
        """Everything a cell may say for this dimension."""
        return (*self.values, *self.groups)

    def members(self, position: str) -> tuple[str, ...]:
        """The values a position stands for; KeyError for an unknown one."""
        if position in self.groups:
            return self.groups[position]
        if position not in self.values:
            raise KeyError(f"{self.name} has no {position}")
        return (position,)


@dataclass(frozen=True)
class Table:
    """Which positions a table shows per dimension; every combination of them is a cell.

    A dimension that is not named stands at `otherwise`, the name of a group (the total).
    """

    name: str
    axes: Mapping[str, Sequence[str]]
    otherwise: str = "*"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a count says too much.

    A count from 1 to `threshold` - 1 is not shown, nor one to which fewer than `threshold` contributed. Whatever else
    is published, what somebody can still conclude about it is an interval of whole numbers at least `width` wide.
    Zero is shown: it is about nobody. `share` (0: not asked) is the p of the p%-rule: a sum is not shown when the
    second largest contributor, who knows the own part, knows that of the largest within p percent; the interval is p
    percent wide too.
    """

    threshold: int = 5
    width: int = 5
    share: int = 0

    def __post_init__(self) -> None:
        if self.threshold < 2 or self.width < 1 or not 0 <= self.share < 100:
            raise ValueError(
                "a threshold of 2 and a width of 1 are the least that hides anything; a share is a percentage"
            )

    def is_small(self, count: int) -> bool:
        """Whether a count is about so few that it is not shown."""
        return 0 < count < self.threshold


@dataclass(frozen=True)
class Population:
    """The counts of every crossing of the dimensions; a crossing that is not named is zero.

    `parts`: per crossing what each contributor adds, under any name that is the same in every crossing; left out when
    every count is of different people. Raises ValueError for a negative count, an unknown value, parts that do not add
    up, or more crossings than can be judged together.
    """

    dimensions: tuple[Dimension, ...]
    counts: Mapping[Cell, int]
    parts: Mapping[Cell, Mapping[str, int]] | None = None

    def __post_init__(self) -> None:
        size = int(np.prod([len(dimension.values) for dimension in self.dimensions]))
        if size > MOST_CROSSINGS:
            raise ValueError(f"{size} crossings: more than {MOST_CROSSINGS} cannot be judged together")
        for crossing, count in self.counts.items():
            if count < 0 or len(crossing) != len(self.dimensions):
                raise ValueError(f"{crossing}: {count}")
            for dimension, value in zip(self.dimensions, crossing, strict=True):
                if value not in dimension.values:
                    raise ValueError(f"{dimension.name} has no {value}")
        for crossing, parts in (self.parts or {}).items():
            if min(parts.values(), default=0) < 0 or sum(parts.values()) != self.counts.get(crossing, 0):
                raise ValueError(f"{crossing}: the parts are not the whole")

    @cached_property
    def grid(self) -> NDArray[np.int64]:
        """The counts as an array with an axis per dimension."""
        grid = np.zeros([len(dimension.values) for dimension in self.dimensions], dtype=np.int64)
        at = [{value: number for number, value in enumerate(dimension.values)} for dimension in self.dimensions]
        for crossing, count in self.counts.items():
            grid[tuple(numbers[value] for numbers, value in zip(at, crossing, strict=True))] = count
        return grid

    def inside(self, cell: Cell) -> NDArray[np.int64]:
        """The numbers of the crossings a cell adds up, in the order of `grid` laid flat."""
        picks = [
            [dimension.values.index(value) for value in dimension.members(position)]
            for dimension, position in zip(self.dimensions, cell, strict=True)
        ]
        return np.ravel_multi_index(np.ix_(*picks), self.grid.shape).reshape(-1).astype(np.int64)

    def count(self, cell: Cell) -> int:
        """What a cell counts."""
        return int(self.grid.reshape(-1)[self.inside(cell)].sum())

    def positions(self) -> Iterator[Cell]:
        """Every cell that can be named: all combinations of values and groups, in the order of `memberships`."""
        return product(*(dimension.positions() for dimension in self.dimensions))

    @cached_property
    def memberships(self) -> csr_matrix:
        """Which crossings (columns) every cell that can be named (rows) adds up."""
        # Imported where it is used, as everywhere in this core: a page that only shows figures loads no solver.
        from scipy.sparse import csr_matrix, kron

        whole = csr_matrix(np.ones((1, 1)))
        for dimension in self.dimensions:
            at = {value: number for number, value in enumerate(dimension.values)}
            one = np.zeros((len(dimension.positions()), len(dimension.values)))
            for number, position in enumerate(dimension.positions()):
                one[number, [at[value] for value in dimension.members(position)]] = 1
            whole = kron(whole, csr_matrix(one), format="csr")
        return whole

    def sensitive(self, rule: Rule) -> dict[Cell, int]:
        """The cells that can be named and say too much by themselves, with how wide their interval has to be."""
        sums = np.rint(self.memberships @ self.grid.reshape(-1)).astype(np.int64)
        need = np.where((sums > 0) & (sums < rule.threshold), rule.width, 0)
        if self.parts:
            need = np.maximum(need, self._told_by_parts(rule))
        return {cell: int(width) for cell, width in zip(self.positions(), need, strict=True) if width}

    def _told_by_parts(self, rule: Rule) -> NDArray[np.int64]:
        """The width every cell needs because of who contributed; 0 where enough did."""
        names: dict[str, int] = {}
        at = [{value: number for number, value in enumerate(dimension.values)} for dimension in self.dimensions]
        entries = [
            (
                int(np.ravel_multi_index([one[value] for one, value in zip(at, cell, strict=True)], self.grid.shape)),
                names.setdefault(name, len(names)),
                amount,
            )
            for cell, parts in (self.parts or {}).items()
            for name, amount in parts.items()
            if amount
        ]
        need = np.zeros(self.memberships.shape[0], dtype=np.int64)
        if not entries:
            return need
        crossing, name, amount = np.array(entries, dtype=np.int64).T
        from scipy.sparse import csr_matrix

        by_name = (
            self.memberships @ csr_matrix((amount, (crossing, name)), shape=(self.grid.size, len(names)))
        ).tocsr()
        for number in range(len(need)):
            shares = np.sort(by_name.data[by_name.indptr[number] : by_name.indptr[number + 1]])[::-1]
            if not len(shares):
                continue
            within = shares[0] * rule.share / 100
            if len(shares) < rule.threshold or shares[2:].sum() < within:
                need[number] = max(rule.width, int(np.ceil(within)))
        return need

    def crossings(self) -> Iterator[Cell]:
        """The finest cells, in the order of `grid` laid flat."""
        return product(*(dimension.values for dimension in self.dimensions))


def cells_of(population: Population, tables: Sequence[Table]) -> list[Cell]:
    """Every cell of the tables once, in the order in which they are first shown."""
    names = {dimension.name for dimension in population.dimensions}
    found: dict[Cell, None] = {}
    for table in tables:
        if unknown := set(table.axes) - names:
            raise ValueError(f"{table.name} speaks of {sorted(unknown)}")
        axes = [tuple(table.axes.get(dimension.name, (table.otherwise,))) for dimension in population.dimensions]
        for cell in product(*axes):
            for dimension, position in zip(population.dimensions, cell, strict=True):
                dimension.members(position)
            found[cell] = None
    return list(found)
