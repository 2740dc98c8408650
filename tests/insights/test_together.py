"""Open figures and pages for councils beside each other: what both tell leaves every small count wide."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sleutelbos.insights.disclosure import Cell, Population, Release, Rule, interval_of
from sleutelbos.insights.open_data import content, council
from sleutelbos.insights.open_data.together import SUBJECTS, Bench, Ledger, lifted, strictest

QUESTIONS = SUBJECTS["questions"]
QUARTERS = ("2026-Q1", "2026-Q2")
BOTH = "2026-Q1-Q2"
RULE = Rule()
CELLS = [
    (quarter, place, language, "school", ended)
    for quarter in QUARTERS
    for place in ("1", "2")
    for language in ("ti", "ar")
    for ended in ("rest", "unmet_time")
]


def ledger(counts: Sequence[int], quarters: Sequence[str] = QUARTERS) -> Ledger:
    found = dict(zip(CELLS, counts, strict=True))
    kept = {cell: n for cell, n in found.items() if n and cell[0] in quarters}
    return Ledger(
        QUESTIONS, kept, expected={"municipality": ("1", "2"), "language": ("ti", "ar"), "topic": ("school",)}
    )


def page(counted: Ledger, span: str, place: str, said: Sequence[Release], rule: Rule = RULE) -> Release:
    bench = Bench(counted, (span,), said)
    outcome = bench.judge(council.tables_of(bench, span, place), rule)
    return lifted(QUESTIONS, council.said_of({"questions": outcome}, place)["questions"])


def open_figures(counted: Ledger, period: str, said: Sequence[Release], rule: Rule = RULE) -> Release:
    return lifted(QUESTIONS, content.made(counted, period, rule, said).content)


def whole(counted: Ledger, said: Sequence[Release]) -> Population:
    """Everything of both quarters, with every period that anything was said of."""
    return Bench(counted, (*QUARTERS, BOTH), said).population


def known(counted: Population, said: Sequence[Release]) -> dict[Cell, int]:
    """What readers hold for true: the newest figure of each cell, where it still is."""
    newest = {cell: count for one in said for cell, count in one.items() if count is not None}
    return {cell: count for cell, count in newest.items() if counted.count(cell) == count}


COUNTS = st.lists(st.sampled_from([0, 0, 1, 2, 4, 5, 7, 12, 30]), min_size=len(CELLS), max_size=len(CELLS))


@settings(max_examples=12, deadline=None)
@given(COUNTS, st.permutations(["open", "page", "other page", "again"]))
def test_in_whatever_order_things_come_out_no_small_count_is_found(counts: list[int], order: list[str]) -> None:
    counted, said = ledger(counts), list[Release]()
    for what in order:
        if what == "open":
            for quarter in QUARTERS:
                said.append(open_figures(counted, quarter, said))
        else:
            said.append(page(counted, BOTH, "2" if what == "other page" else "1", said))
    population = whole(counted, said)
    public = known(population, said)
    for cell, width in population.sensitive(RULE).items():
        assert cell not in public
        assert interval_of(population, public, cell).width >= width, (cell, order)


@settings(max_examples=8, deadline=None)
@given(COUNTS, st.lists(st.sampled_from([0, 0, 1, 3, 8]), min_size=len(CELLS), max_size=len(CELLS)))
def test_who_came_between_two_pages_is_not_found(counts: list[int], more: list[int]) -> None:
    before = ledger(counts)
    said = [page(before, BOTH, "1", [])]
    after = ledger([one + other for one, other in zip(counts, more, strict=True)])
    said.append(page(after, BOTH, "1", said))
    said.append(open_figures(after, "2026-Q1", said))
    population, then = whole(after, said), whole(before, said)
    public = known(population, said)
    for cell, count in said[0].items():
        if count is not None and 0 < population.count(cell) - then.count(cell) < RULE.threshold:
            assert cell not in public
            assert interval_of(population, public, cell).width >= RULE.width


def test_a_page_cannot_be_taken_out_of_the_open_figures() -> None:
    # Together 30 of Tigrinya, one municipality has 27: alone each may be shown, beside each other not.
    counted = ledger([27, 0, 20, 0, 3, 0, 20, 0, *([0] * 8)])
    alone = page(counted, "2026-Q1", "1", [])
    assert alone["2026-Q1", "1", "ti", "*", "*"] == 27
    region = open_figures(counted, "2026-Q1", [alone])
    assert region["2026-Q1", "*", "ti", "*", "*"] is None
    region = open_figures(counted, "2026-Q1", [])
    assert region["2026-Q1", "2", "ti", "*", "*"] is None
    beside = page(counted, "2026-Q1", "1", [region])
    assert (region["2026-Q1", "*", "ti", "*", "*"] is None) or (beside["2026-Q1", "1", "ti", "*", "*"] is None)


def test_quarters_hang_together_only_through_a_sum_that_is_public() -> None:
    counted = ledger([10] * len(CELLS))
    assert Bench(counted, ("2026-Q1",)).quarters == ("2026-Q1",)
    hidden: Release = {(BOTH, "1", "*", "*", "*"): None}
    assert Bench(counted, ("2026-Q1",), [hidden]).quarters == ("2026-Q1",)
    public: Release = {(BOTH, "1", "*", "*", "*"): 80}
    assert Bench(counted, ("2026-Q1",), [public]).quarters == QUARTERS


def test_the_newest_of_two_figures_that_is_true_counts_as_known() -> None:
    cell = ("2026-Q1", "1", "ti", "*", "*")
    said: list[Release] = [{cell: 5}, {cell: 10}]
    counted = ledger([10, 0, 3, 0, *([0] * 12)])
    found = page(counted, "2026-Q1", "1", said)
    assert found[cell] == 10
    assert found["2026-Q1", "1", "*", "*", "*"] is None, "13 - 10 is three"


def test_the_strictest_promise_holds() -> None:
    assert strictest([]) == Rule(5, 5)
    assert strictest([(5, 5), (10, 10)]) == Rule(10, 10)
    counted = ledger([7, 0, 30, 0, 30, 0, 30, 0, *([0] * 8)])
    strict = open_figures(counted, "2026-Q1", [], Rule(10, 10))
    assert page(counted, "2026-Q1", "1", [strict], Rule(10, 10))["2026-Q1", "1", "ti", "*", "*"] is None


def test_what_a_publication_does_not_divide_by_is_all_together() -> None:
    said = {"dimensions": ["period", "municipality", "language", "topic"], "cells": [["2026-Q1", "1", "*", "*", 9]]}
    assert lifted(QUESTIONS, said) == {("2026-Q1", "1", "*", "*", "*"): 9}
    with pytest.raises(ValueError, match="judged"):
        values = tuple(str(number) for number in range(70))
        expected = {"municipality": values, "language": values, "topic": values}
        _ = Bench(Ledger(QUESTIONS, {}, {}, expected), ("2026-Q1",)).population
