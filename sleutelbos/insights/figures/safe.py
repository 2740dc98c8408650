"""Small numbers on one page of figures.

The page shows one total, how it ended, and lists that each divide the same total and the same unmet questions in
another way (language, topic, place, weekday). How it ended is judged first. What it shows is then known in every list,
and where it does not show the unmet questions no list divides them. Two lists share nothing but those totals: whatever
fits one fits every other, so that judging them one by one is judging them together.

Judged is one page by itself. What pages of several municipalities, or a page and the open figures, tell together is not
judged here; that is why only the coordinator, who sees every question anyway, chooses a municipality on the page of
figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ..disclosure import Cell, Dimension, Population, Rule, Table, hide

ALL: Final = "*"
RULE: Final = Rule()
Cells = dict[Cell, int | None]


@dataclass
class Tally:
    """Counts per crossing of codes, and how much of each is of one and the same person, under meaningless names."""

    counts: dict[Cell, int] = field(default_factory=dict)
    parts: dict[Cell, dict[str, int]] = field(default_factory=dict)

    def add(self, cell: Cell, name: str | None, amount: int = 1) -> None:
        """Count `amount` of somebody; without a name it is of somebody who is nobody else."""
        self.counts[cell] = self.counts.get(cell, 0) + amount
        own = self.parts.setdefault(cell, {})
        name = name if name is not None else f"{'/'.join(cell)} {len(own)}"
        own[name] = own.get(name, 0) + amount

    @property
    def total(self) -> int:
        """Everything together."""
        return sum(self.counts.values())


def margins(
    tally: Tally,
    values: Sequence[str],
    *,
    groups: Mapping[str, tuple[str, ...]] | None = None,
    other: Sequence[str] = (),
    known: Mapping[Cell, int] | None = None,
    with_total: bool = True,
) -> Cells:
    """What may be shown of a list: `values` with their total and `groups`, crossed with `other` where that is given.

    Without a total every count stands for itself: nothing beside it can give it away.

    `other`: the positions of a second dimension ("unmet", "rest") of which the first is shown beside the total.
    `known`: cells that stand elsewhere on the page. A cell that may not be shown is None.
    """
    own = dict.fromkeys([*values, *(cell[0] for cell in sorted(tally.counts))])
    dimensions = [Dimension("value", tuple(own), {ALL: tuple(own), **(groups or {})})]
    axes: dict[str, Sequence[str]] = {"value": dimensions[0].positions() if with_total else dimensions[0].values}
    if other:
        dimensions.append(Dimension("other", tuple(other), {ALL: tuple(other)}))
        axes["other"] = (ALL, other[0])
        if known is not None and (ALL, other[0]) not in known:
            axes["other"] = (ALL,)
    if not tally.total:
        return dict.fromkeys(_listed(axes), 0)
    population = Population(tuple(dimensions), tally.counts, tally.parts or None)
    outcome = hide(population, [Table("list", axes)], RULE, earlier=[dict(known)] if known else [])
    return {cell: shown.count for cell, shown in outcome.cells.items()}


def _listed(axes: Mapping[str, Sequence[str]]) -> list[Cell]:
    first = axes["value"]
    return [(one, two) for one in first for two in axes["other"]] if "other" in axes else [(one,) for one in first]


def shown_list(cells: Cells) -> dict[str, Any]:
    """A list as it is kept: value -> count, or value -> [count, unmet]; the total is not in it."""
    found: dict[str, Any] = {}
    for cell, count in cells.items():
        if cell[0] == ALL:
            continue
        if len(cell) == 1:
            found[cell[0]] = count
        else:
            pair = found.setdefault(cell[0], [None, None])
            pair[0 if cell[1] == ALL else 1] = count
    return found


def few_people(parts: Mapping[str, int]) -> bool:
    """Whether an amount came of so few people that it tells about them."""
    return 0 < sum(1 for amount in parts.values() if amount) < RULE.threshold


def safe_sum(tally: Tally, ledgers: Sequence[str]) -> Cells:
    """Sums that several people make together, with their total; one that few make, or mostly one, is None."""
    if not tally.total:
        return dict.fromkeys([*((one,) for one in ledgers), (ALL,)], 0)
    dimension = Dimension("ledger", tuple(ledgers), {ALL: tuple(ledgers)})
    population = Population((dimension,), tally.counts, tally.parts)
    outcome = hide(
        population,
        [Table("ledgers", {"ledger": dimension.positions()})],
        Rule(RULE.threshold, RULE.width, share=10),
    )
    return {cell: shown.count for cell, shown in outcome.cells.items()}
