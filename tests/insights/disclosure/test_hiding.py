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
    before = hide(population, [first], Rule())
    assert before.cells[("Q1", "m0")].count == 12
    alone = hide(population, [year], Rule())
    assert ("year", "m0") in alone.published, "14 is enough by itself"
    after = hide(population, [year], Rule(), earlier=[before.release])
    assert ("year", "m0") not in after.published, "14 - 12 would be 2 people of the second quarter"
    assert interval_of(population, {**before.published, **after.published}, ("Q2", "m0")).width >= 5


def test_what_an_earlier_release_hid_is_not_found_with_a_later_one() -> None:
    quarters = Dimension("quarter", ("Q1", "Q2"), {"year": ("Q1", "Q2")})
    place = dimension("m", 3)
    counts = {("Q1", "m0"): 3, ("Q1", "m1"): 20, ("Q1", "m2"): 9, ("Q2", "m0"): 30, ("Q2", "m1"): 15, ("Q2", "m2"): 11}
    then = Population((quarters, place), {cell: count for cell, count in counts.items() if cell[0] == "Q1"})
    now = Population((quarters, place), counts)
    first = hide(then, [Table("first", {"quarter": ("Q1",), "m": place.positions()})], Rule())
    assert first.cells[("Q1", "m0")].count is None
    later = [Table("later", {"quarter": ("Q2", "year"), "m": place.positions()})]
    second = hide(now, later, Rule(), earlier=[first.release])
    assert not {("Q2", "m0"), ("year", "m0")} <= second.published.keys(), "33 - 30 would be the 3 of the first quarter"
    assert interval_of(now, {**first.published, **second.published}, ("Q1", "m0")).width >= 5
    assert second.withheld == ()


def test_nothing_is_published_beside_what_an_earlier_release_tells_already() -> None:
    population = two_ways(1, 2, [2, 30])
    coarse = Table("coarse", {"a": ("*",), "b": ("*",)})
    outcome = hide(population, [coarse, whole(population)], Rule(), earlier=[{("a0", "b0"): 2}])
    assert ("a0", "b0") in outcome.exposed
    assert set(outcome.withheld) == {"coarse", "all"}
    assert outcome.published == {}
    assert all(shown.reason is Reason.WITHHELD for shown in outcome.cells.values())
    assert outcome.release == {}


def test_a_figure_that_one_came_to_since_is_not_corrected_in_public() -> None:
    population = two_ways(2, 2, [12, 30, 20, 25])
    outcome = hide(population, [whole(population)], Rule(), earlier=[{("a0", "b0"): 11, ("*", "*"): 87}])
    assert outcome.cells[("a0", "b0")].reason is Reason.CORRECTED
    assert interval_of(population, outcome.published, ("a0", "b0")).width >= 5, "12 - 11 is one person"
    assert outcome.cells[("*", "*")].count == 87, "what is still true stays"
    assert outcome.exposed == ()


def test_a_figure_that_many_came_to_since_is_shown_anew() -> None:
    population = two_ways(2, 2, [22, 30, 20, 25])
    outcome = hide(population, [whole(population)], Rule(), earlier=[{("a0", "b0"): 11}])
    assert outcome.cells[("a0", "b0")].count == 22


def test_ten_questions_of_one_person_are_about_one_person() -> None:
    a, b = dimension("a", 2), dimension("b", 2)
    counts = {("a0", "b0"): 10, ("a0", "b1"): 12, ("a1", "b0"): 20, ("a1", "b1"): 30}
    parts = {cell: {f"{cell}{number}": 1 for number in range(count)} for cell, count in counts.items()}
    parts["a0", "b0"] = {"one": 9, "other": 1}
    population = Population((a, b), counts, parts)
    outcome = hide(population, [whole(population)], Rule())
    assert outcome.cells[("a0", "b0")].reason is Reason.SMALL
    assert interval_of(population, outcome.published, ("a0", "b0")).width >= 5


