"""When is a colour grey: the way people mark a row as "no longer"."""

from typing import Final

# Theme colours by index, as Office orders them: 0 white, 1 black, 2 light grey (E7E6E6), 3 blue-grey.
_THEME_LIGHT: Final = 0
_THEME_DARK: Final = 1
_THEME_GREY: Final = 2


def is_grey(rgb: str | None, theme: str | None = None, tint: str | None = None) -> bool:
    """Whether a cell colour reads as grey: not black, not white, hardly any hue.

    `rgb` is RRGGBB or AARRGGBB; `theme` and `tint` are what Excel writes for theme colours.
    """
    if rgb:
        digits = rgb.lstrip("#")[-6:]
        if len(digits) != 6:
            return False
        try:
            parts = [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
        except ValueError:
            return False
        return max(parts) - min(parts) <= 12 and 0x60 <= sum(parts) / 3 <= 0xF0
    if theme is not None:
        try:
            index, shift = int(theme), float(tint or 0)
        except ValueError:
            return False
        if index == _THEME_LIGHT:
            return -0.7 <= shift <= -0.04
        if index == _THEME_DARK:
            return 0.2 <= shift <= 0.9
        return index == _THEME_GREY and shift > -0.6
    return False
