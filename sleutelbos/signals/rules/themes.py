"""What a region's list of themes begins with, who sees to a signal, and when many signals ask for a notice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, TypeVar


@dataclass(frozen=True, slots=True)
class Usual:
    """A theme every region starts with; the coordinator changes the list afterwards."""

    code: str
    icon: str
    gathers: bool = True
    days: int = 21
    alert_families: int | None = 5


# In the order of what key persons tell most. What is another case each time does not gather by itself.
THEMES: Final = (
    Usual("waiting_list", "hourglass"),
    Usual("childcare", "baby"),
    Usual("wrong_route", "route", gathers=False),
    Usual("teacher_shortage", "graduation-cap"),
    Usual("mixed_class", "users-round"),
    Usual("travel", "bus"),
    Usual("letter", "file-text", gathers=False, alert_families=None),
    Usual("work_above_language", "briefcase"),
    Usual("isolation", "house"),
    Usual("naturalisation", "id-card"),
    Usual("other", "circle-help", gathers=False, alert_families=None),
)


class Rule(Protocol):
    """Who sees to signals: the columns of an owner rule that choosing needs."""

    theme_id: int | None
    municipality_id: int | None
    valid_from: date
    valid_until: date | None


R = TypeVar("R", bound=Rule)


def choose(rules: Iterable[R], *, theme_id: int, municipality_id: int | None, on: date) -> R | None:
    """The rule that says most about this theme and place on this day; of two equal ones the later. None: no rule."""
    found: R | None = None
    best = (-1, date.min)
    for rule in rules:
        if rule.valid_from > on or (rule.valid_until is not None and rule.valid_until < on):
            continue
        if rule.theme_id not in {None, theme_id} or rule.municipality_id not in {None, municipality_id}:
            continue
        # Theme and place, then theme, then place, then neither.
        weight = 2 * (rule.theme_id is not None) + (rule.municipality_id is not None)
        if (weight, rule.valid_from) >= best:
            found, best = rule, (weight, rule.valid_from)
    return found


def asks_for_notice(families: int, *, threshold: int | None, told: int) -> bool:
    """Whether so many families are worth a notice, when one about `told` families was given within the same days.

    First at the threshold, then each time it has doubled: a notice that comes every day is read by nobody.
    """
    if threshold is None or families < threshold:
        return False
    return told == 0 or families >= 2 * told
