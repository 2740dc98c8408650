"""The page about matching names every code, so that none is secret."""

from pathlib import Path

import pytest

from sleutelbos.matching.engine import RULES, PlanReason, Reason, Relaxation, load_languages

DOCS = Path(__file__).parents[3] / "docs" / "algorithms"


@pytest.mark.parametrize("code", [*RULES, *Reason, *PlanReason, *Relaxation])
def test_every_code_has_a_line_in_the_page_about_matching(code: str) -> None:
    assert f"\n| `{code}` |" in (DOCS / "matching.md").read_text(encoding="utf-8")


def test_the_page_about_languages_says_which_families_are_open() -> None:
    page = (DOCS / "languages.md").read_text(encoding="utf-8")
    for family in load_languages().families:
        line = next(line for line in page.splitlines() if line.startswith("| open" if family.open else "| closed"))
        assert f"`{family.tag}`" in line
