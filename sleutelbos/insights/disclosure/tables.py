"""Counts of people or events over a few dimensions, and the tables that are made of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

# One position per dimension of the population, in its order: a value, or the name of a group of values.
Cell = tuple[str, ...]

MOST_CROSSINGS: Final = 60_000


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

    A count from 1 to `threshold` - 1 is not shown. Whatever else is published, what somebody can still conclude about
    it is an interval of whole numbers at least `width` wide. Zero is shown: it is about nobody.
    """

    threshold: int = 5
    width: int = 5

    def __post_init__(self) -> None:
        if self.threshold < 2 or self.width < 1:
            raise ValueError("a threshold of 2 and a width of 1 are the least that hides anything")

    def is_small(self, count: int) -> bool:
        """Whether a count is about so few that it is not shown."""
        return 0 < count < self.threshold


@dataclass(frozen=True)
class Population:
    """The counts of every crossing of the dimensions; a crossing that is not named is zero.

    Raises ValueError for a negative count, an unknown value, or more crossings than can be judged together.
    """

    dimensions: tuple[Dimension, ...]
    counts: Mapping[Cell, int]

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