def test_hours_of_which_one_has_nearly_all_are_not_shown() -> None:
    a, b = dimension("a", 2), dimension("b", 2)
    parts = {
        ("a0", "b0"): {"much": 100, **{f"p{number}": 1 for number in range(8)}},
        ("a0", "b1"): {f"q{number}": 20 for number in range(9)},
        ("a1", "b0"): {f"r{number}": 25 for number in range(9)},
        ("a1", "b1"): {f"s{number}": 30 for number in range(9)},
    }
    population = Population((a, b), {cell: sum(part.values()) for cell, part in parts.items()}, parts)
    assert ("a0", "b0") in hide(population, [whole(population)], Rule()).published, (
        "nine people are enough to be counted"
    )
    outcome = hide(population, [whole(population)], Rule(share=10))
    assert outcome.cells[("a0", "b0")].reason is Reason.SMALL, "one of the others knows 100 within 7"
    assert interval_of(population, outcome.published, ("a0", "b0")).width >= 10, "ten percent of 100"


def test_parts_that_are_not_the_whole_are_refused() -> None:
    a = dimension("a", 1)
    with pytest.raises(ValueError, match="parts"):
        Population((a,), {("a0",): 3}, {("a0",): {"one": 2}})


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 6), min_size=4, max_size=4),
    st.lists(st.integers(0, 6), min_size=4, max_size=4),
    st.integers(2, 3),
)
def test_two_releases_together_leave_what_brute_force_leaves(old: list[int], new: list[int], threshold: int) -> None:
    quarters = Dimension("quarter", ("Q1", "Q2"), {"year": ("Q1", "Q2")})
    b = dimension("b", 4)
    rule = Rule(threshold, threshold)
    then = {("Q1", value): count for value, count in zip(b.values, old, strict=True)}
    now = {**then, **{("Q2", value): count for value, count in zip(b.values, new, strict=True)}}
    first = hide(Population((quarters, b), then), [Table("1", {"quarter": ("Q1",), "b": b.positions()})], rule)
    population = Population((quarters, b), now)
    tables = [Table("2", {"quarter": ("Q2", "year"), "b": b.positions()})]
    second = hide(population, tables, rule, earlier=[first.release])
    assert second.withheld == (), "an earlier release made by this rule never stands in the way"
    published = {**first.published, **second.published}
    for cell in population.positions():
        if not rule.is_small(population.count(cell)):
            continue
        assert cell not in published
        # Both quarters of four values: the oracle goes over the unknowns of the cell's own equations only.
        seen = sums_of(population, published, cell, most=14)
        assert max(seen) - min(seen) >= rule.width


def sums_of(population: Population, published: Mapping[Cell, int], cell: Cell, most: int) -> set[int]:
    """Every value a cell can have, by going through the tables crossing by crossing and dropping what cannot fit."""
    size = population.grid.size
    inside = {one: set(population.inside(one).tolist()) for one in published}
    aim = set(population.inside(cell).tolist())
    # What is left of every published figure, and the sum of the cell so far.
    states = {(tuple(published.values()), 0)}
    for at in range(size):
        rest = [any(after in inside[one] for after in range(at + 1, size)) for one in published]
        following = set()
        for left, total in states:
            for count in range(most + 1):
                then = tuple(
                    value - count if at in inside[one] else value for value, one in zip(left, published, strict=True)
                )
                if min(then, default=0) < 0:
                    break
                if all(more or not value for more, value in zip(rest, then, strict=True)):
                    following.add((then, total + count if at in aim else total))
        states = following
    return {total for _, total in states}


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
        Population(tuple(dimension(name, 70) for name in "abc"), {})


def test_rounding_is_the_same_everywhere_and_never_exact_about_few() -> None:
    assert rounded({("a",): 2, ("b",): 3, ("c",): 12, ("d",): 0}, 5) == {("a",): 0, ("b",): 5, ("c",): 10, ("d",): 0}
