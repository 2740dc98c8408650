"""A region's own colours: from two base colours to one small stylesheet that stays readable.

Pure functions over strings; another app stores the tokens and serves the result at its own address.
"""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

FAMILIES = ("action", "accent")
STEPS = ("50", "100", "200", "300", "400", "500", "600", "700")
HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
# How far each step lies from the base colour towards white (positive) or black (negative), 0 to 1.
LIGHT_STEPS = {"50": 0.94, "100": 0.87, "200": 0.74, "300": 0.5, "400": 0.16, "500": 0.0, "600": -0.25, "700": -0.55}
WHITE, BLACK = "#ffffff", "#000000"
# What the default theme lies on; own tokens never change these.
PAGE, DARK_PAGE, DARK_CARD = "#faf7f2", "#151412", "#1e1c19"
AA_TEXT, AA_PART = 4.5, 3.0


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(a: str, b: str, share: float) -> str:
    """Give the colour that lies `share` (0 to 1) of the way from `a` to `b`; colours are "#rrggbb"."""
    pairs = zip(_parts(a), _parts(b), strict=True)
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in pairs)


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, 0 to 1, as WCAG 2.2 defines it."""

    def linear(part: int) -> float:
        value = part / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    """Give the contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it; raises ValueError for no colour."""
    for colour in (a, b):
        if not HEX.match(colour):
            raise ValueError(f"not a colour: {colour!r}")
    lighter, darker = sorted((luminance(a), luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def scale(base: str) -> dict[str, str]:
    """Give the eight steps of a family around its base colour, for a light page."""
    steps = {}
    for step, share in LIGHT_STEPS.items():
        steps[step] = mix(base, WHITE, share) if share >= 0 else mix(base, BLACK, -share)
    return steps


def dark_scale(base: str) -> dict[str, str]:
    """Give the eight steps of the same family for a dark page; the text steps are lightened until they can be read."""
    share = 0.0
    while contrast(mix(base, WHITE, share), DARK_CARD) < 7 and share < 1:
        share += 0.02
    text = mix(base, WHITE, min(share, 1.0))
    return {
        "50": mix(DARK_CARD, text, 0.06),
        "100": mix(DARK_CARD, text, 0.1),
        "200": mix(DARK_CARD, text, 0.18),
        "300": mix(DARK_CARD, text, 0.34),
        "400": mix(DARK_CARD, text, 0.78),
        "500": text,
        "600": mix(text, WHITE, 0.4),
        "700": mix(text, WHITE, 0.75),
    }


def colours(tokens: Mapping[str, str]) -> dict[str, str]:
    """Give every step a region sets, as "action-500" to colour; single steps in `tokens` win over the scale."""
    found: dict[str, str] = {}
    for family in FAMILIES:
        if family in tokens:
            found |= {f"{family}-{step}": value for step, value in scale(tokens[family]).items()}
        for step in STEPS:
            if f"{family}-{step}" in tokens:
                found[f"{family}-{step}"] = tokens[f"{family}-{step}"]
    return found


def problems(tokens: Mapping[str, str]) -> list[str]:
    """Say in the reader's language what is wrong with these tokens; an empty list means they may be saved.

    Known keys: "action", "accent", and single steps "action-50" to "accent-700", each "#rrggbb". Checked is every
    pair the pages use, at WCAG 2.2 AA: 4.5 for text, 3 for edges and icons.
    """
    known = {*FAMILIES, *(f"{family}-{step}" for family in FAMILIES for step in STEPS)}
    found = [_("%(key)s is not a colour of the theme.") % {"key": key} for key in tokens if key not in known]
    found += [
        _("%(key)s must look like #12594c.") % {"key": key}
        for key, value in tokens.items()
        if key in known and not HEX.match(value)
    ]
    if found:
        return found
    steps = colours(tokens)
    for family in FAMILIES:
        if f"{family}-500" not in steps:
            if any(key.startswith(family) for key in steps):
                found.append(_("Set %(key)s as well.") % {"key": family})
            continue
        checks = [
            (steps[f"{family}-500"], WHITE, AA_TEXT, _("white text on the colour")),
            (steps[f"{family}-500"], PAGE, AA_TEXT, _("a link on the page")),
            (steps.get(f"{family}-400", ""), WHITE, AA_PART, _("an icon on a card")),
            (steps.get(f"{family}-600", ""), steps.get(f"{family}-100", ""), AA_TEXT, _("text on the soft colour")),
        ]
        for front, back, least, where in checks:
            if front and back and contrast(front, back) < least:
                found.append(
                    _("%(family)s: %(where)s is hard to read (%(ratio)s, needs %(least)s). Choose a darker one.")
                    % {"family": family, "where": where, "ratio": f"{contrast(front, back):.1f}", "least": least}
                )
    return found


def stylesheet(tokens: Mapping[str, str]) -> str:
    """Give the CSS that lays a region's colours over the default theme, for light and dark.

    Raises ValueError when `problems(tokens)` is not empty, so that no text but colours ever reaches the CSS.
    """
    if wrong := problems(tokens):
        raise ValueError("; ".join(wrong))
    light = [f"--sb-{key}:{value}" for key, value in sorted(colours(tokens).items())]
    dark: list[str] = []
    if "action-600" in colours(tokens):
        bar = colours(tokens)["action-600"]
        light += [f"--sb-bar:{bar}", f"--sb-bar-soft:{mix(bar, WHITE, 0.75)}"]
        dark.append(f"--sb-bar:{mix(bar, BLACK, 0.3)}")
    if "accent-300" in colours(tokens):
        light.append(f"--sb-bar-line:{colours(tokens)['accent-300']}")
    for family in FAMILIES:
        base = colours(tokens).get(f"{family}-500")
        if base:
            dark += [f"--sb-{family}-{step}:{value}" for step, value in dark_scale(base).items()]
    if not light:
        return ""
    return f":root{{{';'.join(light)}}}@media (prefers-color-scheme:dark){{:root{{{';'.join(dark)}}}}}\n"
