"""The core is given text and gives codes: no Django, no clock, no database, no network."""

import ast
from pathlib import Path

import pytest

from sleutelbos.letters import readability

FILES = sorted(Path(readability.__file__).parent.glob("*.py"))
ALLOWED = {
    "collections", "dataclasses", "datetime", "dateutil", "enum", "functools", "pathlib", "re", "simplemma", "tomllib",
    "typing", "wordfreq",
}  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_only_the_standard_library_and_the_two_word_libraries_are_imported(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "."]
        else:
            continue
        for name in names:
            assert name.split(".")[0] in ALLOWED or name.startswith("sleutelbos.letters.readability"), name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nobody_asks_the_clock(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"now", "today", "utcnow", "time", "monotonic"}, f"{path.name}:{node.lineno}"
