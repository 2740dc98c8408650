"""Can the reader find who acts, what, by when, what happens otherwise, and whom to call? With the places found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sleutelbos.letters.readability.calendar import DATE, deadlines_in
from sleutelbos.letters.readability.patterns import INSTRUCTIONS
from sleutelbos.letters.readability.sentences import Kind, Sentence


class Point(StrEnum):
    WHO = "who"
    WHAT = "what"
    BY_WHEN = "by_when"
    OTHERWISE = "otherwise"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a point is answered: offsets in the text of a block."""

    point: Point
    block: int
    start: int
    end: int
    words: str


_WHO: Final = re.compile(
    r"\b(?:(?:moet|kunt|mag|hoeft|krijgt|betaalt|stuurt|wilt|dient)\s+u|u\s+(?:moet|kunt|mag|hoeft|krijgt|betaalt|stuurt|"
    r"maakt|dient|bent verplicht)|(?:wij|we)\s+(?:\w+en|gaan)|(?:de gemeente|duo|de ind|het coa|uw klantmanager|"
    r"uw consulent|de belastingdienst)\s+(?:\w+t|zal|kan|gaat))\b",
    re.IGNORECASE,
)
_WHAT: Final = re.compile(
    r"^(?:" + "|".join(sorted(INSTRUCTIONS)) + r")\b"
    r"|\bu\s+(?:moet|dient|bent verplicht)\b|\b(?:moet|dient|wilt)\s+u\b|\b(?:verzoeken|vragen)\s+(?:wij|we)\s+u\b"
    r"|\b(?:wij|we)\s+(?:verzoeken|vragen)\s+u\b|\bu\s+hoeft\s+niets\b",
    re.IGNORECASE,
)
_BEFORE_A_DATE: Final = re.compile(
    r"(?:v[óo]{1,2}r|uiterlijk|tot en met|t/m|tot|op|per|vanaf|om)(?:\s+\w+dag)?\s*$", re.IGNORECASE
)
_TO_DO: Final = re.compile(
    r"\b(?:moet|moeten|afspraak|kom|komt|verwachten|uitgenodigd|nodigen|betaal|betaalt)\b", re.IGNORECASE
)
_OTHERWISE: Final = re.compile(
    r"\banders\s+\w+|\b(?:als|indien|wanneer)\s+u\b[^.]{0,60}\b(?:niet|geen|te laat)\b"
    r"|\b(?:doet|betaalt|komt|reageert|stuurt)\s+u\b[^.]{0,40}\bniet\b|\bniet\s+(?:op tijd|tijdig)\b"
    r"|\b(?:krijgt|kunt|riskeert)\s+u?\b[^.]{0,40}\bboete\b",
    re.IGNORECASE,
)
_CALL: Final = re.compile(
    r"(?<!\w)(?:\+31|0031|0)(?:[\s-]{0,3}\(?\d\)?){8,11}(?!\d)|(?<!\d)14[\s-]?0\d{2,3}\b|[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
)


def checklist_of(sentences: Sequence[Sentence]) -> dict[Point, list[Place]]:
    """Places per point; an empty list says that the reader has to guess."""
    found: dict[Point, list[Place]] = {point: [] for point in Point}

    def add(point: Point, sentence: Sentence, start: int, end: int) -> None:
        shift = sentence.start
        found[point].append(Place(point, sentence.block, shift + start, shift + end, sentence.text[start:end]))

    for sentence in sentences:
        text = sentence.text
        for match in _CALL.finditer(text):
            add(Point.CALL, sentence, match.start(), match.end())
        if sentence.kind in {Kind.ADDRESS, Kind.MARGIN}:
            continue
        for point, pattern in ((Point.WHO, _WHO), (Point.WHAT, _WHAT), (Point.OTHERWISE, _OTHERWISE)):
            match_or_none = pattern.search(text)
            if match_or_none:
                add(point, sentence, match_or_none.start(), match_or_none.end())
        for match in DATE.finditer(text):
            before = _BEFORE_A_DATE.search(text[: match.start()])
            # "Op 12 oktober hebben wij ..." tells what was; "op" and "per" ask only beside something to do.
            if before and (before.group()[:2].lower() not in {"op", "pe", "om"} or _TO_DO.search(text)):
                add(Point.BY_WHEN, sentence, match.start(), match.end())
        for deadline in deadlines_in(text, None):
            add(Point.BY_WHEN, sentence, deadline.start, deadline.end)
    return found
