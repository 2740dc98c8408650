"""The page about reading names every code, and its figures are those of the data."""

from pathlib import Path

import pytest

from sleutelbos.letters.readability import LEVELS, FactKind, Point, Rule, WordKind, own_list, own_weights

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "algorithms" / "reading.md").read_text(encoding="utf-8")
RESULTS = (ROOT / "benchmarks" / "readability" / "RESULTS.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", [*Rule, *FactKind, *Point], ids=str)
def test_every_code_has_a_line(code: str) -> None:
    assert f"\n| `{code}` |" in PAGE


@pytest.mark.parametrize("rule", list(Rule), ids=str)
def test_the_level_on_the_page_is_that_of_the_rule(rule: Rule) -> None:
    assert f"\n| `{rule}` | {LEVELS[rule]} |" in PAGE


def test_the_weights_and_bands_on_the_page_are_those_of_the_file() -> None:
    weights = own_weights()
    for name, value in weights.per_unit.items():
        assert f"\n| `{name}` | {value:.3f} |" in PAGE
    for band in weights.bands:
        row = f"\n| `{band.genre}` | {band.quarter:.2f} | {band.median:.2f} | {band.three_quarters:.2f} |"
        assert row in PAGE


def test_the_number_of_words_on_the_page_is_that_of_the_list() -> None:
    for kind in WordKind:
        count = sum(entry.kind is kind for entry in own_list().entries)
        assert f"\n| `{kind}` | {count} |" in PAGE


def test_the_measured_rows_on_the_page_are_those_of_the_benchmark() -> None:
    starts = ("| reading index", "| Flesch", "| Brouwer", "| their own order", "| five drawn orders")
    rows = [line for line in RESULTS.splitlines() if line.startswith(starts)]
    assert len(rows) == len(starts)
    for row in rows:
        assert row in PAGE
