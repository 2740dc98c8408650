"""Two people side by side for one question."""

from collections.abc import Sequence
from dataclasses import dataclass

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Request
from sleutelbos.bridging.queries import caps_passed_by_asking
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.keypersons.queries import visible_key_persons
from sleutelbos.matching.engine import Points, Rule

from ..services import Suggested

# A bar for so many points fills its cell; more does not make it longer.
_FULL = 120


@dataclass(frozen=True)
class Side:
    """One of the two: what stands in the way, or the score and the minutes of travel; a legal maximum passed or ""."""

    person: KeyPerson
    score: int | None
    travel_minutes: int | None
    rules: tuple[Rule, ...]
    over: str


@dataclass(frozen=True)
class Cell:
    """One reason of one person; `width` of the bar in percent, None where this person does not have the reason."""

    points: Points | None
    width: float
    less: bool


@dataclass(frozen=True)
class Comparison:
    """Two sides and, for each reason that one of them has, a cell for both."""

    sides: list[Side]
    rows: list[list[Cell]]


def comparison_of(viewer: Viewer, request: Request, suggested: Suggested, ids: Sequence[int]) -> Comparison:
    """Put two people of a shortlist beside each other; people the viewer may not see are left out."""
    names = visible_key_persons(viewer).only("first_name", "last_name", "home_place", "region").in_bulk(list(ids))
    found = {item.person: item for item in suggested.shortlist.candidates}
    over = caps_passed_by_asking(request, names)
    sides = []
    points: list[dict[str, Points]] = []
    for pk in dict.fromkeys(ids):
        if pk not in names:
            continue
        candidate = found.get(pk)
        sides.append(
            Side(
                names[pk],
                candidate.score if candidate else None,
                candidate.travel_minutes if candidate else None,
                () if candidate else suggested.shortlist.excluded.of(pk),
                over.get(pk, ""),
            )
        )
        points.append({str(item.reason): item for item in candidate.reasons} if candidate else {})
    codes = dict.fromkeys(code for own in points for code in own)
    return Comparison(sides, [[_cell(own.get(code)) for own in points] for code in codes])


def _cell(points: Points | None) -> Cell:
    if points is None:
        return Cell(None, 0, less=False)
    return Cell(points, min(100.0, round(100 * abs(points.points) / _FULL, 1)), less=points.points < 0)
