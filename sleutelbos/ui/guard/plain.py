"""Text as the finders see it: lower case, ASCII digits, nothing invisible."""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plain:
    """Lower-case text with ASCII digits and no invisible characters; `origin[i]` is where it came from."""

    text: str
    origin: list[int]

    @classmethod
    def of(cls, text: str) -> "Plain":
        if text.isascii():
            return cls(text.lower().replace("\r", "\n"), list(range(len(text))))
        chars: list[str] = []
        origin: list[int] = []
        for index, char in enumerate(text):
            for part in _plain_char(char):
                chars.append(part)
                origin.append(index)
        return cls("".join(chars), origin)


def _plain_char(char: str) -> str:
    if char.isascii():
        return "\n" if char == "\r" else char.lower()
    digit = unicodedata.digit(char, None)  # every script, and ① and ² as well
    if digit is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category in {"Cf", "Mn", "Me"}:  # zero width, soft hyphen, direction marks, keycaps
        return ""
    if category == "Zs":
        return " "
    if category in {"Zl", "Zp"}:
        return "\n"
    if category == "Pd" or char == "−":
        return "-"
    if char in "·•․‧∙٫٬":
        return "."
    return unicodedata.normalize("NFKC", char).lower()
