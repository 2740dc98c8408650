"""Nobody can find a small count: brute force over every table that fits what was published says the same."""

from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sleutelbos.insights.disclosure import (
    Cell,
    Dimension,
    Interval,
    Population,
    Reason,
    Rule,
    Table,
    cells_of,
    hide,
    interval_of,
    rounded,
)


def dimension(name: str, size: int) -> Dimension:
    values = tuple(f"{name}{number}" for number in range(size))
    return Dimension(name, values, {"*": values})


def whole(population: Population) -> Table:
    """Every crossing with every total."""
    return Table("all", {one.name: one.positions() for one in population.dimensions})


def two_ways(rows: int, columns: int, counts: list[int]) -> Population:
    a, b = dimension("a", rows), dimension("b", columns)
    cells = product(a.values, b.values)
    return Population((a, b), {cell: count for cell, count in zip(cells, counts, strict=True) if count})


def fitting(population: Population, published: Mapping[Cell, int], most: int) -> Iterator[dict[Cell, int]]:
    """Every table with counts up to `most` that says what was published: the oracle."""
    crossings = list(population.crossings())
    inside = {cell: {crossings[at] for at in population.inside(cell)} for cell in published}
    for counts in product(range(most + 1), repeat=len(crossings)):
        table = dict(zip(crossings, counts, strict=True))
        if all(sum(table[one] for one in inside[cell]) == count for cell, count in published.items()):
            yield table


def test_a_small_count_is_hidden_and_so_is_what_gives_it_away() -> None:
    population = two_ways(2, 3, [2, 20, 30, 40, 50, 60])
    outcome = hide(population, [whole(population)], Rule(5, 5))
    assert outcome.cells[("a0", "b0")].reason is Reason.SMALL
    hidden = [cell for cell, shown in outcome.cells.items() if shown.count is None]
    assert len(hidden) == 4, "one more in its row, one in its column, and the corner of the two"
    assert outcome.cells[("*", "*")].count == 202
    interval = interval_of(population, outcome.published, ("a0", "b0"))
    assert interval.width >= 5
    assert interval.least <= 2 <= interval.most


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    population = two_ways(2, 2, [10, 0, 30, 40])
    outcome = hide(population, [whole(population)], Rule(5, 5))
    assert all(shown.count is not None for shown in outcome.cells.values())
    assert outcome.cells[("a0", "b1")].count == 0, "zero is about nobody"


def test_the_same_counts_give_the_same_figures() -> None:
    population = two_ways(3, 3, [1, 7, 9, 12, 3, 8, 25, 6, 2])
    first, second = (hide(population, [whole(population)], Rule()) for _ in range(2))
    assert first == second


def test_a_crossing_that_no_table_shows_is_protected_too() -> None:
    a, b = dimension("a", 2), dimension("b", 2)
    population = Population((a, b), {("a0", "b0"): 3, ("a0", "b1"): 0, ("a1", "b1"): 30, ("a1", "b0"): 5})
    only_totals = [Table("by a", {"a": a.values}), Table("by b", {"b": b.values})]
    outcome = hide(population, only_totals, Rule(5, 5))
    assert interval_of(population, outcome.published, ("a0", "b0")).width >= 5


def test_what_was_published_before_is_part_of_the_attack() -> None:
    quarters = Dimension("quarter", ("Q1", "Q2"), {"year": ("Q1", "Q2")})
    place = dimension("m", 3)
    population = Population(
        (quarters, place),
        {("Q1", "m0"): 12, ("Q1", "m1"): 20, ("Q1", "m2"): 9, ("Q2", "m0"): 2, ("Q2", "m1"): 15, ("Q2", "m2"): 11},
    )
    first = Table("first quarter", {"quarter": ("Q1",), "m": place.positions()})
    year = Table("year", {"quarter": ("year",), "m": place.positions()})
    before = hide(population, [first], Rule()).published
    assert ("Q1", "m0") in before
    alone = hide(population, [year], Rule())
    assert ("year", "m0") in alone.published, "14 is enough by itself"
    after = hide(population, [year], Rule(), earlier=before)
    assert ("year", "m0") not in after.published, "14 - 12 would be 2 people of the second quarter"
    assert interval_of(population, {**before, **after.published}, ("Q2", "m0")).width >= 5


