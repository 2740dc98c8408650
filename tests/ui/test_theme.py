"""A region's colours stay readable, and nothing but colours reaches its stylesheet."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sleutelbos.ui import theme

ROOT = Path(__file__).resolve().parents[2]
COLOUR = st.from_regex(r"\A#[0-9a-f]{6}\Z")


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_the_number_wcag_gives(a: str, b: str, ratio: float) -> None:
    assert theme.contrast(a, b) == pytest.approx(ratio, abs=0.01)
    assert theme.contrast(b, a) == theme.contrast(a, b)


@pytest.mark.parametrize("text", ["red", "#fff", "#12345", "#12345g", "", "#123456;}"])
def test_contrast_refuses_what_is_no_colour(text: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        theme.contrast(text, "#ffffff")


@pytest.mark.parametrize("base", ["#12594c", "#7a1f5c", "#004699", "#8b1a10", "#333333"])
def test_a_dark_colour_makes_a_good_theme(base: str) -> None:
    assert theme.problems({"action": base, "accent": base}) == []


@pytest.mark.parametrize("base", ["#f5c400", "#8ccdbf", "#ffffff", "#ff7f50"])
def test_a_pale_colour_is_refused_with_a_reason(base: str) -> None:
    found = theme.problems({"action": base})
    assert found
    assert all("action" in line for line in found)
    with pytest.raises(ValueError, match="action"):
        theme.stylesheet({"action": base})


@pytest.mark.parametrize(
    "tokens",
    [
        {"action": "red"},
        {"action": "#12594c;}body{display:none"},
        {"background": "#12594c"},
        {"action": "#12594c\n"},
        {"action-700": "#12594c"},
    ],
)
def test_nothing_but_known_colours_gets_through(tokens: dict[str, str]) -> None:
    assert theme.problems(tokens)


def test_one_step_set_by_hand_wins_over_the_scale() -> None:
    css = theme.stylesheet({"action": "#12594c", "action-600": "#003322"})
    assert "--sb-action-600:#003322" in css
    assert "--sb-bar:#003322" in css


def test_no_tokens_give_an_empty_stylesheet() -> None:
    assert theme.stylesheet({}) == ""


def test_only_the_accent_leaves_the_action_alone() -> None:
    css = theme.stylesheet({"accent": "#1f5c8b"})
    assert "--sb-accent-500:#1f5c8b" in css
    assert "action" not in css


@given(base=COLOUR)
def test_whatever_passes_is_readable_in_the_dark_too(base: str) -> None:
    if theme.problems({"action": base}):
        return
    steps = theme.dark_scale(base)
    for step in ("500", "600", "700"):
        assert theme.contrast(steps[step], theme.DARK_CARD) >= 4.5
        assert theme.contrast(steps[step], theme.DARK_PAGE) >= 4.5
        assert theme.contrast(steps[step], steps["100"]) >= 4.5
    assert theme.contrast(steps["400"], theme.DARK_CARD) >= 3


@given(base=COLOUR)
def test_a_stylesheet_holds_only_our_own_properties_and_colours(base: str) -> None:
    if theme.problems({"action": base, "accent": base}):
        return
    css = theme.stylesheet({"action": base, "accent": base})
    rules = re.findall(r"[{;]([\w-]+):([^;}{]+)", css.replace("@media (prefers-color-scheme:dark)", ""))
    assert rules
    assert all(name.startswith("--sb-") and theme.HEX.match(value) for name, value in rules)


def _families(css: str) -> dict[str, str]:
    return dict(re.findall(r"--sb-([\w-]+): (#[0-9a-f]{6})", css))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_default_theme_is_readable_itself(mode: str) -> None:
    light, dark = (ROOT / "frontend/css/tokens.css").read_text(encoding="utf-8").split("@media")
    steps = _families(light) | (_families(dark) if mode == "dark" else {})
    for family in ("action", "accent", "good", "warn", "bad", "info", "grey"):
        for back in ("0", "page", f"{family}-50", f"{family}-100"):
            for step in ("500", "600", "700"):
                assert theme.contrast(steps[f"{family}-{step}"], steps[back]) >= 4.5, (family, step, back)
        assert theme.contrast(steps[f"{family}-400"], steps["0"]) >= 3
    for back in ("0", "page", "grey-50", "grey-100"):
        assert theme.contrast(steps["grey-400"], steps[back]) >= 4.5
    assert theme.contrast(steps["bar-text"], steps["bar"]) >= 4.5
    assert theme.contrast(steps["bar-soft"], steps["bar"]) >= 4.5
    assert theme.contrast(steps["focus"], steps["focus-halo"]) >= 3
