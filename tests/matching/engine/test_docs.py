"""The page about matching names every code, so that none is secret."""

from pathlib import Path

import pytest

from sleutelbos.matching.engine import RULES, PlanReason, Reason, Relaxation, load_languages, load_weights
from sleutelbos.matching.engine.plan.types import Why

DOCS = Path(__file__).parents[3] / "docs" / "algorithms"


@pytest.mark.parametrize("code", [*RULES, *Reason, *PlanReason, *Relaxation])
def test_every_code_has_a_line_in_the_page_about_matching(code: str) -> None:
    assert f"\n| `{code}` |" in (DOCS / "matching.md").read_text(encoding="utf-8")


def test_the_page_about_languages_says_which_families_are_open() -> None:
    page = (DOCS / "languages.md").read_text(encoding="utf-8")
    for family in load_languages().families:
        line = next(line for line in page.splitlines() if line.startswith("| open" if family.open else "| closed"))
        assert f"`{family.tag}`" in line


PLAN_WEIGHTS = [
    "serve",
    "serve_per_urgency",
    "serve_waiting_per_day",
    "serve_waiting_days_at_most",
    "switch",
    "moved",
    "moved_confirmed",
    "promised",
]


@pytest.mark.parametrize("name", PLAN_WEIGHTS)
def test_the_weights_of_a_plan_on_the_page_are_those_of_the_file(name: str) -> None:
    page = (DOCS / "matching.md").read_text(encoding="utf-8")
    assert f"\n| `{name}` | {getattr(load_weights(), name)} |" in page


@pytest.mark.parametrize("why", Why)
def test_every_answer_why_a_question_is_not_served_is_on_the_page(why: Why) -> None:
    assert f"`{why}`" in (DOCS / "matching.md").read_text(encoding="utf-8")
