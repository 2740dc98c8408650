"""Words of week plans: why a line cannot be, why a question has nobody, what came of it."""

from django import template
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sleutelbos.matching.engine import Rule

from ..models import PlannedVisit, WeekPlan
from ..queries.board import Board, Line, Without
from ..queries.coverage import SMALLEST, Shortage
from ..services import Checked
from .reasons import rule_words

register = template.Library()

# What a plan as a whole can break, beside the rules for one person.
_BROKEN: dict[str, str | Promise] = {
    "unknown": gettext_lazy("This person or question is not there any more"),
    "twice": gettext_lazy("The same person stands twice for one question"),
    "no_time": gettext_lazy("The organisation did not ask for this time"),
    "two_times": gettext_lazy("The people of this question are planned at different times"),
    "too_many": gettext_lazy("More people than the organisation asked for"),
    "too_few": gettext_lazy("Fewer people than the organisation asked for"),
    "overlap": gettext_lazy("Too close to another visit of this person"),
    "newcomer": gettext_lazy("The newcomer has another visit at the same time"),
}
_WHY: dict[str, str | Promise] = {
    "no_time": gettext_lazy("It is not known when. Agree on a time first."),
    "nobody_fits": gettext_lazy("Nobody fits."),
    "everybody_taken": gettext_lazy("Everybody who could is needed elsewhere."),
    "not_worth": gettext_lazy("Somebody could, but it would take too much from other questions."),
    "": gettext_lazy("Came in after the proposal. Plan again, or choose somebody yourself."),
}
_CODES = {str(rule): rule for rule in Rule}


def _code_words(code: str) -> str:
    if code in _BROKEN:
        return str(_BROKEN[code])
    if code in _CODES:
        return rule_words(_CODES[code])
    return _("Somebody was faster: the question changed")


@register.filter
def wrong_words(checked: Checked | None) -> list[str]:
    """What stands in the way of a line, one sentence each."""
    if checked is None:
        return []
    if checked.gone:
        return [_("This question is not open any more")]
    return list(dict.fromkeys(_code_words(code) for code in checked.rules))


@register.filter
def why_words(item: Without) -> str:
    """Why a question has nobody."""
    return str(_WHY.get(item.why, _WHY["nobody_fits"]))


@register.simple_tag
def stops_words(rule: Rule, count: int) -> str:
    """A rule with how many people it stops."""
    people = ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
    return f"{rule_words(rule)}: {people}"


@register.filter
def outcome_words(line: PlannedVisit) -> str:
    """What came of a line that was sent."""
    if line.outcome == PlannedVisit.Outcome.ASKED and line.offer is not None:
        return str(line.offer.get_state_display())
    if line.outcome == PlannedVisit.Outcome.CHANGED:
        words = list(dict.fromkeys(_code_words(code) for code in line.outcome_rules))
        return ". ".join([_("Not asked: something changed meanwhile"), *words])
    return str(line.get_outcome_display())


@register.filter
def lines_on(cell_lines: list[Line]) -> int:
    """How many lines have something in the way."""
    return sum(line.wrong is not None for line in cell_lines)


@register.simple_tag
def quality_words(board: Board) -> str:
    """How good a proposal is proven to be, in one sentence."""
    plan = board.plan
    assert plan is not None
    if plan.gap is None:
        return _("The search was stopped early: there may be a better plan.")
    if plan.gap <= 0:
        return _("There is no better plan with these people and these wishes.")
    percent = board.better_percent
    if percent < 0.1:
        return _("No plan can be more than 0.1 percent better.")
    return _("No plan can be more than %(percent)s percent better.") % {"percent": percent}


@register.filter
def plan_tone(plan: WeekPlan) -> str:
    """The badge's colour of a plan."""
    return {"proposed": "info", "published": "good"}.get(plan.state, "neutral")


@register.filter
def if_shown(count: int | None) -> str:
    """A count of questions; what could lead to a family is not said as a number."""
    return _("a few") if count is None else str(count)


@register.filter
def few_or_number(count: int) -> str:
    """A count that is at least one, said without a number while it is small."""
    if count <= 0:
        return _("none, but less travel or less work for others")
    return _("1 to 4") if count < SMALLEST else str(count)


@register.filter
def part_words(part: int) -> str:
    """A part of the day."""
    return [_("morning"), _("afternoon"), _("evening")][part]


@register.filter
def weekday_words(weekday: int | str) -> str:
    """A day of the week, short; 0 is Monday."""
    return str(WEEKDAYS_ABBR[int(weekday)])


@register.simple_tag
def coverage_bars(rows: list[Shortage]) -> list[tuple[str, float, str]]:
    """The rows that can be drawn: those whose count is not too small to show, ten at most."""
    return [
        (row.label, row.per_person, "bad" if row.people < 3 else "")
        for row in sorted(rows, key=lambda row: -(row.per_person or 0))
        if row.per_person is not None
    ][:10]