def test_what_an_earlier_release_tells_already_is_reported() -> None:
    population = two_ways(1, 2, [2, 30])
    outcome = hide(population, [whole(population)], Rule(), earlier={("a0", "b0"): 2})
    assert ("a0", "b0") in outcome.exposed


def test_an_earlier_figure_that_was_corrected_is_about_other_people() -> None:
    population = two_ways(1, 2, [12, 30])
    outcome = hide(population, [whole(population)], Rule(), earlier={("a0", "b0"): 11})
    assert outcome.cells[("a0", "b0")].count == 11, "both editions stay; the new one has a position of its own"
    assert outcome.exposed == ()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=6, max_size=6), st.integers(2, 4))
def test_every_interval_is_that_of_brute_force_and_wide_enough(counts: list[int], threshold: int) -> None:
    population = two_ways(2, 3, counts)
    rule = Rule(threshold, threshold)
    outcome = hide(population, [whole(population)], rule)
    published = outcome.published
    assert outcome.exposed == ()
    assert not [cell for cell, count in published.items() if rule.is_small(count)]
    total = population.count(("*", "*"))
    # A hidden total has no upper end: the oracle only counts where the total is known.
    if ("*", "*") not in published or total > 8:
        return
    tables = list(fitting(population, published, total))
    for cell, count in population.counts.items():
        seen = [table[cell] for table in tables]
        assert interval_of(population, published, cell) == Interval(min(seen), max(seen))
        if rule.is_small(count):
            assert max(seen) - min(seen) >= rule.width


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=27, max_size=27))
def test_three_tables_together_do_not_tell_what_each_hides(counts: list[int]) -> None:
    dimensions = tuple(dimension(name, 3) for name in "abc")
    cells = product(*(one.values for one in dimensions))
    population = Population(dimensions, {cell: count for cell, count in zip(cells, counts, strict=True) if count})
    tables = [
        Table(
            f"{one} {other}", {one: (*(f"{one}{n}" for n in range(3)), "*"), other: [f"{other}{n}" for n in range(3)]}
        )
        for one, other in ("ab", "bc", "ac")
    ]
    rule = Rule(4, 4)
    outcome = hide(population, tables, rule)
    assert set(outcome.cells) == set(cells_of(population, tables))
    for cell in [*outcome.cells, *population.counts]:
        if rule.is_small(population.count(cell)):
            interval = interval_of(population, outcome.published, cell)
            assert interval.least <= population.count(cell) <= interval.most
            assert interval.width >= rule.width


@pytest.mark.parametrize("wrong", [{("a0",): 1}, {("a0", "b9"): 1}, {("a0", "b0"): -1}])
def test_counts_that_cannot_be_are_refused(wrong: dict[Cell, int]) -> None:
    with pytest.raises(ValueError, match=r"a0|b9"):
        Population((dimension("a", 1), dimension("b", 2)), wrong)


def test_a_rule_that_hides_nothing_and_a_table_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="threshold"):
        Rule(1, 1)
    population = two_ways(1, 2, [5, 6])
    with pytest.raises(ValueError, match="speaks of"):
        cells_of(population, [Table("wrong", {"c": ("c0",)})])
    with pytest.raises(ValueError, match="cannot be judged"):
        Population(tuple(dimension(name, 50) for name in "abc"), {})


def test_rounding_is_the_same_everywhere_and_never_exact_about_few() -> None:
    assert rounded({("a",): 2, ("b",): 3, ("c",): 12, ("d",): 0}, 5) == {("a",): 0, ("b",): 5, ("c",): 10, ("d",): 0}
