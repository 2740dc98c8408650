"""The lines of a proposal as the engine counts them, held against every rule."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from sleutelbos.matching.engine import PlanReason, Points, Reason, load_weights, moments

from ..load import Week, load_week, minute_at
from ..models import PlannedVisit, WeekPlan

if TYPE_CHECKING:
    from sleutelbos.matching.engine.plan import Assignment


_REASONS: frozenset[str] = frozenset(str(reason) for reason in Reason)


def assignment_of(line: PlannedVisit) -> "Assignment":
    """A line as the engine counts it."""
    from sleutelbos.matching.engine.plan import Assignment

    return Assignment(question=line.request_id, person=line.key_person_id, start=minute_at(line.starts_at))


def moment_at(minute: int) -> datetime:
    """A minute of the engine as a moment here."""
    return timezone.make_aware(moments.datetime_of(minute))


def plain_reasons(reasons: Sequence[Points]) -> list[dict[str, int | str]]:
    """Reasons as they are kept beside what was proposed."""
    return [{"code": str(item.reason), "points": item.points, **dict(item.values)} for item in reasons]


def points_of(reasons: Iterable[dict[str, Any]]) -> list[Points]:
    """Kept reasons as the engine gave them; a code of an older version is passed over."""
    found = []
    for item in reasons:
        values = {name: value for name, value in item.items() if name not in {"code", "points"}}
        try:
            code = Reason(item["code"]) if item["code"] in _REASONS else PlanReason(item["code"])
        except ValueError:
            continue
        found.append(Points(code, int(item["points"]), tuple(values.items())))
    return found


class Checked:
    """What stands in the way of one line: codes of rules, or that its question is not open any more."""

    __slots__ = ("gone", "rules")

    def __init__(self, rules: Sequence[str] = (), *, gone: bool = False) -> None:
        self.rules = tuple(dict.fromkeys(rules))
        self.gone = gone

    def __bool__(self) -> bool:
        return bool(self.rules) or self.gone


def check_lines(
    plan: WeekPlan,
    *,
    week: Week | None = None,
    lines: Sequence[PlannedVisit] | None = None,
    pinned_only: bool = False,
) -> dict[int, Checked]:
    """Hold the lines of a plan against how things are now; the answer has only lines that something is wrong with."""
    from sleutelbos.matching.engine.plan import check_plan

    week = week or load_week(plan.region, plan.monday)
    if lines is None:
        lines = [line for line in plan.visits.filter(taken_off=False) if line.pinned or not pinned_only]
    asked = {question.id: question for question in week.questions}
    here = [line for line in lines if line.request_id in asked]
    wrong: dict[tuple[int, int], list[str]] = {}
    planned = [assignment_of(line) for line in here]
    for broken in check_plan(week.snapshot, week.questions, planned, load_weights(), travel=week.travel):
        for item in broken.assignments:
            wrong.setdefault((item.question, item.person), []).append(str(broken.code))
    found = {line.pk: Checked(gone=True) for line in lines if line.request_id not in asked}
    for line in here:
        if rules := wrong.get((line.request_id, line.key_person_id)):
            found[line.pk] = Checked(rules)
    return found
