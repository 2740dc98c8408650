"""Counts rounded to a base, the other way to publish: every cell is shown and none is exact."""

from collections.abc import Mapping

from sleutelbos.insights.disclosure.tables import Cell


def rounded(counts: Mapping[Cell, int], base: int = 5) -> dict[Cell, int]:
    """Every count at the nearest multiple of the base; halfway goes up.

    The same count is the same figure in every table and release, so that nothing is learned by asking twice. Totals
    need not add up, and a small count can still follow from its neighbours: rounding is checked, not trusted.
    """
    if base < 2:
        raise ValueError("a base of 2 is the least that rounds anything")
    return {cell: (count + base // 2) // base * base for cell, count in counts.items()}
