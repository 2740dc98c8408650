"""The engine is given values and gives values: no clock, no text, no database, no chance, and it says so."""

import ast
from pathlib import Path

import pytest

from sleutelbos.matching import engine

FILES = sorted(Path(engine.__file__).parent.glob("*.py"))
ALLOWED = {
    "collections", "copy", "dataclasses", "datetime", "enum", "functools", "hashlib", "itertools", "json", "math",
    "numpy", "pathlib", "tomllib", "types", "typing",
}  # fmt: skip
CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "perf_counter"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_only_the_standard_library_and_numpy_are_imported(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "."]
        else:
            continue
        for name in names:
            assert name.split(".")[0] in ALLOWED or name.startswith("sleutelbos.matching.engine"), name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nobody_asks_the_clock(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            assert node.attr not in CLOCKS, f"{path.name}:{node.lineno}"


def test_the_checker_shares_no_rule_with_the_fast_path() -> None:
    path = next(path for path in FILES if path.name == "checker.py")
    imported = {
        node.module
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    fast = {"world", "columns", "case", "what_if", "rules", "language_fit", "score", "ranking", "wishes"}
    assert not imported & {f"sleutelbos.matching.engine.{name}" for name in fast}


def test_no_value_of_a_person_could_hold_an_origin_or_a_name() -> None:
    fields = set(engine.Person.__dataclass_fields__) | set(engine.Question.__dataclass_fields__)
    assert not fields & {"name", "origin", "nationality", "country", "religion", "culture", "photo", "note", "reason"}
    assert set(engine.Exclusion.__dataclass_fields__) == {"person", "party"}
